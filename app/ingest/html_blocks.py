"""The text of a page as blocks: paragraphs and subheads as extracted, captions put where they stand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from app.ingest.line_classes import credited
from app.ingest.line_patterns import BOILERPLATE, PAGE_NOISE, RELATED_HEADER, TERMINAL
from app.ingest.units import tidy
from app.records import Block, BlockKind

Piece = tuple[BlockKind, str]
_LEAST_STATED, _LEAST_SHARE = 400, 0.4
_BEGINNING = 40
_MOST_LINKS, _SHORTEST_LINK, _LONGEST_LINK, _LONGEST_NOTE = 0.34, 4, 20, 40
_EMPHASIS, _DEEPEST_LINK = frozenset({"strong", "b", "em", "i", "span", "u", "font"}), 4
_MENU_PIECES, _MENU_SHARE, _MENU_WORDS = 60, 0.7, 6


def pieces_of_page(
    document: Any, stated: str | None, tree: Any, captions: Sequence[tuple[Any, str]]
) -> list[Piece]:
    """The text in order; JSON-LD's articleBody (``stated``) where the page itself yields next to nothing."""
    pieces = list(_walk(document.body)) if document is not None and document.body is not None else []
    pieces = _densest(pieces)
    found = sum(len(text) for kind, text in pieces if kind is BlockKind.PARAGRAPH)
    stated = stated or ""
    if len(stated) > _LEAST_STATED and found < len(stated) * _LEAST_SHARE and "<" not in stated:
        pieces = [(BlockKind.PARAGRAPH, text) for line in stated.splitlines() if (text := tidy(line))]
    if pieces and pieces[-1][0] is BlockKind.SUBHEAD:  # a heading with nothing under it leads elsewhere
        pieces[-1] = (BlockKind.BOILERPLATE, pieces[-1][1])
    pieces = _without_links(pieces, tree)
    return _with_captions(pieces, tree, captions) if pieces and captions else pieces


def _densest(pieces: list[Piece]) -> list[Piece]:
    """Of a page that came out as menus by and large the stretch that is prose; other pages as they are.

    The stretch is the one of the greatest sum, where each piece counts its words less a few: maximum
    subsequence segmentation, J. Pasternack and D. Roth, "Extracting article text from the web", WWW 2009.
    """
    words = [text.count(" ") + 1 for _, text in pieces]
    short = sum(count < _MENU_WORDS for count in words)
    if len(pieces) < _MENU_PIECES or short < len(pieces) * _MENU_SHARE:
        return pieces
    best = start = end = begin = total = 0
    for place, count in enumerate(words):
        if total <= 0:
            total, begin = 0, place
        total += min(count, 100) - _MENU_WORDS
        if total > best:
            best, start, end = total, begin, place + 1
    return pieces[start:end] or pieces


def _without_links(pieces: list[Piece], tree: Any) -> list[Piece]:
    """Set aside what leads elsewhere: lines that are one link, what follows "You may also like", last notes.

    A page that consists of links by and large keeps them: they are what it is about.
    """
    linked = {
        tidy("".join(link.itertext())) for paragraph in tree.iter("p") for link in _whole_links(paragraph)
    }
    kinds = [kind for kind, _ in pieces]
    body = [place for place, kind in enumerate(kinds) if kind is BlockKind.PARAGRAPH]
    times = Counter(text for _, text in pieces)
    links = [
        place
        for place in body
        if (text := pieces[place][1]) in linked
        and times[text] == 1
        and text.count(" ") >= _SHORTEST_LINK
        and not TERMINAL.search(text)
    ]
    aside = set(links) if len(links) <= len(body) * _MOST_LINKS else set()
    in_related = False
    for place in body:
        text = pieces[place][1]
        if RELATED_HEADER.match(text):
            in_related = True
        elif in_related and (TERMINAL.search(text) or text.count(" ") > _LONGEST_LINK):
            in_related = False
        if in_related:
            aside.add(place)
    for place in reversed(body):
        text = pieces[place][1]
        if place not in aside and not (text.count(" ") < _LONGEST_NOTE and BOILERPLATE.match(text)):
            break
        aside.add(place)
    if len(aside) == len(body):
        return pieces
    return [
        (BlockKind.BOILERPLATE if place in aside else kind, text) for place, (kind, text) in enumerate(pieces)
    ]


def _whole_links(paragraph: Any) -> Iterator[Any]:
    """The links of a paragraph that are all it says, bare or in marks of emphasis."""
    around = [paragraph]
    for _ in range(_DEEPEST_LINK):
        bare = [node for node in around if len(node) <= 2 and not _says_itself(node)]
        around = [child for node in bare for child in node if child.tag in _EMPHASIS]
        yield from (child for node in bare for child in node if child.tag == "a")


def _says_itself(node: Any) -> bool:
    """Whether a node has text of its own beside its children."""
    return bool((node.text or "").strip()) or any((child.tail or "").strip() for child in node)


def _walk(body: Any) -> Iterator[Piece]:
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


def _with_captions(pieces: list[Piece], tree: Any, captions: Sequence[tuple[Any, str]]) -> list[Piece]:
    """``pieces`` with each caption marked as one, or put behind the paragraph that it follows in the page."""
    texts = {text for _, text in captions}
    pieces = [
        (
            BlockKind.CAPTION
            if text in texts or (len(text) > 20 and any(text in one for one in texts))
            else kind,
            text,
        )
        for kind, text in pieces
    ]
    places: dict[str, int] = {}
    for place, (_, text) in enumerate(pieces):
        places.setdefault(text[:_BEGINNING], place)
    there = " ".join(text for kind, text in pieces if kind is BlockKind.CAPTION)
    elements = {id(node): text for node, text in captions}
    inserts: list[tuple[int, str]] = []
    last = 0
    for node in tree.iter("p", "h2", "h3", "li", "blockquote", *{node.tag for node, _ in captions}):
        if id(node) in elements:
            if elements[id(node)] not in there:
                inserts.append((last, elements[id(node)]))
        elif node.tag not in ("div", "span") and len(node.text or "") + len(node) > 0:
            start = tidy("".join(node.itertext())[:200])[:_BEGINNING]
            last = places.get(start, last - 1) + 1
    if last == 0:
        return pieces
    for place, text in reversed(inserts):
        pieces.insert(place, (BlockKind.CAPTION, text))
    return pieces


def blocks_of_page(
    pieces: list[Piece], title: str | None, dek: str | None, heads: Sequence[str] = ()
) -> tuple[Block, ...]:
    """The blocks: title, then the dek where the text does not begin with it, then the pieces.

    The headline of the page (one of ``heads``) is no subhead of its own text.
    """
    front: list[Piece] = []
    if title:
        front.append((BlockKind.TITLE, title))
    shown = {title, *heads}
    pieces = [
        (BlockKind.BOILERPLATE if kind is BlockKind.SUBHEAD and text in shown else kind, text)
        for kind, text in pieces
        if not (kind is BlockKind.SUBHEAD and text == title)
    ]
    dek = tidy(dek or "")
    start = dek.rstrip(".… ")[:60]
    if start and dek != title and not any(start in text for _, text in pieces):
        front.append((BlockKind.DEK, dek))
    return tuple(
        Block(kind=kind, text=text, line_start=number, line_end=number)
        for number, (kind, text) in enumerate((*front, *pieces), 1)
    )
