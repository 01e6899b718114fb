"""Saved web pages: the article's text by trafilatura, what the page says about itself by our own reading."""

import re
from itertools import chain, islice
from typing import Any

import trafilatura
from trafilatura.utils import load_html

from app.errors import UnreadableInputError
from app.ingest.html_address import canonical_address
from app.ingest.html_blocks import blocks_of_page, pieces_of_page
from app.ingest.html_dates import page_dates
from app.ingest.html_metadata import PageFacts, page_facts, plain
from app.ingest.html_visible import captions, visible_writers
from app.ingest.line_patterns import URL
from app.ingest.titles import SEPARATOR, derived_title, same_words, site_keys, without_site
from app.ingest.units import tidy
from app.records import ArticleDraft, BlockKind, RawDocument
from app.text.bylines import Byline, agency_named, read_byline_field
from app.text.citations import cited_outlets
from app.text.decode import decode
from app.text.language import detect, normalise
from app.text.outlets import (
    host,
    name_from_label,
    outlet_named,
    outlet_of_domain,
    registrable_domain,
)

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)|<\?xml[^>]{0,80}encoding=[\"']([\w-]+)", re.IGNORECASE
)
# Long live blogs have some 30,000 tags.
_MOST_TAGS, _MOST_ATTRIBUTES = 100_000, 5_000
_LONG_TAG = re.compile(r"<[^<>]{20000,}")
_LEAST_COMMON = 0.3
_LONGEST_TITLE = 500
_MOST_BYLINES = 60


def draft_of_page(raw: RawDocument) -> ArticleDraft:
    """The draft of a web page. Blocks are counted, not lines: markup has no lines that a reader would know.

    Raises UnreadableInputError when the page cannot be parsed or holds no article text.
    """
    html, warnings = decode(raw.data, raw.charset or _declared(raw.data))
    refuse_hostile(html)
    tree = load_html(html)
    if tree is None:
        raise UnreadableInputError("this is no HTML page")
    facts = page_facts(tree)
    url = canonical_address(facts.addresses, raw.url)
    marked_captions = captions(tree)
    # The tree is copied there; what is done to the copy does not reach ours.
    document = trafilatura.bare_extraction(
        tree, fast=True, include_comments=False, include_tables=True, with_metadata=False, url=url
    )
    pieces = pieces_of_page(document, facts.body, tree, marked_captions)
    if not any(kind is BlockKind.PARAGRAPH for kind, _ in pieces):
        raise UnreadableInputError("no article text was found in the page")
    body = "\n\n".join(text for kind, text in pieces if kind is BlockKind.PARAGRAPH)
    language = normalise(facts.language) if facts.language else None
    # Pages in all languages call themselves English: their system does.
    written = detect(body) if language in (None, "en") else language
    day_first = _day_first(facts.language, written or language, url)
    language = language or written
    outlet, domain, outlet_evidence = _outlet(facts, url)
    heads = [plain(node.text_content()[:_LONGEST_TITLE]) for node in list(tree.iter("h1"))[:50]]
    title = _title(tree, heads, facts, outlet, domain)
    dates = page_dates(tree, facts, url, day_first=day_first)
    byline, author_evidence = _byline(tree, facts, outlet)
    return ArticleDraft(
        external_id=raw.external_id,
        title=title or derived_title(body),
        title_source="html" if title else "derived",
        outlet=outlet,
        outlet_domain=domain,
        outlet_evidence=outlet_evidence,
        author=byline.author,
        author_role="author" if byline.people else None,
        author_evidence=author_evidence if byline.people else None,
        agency=byline.agency,
        published=dates.published,
        updated=dates.updated,
        url=url,
        language=language,
        section=facts.section[:100] if facts.section else None,
        cited_outlets=cited_outlets(body, outlet),
        blocks=blocks_of_page(pieces, title, facts.dek, heads),
        warnings=(*warnings, *dates.doubts),
    )


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    name = next((group for group in match.groups() if group), None) if match else None
    return name.decode("ascii", "ignore") if name else None


def refuse_hostile(html: str) -> None:
    """Raises UnreadableInputError for markup that no newsroom makes and that takes long to parse."""
    tags = html.count("<")
    if tags > _MOST_TAGS:
        raise UnreadableInputError(f"the page has too many tags to be an article ({tags:,})")
    for tag in _LONG_TAG.finditer(html):
        # The parser compares each attribute with all before it.
        if max(tag.group().count("="), len(tag.group().split())) > _MOST_ATTRIBUTES:
            raise UnreadableInputError("a tag of the page has thousands of attributes")


