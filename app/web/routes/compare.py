"""Two sides of an event, or any two articles, passage by passage."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.compare.compare import comparison_json
from app.store import articles, events
from app.web.compare.compare_marks import EXPLANATIONS, STATES, WORDS, Show
from app.web.compare.compare_rows import ORDERS, Order
from app.web.compare.compare_sides import Choice, Reference, Side, any_two, in_event
from app.web.compare.comparisons import DRAWN
from app.web.compare.keeping import keep_context
from app.web.dependencies import Reading
from app.web.events.event_hand import merged_leads_on
from app.web.events.event_view import Choices, choices
from app.web.remarks import with_marks
from app.web.rendering import page
from app.web.routes.events import find_event
from app.web.soon import soon
from app.web.undoing import tell_of_removal

router = APIRouter(tags=["Compare"], dependencies=[Depends(merged_leads_on), Depends(tell_of_removal)])

_NEWEST_EVENTS = 10
_EXAMPLES = 2

ShowOnly = Annotated[Show, Query(description="Mark only passages of this state; the text stays whole.")]
InOrder = Annotated[Order, Query(description="Each text in its own, rows in that of A or B, or grouped.")]


@router.get("/compare.json", summary="Compare two articles")
def compare_json(session: Reading, a: Reference, b: Reference) -> dict[str, object]:
    """Two articles passage by passage (schema `parallax.compare/1`)."""
    return comparison_json(any_two(session, a, b).compared())


@router.get("/compare", include_in_schema=False)
def compare_page(
    request: Request,
    session: Reading,
    a: Reference = "",
    b: Reference = "",
    show: ShowOnly = "all",
    order: InOrder = "own",
) -> Response:
    """Two articles side by side, or the page to pick them on."""
    if a.strip() and b.strip():
        return _shown(request, session, any_two(session, a.strip(), b.strip()), show, order)
    newest = events.newest_events(session, _NEWEST_EVENTS)
    context = {
        "a": a.strip(),
        "b": b.strip(),
        "examples": articles.newest(session, _EXAMPLES),
        "events": newest,
    }
    return page(request, "compare_pick.html", context)


@router.get("/events/{event_id:number}/compare.json", summary="Compare two sides of an event")
def event_compare_json(session: Reading, event_id: int, a: Side = "", b: Side = "") -> dict[str, object]:
    """Two outlets, or single articles, of an event passage by passage (schema `parallax.compare/1`)."""
    return comparison_json(in_event(session, find_event(session, event_id), a, b).compared())


@router.get("/events/{event_id:number}/compare", include_in_schema=False)
def event_compare_page(
    request: Request,
    session: Reading,
    event_id: int,
    a: Side = "",
    b: Side = "",
    show: ShowOnly = "all",
    order: InOrder = "own",
) -> Response:
    """Two sides of an event side by side."""
    choice = in_event(session, find_event(session, event_id), a.strip(), b.strip())
    return _shown(request, session, choice, show, order)


def _shown(request: Request, session: Reading, choice: Choice, show: Show, order: Order) -> Response:
    drawn = soon(
        request,
        DRAWN,
        *choice.drawing(request.app.state.pages, show, order),
        heading="Compare",
        said="The two sides are being compared, passage by passage.",
    )
    if isinstance(drawn, Response):
        return drawn
    shown = drawn.view
    kept = keep_context(request, session, choice)
    context = {
        "view": shown,
        "strip": drawn.strip,
        "texts": with_marks(drawn.texts, kept["remarks"]),
        "heading": drawn.heading,
        "event": choice.event,
        "choices": _other_sides(choice),
        "a": choice.a,
        "b": choice.b,
        "notes": [*choice.notes, *([shown.note] if shown.note else [])],
        "swapped": choice.address(show, order, swap=True),
        "json_address": choice.address(data=True),
        "filter_addresses": {item.show: choice.address(item.show, order) for item in shown.filters},
        "orders": [(choice.address(show, one), words, one == order) for one, words in ORDERS.items()],
        "order": order,
        "article_count": len(choice.articles_a) + len(choice.articles_b),
        "key": [(state, WORDS[state].lower(), EXPLANATIONS[state]) for state in STATES],
        **kept,
    }
    return page(request, "compare.html", context)


def _other_sides(choice: Choice) -> Choices | None:
    return choices(choice.event) if choice.event and choice.event.article_count > 2 else None
