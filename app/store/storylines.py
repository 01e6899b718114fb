"""Storylines as people look at them: the list, one of them, and what is before and after an event."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.models import Article, Event, EventMember, EventStoryline, Storyline
from app.records import EventCard, Record
from app.store import events
from app.store.storyline_links import event_titles
from app.text.dates import iso_day

StorylineSort = Literal["newest", "oldest", "covered"]

_ARTICLES: Any = func.sum(Event.article_count)


class StorylineCard(Record):
    """A storyline in a list: so many events, their articles, and the outlets that these are from.

    Days are ISO dates, None when no article states its day.
    """

    id: int
    title: str
    event_count: int
    article_count: int
    outlet_count: int
    first_day: str | None
    last_day: str | None


class StorylineRecord(StorylineCard):
    """A storyline with its events in order of time."""

    events: tuple[EventCard, ...]


def storylines_page(
    session: Session,
    *,
    q: str | None = None,
    outlet: str | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    sort: StorylineSort = "newest",
    offset: int,
    limit: int,
) -> tuple[int, list[StorylineCard]]:
    """How many storylines there are, and one page of them.

    They have an event that ``q``, ``outlet`` and the days ask for, as in ``events.events_page``. ``newest``
    sorts by the last day, ``oldest`` by the first, ``covered`` by the number of articles.
    """
    wanted = events.conditions(session, q=q, outlet=outlet, from_day=from_day, to_day=to_day)
    grouped = _grouped()
    if wanted:
        fitting = select(EventStoryline.storyline_id).join(Event, col(Event.id) == EventStoryline.event_id)
        grouped = grouped.where(col(EventStoryline.storyline_id).in_(fitting.where(*wanted)))
    total = session.exec(select(func.count()).select_from(grouped.subquery())).one()
    first, last, size = (func.min(EventStoryline.first_day), func.max(EventStoryline.last_day), _ARTICLES)
    order: dict[StorylineSort, tuple[Any, ...]] = {
        "newest": (last.desc(), size.desc()),
        "oldest": (first.asc(), size.desc()),
        "covered": (size.desc(), last.desc()),
    }
    rows = session.exec(
        grouped.order_by(*order[sort], col(EventStoryline.storyline_id)).offset(offset).limit(limit)
    ).all()
    return total, _cards(session, rows)


def count(session: Session) -> int:
    """How many storylines there are."""
    return session.exec(select(func.count()).select_from(_grouped().subquery())).one()


def storyline(session: Session, storyline_id: int) -> StorylineRecord | None:
    """One storyline, or None."""
    found = _cards(session, session.exec(_grouped(storyline_id)).all())
    if not found:
        return None
    cards = events.listed(session, _events_of(session, storyline_id))
    return StorylineRecord(**dict(found[0]), events=tuple(cards))


def of_event(session: Session, event_id: int) -> int | None:
    """The storyline of an event, or None."""
    row = session.get(EventStoryline, event_id)
    return None if row is None else row.storyline_id


def around(
    session: Session, storyline_id: int, event_id: int, most: int
) -> tuple[StorylineCard, list[EventCard], list[EventCard]] | None:
    """A storyline and its events next to one of them: at most so many before it and so many after, in order
    of time. None when there is no such storyline any more."""
    found = _cards(session, session.exec(_grouped(storyline_id)).all())
    numbers = _events_of(session, storyline_id)
    if not found or event_id not in numbers:
        return None
    place = numbers.index(event_id)
    before, after = numbers[max(0, place - most) : place], numbers[place + 1 : place + 1 + most]
    return found[0], events.listed(session, before), events.listed(session, after)


def _grouped(storyline_id: int | None = None) -> Any:
    """Number, events, articles and days of storylines. Edits by hand may have left fewer than two events."""
    query: Any = (
        select(  # type: ignore[call-overload]
            EventStoryline.storyline_id,
            func.count(),
            _ARTICLES,
            func.min(Event.first_day),
            func.max(Event.last_day),
        )
        .join(Event, col(Event.id) == EventStoryline.event_id)
        .where(col(EventStoryline.storyline_id).is_not(None))
        .group_by(col(EventStoryline.storyline_id))
        .having(func.count() > 1)
    )
    return query if storyline_id is None else query.where(EventStoryline.storyline_id == storyline_id)


def _events_of(session: Session, storyline_id: int) -> list[int]:
    query = (
        select(EventStoryline.event_id)
        .where(EventStoryline.storyline_id == storyline_id)
        .order_by(col(EventStoryline.first_day), col(EventStoryline.last_day), col(EventStoryline.event_id))
    )
    return list(session.exec(query))


def _cards(
    session: Session, rows: Sequence[tuple[int, int, int, int | None, int | None]]
) -> list[StorylineCard]:
    """The cards of these rows of ``_grouped``, in this order."""
    numbers = [row[0] for row in rows]
    titles = dict(
        session.exec(select(Storyline.id, Storyline.title).where(col(Storyline.id).in_(numbers))).all()
    )
    current = event_titles(session, numbers)
    outlets: Any = dict(
        session.exec(
            select(EventStoryline.storyline_id, func.count(func.distinct(Article.outlet_id)))
            .join(EventMember, col(EventMember.event_id) == EventStoryline.event_id)
            .join(Article, col(Article.id) == EventMember.article_id)
            .where(col(EventStoryline.storyline_id).in_(numbers))
            .group_by(col(EventStoryline.storyline_id))
        ).all()
    )
    return [
        StorylineCard(
            id=number,
            # an event may have been renamed, or be gone, since the storyline was called after it
            title=titles[number] if titles[number] in current[number] else current[number][0],
            event_count=event_count,
            article_count=article_count,
            outlet_count=outlets.get(number, 0),
            first_day=iso_day(first),
            last_day=iso_day(last),
        )
        for number, event_count, article_count, first, last in rows
    ]
