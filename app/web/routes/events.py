"""The list of events, and one event: who covered it, when, under which headlines, and who is not in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator, Field

from app.errors import InvalidParameterError, NotFoundError
from app.records import UNKNOWN_OUTLET, ArticleRecord, EventCard, EventRecord, OutletRecord, OutletRef, Record
from app.search.results import MonthCount, SearchParameters
from app.store import articles, corpus, event_holds, events, outlets, storylines
from app.store.event_holds import Hand
from app.store.events import EventSort
from app.store.storylines import Place, StorylineCard
from app.web import charts
from app.web.addresses import address
from app.web.auth.access import access_of
from app.web.dependencies import Reading
from app.web.events.event_context import EventContext, event_context, to_read
from app.web.events.event_hand import event_hand, merged_leads_on
from app.web.events.event_view import choices, coverage, default_sides, event_view
from app.web.events.storyline_view import steps
from app.web.formats import date_in_words, outlet_name, span_in_words
from app.web.paging import PageNumber, page_count
from app.web.rendering import page
from app.web.search.search_address import address as search_address
from app.web.search.search_view import Chosen

router = APIRouter(tags=["Events"], dependencies=[Depends(merged_leads_on)])

_PAGE_SIZE = 25
# first sentences need whole articles, so only so many are read
_MOST_OPENINGS = 60
# so many events of the storyline before and after an event
_MOST_STEPS = 4

# an empty field of a form means that nothing was chosen
_Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]
_Number = Annotated[
    Annotated[int, Field(ge=1, le=2**62)] | None, BeforeValidator(lambda value: value or None)
]


class EventList(Record):
    """One page of events, and how all that fit, of whatever day, spread over months.

    An event counts in every month from its first day to its last; ``undated`` ones in none.
    """

    total: int
    page: int
    pages: int
    events: tuple[EventCard, ...]
    months: tuple[MonthCount, ...]
    undated: int


@dataclass(frozen=True)
class _Asked:
    """What narrows and orders the list. ``outlet`` is a slug that is in use, ``unknown`` or empty."""

    q: str
    outlet: str
    outlet_called: str
    storyline: int | None
    storyline_called: str
    from_day: date | None
    to_day: date | None
    sort: EventSort

    def address(self, path: str = "/events", **changes: object) -> str:
        """The address of the list, some of it changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        order = asked.sort if asked.sort != "newest" else ""
        storyline = str(asked.storyline or "")
        return address(path, q=asked.q, outlet=asked.outlet, storyline=storyline, **asked.days(), sort=order)

    def days(self) -> dict[str, str]:
        """The days as they stand in an address."""
        return {"from": str(self.from_day or ""), "to": str(self.to_day or "")}

    def chosen(self) -> tuple[Chosen, ...]:
        """Everything that narrows the list, each with the address of the list without it."""
        found = []
        if self.q:
            found.append(Chosen(kind="Words in a headline", label=self.q, href=self.address(q="")))
        if self.outlet:
            found.append(Chosen(kind="Outlet", label=self.outlet_called, href=self.address(outlet="")))
        if self.storyline:
            without = self.address(storyline=None)
            found.append(Chosen(kind="Storyline", label=self.storyline_called, href=without))
        days = _days_in_words(self.from_day, self.to_day)
        if days:
            found.append(Chosen(kind="Days", label=days, href=self.address(from_day=None, to_day=None)))
        return tuple(found)


def _asked(
    session: Reading,
    q: Annotated[
        str, Query(max_length=200, description="Words that a headline of the event holds, each of them.")
    ] = "",
    outlet: Annotated[
        str, Query(max_length=1_000, description="Slug of an outlet with an article in it, or `unknown`.")
    ] = "",
    storyline: Annotated[_Number, Query(description="Number of a storyline that it belongs to.")] = None,
    from_day: Annotated[
        _Day, Query(alias="from", description="First of the days that it reaches into, `YYYY-MM-DD`.")
    ] = None,
    to_day: Annotated[_Day, Query(alias="to", description="Last of these days, `YYYY-MM-DD`.")] = None,
    sort: Annotated[
        EventSort, Query(description="By the last day, by the first day, or most outlets first.")
    ] = "newest",
) -> _Asked:
    if from_day and to_day and from_day > to_day:
        raise InvalidParameterError(f"“from” ({from_day}) is a later day than “to” ({to_day}).")
    known = _outlet(session, outlet)
    line = None if storyline is None else storylines.card(session, storyline)
    if storyline is not None and line is None:
        raise NotFoundError(f"There is no storyline {storyline} in the corpus.")
    return _Asked(
        q=q.strip(),
        outlet=known.slug if known else outlet,
        outlet_called=outlet_name(known),
        storyline=storyline,
        storyline_called=line.title if line else "",
        from_day=from_day,
        to_day=to_day,
        sort=sort,
    )


Asked = Annotated[_Asked, Depends(_asked)]


def _days_in_words(first: date | None, last: date | None) -> str:
    if first and last:
        return span_in_words(first.isoformat(), last.isoformat())
    known = first or last
    return f"{'from' if first else 'until'} {date_in_words(known.isoformat())}" if known else ""


def _outlet(session: Reading, slug: str) -> OutletRecord | None:
    """The outlet with this slug, or the one that it was merged into."""
    record = outlets.outlet(session, slug) if slug else None
    if slug and record is None and slug != UNKNOWN_OUTLET:
        raise NotFoundError(f"There is no outlet “{slug}” in the corpus.")
    return record


