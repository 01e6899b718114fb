"""Which events were linked to storylines: what the job that links them reads and writes."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import delete, text, update
from sqlmodel import Session, col, select

from app.database import driver
from app.models import Event, EventStoryline, Storyline

# An event that grows by half, or loses articles, may be about something else than it was: an article more or
# less is not worth another look.
_OUT_OF_DATE = """SELECT event.id FROM event LEFT JOIN event_storyline AS linked ON event_id = event.id
    WHERE linked.article_count IS NULL OR event.article_count < linked.article_count
    OR event.article_count * 2 >= linked.article_count * 3 ORDER BY event.id"""
# A storyline's title is that of one of its events; that event may be called otherwise by now, or be gone.
_UNTITLED = """SELECT id FROM storyline WHERE NOT EXISTS (
        SELECT 1 FROM event_storyline JOIN event ON event.id = event_id
        WHERE storyline_id = storyline.id AND event.title = storyline.title
    )"""
_STATE = """SELECT (SELECT count(*) FROM event), (SELECT total(article_count) FROM event),
    (SELECT count(*) FROM event_storyline), (SELECT total(storyline_id) FROM event_storyline)"""
# one row of each group of copies, those in the order of their hashes: in no order at all
_ALL_TEXTS = """SELECT event_id, placed_day, terms FROM event_member
    JOIN article ON article.id = event_member.article_id
    JOIN article_terms ON article_terms.article_id = article.id
    WHERE article_terms.version + 0 = :version
    GROUP BY event_id, content_hash ORDER BY event_id, content_hash"""
_TEXTS = _ALL_TEXTS.replace("GROUP BY", "AND event_id IN (SELECT value FROM json_each(:ids)) GROUP BY")
_KEEP = """INSERT OR REPLACE INTO event_storyline
    (event_id, storyline_id, first_day, last_day, sketch, article_count)
    SELECT ?, ?, ?, ?, ?, article_count FROM event WHERE id = ?"""
_SINGLE = text(
    """
    UPDATE event_storyline SET storyline_id = NULL WHERE storyline_id IN (
        SELECT storyline_id FROM event_storyline GROUP BY storyline_id HAVING count(*) < 2
    )
    """
)


class State(NamedTuple):
    """How many events there are, and what else changes with events or their storylines."""

    events: int
    articles: float
    linked: int
    storylines: float


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an event: the day on which it is placed where it has none, and its counts."""

    placed_day: int | None
    terms: bytes


@dataclass(frozen=True, slots=True)
class LinkedEvent:
    """An event as it was looked at for storylines; ``storyline_id`` is None when it is in none.

    Its days may be estimated ones, and are 0 when nothing is known of them.
    """

    event_id: int
    storyline_id: int | None
    first_day: int
    last_day: int
    sketch: bytes


def state(session: Session) -> State:
    """Figures that change when events or their storylines do."""
    return State(*driver(session).execute(_STATE).fetchone())


def out_of_date(session: Session) -> list[int]:
    """The events that were not looked at since they came about or changed much."""
    return [number for (number,) in driver(session).execute(_OUT_OF_DATE)]


def texts(
    session: Session, version: int, most: int, event_ids: Sequence[int] | None = None
) -> dict[int, list[Text]]:
    """The texts whose terms are kept of these events, or of all; exact copies once.

    Of an event with more than ``most`` some are taken, whichever came first.
    """
    found: defaultdict[int, list[Text]] = defaultdict(list)
    values = {"version": version, "ids": json.dumps(event_ids)}
    query = _ALL_TEXTS if event_ids is None else _TEXTS
    for event_id, placed_day, terms in driver(session).execute(query, values):
        if len(found[event_id]) < most:
            found[event_id].append(Text(placed_day, terms))
    return dict(found)


def known_days(session: Session, event_ids: Sequence[int] | None = None) -> dict[int, tuple[int, int]]:
    """The first and the last day of these events, or of all; those without a day are left out."""
    query: Any = select(Event.id, Event.first_day, Event.last_day).where(col(Event.first_day).is_not(None))
    if event_ids is not None:
        query = query.where(col(Event.id).in_(event_ids))
    return {number: (first, last) for number, first, last in session.exec(query)}


def linked(session: Session, event_ids: Sequence[int] | None = None) -> list[LinkedEvent]:
    """Those of these events that were looked at, or all."""
    query = select(EventStoryline)
    return _linked(
        session, query if event_ids is None else query.where(col(EventStoryline.event_id).in_(event_ids))
    )


def linked_within(session: Session, first_day: int, last_day: int) -> list[LinkedEvent]:
    """The events that were looked at and reach into these days."""
    query = select(EventStoryline).where(
        col(EventStoryline.last_day) >= first_day, col(EventStoryline.first_day) <= last_day
    )
    return _linked(session, query)


def _linked(session: Session, query: Any) -> list[LinkedEvent]:
    return [
        LinkedEvent(row.event_id, row.storyline_id, row.first_day, row.last_day, row.sketch)
        for row in session.exec(query)
    ]


def keep(session: Session, looked_at: Iterable[LinkedEvent]) -> None:
    """Write down that these events were looked at as they are now, in place of what was known of them."""
    values = [
        (one.event_id, one.storyline_id, one.first_day, one.last_day, one.sketch, one.event_id)
        for one in looked_at
    ]
    if values:
        driver(session).executemany(_KEEP, values)


def set_sketches(session: Session, sketches: Mapping[int, bytes]) -> None:
    """Give events that were looked at their sketches; what else is known of them stays."""
    values = [(sketch, event_id) for event_id, sketch in sketches.items()]
    driver(session).executemany("UPDATE event_storyline SET sketch = ? WHERE event_id = ?", values)


def new(session: Session) -> int:
    """The number of a new storyline, which has neither events nor a title yet."""
    row = Storyline(title="")
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def place(session: Session, storyline_id: int | None, event_ids: Sequence[int]) -> None:
    """Put events that were looked at into a storyline, or into none."""
    session.execute(
        update(EventStoryline)
        .where(col(EventStoryline.event_id).in_(event_ids))
        .values(storyline_id=storyline_id)
    )


def prune(session: Session) -> None:
    """Storylines of fewer than two events are none."""
    session.execute(_SINGLE)
    used = select(EventStoryline.storyline_id).where(col(EventStoryline.storyline_id).is_not(None))
    session.execute(delete(Storyline).where(col(Storyline.id).not_in(used)))


def untitled(session: Session) -> list[int]:
    """The storylines whose title is not, or no longer, that of one of their events."""
    return [number for (number,) in driver(session).execute(_UNTITLED)]


def event_titles(session: Session, storyline_ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Title and number of articles of these storylines' events, those with most articles first."""
    query = (
        select(EventStoryline.storyline_id, Event.title, Event.article_count)
        .join(Event, col(Event.id) == EventStoryline.event_id)
        .where(col(EventStoryline.storyline_id).in_(list(storyline_ids)))
        .order_by(col(Event.article_count).desc(), col(Event.id))
    )
    found: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, title, articles in session.exec(query):
        if number is not None:
            found[number].append((title, articles))
    return dict(found)


def entitle(session: Session, titles: Mapping[int, str]) -> None:
    """Give storylines their titles."""
    if titles:
        session.execute(update(Storyline), [{"id": number, "title": one} for number, one in titles.items()])
