"""Storylines as people look at them: the list, one of them, and what is before and after an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.models import Article, Event, EventMember, EventStoryline, Outlet, Storyline
from app.records import EventCard, OutletRef, Record
from app.store import events
from app.store.events import EventSort
from app.store.storyline_links import event_titles
from app.text.dates import iso_day

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


class OutletInStoryline(Record):
    """An outlet with articles in a storyline: in so many of its events, the first on this day.

    ``outlet`` is None for all articles whose outlet is not known.
    """

    outlet: OutletRef | None
    event_count: int
    article_count: int
    first_day: str | None


class StorylineRecord(StorylineCard):
    """A storyline with its events in order of time, and its outlets, those in most events first."""

    events: tuple[EventCard, ...]
    outlets: tuple[OutletInStoryline, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place in a storyline of these ``events``: some of them before it and some after, in order of
    time."""

    storyline: StorylineCard
    events: tuple[int, ...]
    before: tuple[EventCard, ...]
    after: tuple[EventCard, ...]


def storylines_page(
    session: Session,
    *,
    q: str | None = None,
    sort: EventSort = "newest",
    offset: int,
    limit: int,
) -> tuple[int, list[StorylineCard]]:
    """How many storylines there are, and one page of them.

    ``q`` are words that one of their events has, as in ``events.events_page``. ``newest`` sorts by the last
    day, ``oldest`` by the first, ``covered`` by the number of articles.
    """
    wanted = events.conditions(session, q=q)
    grouped = _grouped()
    if wanted:
        fitting = select(EventStoryline.storyline_id).join(Event, col(Event.id) == EventStoryline.event_id)
        grouped = grouped.where(col(EventStoryline.storyline_id).in_(fitting.where(*wanted)))
    total = session.exec(select(func.count()).select_from(grouped.subquery())).one()
    first, last, size = (func.min(EventStoryline.first_day), func.max(EventStoryline.last_day), _ARTICLES)
    order: dict[EventSort, tuple[Any, ...]] = {
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


def card(session: Session, storyline_id: int) -> StorylineCard | None:
    """One storyline without its events, or None."""
    return next(iter(_cards(session, session.exec(_grouped(storyline_id)).all())), None)


def storyline(session: Session, storyline_id: int) -> StorylineRecord | None:
    """One storyline, or None."""
    found = card(session, storyline_id)
    if found is None:
        return None
    cards = events.listed(session, _events_of(session, storyline_id))
    return StorylineRecord(**dict(found), events=tuple(cards), outlets=_outlets(session, storyline_id))


def place(session: Session, event_id: int, most: int) -> Place | None:
    """Where an event stands in its storyline, with at most so many events before it and as many after; None
    when it is in none."""
    row = session.get(EventStoryline, event_id)
    if row is None or row.storyline_id is None:
        return None
    found = card(session, row.storyline_id)
    if found is None:
        return None
    numbers = _events_of(session, row.storyline_id)
    at = numbers.index(event_id)
    before, after = numbers[max(0, at - most) : at], numbers[at + 1 : at + 1 + most]
    cards = {card.id: card for card in events.listed(session, before + after)}
    return Place(
        storyline=found,
        events=tuple(numbers),
        before=tuple(cards[number] for number in before),
        after=tuple(cards[number] for number in after),
    )


def _outlets(session: Session, storyline_id: int) -> tuple[OutletInStoryline, ...]:
    in_events, articles = func.count(func.distinct(EventMember.event_id)), func.count()
    rows: Any = session.exec(
        select(Outlet, in_events, articles, func.min(Article.day))
        .select_from(EventStoryline)
        .join(EventMember, col(EventMember.event_id) == EventStoryline.event_id)
        .join(Article, col(Article.id) == EventMember.article_id)
        .join(Outlet, col(Outlet.id) == Article.outlet_id, isouter=True)
        .where(EventStoryline.storyline_id == storyline_id)
        .group_by(col(Outlet.id))
        .order_by(in_events.desc(), articles.desc(), col(Outlet.name))
    )
    return tuple(
        OutletInStoryline(
            outlet=None
            if outlet is None
            else OutletRef(id=outlet.id, slug=outlet.slug, name=outlet.name, domain=outlet.domain),
            event_count=event_count,
            article_count=article_count,
            first_day=iso_day(first),
        )
        for outlet, event_count, article_count, first in rows
    )


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
    current = {
        number: [title for title, _ in found] for number, found in event_titles(session, numbers).items()
    }
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