def _list(session: Reading, asked: _Asked, number: int) -> EventList:
    total, cards = events.events_page(
        session,
        q=asked.q,
        outlet=asked.outlet,
        storyline=asked.storyline,
        from_day=asked.from_day,
        to_day=asked.to_day,
        sort=asked.sort,
        offset=(number - 1) * _PAGE_SIZE,
        limit=_PAGE_SIZE,
    )
    months, undated = events.months(session, q=asked.q, outlet=asked.outlet, storyline=asked.storyline)
    return EventList(
        total=total,
        page=number,
        pages=page_count(total, _PAGE_SIZE, number),
        events=tuple(cards),
        months=tuple(MonthCount(month=month, count=count) for month, count in months),
        undated=undated,
    )


@router.get("/events.json", summary="Events")
def events_json(session: Reading, asked: Asked, number: PageNumber = 1) -> EventList:
    """Twenty-five events a page. An event is a group of at least two articles that report the same."""
    return _list(session, asked, number)


@router.get("/events", include_in_schema=False)
def events_page(request: Request, session: Reading, asked: Asked, number: PageNumber = 1) -> HTMLResponse:
    """The list."""
    listed = _list(session, asked, number)
    first, last = (day.isoformat() if day else None for day in (asked.from_day, asked.to_day))
    other_pages = asked.address("")
    context = {
        "listed": listed,
        "counts": corpus.counts(session),
        "outlets": outlets.outlets(session),
        "asked": asked,
        "chosen": asked.chosen(),
        "months": charts.by_month(listed.months, first, last, "event"),
        "address": asked.address,
        # the same in all articles
        "articles_address": address("/search", q=asked.q, outlet=asked.outlet, **asked.days()),
        "other_pages": f"{other_pages}&" if other_pages else "?",
    }
    return page(request, "events.html", context)


def find_event(session: Reading, event_id: int) -> EventRecord:
    """The event with this number. Raises NotFoundError."""
    record = events.event(session, event_id)
    if record is None:
        raise NotFoundError(
            f"There is no event {event_id}. Regrouping the corpus can give an event a new number."
        )
    return record


class SideOfEvent(Record):
    """An outlet that covered an event, or one article of an unknown outlet, as in `/events/{id}/compare`.

    `days_after` the first is null for undated ones, `minutes_after` unless the times of all dated articles
    are known. `copies` of the articles repeat another article of the event.
    """

    side: str
    outlet: OutletRef | None
    articles: tuple[int, ...]
    copies: int
    words: int
    days_after: int | None
    minutes_after: int | None


class StorylineOfEvent(StorylineCard):
    """The storyline of an event: at most four of its events ``before`` this one, and four ``after``, in order
    of time."""

    before: tuple[EventCard, ...]
    after: tuple[EventCard, ...]


class EventDetail(EventRecord):
    """An event with who covered it in order of publication, what its articles share, the storyline that it is
    part of, and what of it a person decided."""

    coverage: tuple[SideOfEvent, ...]
    context: EventContext
    storyline: StorylineOfEvent | None
    by_hand: Hand


def _context(
    session: Reading,
    event: EventRecord,
    place: Place | None,
    records: Mapping[int, ArticleRecord] | None = None,
) -> EventContext:
    """The context of an event, some of whose articles may have been read already."""
    known = records or {}
    wanted = to_read(event)
    read = {record.id: record for record in articles.get_many(session, [i for i in wanted if i not in known])}
    chosen = [known.get(number) or read[number] for number in wanted]
    return event_context(session, event, chosen, frozenset(place.events if place else ()))


@router.get("/events/{event_id:number}.json", summary="One event and its articles")
def event_json(session: Reading, event_id: int) -> EventDetail:
    """An event with its articles in order of publication, undated ones last."""
    event = find_event(session, event_id)
    sides = tuple(
        SideOfEvent(
            side=one.side,
            outlet=one.articles[0].outlet,
            articles=tuple(card.id for card in one.articles),
            copies=one.copies,
            words=one.words,
            days_after=one.delay.days,
            minutes_after=one.delay.minutes,
        )
        for one in coverage(event)
    )
    place = storylines.place(session, event_id, _MOST_STEPS)
    return EventDetail(
        **dict(event),
        coverage=sides,
        context=_context(session, event, place),
        storyline=place and StorylineOfEvent(**dict(place.storyline), before=place.before, after=place.after),
        by_hand=event_holds.hand(session, event_id),
    )


@router.get("/events/{event_id:number}", include_in_schema=False)
def event_page(request: Request, session: Reading, event_id: int) -> HTMLResponse:
    """The event."""
    event = find_event(session, event_id)
    read = articles.get_many(session, [card.id for card in event.articles[:_MOST_OPENINGS]])
    records = {record.id: record for record in read}
    place = storylines.place(session, event_id, _MOST_STEPS)
    context = {
        "event": event,
        "view": event_view(event, records, outlets.outlets(session)),
        "context": _context(session, event, place, records),
        "place": place,
        "before": steps(event, place.before) if place else (),
        "after": steps(event, place.after) if place else (),
        "mentions": partial(_mentions, event_id),
        "choices": choices(event),
        "defaults": default_sides(event),
        "by_hand": event_hand(session, event_id, may_write=access_of(request).may_write),
        "counts": corpus.counts(session),
    }
    return page(request, "event.html", context)


def _mentions(event_id: int, words: str) -> str:
    """The address of the event's articles that have these words."""
    return search_address(SearchParameters(q=f'"{words}"', event=(event_id,)))