def _day_first(stated: str | None, written: str | None, url: str | None) -> bool:
    """Whether 5/10/2018 on this page is the fifth of October: everywhere but in the US, and in East Asia."""
    region = (stated or "").replace("_", "-").lower()
    if written in (None, "en", "ja", "zh", "ko", "hu", "lt"):
        ending = (host(url or "") or "").rpartition(".")[2]
        return region in {"en-gb", "en-au", "en-nz", "en-in", "en-ie", "en-za"} or ending in {
            "uk", "au", "nz", "in", "ie", "za", "ng", "ke", "pk", "sg",
        }  # fmt: skip
    return True


def _title(
    tree: Any, shown: list[str], facts: PageFacts, outlet: str | None, domain: str | None
) -> str | None:
    """The headline without the site's name, which many pages add.

    What OpenGraph or JSON-LD state, unless the page shows one headline that says nearly the same: where the
    two differ, the other was written for search engines.
    """
    publisher = facts.publisher[0] if facts.publisher else None
    keys = site_keys([outlet, domain, facts.site, *SEPARATOR.split(facts.site or ""), publisher])
    tag = plain(next((node.text_content()[:_LONGEST_TITLE] for node in tree.iter("title")), ""))
    heads = list(dict.fromkeys(head for head in shown if head and site_keys([head]) - keys))
    stated = facts.title or facts.headline or ""
    title = without_site(stated[:_LONGEST_TITLE], keys, facts.section, opening=True)
    from_tag = without_site(tag, keys, facts.section, opening=True)
    if not title or not site_keys([title]) - keys:
        fitting = [head for head in heads if same_words(head, tag) >= 0.5]
        title = (fitting or (heads if len(heads) == 1 and not from_tag else []) or [from_tag])[0]
        return title or (heads[0] if heads else None)
    for head in (*heads, facts.headline or ""):
        # "Headline - Section" where the page shows the headline alone
        rest = title[len(head) :]
        if title.startswith(head) and (
            (SEPARATOR.match(rest) and _width(head) >= 12) or (rest[:2] == ": " and _width(head) >= 20)
        ):
            return head
    agreed = facts.headline is not None and without_site(facts.headline, keys) == title
    if len(heads) == 1 and not agreed and same_words(heads[0], title, least=3) >= _LEAST_COMMON:
        return heads[0]
    return title


def _width(text: str) -> int:
    """The length of ``text``, where a character of a script without spaces says as much as two letters."""
    return len(text) + sum("\u3040" <= char <= "\uffdc" for char in text)


def _outlet(facts: PageFacts, url: str | None) -> tuple[str | None, str | None, str | None]:
    """The outlet's name, its domain, and where the name comes from."""
    domain = registrable_domain(url) if url else None
    known = outlet_of_domain(url) if url else None
    site = SEPARATOR.split(tidy(facts.site or ""))[0]
    named = outlet_named(site) if site else None
    if known:
        if named and named.name != known.name and not agency_named(named.name):
            # One owner, several papers: the page says which of them it is.
            return named.name, known.domain, facts.site_from
        return known.name, known.domain, f"the page's address {url}"
    candidates = [(site, facts.site_from)] if site else []
    if facts.publisher and agency_named(facts.publisher[0]) is None:
        candidates.append(facts.publisher)
    for name, where in candidates:
        # Some pages call themselves by the title of the article.
        if name in (facts.title, facts.headline):
            continue
        if len(name) > 60 or URL.match(name) or not any(char.isalpha() for char in name):
            continue
        if found := outlet_named(name):
            return found.name, domain or found.domain, where
        # An address in small letters is no name; "POLYGRAPH.info" is.
        if name.islower() and " " not in name and (host(name) or name == (domain or "").partition(".")[0]):
            continue
        return name, domain, where
    if domain and (name_made := name_from_label(domain)):
        return name_made, domain, f"made of the page's domain {domain}; the page names no outlet"
    return None, domain, None


def _byline(tree: Any, facts: PageFacts, outlet: str | None) -> tuple[Byline, str | None]:
    """The people whom the surest source with any names, and the agency that any source names."""
    agency: str | None = None
    visible = ((line, "the page's byline") for line in visible_writers(tree))
    for stated, where in islice(chain(facts.authors, visible), _MOST_BYLINES):
        if "://" in stated:
            continue
        byline = read_byline_field(stated, outlet)
        agency = agency or byline.agency
        if byline.people:
            return byline._replace(agency=agency), where
    return Byline((), agency), None
