"""Every hit of a search on a line of its own, with what stands before and after it."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import quote

import numpy as np
from sqlmodel import Session

from app.errors import InvalidParameterError
from app.records import ArticleCard, Record
from app.search import engine, ranking
from app.search.catalogue import Rows
from app.search.engine import Found
from app.search.kwic import Context, contexts, left_key, right_key, text_fragment
from app.search.marks import Marker, Span, wanted
from app.search.nodes import TextField
from app.search.results import SearchParameters, Sort
from app.store import articles, passages
from app.store.passages import ArticleText

Order = Literal["search", "left", "right", "outlet", "date"]
ORDERS: tuple[Order, ...] = get_args(Order)

PAGE_SIZE = 50
MOST_ARTICLES = 5_000
MOST_LINES = 20_000
DEADLINE_SECONDS = 1.0
# What an export may hold: as many rows as a spreadsheet.
MOST_EXPORTED = 1_000_000
_EXPORT_SECONDS = 10.0
_CHUNK = 200
_FIELDS: tuple[TextField, ...] = ("title", "dek", "body")
_FIRST: dict[Sort, str] = {"relevance": "best matching", "newest": "newest", "oldest": "oldest"}


class ConcordanceLine(Record):
    """One hit: the key word, its contexts, and where it stands.

    ``start`` and ``end`` are places in the article's title, dek or body (``field``), in characters. ``href``
    is the address of the article at this place, where the words of the search are marked.
    """

    article: ArticleCard
    field: str
    start: int
    end: int
    left: str
    keyword: str
    right: str
    href: str


class Concordance(Record):
    """One page of lines, and what there is in all.

    ``line_count`` lines stand in ``article_count`` articles. ``total`` articles of ``corpus_total`` match,
    copies of one text counted once unless they are shown; ``read`` of them were looked through, and ``bound``
    says in words why that is not all. ``asked`` is False for a query without any word to look for. ``notes``
    are sentences about the query that a person should read.
    """

    parameters: SearchParameters
    order: Order
    asked: bool
    notes: tuple[str, ...]
    corpus_total: int
    total: int
    read: int
    line_count: int
    article_count: int
    bound: str | None
    lines: tuple[ConcordanceLine, ...]
    page: int
    pages: int


def checked_order(order: str) -> Order:
    """An order out of what a person gave. Raises InvalidParameterError with a sentence for them."""
    if order not in ORDERS:
        raise InvalidParameterError(f"“{order}” is not an order of lines. Use {', '.join(ORDERS)}.")
    return order


class _Scan(NamedTuple):
    """Where the lines stand, in order: rows of (article id, number of the field, start, end).

    They stand in ``articles`` of the ``read`` articles. ``hurried``: reading stopped because time was up.
    """

    places: Any
    read: int
    articles: int
    hurried: bool


_NOTHING = _Scan(np.empty((0, 4), np.int64), 0, 0, hurried=False)


def concordance(
    session: Session,
    parameters: SearchParameters,
    *,
    order: Order = "search",
    limit: int = PAGE_SIZE,
    seconds: float = DEADLINE_SECONDS,
) -> Concordance:
    """The page ``parameters.page`` of the lines that a search finds, ``limit`` to a page.

    Orders: "search" is that of the search and then of the text; "left" and "right" are by the words before
    and after, the nearest first; "outlet" is by its name; "date" has the newest first. Articles are read in
    the order of the search, or else the newest first: 5,000 at most, until there are 20,000 lines or about
    ``seconds`` have gone.
    """
    end = time.monotonic() + seconds
    found = engine.find(session, parameters)
    asked = bool(wanted(found.node))
    rows = _rows(found, parameters, order)
    scan = _scan(session, found, rows, parameters, order, end) if asked else _NOTHING
    first = min((parameters.page - 1) * limit, len(scan.places))
    return Concordance(
        parameters=parameters,
        order=order,
        asked=asked,
        notes=found.notes,
        corpus_total=len(found.catalogue),
        total=len(rows),
        read=scan.read,
        line_count=len(scan.places),
        article_count=scan.articles,
        bound=_bound(found, len(rows), scan, parameters.sort if order == "search" else "newest")
        if asked
        else None,
        lines=_lines(session, scan.places[first : first + limit].tolist(), parameters.q),
        page=parameters.page,
        pages=-(-len(scan.places) // limit),
    )


def every_line(session: Session, parameters: SearchParameters) -> Iterator[ConcordanceLine]:
    """All lines that a search finds, a million at most, as they are read: newest article first."""
    found = engine.find(session, parameters, seconds=_EXPORT_SECONDS)
    marker = Marker(wanted(found.node), together=True)
    ids = found.catalogue.ids[_rows(found, parameters, "date")].tolist() if wanted(found.node) else []
    count = 0
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        cards = {card.id: card for card in articles.cards(session, chunk)}
        for text, marked in _hits(session, chunk, marker):
            for field, spans in zip(_FIELDS, marked, strict=True):
                for context in contexts(_content(text, field), field, spans):
                    if count == MOST_EXPORTED:
                        return
                    count += 1
                    yield _line(cards[text.id], text, context, parameters.q)


def _rows(found: Found, parameters: SearchParameters, order: Order) -> Rows:
    """What is read, in the order of reading. Copies are folded when they are in the search."""
    if order != "search":
        parameters = parameters.model_copy(update={"sort": "newest"})
    return ranking.ordered(found, parameters).rows


def _scan(
    session: Session, found: Found, rows: Rows, parameters: SearchParameters, order: Order, end: float
) -> _Scan:
    """The lines in order: read, or as they were read for another page of them."""
    reader = found.reader
    key = ("concordance", order, parameters.model_dump_json(exclude={"page", "after", "limit"}))
    held = reader.kept.get(reader.state, key)
    if held is None and parameters.page > 1:
        # so that the pages of what was read in a hurry hold each line once
        held = reader.kept.get(reader.state, (*key, "hurried"))
    if held is not None:
        return _Scan(held[0], *held[1])
    scan = _read(session, found, rows[:MOST_ARTICLES], order, end)
    if found.complete:
        reader.kept.put(reader.state, (*key, "hurried") if scan.hurried else key, scan.places, scan[1:])
    return scan


def _read(session: Session, found: Found, rows: Rows, order: Order, end: float) -> _Scan:
    places: list[tuple[int, int, int, int]] = []
    keys: list[Any] = []
    key_of = _key_of(order, found)
    read = with_lines = 0
    hurried = False
    ids = found.catalogue.ids[rows].tolist()
    for text, marked in _hits(session, ids, Marker(wanted(found.node), together=True)):
        before = len(places)
        for number, (field, spans) in enumerate(zip(_FIELDS, marked, strict=True)):
            places += [(text.id, number, start, end) for start, end in spans]
            if key_of:
                keys += [key_of(text.id, line) for line in contexts(_content(text, field), field, spans)]
        read += 1
        with_lines += len(places) > before
        hurried = time.monotonic() > end
        if hurried or len(places) >= MOST_LINES:
            break
    table = np.asarray(places[:MOST_LINES], dtype=np.int64).reshape(-1, 4)
    if key_of:
        table = table[sorted(range(len(table)), key=keys.__getitem__)]
    return _Scan(table, read, with_lines, hurried and read < len(rows))


def _key_of(order: Order, found: Found) -> Callable[[int, Context], Any] | None:
    """By what lines are put in order: their article's id and their contexts. None: as they are read."""
    if order == "left":
        return lambda _, context: left_key(context)
    if order == "right":
        return lambda _, context: right_key(context)
    if order == "outlet":
        names = {outlet.id: (False, outlet.name.casefold()) for outlet in reversed(found.outlets)}
        catalogue = found.catalogue
        listed = (catalogue.ids[found.rows].tolist(), catalogue.outlet[found.rows].tolist())
        of_article = dict(zip(*listed, strict=True))
        # articles without one come last
        return lambda number, _: names.get(of_article[number], (True, ""))
    return None


