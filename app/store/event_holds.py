"""What a person decided about events, as the event job must heed it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.database import driver
from app.errors import NotFoundError
from app.models import ArticleAlone, Event, EventMember
from app.records import Record

_EDITS = "SELECT count(*), count(undone_at) FROM event_edit"
_ASIDE_AMONG = """SELECT value FROM json_each(?)
    WHERE value IN (SELECT article_id FROM article_alone) OR value IN (
        SELECT article_id FROM event_member JOIN event ON event.id = event_id
        WHERE article_id = value AND locked
    )"""


@dataclass(frozen=True, slots=True)
class Held:
    """``events`` are those in which a person had a hand: they keep all their articles, also in a rebuild, are
    never merged with one another, and may gain articles unless they are locked.

    ``aside`` are articles that take no part in grouping, so that nothing joins them and they join nothing:
    those that a person took out of all events, and those of locked events.
    """

    events: frozenset[int]
    aside: frozenset[int]


def held(session: Session) -> Held:
    """All that is fixed; no query goes through the members of all events."""
    touched = or_(col(Event.title_by_person), col(Event.by_person), col(Event.locked))
    events = session.exec(select(Event.id, Event.locked).where(touched)).all()
    locked = [number for number, is_locked in events if is_locked]
    in_locked = select(EventMember.article_id).where(col(EventMember.event_id).in_(locked))
    return Held(
        events=frozenset(number for number, _ in events if number is not None),
        aside=frozenset(
            (*session.exec(select(ArticleAlone.article_id)).all(), *session.exec(in_locked).all())
        ),
    )


def aside_among(session: Session, ids: Sequence[int]) -> set[int]:
    """Those of these articles that take no part in grouping (see ``Held``)."""
    return {row[0] for row in driver(session).execute(_ASIDE_AMONG, (json.dumps(list(ids)),))}


def state(session: Session) -> tuple[int, int]:
    """Two figures that change with every edit of an event by a person, and with every undo of one."""
    number, undone = driver(session).execute(_EDITS).fetchone()
    return number, undone


class Hand(Record):
    """What of an event a person has decided: its title, its articles, that nothing of it changes."""

    title_by_person: bool
    articles_by_person: bool
    locked: bool


def hand(session: Session, event_id: int) -> Hand:
    """The hand that a person had in an event. Raises NotFoundError."""
    row = session.get(Event, event_id)
    if row is None:
        raise NotFoundError(f"There is no event {event_id}.")
    return Hand(title_by_person=row.title_by_person, articles_by_person=row.by_person, locked=row.locked)
