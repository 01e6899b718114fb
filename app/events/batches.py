"""Decides on many new articles at a time: works out all pairs of the days around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.events import grouping, kept_links, method, prior
from app.events.grouping import Linked, Placement, Text
from app.events.links import Usage
from app.events.titles import retitle
from app.events.undecided import busy, counted, row_of, state
from app.store import article_links, event_holds, events, terms
from app.text import term_counts
from app.text.kept_terms import KeptTerms


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is to be written: ``new`` articles, the days of undated ones, the ``links`` of the texts around,
    and what joins which event. ``superseded`` are copies, which have no links of their own."""

    new: Sequence[KeptTerms]
    days: dict[int, int]
    links: Sequence[tuple[int, bytes]]
    superseded: Sequence[int]
    placements: Sequence[Placement]


class Batches:
    """Decides on chunks of articles, one after the other."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._frequencies = prior.load()
        self._has_sample = False

    def decide(self, chunk: Sequence[int]) -> None:
        """Decide on these, in one transaction. Raises BusyError when others write again and again."""
        counts: dict[tuple[int, int], bytes] = {}
        for _ in range(method.ATTEMPTS):
            with self.database.read_session() as session:
                before = state(session)
                marks = terms.marks(session, term_counts.VERSION, chunk)
                texts = terms.texts(session, [number for number in chunk if number in marks])
                if not counts:
                    self._take_sample(session)
                    found = counted(texts)
                    self._frequencies.add(term_counts.join(list(found.values()))[0], len(found))
                    counts = {(number, marks[number]): blob for number, blob in found.items()}
                # A text that changed after it was counted is left to the next run.
                keys = ((text, (text.id, marks[text.id])) for text in texts)
                new = [row_of(text, counts[key]) for text, key in keys if key in counts]
                decision = _decided(session, new, self._frequencies.usage())
            with self.database.write_session() as session:
                # Another run may have come between reading and writing; then its decisions count.
                if state(session) == before:
                    _write(session, decision, marks)
                    return
        raise busy(self.database)

    def _take_sample(self, session: Session) -> None:
        if not self._has_sample:
            sample = terms.newest(session, term_counts.VERSION, method.FREQUENCY_SAMPLE)
            self._frequencies.add(term_counts.join(sample)[0], len(sample))
            self._has_sample = True


def spans(days: Iterable[int]) -> list[tuple[int, int]]:
    """The days on which articles stand that bear on these: their neighbours, and the neighbours' own."""
    found: list[tuple[int, int]] = []
    for day in sorted(set(days) - {0}):
        low, high = day - method.CONTEXT_DAYS, day + method.CONTEXT_DAYS
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _decided(session: Session, new: list[KeptTerms], usage: Usage) -> _Decision:
    beside = terms.dated(session, term_counts.VERSION, method.SLICE)
    days = grouping.place([row for row in new if row.day is None], beside, usage)
    new = grouping.placed(new, days)
    ids = {row.id for row in new}
    around = terms.kept(session, term_counts.VERSION, spans(map(grouping.day_of, new)))
    known = [row for row in around if row.id not in ids]
    aside = event_holds.held(session).aside
    moved = grouping.placed_anew([row for row in known if not grouping.day_of(row)], known + new, usage)
    moved = {number: day for number, day in moved.items() if day}
    settled = {row.id for row in known} | {row.id for row in new if row.event_id is not None}
    taking_part = [row for row in grouping.placed(known, moved) + new if row.id not in aside]
    texts = grouping.texts_of(taking_part, settled)
    if not texts:
        return _Decision(new, days | moved, (), (), ())
    found = grouping.linked([text.rows[0] for text in texts], usage)
    groups = grouping.grouped(texts, found.pairs, found.final)
    touched = {grouping.day_of(row) for row in new} | set(moved.values())
    return _Decision(new, days | moved, *_kept(texts, found, touched), _additions(groups))


def _kept(
    texts: Sequence[Text], found: Linked, touched: Iterable[int]
) -> tuple[list[tuple[int, bytes]], list[int]]:
    """The packed links of the texts around the days that were touched, and the ids of their copies."""
    days, near = np.array([text.day for text in texts]), np.zeros(len(texts), dtype=bool)
    for day in touched:
        near |= np.abs(days - day) <= method.CANDIDATE_DAYS
    ids = np.array([text.rows[0].id for text in texts], dtype=np.int64)
    rows = np.flatnonzero(near)
    copies = [row.id for place in rows.tolist() for row in texts[place].rows[1:]]
    return list(kept_links.packed(ids, found, rows)), copies


def _write(session: Session, decision: _Decision, marks: dict[int, int]) -> None:
    new = decision.new
    terms.keep(session, term_counts.VERSION, ((row.id, row.terms) for row in new))
    terms.settle(session, {row.id: marks[row.id] for row in new})
    terms.place(session, decision.days)
    article_links.drop(session, decision.superseded)
    article_links.keep(session, decision.links)
    written = [events.join(session, *placement) for placement in decision.placements]
    # Of an article that was decided on before the day may be another now.
    changed = {row.event_id for row in new if row.event_id is not None}
    retitle(session, [*written, *sorted(changed.difference(written))])
    events.written(session)


def _additions(groups: Sequence[Sequence[KeptTerms]]) -> list[Placement]:
    """What to write so that each group stands in one event: the articles that are not in theirs yet."""
    placements: list[Placement] = []
    for members in groups:
        event_id = next((row.event_id for row in members if row.event_id is not None), None)
        joining = [row.id for row in members if row.event_id is None]
        if joining and len(members) > 1:
            placements.append((event_id, joining))
    return placements
