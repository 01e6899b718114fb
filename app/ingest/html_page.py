"""Saved web pages: the article's text by trafilatura, what the page says about itself by our own reading."""

import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from trafilatura.utils import load_html

from app.errors import UnreadableInputError
from app.ingest.html_metadata import PageFacts, page_facts
from app.ingest.line_classes import credited
from app.ingest.line_patterns import PAGE_NOISE, URL
from app.ingest.titles import derived_title
from app.ingest.units import tidy
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument
from app.text.citations import cited_outlets
from app.text.dates import day_in_url, parse_date
from app.text.decode import clean_characters, decode
from app.text.language import detect, normalise
from app.text.outlets import host, name_from_label, outlet_named, outlet_of_domain, registrable_domain

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)|<\?xml[^>]{0,80}encoding=[\"']([\w-]+)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s+(?:[|•·»:–—-]|::)\s+")
# A markup that runs the day into the name.
_DATED = re.compile(
    r"\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)(?:\s.*)?$",
    re.IGNORECASE,
)
_Piece = tuple[BlockKind, str]


def draft_of_page(raw: RawDocument) -> ArticleDraft:
    """The draft of a web page. Blocks are counted, not lines: markup has no lines that a reader would know.

    Raises UnreadableInputError when the page cannot be parsed or holds no article text.
    """
    html, warnings = decode(raw.data, _declared(raw.data))
    tree = load_html(html)
    if tree is None:
        raise UnreadableInputError("this is no HTML page")
    facts = page_facts(tree)
    url = raw.url or facts.url
    document = trafilatura.bare_extraction(
        html, fast=True, include_comments=False, include_tables=True, with_metadata=True, url=url
    )
    pieces = _pieces(document, facts)
    if not any(kind is BlockKind.PARAGRAPH for kind, _ in pieces):
        raise UnreadableInputError("no article text was found in the page")
    body = "\n\n".join(text for kind, text in pieces if kind is BlockKind.PARAGRAPH)
    outlet, domain, outlet_evidence = _outlet(facts, url)
    title = _title(tree, document, facts, outlet, domain)
    published, doubts = _published(document, facts, url)
    author, author_evidence = _author(document, facts, outlet)
    return ArticleDraft(
        external_id=raw.external_id,
        title=title or derived_title(body),
        title_source="html" if title else "derived",
        outlet=outlet,
        outlet_domain=domain,
        outlet_evidence=outlet_evidence,
        author=author,
        author_role="author" if author else None,
        author_evidence=author_evidence,
        published=published,
        url=url,
        language=(normalise(facts.language) if facts.language else None) or detect(body),
        section=facts.section,
        cited_outlets=cited_outlets(body, outlet),
        blocks=_blocks(pieces, title, facts.dek),
        warnings=(*warnings, *doubts),
    )


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    name = next((group for group in match.groups() if group), None) if match else None
    return name.decode("ascii", "ignore") if name else None


def _pieces(document: Any, facts: PageFacts) -> list[_Piece]:
    """The text in order; JSON-LD's articleBody where the page itself yields next to nothing."""
    pieces = list(_walk(document.body)) if document is not None and document.body is not None else []
    found = sum(len(text) for kind, text in pieces if kind is BlockKind.PARAGRAPH)
    stated = facts.body or ""
    if len(stated) > 400 and found < len(stated) * 0.4 and "<" not in stated:
        pieces = [(BlockKind.PARAGRAPH, text) for line in stated.splitlines() if (text := tidy(line))]
    if pieces and pieces[-1][0] is BlockKind.SUBHEAD:  # a heading with nothing under it leads elsewhere
        pieces[-1] = (BlockKind.BOILERPLATE, pieces[-1][1])
    return pieces


def _walk(body: Any) -> Iterator[_Piece]:
    for node in body:
        if node.tag in {"list", "quote", "table", "row", "cell"} and len(node):
            yield from _walk(node)
            continue
        kind = BlockKind.SUBHEAD if node.tag == "head" else BlockKind.PARAGRAPH
        for line in _lines(node):
            yield (_kind(line) if kind is BlockKind.PARAGRAPH else kind), line


def _kind(line: str) -> BlockKind:
    words = line.count(" ") + 1
    if words <= 40 and PAGE_NOISE.match(line):
        return BlockKind.BOILERPLATE
    if words <= 60 and credited(line):
        return BlockKind.CAPTION
    return BlockKind.PARAGRAPH


