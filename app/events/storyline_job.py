"""Links events to storylines, and writes that down. Runs after articles were put into events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low

import numpy as np
from sqlmodel import Session

from app.database import Database
from app.errors import BusyError
from app.events import method, prior, title
from app.events import storylines as linking
from app.store import storyline_links, terms
from app.store.storyline_links import LinkedEvent, Text
from app.text import term_counts
from app.text.term_vectors import Weights


@dataclass(frozen=True, slots=True)
class _Links:
    """What is to be written down: the ``events`` that were looked at, and the events that ``join`` a
    storyline, a new one where there is no number."""

    events: Sequence[LinkedEvent] = ()
    join: Sequence[tuple[int | None, Sequence[int]]] = ()


def link_storylines(database: Database, *, rebuild: bool = False) -> None:
    """Find the storyline of every event that is new, or that was in none and has changed much.

    What was linked before stays; with ``rebuild``, or where most events are new, all are linked anew. Events
    are never changed, so that what a person set of them stays. Those without any known or estimated day are
    in no storyline.
    """
    for _ in range(method.ATTEMPTS):
        with database.read_session() as session:
            state = storyline_links.state(session)
            new = storyline_links.out_of_date(session)
            if rebuild or len(new) > method.ANEW_FROM * state.events:
                links = _anew(session)
            elif new or storyline_links.untitled(session):
                links = _further(session, new)
            else:
                return
        with database.write_session() as session:
            # another run may have come between reading and writing; then its decisions count
            if storyline_links.state(session) == state:
                _write(session, links)
                return
    raise BusyError(
        f"Another program keeps changing the events in {database.path}. Try again when it has finished."
    )


def _anew(session: Session) -> _Links:
    texts = storyline_links.texts(session, term_counts.VERSION, linking.ARTICLES)
    # not of the newest articles: the outcome must not depend on the order in which they came
    weights = _weights([text.terms for some in texts.values() for text in some])
    known = storyline_links.known_days(session)
    events = [_looked_at(number, some, known.get(number), weights) for number, some in texts.items()]
    was = {one.event_id: one.storyline_id for one in storyline_links.linked(session)}
    dated = [one for one in events if one.last_day]
    groups = linking.group(_events(dated, [False] * len(dated)))
    numbers = linking.heirs(groups, [was.get(one.event_id) or linking.ALONE for one in dated])
    joined = [
        (numbers.get(place), [dated[row].event_id for row in group])
        for place, group in enumerate(groups)
        if len(group) > 1
    ]
    return _Links(events, joined)


def _further(session: Session, new: Sequence[int]) -> _Links:
    if not new:
        return _Links()
    texts = storyline_links.texts(session, term_counts.VERSION, linking.ARTICLES, new)
    weights = _weights(terms.newest(session, term_counts.VERSION, method.FREQUENCY_SAMPLE))
    known = storyline_links.known_days(session, new)
    was = {one.event_id: one.storyline_id for one in storyline_links.linked(session, new)}
    events = [
        replace(_looked_at(number, some, known.get(number), weights), storyline_id=was.get(number))
        for number, some in texts.items()
    ]
    fresh = [one for one in events if one.storyline_id is None and one.last_day]
    if not fresh:
        return _Links(events)
    first = min(one.first_day for one in fresh) - linking.DAYS
    last = max(one.last_day for one in fresh) + linking.DAYS
    beside = [one for one in storyline_links.linked_within(session, first, last) if one.event_id not in texts]
    beside += [one for one in events if one.storyline_id is not None]
    rows = fresh + beside
    groups = linking.group(_events(rows, [False] * len(fresh) + [True] * len(beside)))
    joined = [
        (
            next((rows[row].storyline_id for row in group if rows[row].storyline_id is not None), None),
            [rows[row].event_id for row in group if rows[row].storyline_id is None],
        )
        for group in groups
        if len(group) > 1 and min(group) < len(fresh)
    ]
    return _Links(events, joined)


def _write(session: Session, links: _Links) -> None:
    storyline_links.keep(session, links.events)
    written = []
    for number, event_ids in links.join:
        into = storyline_links.new(session) if number is None else number
        storyline_links.place(session, into, event_ids)
        written.append(into)
    storyline_links.prune(session)
    found = storyline_links.event_titles(session, [*written, *storyline_links.untitled(session)])
    storyline_links.entitle(session, {number: _title(titles) for number, titles in found.items()})


def _title(titles: Sequence[tuple[str, int]]) -> str:
    """The title of a storyline, from the titles of its events and their numbers of articles.

    It is that of one of its larger events: what few reported is seldom what all of it is about.
    """
    largest = max(articles for _, articles in titles)
    larger = [one for one, articles in titles if 2 * articles >= largest]
    return title.choose([title.Headline(one, stated=True) for one in larger])


def _weights(articles: Sequence[bytes]) -> Weights:
    """The inverse document frequencies of all terms, from the counts of articles."""
    frequencies = prior.load()
    for first in range(0, len(articles), method.CHUNK):
        part = articles[first : first + method.CHUNK]
        frequencies.add(term_counts.join(part)[0], len(part))
    return frequencies.weights()


def _looked_at(
    event_id: int, texts: Sequence[Text], days: tuple[int, int] | None, weights: Weights
) -> LinkedEvent:
    """An event with its sketch; without a known day it stands on the middle one of its texts' estimates."""
    estimated = sorted(text.placed_day for text in texts if text.placed_day)
    first, last = days or ((median_low(estimated),) * 2 if estimated else (0, 0))
    counts, starts = term_counts.join([text.terms for text in texts])
    return LinkedEvent(event_id, None, first, last, linking.sketch(counts, starts, weights))


def _events(rows: Sequence[LinkedEvent], decided: Sequence[bool]) -> linking.Events:
    return linking.Events(
        first=np.array([one.first_day for one in rows], dtype=np.int64),
        last=np.array([one.last_day for one in rows], dtype=np.int64),
        sketches=linking.matrix([one.sketch for one in rows]),
        storylines=[linking.ALONE if one.storyline_id is None else one.storyline_id for one in rows],
        decided=decided,
    )
