"""What a saved search finds that was taken in since a person last looked."""

import time
from collections.abc import Sequence

from sqlmodel import Session

from app.errors import InvalidParameterError
from app.records import ArticleCard, Record
from app.search.engine import find
from app.search.results import SearchParameters
from app.search.saved_query import in_words, parameters_of
from app.store import articles, hits
from app.store.corpus import newest_id
from app.store.saved_searches import LONGEST_NAME, SavedSearchRecord

PAGE_SIZE = 50
_PAGE_SECONDS = 2.0


class NewCount(Record):
    """A saved search, and how many new articles it finds.

    ``new`` is None when they could not be counted: there was no time left, or the search is none (any more),
    which ``trouble`` tells. ``complete`` is False when there may be more.
    """

    search: SavedSearchRecord
    new: int | None
    complete: bool = True
    trouble: str | None = None


class Arrivals(Record):
    """The new articles of a saved search, in the order in which they were taken in, fifty at most.

    ``new`` counts all of them. Marking the search as seen up to ``shown_to`` covers the articles listed here,
    up to ``seen_to`` all that there were; both are the present mark when nothing is new. ``complete`` is
    False when the time was up and some may be missing.
    """

    search: SavedSearchRecord
    new: int
    articles: tuple[ArticleCard, ...]
    shown_to: int
    seen_to: int
    notes: tuple[str, ...] = ()
    complete: bool = True


def new_counts(session: Session, searches: Sequence[SavedSearchRecord], seconds: float) -> list[NewCount]:
    """How many new articles each of these finds, in ``seconds`` for all of them together."""
    end = time.monotonic() + seconds
    last = newest_id(session)
    return [_count(session, search, last, end) for search in searches]


def _count(session: Session, search: SavedSearchRecord, last: int, end: float) -> NewCount:
    if search.seen_id >= last:
        return NewCount(search=search, new=0)
    left = end - time.monotonic()
    if left <= 0:
        return NewCount(search=search, new=None)
    try:
        found = find(session, parameters_of(search.query), seconds=left)
    except InvalidParameterError as error:
        return NewCount(search=search, new=None, trouble=str(error))
    return NewCount(search=search, new=int((found.ids > search.seen_id).sum()), complete=found.complete)


def arrivals(session: Session, search: SavedSearchRecord, limit: int = PAGE_SIZE) -> Arrivals:
    """The new articles of a saved search. Raises InvalidParameterError when its query is none (any more)."""
    found = find(session, parameters_of(search.query), seconds=_PAGE_SECONDS)
    new = found.ids[found.ids > search.seen_id]
    shown = new[:limit].tolist()
    return Arrivals(
        search=search,
        new=len(new),
        articles=tuple(articles.cards(session, shown)),
        shown_to=shown[-1] if shown else search.seen_id,
        seen_to=int(new[-1]) if len(new) else search.seen_id,
        notes=found.notes,
        complete=found.complete,
    )


def default_name(session: Session, parameters: SearchParameters) -> str:
    """What a search is called when nobody gives it a name."""
    names = {outlet.slug: outlet.name for outlet in hits.outlets(session)} if parameters.outlet else {}
    titles = hits.event_titles(session, parameters.event) if parameters.event else {}
    return in_words(parameters, names, titles, LONGEST_NAME)