def _lines(node: Any) -> list[str]:
    """The text of one element, parted where the page breaks the line."""
    for mark in node.iter("lb"):
        mark.text = "\n" + (mark.text or "")
    return [line for part in "".join(node.itertext()).split("\n") if (line := tidy(part))]


def _blocks(pieces: list[_Piece], title: str | None, dek: str | None) -> tuple[Block, ...]:
    front: list[_Piece] = []
    if title:
        front.append((BlockKind.TITLE, title))
        if pieces and pieces[0][0] is not BlockKind.PARAGRAPH and pieces[0][1] == title:
            pieces = pieces[1:]
    dek = tidy(dek or "")
    start = dek.rstrip(".… ")[:60]
    if start and dek != title and not any(start in text for _, text in pieces):
        front.append((BlockKind.DEK, dek))
    return tuple(
        Block(kind=kind, text=text, line_start=number, line_end=number)
        for number, (kind, text) in enumerate((*front, *pieces), 1)
    )


def _title(tree: Any, document: Any, facts: PageFacts, outlet: str | None, domain: str | None) -> str | None:
    """The headline without the site's name, which many pages add."""
    title = tidy(clean_characters(facts.title or getattr(document, "title", None) or "").text)
    if not title:
        return None
    heads = [tidy(node.text_content()) for node in tree.iter("h1")]
    for head in heads:
        if (
            len(head) >= 12
            and title != head
            and title.startswith(head)
            and _SEPARATOR.match(title[len(head) :])
        ):
            return head
    return _without_site(title, {outlet or "", facts.site or "", domain or ""})


def _without_site(title: str, names: set[str]) -> str:
    keys = {re.sub(r"\W+", "", name.lower().removeprefix("the ")) for name in names if name}
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts or cuts[-1].start() < 10:
            return title
        ending = title[cuts[-1].end() :]
        key = re.sub(r"\W+", "", ending.lower().removeprefix("the "))
        if (
            key not in keys
            and outlet_named(ending) is None
            and not any(key and name.startswith(key) for name in keys)
        ):
            return title
        title = title[: cuts[-1].start()]


def _outlet(facts: PageFacts, url: str | None) -> tuple[str | None, str | None, str | None]:
    """The outlet's name, its domain, and where the name comes from."""
    domain = registrable_domain(url) if url else None
    known = outlet_of_domain(url) if url else None
    if known:
        return known.name, known.domain, f"the page's address {url}"
    site = _SEPARATOR.split(tidy(facts.site or ""))[0]
    if site and len(site) <= 60 and not URL.match(site):
        named = outlet_named(site)
        if host(site) is None or named:
            return (
                (named.name if named else site),
                domain or (named.domain if named else None),
                facts.site_from,
            )
    if domain and (name := name_from_label(domain)):
        return name, domain, f"made of the page's domain {domain}; the page names no outlet"
    return None, domain, None


def _published(document: Any, facts: PageFacts, url: str | None) -> tuple[Published | None, tuple[str, ...]]:
    """The date as the page states it, else the one in its address, else a guess that is marked as one."""
    doubts: list[str] = []
    if facts.date:
        published, reason = parse_date(facts.date, facts.date_from)
        if published:
            return published, ()
        if reason:
            doubts.append(reason)
    if url and (day := day_in_url(url)):
        evidence = f"the date in the page's address {url}"
        return Published(date=day.isoformat(), precision="day", evidence=evidence), tuple(doubts)
    guess = getattr(document, "date", None)
    if guess:
        evidence = "guessed from the markup of the page; no field states it"
        return Published(date=guess, precision="day", evidence=evidence, guessed=True), tuple(doubts)
    return None, tuple(doubts)


def _author(document: Any, facts: PageFacts, outlet: str | None) -> tuple[str | None, str | None]:
    stated, where = facts.author, facts.author_from
    if not stated:
        guess = getattr(document, "author", None) or ""
        stated, where = clean_characters(guess).text, "read from the markup of the page"
    names: dict[str, None] = {}
    for part in re.split(r"\s*[;,|]\s*|\s+and\s+", stated or ""):
        name = _DATED.sub("", re.sub(r"^by\s+", "", part.strip(), flags=re.IGNORECASE))
        if (
            name
            and not re.search(r"[@/<>]|\d{3}", name)
            and len(name) <= 60
            and name.casefold() != (outlet or "").casefold()
        ):
            names[name] = None
    return (", ".join(names), where) if names else (None, None)
