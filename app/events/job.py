"""The event job: decides for every article which event it belongs to, and writes that down."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.events import cluster, method, prior, title, vectors
from app.records import Record
from app.store import events, terms
from app.store.terms import KeptTerms

Progress = Callable[[int, int], None]
# articles to put into an event, into a new one when it is None
Placement = tuple[int | None, Sequence[int]]


class EventReport(Record):
    """What a run of the job did: ``articles`` decided, and how many ``events`` there are now."""

    articles: int
    events: int


def group_events(
    database: Database, *, rebuild: bool = False, progress: Progress | None = None
) -> EventReport:
    """Put every article that has not been decided on into an event, or leave it alone.

    Articles are decided by day and arrival, the undated last, and committed in chunks: an interrupted run
    loses one chunk at most and the next run goes on from there. What a person has set stays: with ``rebuild``
    all articles are decided anew, except those of events in which a person had a hand.

    ``progress`` is called with the number of articles done and to do.
    """
    done = _decide_pending(database, progress)
    if rebuild:
        done = _rebuild(database)
    with database.read_session() as session:
        return EventReport(articles=done, events=events.count(session))


def _decide_pending(database: Database, progress: Progress | None) -> int:
    with database.read_session() as session:
        pending = terms.pending(session, vectors.VERSION)
        if not pending:
            return 0
        frequencies = prior.load()
        sample = terms.newest(session, vectors.VERSION, method.FREQUENCY_SAMPLE)
    frequencies.add(vectors.join(sample)[0], len(sample))
    done = 0
    for ids in _chunks(pending):
        _decide(database, ids, frequencies)
        done += len(ids)
        if progress is not None:
            progress(done, len(pending))
    return done


def _chunks(pending: Sequence[tuple[int, int | None]]) -> Iterator[list[int]]:
    """Dated and undated articles in chunks of their own: the undated need the whole corpus beside them."""
    for dated, size in ((True, method.CHUNK), (False, method.CHUNK_UNDATED)):
        ids = [number for number, day in pending if (day is not None) == dated]
        for first in range(0, len(ids), size):
            yield ids[first : first + size]


def _decide(database: Database, chunk: Sequence[int], frequencies: vectors.Frequencies) -> None:
    counted: dict[int, bytes] = {}
    while True:
        with database.read_session() as session:
            state = _state(session, chunk)
            ids = [number for number in chunk if number not in state[0]]
            texts = terms.texts(session, ids)
            days = [text.day for text in texts if text.day is not None]
            around = None
            if len(days) == len(texts) > 0:
                around = (min(days) - method.WINDOW_DAYS, max(days) + method.WINDOW_DAYS)
            known = terms.kept(session, vectors.VERSION, around)
            places = events.placed(session, ids)
        if not counted:
            counted = {text.id: vectors.count_terms(text.title, text.body).tobytes() for text in texts}
            frequencies.add(vectors.join(list(counted.values()))[0], len(counted))
        new = [
            KeptTerms(text.id, text.day, text.content_hash, places.get(text.id), counted[text.id])
            for text in texts
        ]
        settled = [row.id for row in known] + list(places)
        placements = _additions(_groups(known + new, set(settled), frequencies))
        with database.write_session() as session:
            # Another run may have come between reading and writing; then its decisions count.
            if _state(session, chunk) == state:
                terms.keep(session, vectors.VERSION, counted.items())
                _title(session, [events.join(session, *placement) for placement in placements])
                return


def _state(session: Session, ids: Sequence[int]) -> tuple[set[int], tuple[int, int]]:
    return terms.decided(session, vectors.VERSION, ids), events.state(session)


def _rebuild(database: Database) -> int:
    while True:
        with database.read_session() as session:
            state = events.state(session)
            rows = terms.kept(session, vectors.VERSION)
            untouchable = events.touched_by_people(session)
        frequencies = prior.load()
        frequencies.add(vectors.join([row.terms for row in rows])[0], len(rows))
        settled = {row.id for row in rows if row.event_id in untouchable}
        placements = _renewals(_groups(rows, settled, frequencies), untouchable)
        with database.write_session() as session:
            if events.state(session) == state:
                _title(session, events.regroup(session, placements, untouchable))
                return len(rows)


def _groups(
    rows: Sequence[KeptTerms], settled: set[int], frequencies: vectors.Frequencies
) -> list[list[KeptTerms]]:
    """The rows in groups. ``settled`` are the ids of those that stay in their event, or alone."""
    if not rows:
        return []
    numbers: dict[tuple[int | None, int], int] = {}
    texts: dict[str, int] = {}
    groups = np.full(len(rows), cluster.UNDECIDED, dtype=np.int64)
    for place, row in enumerate(rows):
        texts.setdefault(row.content_hash, len(texts))
        if row.id in settled:
            key = (row.event_id, 0 if row.event_id is not None else row.id)
            groups[place] = numbers.setdefault(key, len(numbers))
    matrix = vectors.vectors(*vectors.join([row.terms for row in rows]), frequencies.weights())
    days = np.array([cluster.UNDATED if row.day is None else row.day for row in rows], dtype=np.int64)
    copies = np.array([texts[row.content_hash] for row in rows], dtype=np.int64)
    found: defaultdict[int, list[KeptTerms]] = defaultdict(list)
    for row, group in zip(rows, cluster.assign(matrix, days, groups, copies), strict=True):
        found[int(group)].append(row)
    return [members for members in found.values() if len(members) > 1]


def _additions(groups: Sequence[Sequence[KeptTerms]]) -> list[Placement]:
    """What to write so that each group stands in one event: the articles that are not in theirs yet."""
    placements: list[Placement] = []
    for members in groups:
        event_id = next((row.event_id for row in members if row.event_id is not None), None)
        joining = [row.id for row in members if row.event_id is None]
        if joining:
            placements.append((event_id, joining))
    return placements


def _renewals(groups: Sequence[Sequence[KeptTerms]], untouchable: set[int]) -> list[Placement]:
    """What to write so that the groups replace the events there were.

    Each event lives on, with its number, in the group that holds most of its articles, so that addresses keep
    their meaning. Events in ``untouchable`` keep their articles and only gain some.
    """
    overlaps = [
        (event_id not in untouchable, -shared, event_id, place)
        for place, members in enumerate(groups)
        for event_id, shared in Counter(row.event_id for row in members).items()
        if event_id is not None
    ]
    heirs: dict[int, int] = {}
    living: set[int] = set()
    for _, _, event_id, place in sorted(overlaps):
        if place not in heirs and event_id not in living:
            heirs[place] = event_id
            living.add(event_id)
    placements: list[Placement] = []
    for place, members in enumerate(groups):
        joining = [row.id for row in members if row.event_id not in untouchable]
        if joining:
            placements.append((heirs.get(place), joining))
    return placements


def _title(session: Session, event_ids: Sequence[int]) -> None:
    for first in range(0, len(event_ids), method.CHUNK):
        found = events.headlines(session, event_ids[first : first + method.CHUNK])
        titles = {
            event_id: title.choose(
                [
                    title.Headline(item.title, item.title_source not in ("derived", "none"), item.outlet)
                    for item in items
                ]
            )
            for event_id, items in found.items()
        }
        events.describe(session, titles)
