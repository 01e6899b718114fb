"""A record of a data set: its fields are believed, its text is kept whole."""

import html
import re
from functools import lru_cache

from lxml import html as lxml_html
from lxml.etree import ParserError

from app.errors import UnreadableInputError
from app.ingest.line_patterns import URL
from app.ingest.titles import derived_title, site_keys, without_site
from app.ingest.units import tidy
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument
from app.text.bylines import read_byline_field
from app.text.citations import cited_outlets
from app.text.dates import day_in_url, parse_date
from app.text.decode import clean_characters
from app.text.language import detect, normalise
from app.text.mojibake import repaired
from app.text.outlets import Outlet, host, name_from_label, outlet_named, outlet_of_domain, registrable_domain

_MARKUP = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|h[1-6]|ul|ol|li|blockquote|figure|script|style|section|article)\s*>"
    r"|<(?:br|p|img|hr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# What is not shown, each with how it ends.
_COMMENT = (re.compile(r"<!--.*?-->", re.DOTALL), re.compile(r"-->"))
_SCRIPT, _STYLE = (
    (re.compile(rf"<{tag}\b.*?{end}", re.IGNORECASE | re.DOTALL), re.compile(end, re.IGNORECASE))
    for tag, end in (("script", r"</script\b[^<>]*>?"), ("style", r"</style\b[^<>]*>?"))
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
_BLOCK_TAGS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption section article table tr header footer
    hr pre""".split()  # noqa: SIM905
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NOISE = re.compile(
    r"^\W*(?:advertisement|story continue[sd] below(?: advertisement)?|article continue[sd] below"
    r"|continue reading(?: below)?"
    r"|sponsored content|share this (?:article|story|post)|sign up for our newsletter)\W*$",
    re.IGNORECASE,
)


def draft_of_record(raw: RawDocument) -> ArticleDraft:
    """The draft of a record. A date that cannot be read becomes a warning; the article is kept.

    Raises UnreadableInputError when the record has no text.
    """
    fields, warnings = _cleaned(raw.fields or {})
    body = fields.get("body", "")
    if not body.strip():
        raise UnreadableInputError("the record has no text", raw.line)
    url = _address(fields.get("url"))
    outlet, domain, evidence = _outlet(fields, url)
    title = without_site(tidy(_plain(fields.get("title", ""))), _site_of(outlet, domain))
    lines = _from_markup(body) if _MARKUP.search(body) else _from_text(_plain(body))
    blocks = _blocks(lines, title, tidy(_plain(fields.get("dek", ""))))
    text = "\n\n".join(block.text for block in blocks if block.kind is BlockKind.PARAGRAPH)
    published, reason = _published(fields, url)
    byline = read_byline_field(_plain(fields.get("author", "")), outlet)
    return ArticleDraft(
        external_id=raw.external_id,
        title=title or derived_title(text),
        title_source="record" if title else "derived",
        outlet=outlet,
        outlet_domain=domain,
        outlet_evidence=evidence,
        author=byline.author,
        author_role="author" if byline.people else None,
        author_evidence="the record's author field" if byline.people else None,
        agency=byline.agency,
        published=published,
        url=url,
        language=(normalise(fields["language"]) if "language" in fields else None) or detect(text),
        section=tidy(fields.get("section", "")) or None,
        cited_outlets=cited_outlets(text, outlet),
        blocks=blocks,
        warnings=(*warnings, *((reason,) if reason else ())),
    )


@lru_cache(maxsize=2_000)
def _site_of(outlet: str | None, domain: str | None) -> frozenset[str]:
    # A source field may name a guest writer, who is part of the headline: only a known outlet counts.
    return site_keys([outlet if outlet and outlet_named(outlet) else None, domain])


def _cleaned(fields: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    cleaned: dict[str, str] = {}
    warnings: list[str] = []
    for name, value in fields.items():
        cleaned[name], found = clean_characters(repaired(value))
        warnings += [f"field {name}: {warning}" for warning in found]
    return cleaned, warnings


def _plain(text: str) -> str:
    """``text`` with character references (``&amp;``, ``&#8217;``) made characters."""
    return repaired(html.unescape(text)) if "&" in text and _ENTITY.search(text) else text


_Line = tuple[str | None, str]


def _from_text(body: str) -> list[_Line]:
    return [(None, line) for line in body.splitlines()]


def _stripped(body: str) -> list[_Line]:
    """The lines of markup that cannot be parsed: its tags taken off, its text kept."""
    bare = _without(_STYLE, _without(_SCRIPT, _without(_COMMENT, body)))
    return _from_text(_plain(_TAG.sub("\n", bare)))


def _without(hidden: tuple[re.Pattern[str], re.Pattern[str]], body: str) -> str:
    whole, ending = hidden
    last = max((match.end() for match in ending.finditer(body)), default=0)
    # Behind the last ending nothing can match, and looking for it would cost the square of the length.
    return whole.sub("", body[:last]) + body[last:]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _from_markup(body: str) -> list[_Line]:
    """The lines of a text that came as HTML, each with its tag; scripts and styles left out."""
    try:
        tree = lxml_html.fromstring(f"<div>{body}</div>")
    except (ParserError, ValueError):
        return _stripped(body)
    if _letters(tree.text_content()) < _letters(_TAG.sub("", _without(_COMMENT, body))) * 0.9:
        return _stripped(body)  # nested deeper than the parser follows: it would lose text
    for node in list(tree.iter("script", "style", "noscript", "template")):
        node.drop_tree()
    lines: list[_Line] = [(None, "")]

    def add(text: str | None, tag: str | None) -> None:
        if text:
            lines[-1] = (lines[-1][0] or tag, lines[-1][1] + re.sub(r"\s+", " ", text))

    for event, node in _walk(tree):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _BLOCK_TAGS:
                lines.append((tag, ""))
            elif tag == "br":
                lines.append((lines[-1][0], ""))
            if tag:
                add(node.text, None)
        else:
            if tag in _BLOCK_TAGS:
                lines.append((None, ""))
            add(node.tail, None)
    return lines


def _walk(root: lxml_html.HtmlElement) -> list[tuple[str, lxml_html.HtmlElement]]:
    """Start and end of every element in document order, without recursion, so that no depth is too deep."""
    events: list[tuple[str, lxml_html.HtmlElement]] = []
    stack: list[tuple[str, lxml_html.HtmlElement]] = [("start", root)]
    while stack:
        event, node = stack.pop()
        events.append((event, node))
        if event == "start":
            stack.append(("end", node))
            stack.extend(("start", child) for child in reversed(node))
    return events


def _blocks(lines: list[_Line], title: str, dek: str) -> tuple[Block, ...]:
    """One block a line; nothing is left out but empty lines, which mean nothing in a record."""
    blocks: list[Block] = []
    seen_text = False
    for number, (tag, raw) in enumerate(lines, 1):
        text = tidy(raw)
        if not text:
            continue
        kind = BlockKind.PARAGRAPH
        if not seen_text and title and text == title:
            kind = BlockKind.TITLE
        elif tag in _HEADINGS:
            kind = BlockKind.SUBHEAD
        elif tag == "figcaption":
            kind = BlockKind.CAPTION
        elif len(text) < 60 and _NOISE.match(text):
            kind = BlockKind.BOILERPLATE
        seen_text = True
        blocks.append(Block(kind=kind, text=text, line_start=number, line_end=number))
    if dek and dek != title and not any(dek[:60] in block.text for block in blocks):
        blocks.insert(0, Block(kind=BlockKind.DEK, text=dek, line_start=0, line_end=0))
    return tuple(blocks)


def _address(stated: str | None) -> str | None:
    match = URL.match((stated or "").strip())
    return match.group() if match else None


def _outlet(fields: dict[str, str], url: str | None) -> tuple[str | None, str | None, str | None]:
    """Name, domain, evidence. A source that is no outlet (a guest writer) gives way to a known domain."""
    stated = tidy(_plain(fields.get("outlet", "")))
    address = fields.get("domain") or url or (stated if host(stated) else "")
    domain = registrable_domain(address) if address else None
    by_domain: Outlet | None = outlet_of_domain(address) if address else None
    by_name = outlet_named(stated) if stated else None
    if by_name and by_domain and by_name.name != by_domain.name and by_domain.name.startswith(by_name.name):
        by_name = by_domain  # "Fox" of foxbusiness.com: the longer name is the exact one
    if by_name:
        return by_name.name, domain or by_name.domain, f"the record's source field {stated!r}"
    if by_domain:
        said = f"; its source field says {stated!r}" if stated else ""
        return by_domain.name, by_domain.domain, f"the record's address {address!r}{said}"
    if stated and not host(stated):
        return stated, domain, f"the record's source field {stated!r}"
    if domain:
        return name_from_label(domain), domain, f"made of the domain {domain}; the record names no outlet"
    return None, None, None


def _published(fields: dict[str, str], url: str | None) -> tuple[Published | None, str | None]:
    published, reason = parse_date(fields.get("published", ""), "the record's date field")
    if published is None and url and (day := day_in_url(url)):
        evidence = f"the date in the record's address {url}"
        return Published(date=day.isoformat(), precision="day", evidence=evidence), reason
    return published, reason
