"""What a person decided about events, as the event job must heed it."""

from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import ArticleAlone, Event, EventEdit, EventMember
from app.records import Record


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
    """All that is fixed. Every new article asks for it: no query goes through the members of all events."""
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


def state(session: Session) -> tuple[int, int]:
    """Two figures that change with every edit of an event by a person, and with every undo of one."""
    number, undone = session.exec(select(func.count(), func.count(col(EventEdit.undone_at)))).one()
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
