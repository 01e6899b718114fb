"""The event job: decides for every article which event it belongs to, and writes that down."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from sqlmodel import Session

from app.database import Database
from app.errors import BusyError
from app.events import grouping, method, prior, vectors
from app.events.links import Usage
from app.events.storyline_job import link_storylines
from app.events.titles import retitle
from app.records import Record
from app.store import event_holds, events, terms
from app.store.terms import ArticleText
from app.text import term_counts
from app.text.kept_terms import KeptTerms

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
    loses one chunk at most and the next run goes on from there. A run that brought most of what there is ends
    with a look at all of it together. What a person has set stays: with ``rebuild``
    all articles are decided anew, except those of events in which a person had a hand.

    ``progress`` is called with the number of articles done and to do. The events are then linked to
    storylines.
    """
    done = _rebuild(database, progress) if rebuild else _decide_pending(database, progress)
    link_storylines(database, rebuild=rebuild)
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
    # The undated are placed beside all dated ones, so they come after them.
    dated = [number for number, day in pending if day is not None]
    undated = [number for number, day in pending if day is None]
    chunks = [*_chunks(dated), *_chunks(undated)]
    for ids in chunks:
        _decide(database, frequencies, ids)
        done += len(ids)
        if progress is not None:
            progress(done, len(pending))
    with database.read_session() as session:
        decided = terms.count(session, term_counts.VERSION)
    if len(chunks) > 1 and done > decided * method.ANEW_FROM:
        _rebuild(database, None)
    return done


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), method.CHUNK):
        yield ids[first : first + method.CHUNK]


def _count(texts: Iterable[ArticleText]) -> dict[int, bytes]:
    return {text.id: vectors.count_terms(text.title, text.body).tobytes() for text in texts}


def _row(text: ArticleText, counted: bytes) -> KeptTerms:
    return KeptTerms(
        id=text.id,
        day=text.day,
        placed_day=None,
        content_hash=text.content_hash,
        event_id=text.event_id,
        title=text.title,
        opening=text.body[: terms.OPENING],
        url=text.url,
        section=text.section,
        words=text.words,
        outlet_id=text.outlet_id,
        terms=counted,
    )


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
            if not counted:
                counted = _count(texts)
                frequencies.add(term_counts.join(list(counted.values()))[0], len(counted))
            usage = frequencies.usage()
            new = [_row(text, counted[text.id]) for text in texts]
            beside = terms.dated(session, term_counts.VERSION, method.SLICE)
            placed = grouping.place([row for row in new if row.day is None], beside, usage)
            new = grouping.placed(new, placed)
            known = terms.kept(session, term_counts.VERSION, _spans(new))
            aside = event_holds.held(session).aside
        settled = {row.id for row in known} | {row.id for row in new if row.event_id is not None}
        moved = placed_anew([row for row in known if not grouping.day_of(row)], known + new, usage)
        taking_part = [row for row in grouping.placed(known, moved) + new if row.id not in aside]
        placements = _additions(
            [rows for rows in grouping.group(taking_part, usage, settled) if len(rows) > 1]
        )
        with database.write_session() as session:
            # Another run may have come between reading and writing; then its decisions count.
            if _state(session) == state:
                terms.keep(session, term_counts.VERSION, ((row.id, row.terms) for row in new))
                terms.place(session, placed | {number: day for number, day in moved.items() if day})
                retitle(session, [events.join(session, *placement) for placement in placements])
                return
    raise _busy(database)


def _state(session: Session) -> tuple[int, ...]:
    return terms.count(session, term_counts.VERSION), *events.state(session), *event_holds.state(session)


def _spans(rows: Iterable[KeptTerms]) -> list[tuple[int, int]]:
    """The days on which articles stand that bear on these rows: their neighbours, and the neighbours' own."""
    spans: list[tuple[int, int]] = []
    for day in sorted({grouping.day_of(row) for row in rows} - {0}):
        low, high = day - method.CONTEXT_DAYS, day + method.CONTEXT_DAYS
        if spans and low <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    return spans


def placed_anew(undated: Sequence[KeptTerms], rows: Iterable[KeptTerms], usage: Usage) -> dict[int, int]:
    """On which days the undated stand by what they say, beside the dated of these rows."""
    beside = sorted((row.day, row.terms) for row in rows if row.day is not None) if undated else []
    parts = (beside[first : first + method.SLICE] for first in range(0, len(beside), method.SLICE))
    return grouping.place(undated, parts, usage)


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
                new += [_row(text, counted[text.id]) for text in texts]
                if progress is not None:
                    progress(len(new), len(pending))
            state = _state(session)
            rows = terms.kept(session, term_counts.VERSION) + new
            held = event_holds.held(session)
        frequencies = prior.load()
        for first in range(0, len(rows), method.CHUNK):
            part = [row.terms for row in rows[first : first + method.CHUNK]]
            frequencies.add(term_counts.join(part)[0], len(part))
        usage = frequencies.usage()
        days = placed_anew([row for row in rows if row.day is None], rows, usage)
        rows = grouping.placed(rows, days)
        settled = {row.id for row in rows if row.event_id in held.events}
        found = grouping.group([row for row in rows if row.id not in held.aside], usage, settled)
        placements = _renewals([members for members in found if len(members) > 1], held.events)
        with database.write_session() as session:
            if _state(session) == state:
                terms.keep(session, term_counts.VERSION, ((row.id, counted[row.id]) for row in new))
                terms.place(session, days)
                retitle(session, events.regroup(session, placements, held.events))
                return len(rows)
    raise _busy(database)


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
