"""The list of events, and one event: who covered it, when, under which headlines, and who is not in it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.errors import NotFoundError
from app.records import EventCard, EventRecord, OutletRecord, Record
from app.search.results import UNKNOWN_OUTLET
from app.store import articles, corpus, events, outlets
from app.web.addresses import address
from app.web.dependencies import Reading
from app.web.event_view import choices, default_sides, event_view
from app.web.paging import PageNumber, page_count
from app.web.rendering import page

router = APIRouter(tags=["Events"])

_PAGE_SIZE = 25
# first sentences need whole articles, so only so many are read
_MOST_OPENINGS = 60

Sort = Literal["newest", "covered"]
Words = Annotated[
    str, Query(max_length=200, description="Words that a headline of the event holds, each of them.")
]
OutletSlug = Annotated[
    str, Query(max_length=1_000, description="Slug of an outlet with an article in it, or unknown.")
]
SortOrder = Annotated[Sort, Query(description="Newest first, or most outlets first.")]


class EventList(Record):
    """One page of events."""

    total: int
    page: int
    pages: int
    events: tuple[EventCard, ...]


def _list(session: Reading, q: str, outlet: str, sort: Sort, number: int) -> EventList:
    total, cards = events.events_page(
        session,
        q=q,
        outlet=outlet,
        sort=sort,
        offset=(number - 1) * _PAGE_SIZE,
        limit=_PAGE_SIZE,
    )
    pages = page_count(total, _PAGE_SIZE, number)
    return EventList(total=total, page=number, pages=pages, events=tuple(cards))


def _outlet(session: Reading, slug: str) -> OutletRecord | None:
    """The outlet with this slug, or the one that it was merged into."""
    record = outlets.outlet(session, slug) if slug else None
    if slug and record is None and slug != UNKNOWN_OUTLET:
        raise NotFoundError(f"There is no outlet “{slug}” in the corpus.")
    return record


@router.get("/events.json", summary="Events")
def events_json(
    session: Reading,
    q: Words = "",
    outlet: OutletSlug = "",
    sort: SortOrder = "newest",
    number: PageNumber = 1,
) -> EventList:
    """Twenty-five events a page. An event is a group of at least two articles that report the same."""
    chosen = _outlet(session, outlet)
    return _list(session, q, chosen.slug if chosen else outlet, sort, number)


@router.get("/events", include_in_schema=False)
def events_page(
    request: Request,
    session: Reading,
    q: Words = "",
    outlet: OutletSlug = "",
    sort: SortOrder = "newest",
    number: PageNumber = 1,
) -> HTMLResponse:
    """The list."""
    chosen = _outlet(session, outlet)
    outlet = chosen.slug if chosen else outlet
    context = {
        "listed": _list(session, q, outlet, sort, number),
        "counts": corpus.counts(session),
        "outlets": outlets.outlets(session),
        "chosen": chosen.name if chosen else "an unknown outlet" if outlet else None,
        "outlet": outlet,
        "q": q.strip(),
        "sort": sort,
        "other_pages": address("", q=q.strip(), outlet=outlet, sort=sort if sort != "newest" else ""),
        "sort_addresses": {
            "newest": address("/events", q=q.strip(), outlet=outlet),
            "covered": address("/events", q=q.strip(), outlet=outlet, sort="covered"),
        },
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


@router.get("/events/{event_id:number}.json", summary="One event and its articles")
def event_json(session: Reading, event_id: int) -> EventRecord:
    """An event with its articles in order of publication, undated ones last."""
    return find_event(session, event_id)


@router.get("/events/{event_id:number}", include_in_schema=False)
def event_page(request: Request, session: Reading, event_id: int) -> HTMLResponse:
    """The event."""
    event = find_event(session, event_id)
    read = articles.get_many(session, [card.id for card in event.articles[:_MOST_OPENINGS]])
    context = {
        "event": event,
        "view": event_view(event, {record.id: record for record in read}, outlets.outlets(session)),
        "choices": choices(event),
        "defaults": default_sides(event),
        "counts": corpus.counts(session),
    }
    return page(request, "event.html", context)
