"""The event job: decides for every article which event it belongs to, and writes that down."""

from collections.abc import Callable, Iterator, Sequence

from app.database import Database
from app.events import method
from app.events.arrivals import arrive
from app.events.batches import Batches, spans
from app.events.rebuild import rebuild as decide_anew
from app.events.storyline_job import link_storylines
from app.records import Record
from app.store import corpus, terms
from app.text import term_counts

Progress = Callable[[int, int], None]
# an article yet to be decided on, and its day
Pending = tuple[int, int | None]


class EventReport(Record):
    """What a run of the job did: ``articles`` decided, and how many ``events`` there are now."""

    articles: int
    events: int


def group_events(
    database: Database, *, rebuild: bool = False, progress: Progress | None = None
) -> EventReport:
    """Put every article that has not been decided on into an event, or leave it alone.

    Articles are decided by day and arrival, the undated last: a few one by one, each in a transaction of
    its own, many in chunks. An interrupted run loses one chunk at most and the next one goes on from there. A
    run that brought most of what there is ends with a look at all of it together. What a person has set
    stays: with ``rebuild`` all are decided anew, except those of events in which a person had a hand.

    ``progress`` is called with the number of articles done and to do. The events are then linked to
    storylines.
    """
    done = decide_anew(database, progress) if rebuild else _decide_pending(database, progress)
    link_storylines(database, rebuild=rebuild)
    with database.read_session() as session:
        return EventReport(articles=done, events=corpus.event_count(session))


def _decide_pending(database: Database, progress: Progress | None) -> int:
    done = chunks = 0
    before: list[Pending] = []
    # What comes in has those of no day that resemble it looked at once more.
    while (pending := _pending(database)) and pending != before:
        before, done_before = pending, done
        # The undated are placed beside all dated ones, so they come after them.
        dated = [one for one in pending if one[1] is not None]
        undated = pending[len(dated) :]
        batches = Batches(database)
        for chunk in (*_chunks(dated), *_chunks(undated)):
            _decide(batches, chunk)
            done, chunks = done + len(chunk), chunks + 1
            if progress is not None:
                progress(done - done_before, len(pending))
    if chunks > 1:
        with database.read_session() as session:
            decided = terms.count(session, term_counts.VERSION)
        if done > decided * method.ANEW_FROM:
            decide_anew(database, None)
    return done


def _pending(database: Database) -> list[Pending]:
    with database.read_session() as session:
        return terms.pending(session, term_counts.VERSION)


def _chunks(pending: Sequence[Pending]) -> Iterator[Sequence[Pending]]:
    for first in range(0, len(pending), method.CHUNK):
        yield pending[first : first + method.CHUNK]


def _decide(batches: Batches, chunk: Sequence[Pending]) -> None:
    ids = [number for number, _ in chunk]
    if _one_by_one(batches.database, chunk):
        ids = [number for number in ids if not arrive(batches.database, number)]
    if ids:
        batches.decide(ids)


def _one_by_one(database: Database, chunk: Sequence[Pending]) -> bool:
    """Whether it costs less to take each by itself than all together with what stands around them."""
    days = {day for _, day in chunk if day is not None}
    if not days:
        return len(chunk) <= method.UNDATED_ALONE
    with database.read_session() as session:
        around = terms.standing(session, spans(days))
    return (len(chunk) - 1) * method.COSTS_ALONE <= around
