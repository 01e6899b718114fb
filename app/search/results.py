"""What a search takes and what it answers."""

from typing import Literal

from pydantic import Field

from app.records import ArticleCard, OutletRef, Record

Sort = Literal["relevance", "newest", "oldest"]

# the outlet slug that stands for articles whose outlet is not known
UNKNOWN_OUTLET = "unknown"


class SearchParameters(Record):
    """A search as the address states it. ``outlet`` is a slug or ``unknown``; days are ISO dates, inclusive."""

    q: str = Field(default="", max_length=1_000)
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
