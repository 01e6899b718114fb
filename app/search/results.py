"""What a search takes and what it answers."""

from datetime import date
from typing import Literal, cast, get_args

from pydantic import Field

from app.errors import InvalidParameterError
from app.records import UNKNOWN_OUTLET as UNKNOWN_OUTLET
from app.records import ArticleCard, OutletRef, Record

Sort = Literal["relevance", "newest", "oldest"]


class SearchParameters(Record):
    """A search as the address states it. ``outlet`` is a slug or ``unknown``; days are ISO, inclusive."""

    q: str = ""
    outlet: str | None = None
    from_day: str | None = None
    to_day: str | None = None
    sort: Sort = "relevance"
    page: int = Field(default=1, ge=1)


class Segment(Record):
    """A piece of a snippet. ``hit`` marks the words that matched."""

    text: str
    hit: bool = False


class SearchHit(Record):
    """One article found, with the passage that shows why and its title cut where words matched."""

    article: ArticleCard
    title: tuple[Segment, ...]
    snippet: tuple[Segment, ...]


class OutletFacet(Record):
    """How many hits one outlet has under the current query. ``outlet`` is None for articles without one."""

    outlet: OutletRef | None
    count: int


class MonthCount(Record):
    """How many dated hits fall into a month, ``YYYY-MM``."""

    month: str
    count: int


class SearchPage(Record):
    """One page of results.

    ``notes`` are sentences about the query a person should read (an unclosed quote, an unknown field).
    ``total`` counts all hits; ``corpus_total`` all articles. ``complete`` is False when the deadline cut the
    search short and the figures are lower bounds.
    """

    parameters: SearchParameters
    notes: tuple[str, ...]
    total: int
    corpus_total: int
    undated: int
    hits: tuple[SearchHit, ...]
    outlets: tuple[OutletFacet, ...]
    months: tuple[MonthCount, ...]
    pages: int
    complete: bool = True


def checked_parameters(
    *,
    q: str = "",
    outlet: str | None = None,
    from_day: str | None = None,
    to_day: str | None = None,
    sort: str = "relevance",
    page: int = 1,
) -> SearchParameters:
    """Search parameters out of what a person gave. Raises InvalidParameterError with a sentence for them."""
    for name, day in (("from", from_day), ("to", to_day)):
        if day:
            _check_day(name, day)
    if from_day and to_day and from_day > to_day:
        raise InvalidParameterError(f"“from” ({from_day}) is a later day than “to” ({to_day}).")
    if sort not in get_args(Sort):
        raise InvalidParameterError(f"“{sort}” is not an order. Use relevance, newest or oldest.")
    return SearchParameters(
        q=q,
        outlet=outlet or None,
        from_day=from_day or None,
        to_day=to_day or None,
        sort=cast("Sort", sort),
        page=max(page, 1),
    )


def _check_day(name: str, day: str) -> None:
    try:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError(day)
    except ValueError:
        raise InvalidParameterError(f"“{day}” is not a day for “{name}”. Write it as 2025-05-07.") from None
