"""The event job: decides for every article which event it belongs to, and writes that down."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np
from scipy.sparse import csr_array
from sqlmodel import Session

from app.database import Database
from app.errors import BusyError
from app.events import cluster, method, prior, vectors
from app.events.titles import retitle
from app.records import Record
from app.store import event_holds, events, terms
from app.store.terms import ArticleText, KeptTerms
from app.text import term_counts

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
    done = _rebuild(database, progress) if rebuild else _decide_pending(database, progress)
    with database.read_session() as session:
        return EventReport(articles=done, events=events.count(session))


def _decide_pending(database: Database, progress: Progress | None) -> int:
    with database.read_session() as session:
        pending = terms.pending(session, term_counts.VERSION)
        if not pending:
            return 0
        frequencies = prior.load()
        sample = terms.newest(session, term_counts.VERSION, method.FREQUENCY_SAMPLE)
    frequencies.add(term_counts.join(sample)[0], len(sample))
    done = 0
    # The undated need the whole corpus beside them, so they come in chunks of their own.
    dated = [number for number, day in pending if day is not None]
    undated = [number for number, day in pending if day is None]
    whole = _Whole(database, frequencies)
    steps: list[tuple[Callable[[Sequence[int]], None], Sequence[int]]] = [
        *((partial(_decide, database, frequencies), ids) for ids in _chunks(dated)),
        *((whole.decide, ids) for ids in _chunks(undated)),
    ]
    for decide, ids in steps:
        decide(ids)
        done += len(ids)
        if progress is not None:
            progress(done, len(pending))
    return done


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), method.CHUNK):
        yield ids[first : first + method.CHUNK]


def _count(texts: Iterable[ArticleText]) -> dict[int, bytes]:
    return {text.id: vectors.count_terms(text.title, text.body).tobytes() for text in texts}


def _busy(database: Database) -> BusyError:
    return BusyError(
        f"Another program keeps changing the events in {database.path}. Try again when it has finished."
    )


def _decide(database: Database, frequencies: vectors.Frequencies, chunk: Sequence[int]) -> None:
    counted: dict[int, bytes] = {}
    for _ in range(method.ATTEMPTS):
        with database.read_session() as session:
            state = _state(session)
            done = terms.decided(session, term_counts.VERSION, chunk)
            texts = terms.texts(session, [number for number in chunk if number not in done])
            days = [text.day for text in texts if text.day is not None]
            around = None
            if len(days) == len(texts) > 0:
                around = (min(days) - method.WINDOW_DAYS, max(days) + method.WINDOW_DAYS)
            known = terms.kept(session, term_counts.VERSION, around)
            places = events.placed(session, [text.id for text in texts])
            aside = event_holds.held(session).aside
        if not counted:
            counted = _count(texts)
            frequencies.add(term_counts.join(list(counted.values()))[0], len(counted))
        new = [
            KeptTerms(text.id, text.day, text.content_hash, places.get(text.id), counted[text.id])
            for text in texts
        ]
        settled = {row.id for row in known} | set(places)
        taking_part = [row for row in known + new if row.id not in aside]
        rows, matrix = _weighed(taking_part, frequencies)
        placements = _additions(_groups(rows, matrix, settled))
        with database.write_session() as session:
            # Another run may have come between reading and writing; then its decisions count.
            if _state(session) == state:
                terms.keep(session, term_counts.VERSION, ((text.id, counted[text.id]) for text in texts))
                retitle(session, [events.join(session, *placement) for placement in placements])
                return
    raise _busy(database)


def _state(session: Session) -> tuple[int, ...]:
    return terms.count(session, term_counts.VERSION), *events.state(session), *event_holds.state(session)


class _Whole:
    """Decides undated articles beside the whole corpus, which is read once and then added to."""

    def __init__(self, database: Database, frequencies: vectors.Frequencies) -> None:
        self._database = database
        self._frequencies = frequencies
        self._state: tuple[int, ...] | None = None

    def decide(self, chunk: Sequence[int]) -> None:
        """Put these articles into events, or leave them alone, and commit that."""
        counted: dict[int, bytes] = {}
        for _ in range(method.ATTEMPTS):
            with self._database.read_session() as session:
                done = terms.decided(session, term_counts.VERSION, chunk)
                texts = terms.texts(session, [number for number in chunk if number not in done])
                places = events.placed(session, [text.id for text in texts])
                if not counted:
                    counted = _count(texts)
                    self._frequencies.add(term_counts.join(list(counted.values()))[0], len(counted))
                if _state(session) != self._state:
                    self._read(session)
            taking_part = [text for text in texts if text.id not in self._aside]
            placements = self._place(taking_part, places, counted)
            with self._database.write_session() as session:
                if _state(session) == self._state:
                    terms.keep(session, term_counts.VERSION, ((text.id, counted[text.id]) for text in texts))
                    written = [
                        events.join(session, self._events.get(group), ids) for group, ids in placements
                    ]
                    retitle(session, written)
                    session.flush()
                    state = _state(session)
                else:
                    self._state = None
                    continue
            for (group, _ids), event_id in zip(placements, written, strict=True):
                self._events[group] = event_id
                self._groups[event_id] = group
                self._alone.pop(group, None)
            self._state = state
            return
        raise _busy(self._database)

    def _read(self, session: Session) -> None:
        """The corpus as it is now. Weights stay as they are from here on."""
        self._state = _state(session)
        self._aside = event_holds.held(session).aside
        kept = terms.kept(session, term_counts.VERSION)
        rows, matrix = _weighed([row for row in kept if row.id not in self._aside], self._frequencies)
        self._weights = self._frequencies.weights()
        self._texts: dict[str, int] = {}
        self._events: dict[int, int] = {}
        self._groups: dict[int, int] = {}
        self._alone: defaultdict[int, list[int]] = defaultdict(list)
        groups = np.empty(len(rows), dtype=np.int64)
        following = count()
        for place, row in enumerate(rows):
            group = self._groups.get(row.event_id) if row.event_id is not None else None
            groups[place] = group = next(following) if group is None else group
            if row.event_id is None:
                self._alone[group].append(row.id)
            else:
                self._events[group], self._groups[row.event_id] = row.event_id, group
        self._grouping = cluster.Grouping(matrix, _days(rows), groups, self._numbers(rows))

    def _numbers(self, rows: Sequence[KeptTerms] | Sequence[ArticleText]) -> cluster.Numbers:
        numbers = [self._texts.setdefault(row.content_hash, len(self._texts)) for row in rows]
        return np.array(numbers, dtype=np.int64)

    def _place(
        self, texts: Sequence[ArticleText], places: dict[int, int], counted: dict[int, bytes]
    ) -> list[tuple[int, list[int]]]:
        """The groups that gain articles, and which articles their events gain."""
        following = int(self._grouping.groups.max(initial=cluster.UNDECIDED)) + 1
        given = np.full(len(texts), cluster.UNDECIDED, dtype=np.int64)
        for place, text in enumerate(texts):
            event_id = places.get(text.id)
            if event_id is not None:
                if event_id not in self._groups:
                    self._groups[event_id], following = following, following + 1
                    self._events[self._groups[event_id]] = event_id
                given[place] = self._groups[event_id]
        counts, starts = term_counts.join([counted[text.id] for text in texts])
        matrix = vectors.vectors(counts, starts, self._weights)
        groups = self._grouping.add(matrix, given, self._numbers(texts)).tolist()
        for text, group in zip(texts, groups, strict=True):
            if text.id not in places:
                self._alone[group].append(text.id)
        touched = [group for group in dict.fromkeys(groups) if group in self._alone]
        joining = [(group, self._alone[group]) for group in touched]
        return [(group, ids) for group, ids in joining if group in self._events or len(ids) > 1]


def _rebuild(database: Database, progress: Progress | None) -> int:
    counted: dict[int, bytes] = {}
    for _ in range(method.ATTEMPTS):
        with database.read_session() as session:
            # Kept only together with the decisions: kept terms say that an article has been decided on.
            pending = [number for number, _ in terms.pending(session, term_counts.VERSION)]
            new: list[KeptTerms] = []
            for ids in _chunks(pending):
                texts = terms.texts(session, ids)
                counted |= _count(text for text in texts if text.id not in counted)
                places = events.placed(session, ids)
                new += [
                    KeptTerms(text.id, text.day, text.content_hash, places.get(text.id), counted[text.id])
                    for text in texts
                ]
                if progress is not None:
                    progress(len(new), len(pending))
            state = _state(session)
            rows = terms.kept(session, term_counts.VERSION) + new
            held = event_holds.held(session)
        done = len(rows)
        rows = [row for row in rows if row.id not in held.aside]
        rows.sort(key=lambda row: (row.day is None, row.day or 0, row.id))
        settled = {row.id for row in rows if row.event_id in held.events}
        frequencies = prior.load()
        rows, matrix = _weighed(rows, frequencies, add=True)
        placements = _renewals(_groups(rows, matrix, settled), held.events)
        with database.write_session() as session:
            if _state(session) == state:
                terms.keep(session, term_counts.VERSION, ((row.id, counted[row.id]) for row in new))
                retitle(session, events.regroup(session, placements, held.events))
                return done
    raise _busy(database)


def _weighed(
    rows: Sequence[KeptTerms], frequencies: vectors.Frequencies, *, add: bool = False
) -> tuple[list[KeptTerms], csr_array]:
    """The rows without their terms, which are large, and their vectors."""
    counts, starts = term_counts.join([row.terms for row in rows])
    if add:
        frequencies.add(counts, len(rows))
    matrix = vectors.vectors(counts, starts, frequencies.weights())
    return [replace(row, terms=b"") for row in rows], matrix


def _days(rows: Sequence[KeptTerms]) -> cluster.Numbers:
    return np.array([cluster.UNDATED if row.day is None else row.day for row in rows], dtype=np.int64)


def _groups(rows: Sequence[KeptTerms], matrix: csr_array, settled: set[int]) -> list[list[KeptTerms]]:
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
    copies = np.array([texts[row.content_hash] for row in rows], dtype=np.int64)
    found: defaultdict[int, list[KeptTerms]] = defaultdict(list)
    for row, group in zip(rows, cluster.assign(matrix, _days(rows), groups, copies), strict=True):
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


def _renewals(groups: Sequence[Sequence[KeptTerms]], untouchable: Set[int]) -> list[Placement]:
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
