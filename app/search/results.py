"""What a search takes and what it answers."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, cast, get_args

from pydantic import Field

from app.errors import InvalidParameterError
from app.records import UNKNOWN_OUTLET as UNKNOWN_OUTLET
from app.records import ArticleCard, OutletRef, Record

Sort = Literal["relevance", "newest", "oldest"]
PAGE_SIZE = 20
MAX_PAGE_SIZE = 200


class SearchParameters(Record):
    """A search as the address states it.

    ``outlet`` are slugs or ``unknown``, ``lang`` codes or ``unknown``, ``event`` numbers, ``author`` names:
    several of one kind mean any of them, several kinds all of them. Days are ISO, inclusive. Copies of one
    text that match are shown once unless ``copies`` is ``show``. ``after`` is the id of the last hit that was
    shown: results go on behind it, wherever it stands by now; it goes before ``page``.
    """

    q: str = ""
    outlet: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    event: tuple[int, ...] = ()
    author: tuple[str, ...] = ()
    from_day: str | None = None
    to_day: str | None = None
    copies: Literal["fold", "show"] = "fold"
    sort: Sort = "relevance"
    page: int = Field(default=1, ge=1)
    after: int | None = None
    limit: int = Field(default=PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


class Segment(Record):
    """A piece of a snippet. ``hit`` marks the words that matched."""

    text: str
    hit: bool = False


class SearchHit(Record):
    """One article found, its title cut where words matched, and the passages that show why it was found.

    ``copies`` is the number of other matching articles that repeat its text and are folded into it.
    """

    article: ArticleCard
    title: tuple[Segment, ...]
    snippets: tuple[tuple[Segment, ...], ...]
    copies: int = 0


class OutletFacet(Record):
    """How many hits one outlet has. ``outlet`` is None for articles without one."""

    outlet: OutletRef | None
    count: int
    chosen: bool = False


class MonthCount(Record):
    """How many dated hits fall into a month, ``YYYY-MM``."""

    month: str
    count: int


class LanguageFacet(Record):
    """How many hits are in one language. ``code`` is None where it is not known."""

    code: str | None
    count: int
    chosen: bool = False


class EventFacet(Record):
    """How many hits report one event."""

    id: int
    title: str
    count: int
    chosen: bool = False


class AuthorFacet(Record):
    """How many hits have this name in their byline."""

    name: str
    count: int
    chosen: bool = False


class Facets(Record):
    """What the hits add up to under the current query.

    The counts of each kind are those of the search without what was chosen of that kind, so that the other
    choices stay in view. The lists of events and authors hold the most frequent ones and whatever is chosen.
    ``undated`` counts the hits without a known day.
    """

    outlets: tuple[OutletFacet, ...]
    months: tuple[MonthCount, ...]
    languages: tuple[LanguageFacet, ...]
    events: tuple[EventFacet, ...]
    authors: tuple[AuthorFacet, ...]
    undated: int


class PartCount(Record):
    """A part of a query, and how many articles it finds alone, whatever the search is narrowed to."""

    text: str
    count: int


class WithoutChoice(Record):
    """How many articles a search finds when nothing of one kind is chosen beside its query."""

    kind: Literal["outlet", "language", "event", "author", "day"]
    count: int


class Nothing(Record):
    """Why a search finds nothing, in numbers.

    ``parts`` are those of the query, when all of them must be found; ``query`` is how many articles it finds
    whole, in the corpus that is not narrowed. ``without`` stands for each kind of which something is chosen.
    """

    query: int
    parts: tuple[PartCount, ...]
    without: tuple[WithoutChoice, ...]


class SearchPage(Record):
    """One page of results.

    ``notes`` are sentences about the query a person should read (an unclosed quote, an unknown field).
    ``total`` counts all matching articles, ``texts`` those shown when copies are folded; ``corpus_total`` all
    articles. ``next`` is what ``after`` must be for the next hits, None at the end. ``did_you_mean`` is a
    query that finds more. ``nothing`` says why there is no hit at all.
    ``complete`` is False when the deadline cut the search short and the figures are lower bounds.
    """

    parameters: SearchParameters
    notes: tuple[str, ...]
    did_you_mean: str | None
    total: int
    texts: int
    corpus_total: int
    hits: tuple[SearchHit, ...]
    facets: Facets | None
    pages: int
    next: int | None
    complete: bool = True
    nothing: Nothing | None = None


def checked_parameters(
    *,
    q: str = "",
    outlet: Sequence[str] = (),
    lang: Sequence[str] = (),
    event: Sequence[int] = (),
    author: Sequence[str] = (),
    from_day: str | None = None,
    to_day: str | None = None,
    copies: str = "fold",
    sort: str = "relevance",
    page: int = 1,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> SearchParameters:
    """Search parameters out of what a person gave. Raises InvalidParameterError with a sentence for them."""
    for name, day in (("from", from_day), ("to", to_day)):
        if day:
            _check_day(name, day)
    if from_day and to_day and from_day > to_day:
        raise InvalidParameterError(f"“from” ({from_day}) is a later day than “to” ({to_day}).")
    if sort not in get_args(Sort):
        raise InvalidParameterError(f"“{sort}” is not an order. Use relevance, newest or oldest.")
    if copies not in ("fold", "show"):
        raise InvalidParameterError(f"“{copies}” says nothing about copies. Use fold or show.")
    return SearchParameters(
        q=q,
        outlet=_each(outlet),
        lang=_each(lang),
        event=tuple(dict.fromkeys(event)),
        author=_each(author),
        from_day=from_day or None,
        to_day=to_day or None,
        copies="show" if copies == "show" else "fold",
        sort=cast("Sort", sort),
        page=max(page, 1),
        after=after,
        limit=min(max(limit, 1), MAX_PAGE_SIZE),
    )


def _each(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _check_day(name: str, day: str) -> None:
    try:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError(day)
    except ValueError:
        raise InvalidParameterError(f"“{day}” is not a day for “{name}”. Write it as 2025-05-07.") from None