def _hits(
    session: Session, ids: Sequence[int], marker: Marker
) -> Iterator[tuple[ArticleText, list[Sequence[Span]]]]:
    """The articles one by one, with the hits in each of their fields."""
    for start in range(0, len(ids), _CHUNK):
        for text in passages.texts(session, ids[start : start + _CHUNK]):
            yield text, [marker.spans(_content(text, field), field, text.language) for field in _FIELDS]


def _content(text: ArticleText, field: TextField) -> str:
    return {"title": text.title, "dek": text.dek, "body": text.body}.get(field, "")


def _lines(session: Session, places: list[list[int]], query: str) -> tuple[ConcordanceLine, ...]:
    """What stands at these places. The texts are read anew: to keep them all would take far more room."""
    ids = list({place[0] for place in places})
    cards = {card.id: card for card in articles.cards(session, ids)}
    texts = {text.id: text for text in passages.texts(session, ids)}
    lines = []
    for number, field_number, start, end in places:
        if number in cards and number in texts:
            field = _FIELDS[field_number]
            [context] = contexts(_content(texts[number], field), field, [(start, end)])
            lines.append(_line(cards[number], texts[number], context, query))
    return tuple(lines)


def _line(card: ArticleCard, text: ArticleText, context: Context, query: str) -> ConcordanceLine:
    fragment = text_fragment(_content(text, context.field), context)
    return ConcordanceLine(
        article=card, **context._asdict(), href=f"/articles/{card.id}?q={quote(query)}{fragment}"
    )


def _bound(found: Found, total: int, scan: _Scan, sort: Sort) -> str | None:
    """Why there may be more lines, in words."""
    said = []
    if not found.complete:
        said.append("The search was stopped because it took too long; there may be more articles.")
    if scan.read < total:
        why = (
            "there was no time for more"
            if scan.hurried
            else f"a page looks at {MOST_ARTICLES:,} articles and {MOST_LINES:,} lines at most"
        )
        said.append(
            f"Only the {scan.read:,} {_FIRST[sort]} of {total:,} articles were looked through: {why}."
        )
    return " ".join(said) or None
