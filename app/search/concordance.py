"""Every hit of a search on a line of its own, with what stands before and after it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import quote

import numpy as np
from sqlmodel import Session

from app.errors import InvalidParameterError
from app.records import ArticleCard, Record
from app.search import engine, ranking
from app.search.catalogue import Ids, Numbers, Rows
from app.search.engine import Found
from app.search.kwic import Context, contexts, left_key, right_key, text_fragment
from app.search.line_counts import line_counts
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
    """What there is: ``lines`` in ``articles`` of the ``read`` articles.

    ``hurried``: reading stopped because time was up.
    """

    lines: int
    read: int
    articles: int
    hurried: bool


class _Shown(NamedTuple):
    """The lines of a page: article id, number of the field, start and end of each; and texts of theirs that
    were read already."""

    places: list[list[int]]
    texts: dict[int, ArticleText]


_NO_CONTEXT = Context("body", 0, 0, "", "", "")
_NOTHING = _Scan(0, 0, 0, hurried=False)


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
    sort = parameters.sort if order == "search" else "newest"
    scan, shown = _NOTHING, _Shown([], {})
    if asked and len(rows):
        look = _Look(session, found, rows[:MOST_ARTICLES], parameters, order, end)
        scan, shown = look.by_index(limit) or look.by_reading(limit)
    return Concordance(
        parameters=parameters,
        order=order,
        asked=asked,
        notes=found.notes,
        corpus_total=len(found.catalogue),
        total=len(rows),
        read=scan.read,
        line_count=scan.lines,
        article_count=scan.articles,
        bound=_bound(found, len(rows), scan, sort) if asked else None,
        lines=_lines(session, shown, parameters.q),
        page=parameters.page,
        pages=-(-scan.lines // limit),
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


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A look at the articles of ``rows``, in the order of reading, until ``end`` of the monotonic clock."""

    session: Session
    found: Found
    rows: Rows
    parameters: SearchParameters
    order: Order
    end: float

    def by_index(self, limit: int) -> tuple[_Scan, _Shown] | None:
        """What the full-text indexes tell, and of the texts those that the page shows.

        None where the words around the lines put them in order, where the indexes cannot tell, and where they
        and the texts disagree.
        """
        if self.order in ("left", "right"):
            return None
        counted = self._counted()
        if counted is None:
            return None
        reached = np.cumsum(counted[self.rows], dtype=np.int64)
        read = min(int(np.searchsorted(reached, MOST_LINES)) + 1, len(reached))
        rows, of_each = self.rows[:read], counted[self.rows[:read]]
        lines = min(int(reached[read - 1]), MOST_LINES)
        articles = int(np.count_nonzero(of_each))
        listed = of_each.copy()
        listed[-1] -= int(reached[read - 1]) - lines
        ids = self.found.catalogue.ids[rows]
        key_of = _key_of(self.order, self.found)
        if key_of:
            keys = [key_of(number, _NO_CONTEXT) for number in ids.tolist()]
            ordered = sorted(range(read), key=keys.__getitem__)
            ids, of_each, listed = ids[ordered], of_each[ordered], listed[ordered]
        shown = self._shown(ids, of_each, listed, limit)
        return None if shown is None else (_Scan(lines, read, articles, hurried=False), shown)

    def _counted(self) -> Numbers | None:
        """How many lines each article of the catalogue has; the same for all pages of a query."""
        reader, key = self.found.reader, ("line counts", self.found.node)
        held = reader.kept.get(reader.state, key)
        if held is not None:
            kept: Numbers = held[0]
            return kept
        counted = line_counts(self.found, self.end)
        if counted is not None:
            reader.kept.put(reader.state, key, counted)
        return counted

    def _shown(self, ids: Ids, of_each: Numbers, listed: Numbers, limit: int) -> _Shown | None:
        """The lines of the page, when articles have so many ``of_each``, so many of them ``listed``.

        None when their texts have other numbers of lines.
        """
        ends = np.cumsum(listed, dtype=np.int64)
        first = (self.parameters.page - 1) * limit
        articles = slice(np.searchsorted(ends, first, "right"), np.searchsorted(ends, first + limit) + 1)
        marker = Marker(wanted(self.found.node), together=True)
        numbers = (ids[articles].tolist(), of_each[articles].tolist(), listed[articles].tolist())
        known = {number: counts for number, *counts in zip(*numbers, strict=True) if counts[1]}
        places: list[list[int]] = []
        texts: dict[int, ArticleText] = {}
        skipped = first - int(ends[articles.start - 1]) if articles.start else first
        for text, marked in _hits(self.session, list(known), marker):
            of_text = [
                [text.id, number, start, end] for number, spans in enumerate(marked) for start, end in spans
            ]
            in_all, among = known[text.id]
            if len(of_text) != in_all:
                return None
            places += of_text[:among]
            texts[text.id] = text
        return _Shown(places[skipped : skipped + limit], texts)

    def by_reading(self, limit: int) -> tuple[_Scan, _Shown]:
        """What the texts tell, read now or as they were read for another page."""
        reader = self.found.reader
        asked = self.parameters.model_dump_json(exclude={"page", "after", "limit"})
        key = ("concordance", self.order, asked)
        held = reader.kept.get(reader.state, key)
        if held is None and self.parameters.page > 1:
            # so that the pages of what was read in a hurry hold each line once
            held = reader.kept.get(reader.state, (*key, "hurried"))
        if held is None:
            scan, places = self._read()
            if self.found.complete:
                reader.kept.put(reader.state, (*key, "hurried") if scan.hurried else key, places, scan)
        else:
            places, scan = held
        first = min((self.parameters.page - 1) * limit, scan.lines)
        return scan, _Shown(places[first : first + limit].tolist(), {})

    def _read(self) -> tuple[_Scan, Any]:
        places: list[tuple[int, int, int, int]] = []
        keys: list[Any] = []
        key_of = _key_of(self.order, self.found)
        read = with_lines = 0
        hurried = False
        ids = self.found.catalogue.ids[self.rows].tolist()
        for text, marked in _hits(self.session, ids, Marker(wanted(self.found.node), together=True)):
            before = len(places)
            for number, (field, spans) in enumerate(zip(_FIELDS, marked, strict=True)):
                places += [(text.id, number, start, end) for start, end in spans]
                if key_of:
                    keys += [key_of(text.id, line) for line in contexts(_content(text, field), field, spans)]
            read += 1
            with_lines += len(places) > before
            hurried = time.monotonic() > self.end
            if hurried or len(places) >= MOST_LINES:
                break
        table = np.asarray(places[:MOST_LINES], dtype=np.int64).reshape(-1, 4)
        if key_of:
            table = table[sorted(range(len(table)), key=keys.__getitem__)]
        return _Scan(len(table), read, with_lines, hurried and read < len(self.rows)), table


def _key_of(order: Order, found: Found) -> Callable[[int, Context], Any] | None:
    """By what lines are put in order: their article's id or their contexts. None: as they are read."""
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


def _lines(session: Session, shown: _Shown, query: str) -> tuple[ConcordanceLine, ...]:
    """What stands at these places. Texts are read anew: to keep all that are looked at would take far more
    room."""
    ids = list({place[0] for place in shown.places})
    cards = {card.id: card for card in articles.cards(session, ids)}
    texts = shown.texts or {text.id: text for text in passages.texts(session, ids)}
    lines = []
    for number, field_number, start, end in shown.places:
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
