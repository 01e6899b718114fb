"""Decides on all articles anew, whatever the order they came in, with the texts of a few at hand.

The articles' texts are read by windows of days. Of a window's articles everything is known that their pairs
hang on, so that windows of any size give the same links.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.events import grouping, method, prior, windows
from app.events.candidates import Values
from app.events.grouping import Placement, Text
from app.events.links import Usage
from app.events.pair_features import Pairs
from app.events.titles import retitle
from app.events.undecided import busy, counted, state
from app.store import article_links, event_holds, events, terms
from app.store.event_holds import Held
from app.text import term_counts
from app.text.kept_terms import KeptTerms

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Seen:
    """All articles without their words, as they stood, on their days; ``marks`` of those undecided."""

    state: tuple[int, ...]
    marks: dict[int, int]
    rows: list[KeptTerms]
    days: dict[int, int]
    held: Held
    usage: Usage


def rebuild(database: Database, progress: Progress | None) -> int:
    """Decide on all articles; how many there are. Raises BusyError when others write again and again.

    The links of each window are written when they are found, events all at once in the end: a run that is
    interrupted leaves the events as they were.
    """
    for _ in range(method.ATTEMPTS):
        _count_pending(database, progress)
        with database.read_session() as session:
            seen = _read(session)
        settled = {row.id for row in seen.rows if row.event_id in seen.held.events}
        texts = grouping.texts_of([row for row in seen.rows if row.id not in seen.held.aside], settled)
        links = _linked(database, texts, seen)
        if links is None:
            continue
        groups = grouping.grouped(texts, *links)
        placements = _renewals([rows for rows in groups if len(rows) > 1], seen.held.events)
        with database.write_session() as session:
            if state(session) == seen.state:
                terms.settle(session, seen.marks)
                terms.place(session, seen.days)
                retitle(session, events.regroup(session, placements, seen.held.events))
                events.written(session)
                return len(seen.rows)
    raise busy(database)


def _count_pending(database: Database, progress: Progress | None) -> None:
    """Keep the counts of the articles that have none; they stay undecided until all are."""
    with database.read_session() as session:
        pending = [number for number, _ in terms.pending(session, term_counts.VERSION)]
    for first in range(0, len(pending), method.CHUNK):
        with database.read_session() as session:
            marks = terms.marks(session, term_counts.VERSION, pending[first : first + method.CHUNK])
            counts = counted(terms.texts(session, list(marks)))
        with database.write_session() as session:
            # those that changed meanwhile are left to the next run
            now = terms.marks(session, term_counts.VERSION, list(counts))
            same = {number: blob for number, blob in counts.items() if now.get(number) == marks[number]}
            terms.reconsider(session, [number for number in same if not marks[number]])
            terms.keep(session, term_counts.VERSION, same.items())
        if progress is not None:
            progress(min(first + method.CHUNK, len(pending)), len(pending))


def _read(session: Session) -> _Seen:
    before = state(session)
    marks = terms.marks(session, term_counts.VERSION)
    rows = terms.bare(session, term_counts.VERSION)
    frequencies = prior.load()
    undated = [row.id for row in rows if row.day is None]
    for part in _dated(session):
        frequencies.add(term_counts.join([blob for _, blob in part])[0], len(part))
    details = terms.details(session, term_counts.VERSION, undated)
    details.sort(key=lambda row: row.terms)
    frequencies.add(term_counts.join([row.terms for row in details])[0], len(details))
    usage = frequencies.usage()
    days = grouping.place(details, _dated(session), usage)
    return _Seen(before, marks, grouping.placed(rows, days), days, event_holds.held(session), usage)


def _dated(session: Session) -> Iterator[list[tuple[int, bytes]]]:
    """The days and counts of all dated articles, part by part, in an order that is not that of arrival."""
    part: list[tuple[int, bytes]] = []
    rows = (row for rows in terms.dated(session, term_counts.VERSION, method.SLICE) for row in rows)
    for _, of_day in groupby(rows, key=lambda row: row[0]):
        part += sorted(of_day)
        if len(part) >= method.SLICE:
            yield part
            part = []
    if part:
        yield part


def _linked(database: Database, texts: Sequence[Text], seen: _Seen) -> tuple[Pairs, Values] | None:
    """The pairs of texts that have a link that counts, found window by window, and its probability.

    All links are kept on the way. None when a text has changed meanwhile.
    """
    days = np.array([text.day for text in texts], dtype=np.int64)
    ids = np.array([text.rows[0].id for text in texts], dtype=np.int64)
    carried = windows.Carried(ids)
    for window in windows.windows(days):
        wanted = ids[window.low : window.high].tolist()
        with database.read_session() as session:
            known = {row.id: row for row in terms.details(session, term_counts.VERSION, wanted)}
        if len(known) < len(wanted):
            return None
        rows = grouping.placed([known[number] for number in wanted], seen.days)
        kept = list(carried.take(window, grouping.linked(rows, seen.usage)))
        copies = [row.id for text in texts[window.first : window.last] for row in text.rows[1:]]
        with database.write_session() as session:
            article_links.drop(session, copies)
            article_links.keep(session, kept)
    return carried.counting()


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
