"""Two sides of an event, or any two articles, passage by passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from app.compare.accuracy import default_accuracy
from app.compare.compare import comparison_json
from app.compare.comparison import Comparison
from app.errors import NotFoundError
from app.records import ArticleCard, ArticleRecord, EventRecord
from app.store import articles, events, outlets
from app.web.addresses import address
from app.web.compare_view import EXPLANATIONS, STATES, WORDS, Show, view
from app.web.comparisons import compared
from app.web.dependencies import Reading
from app.web.event_hand import merged_leads_on
from app.web.event_view import Choices, choices, default_sides, side_articles
from app.web.formats import outlet_name
from app.web.rendering import page
from app.web.routes.events import find_event

router = APIRouter(tags=["Compare"], dependencies=[Depends(merged_leads_on)])

# more texts one after the other than anybody reads beside each other, and seconds to compare
_MOST_ARTICLES = 12
_NEWEST_EVENTS = 10
_EXAMPLES = 2

Side = Annotated[str, Query(max_length=1_000, description="Slug of an outlet, or ~ and an article’s number.")]
Reference = Annotated[str, Query(max_length=1_000, description="Number or external id of an article.")]
ShowOnly = Annotated[Show, Query(description="Mark only passages of this state; the text stays whole.")]


@dataclass(frozen=True)
class _Choice:
    """Articles to compare, how the address names each side, and what was left out."""

    path: str
    a: str
    b: str
    articles_a: tuple[ArticleRecord, ...]
    articles_b: tuple[ArticleRecord, ...]
    event: EventRecord | None
    notes: tuple[str, ...] = ()

    def address(self, show: Show = "all", *, swap: bool = False, data: bool = False) -> str:
        a, b = (self.b, self.a) if swap else (self.a, self.b)
        return address(self.path + (".json" if data else ""), a=a, b=b, show="" if show == "all" else show)

    def compared(self) -> Comparison:
        return compared(self.articles_a, self.articles_b)


def _in_event(session: Reading, event_id: int, a: str, b: str) -> _Choice:
    event = find_event(session, event_id)
    sides = default_sides(event, *(_in_use(session, side) for side in (a, b)))
    if sides is None:
        raise HTTPException(422, "This event has fewer than two articles, so there is nothing to compare.")
    cards = [_cards(event, side) for side in sides]
    if {card.id for card in cards[0]} & {card.id for card in cards[1]}:
        raise HTTPException(422, "A and B are the same side, or share an article. Choose two different ones.")
    texts = [_whole(session, side) for side in cards]
    return _Choice(
        path=f"/events/{event_id}/compare",
        a=sides[0],
        b=sides[1],
        articles_a=texts[0],
        articles_b=texts[1],
        event=event,
        notes=tuple(_cut_note(letter, side) for letter, side in zip("AB", cards, strict=True) if _cut(side)),
    )


def _in_use(session: Reading, side: str) -> str:
    """A side as the event's articles have it: outlets may have been merged since an address was written."""
    outlet = outlets.outlet(session, side) if side and not side.startswith("~") else None
    return outlet.slug if outlet else side


def _cards(event: EventRecord, side: str) -> tuple[ArticleCard, ...]:
    found = side_articles(event, side)
    if not found:
        raise NotFoundError(f"“{side}” is neither an outlet nor an article of this event.")
    return found


def _cut(cards: Sequence[ArticleCard]) -> bool:
    return len(cards) > _MOST_ARTICLES


def _cut_note(letter: str, cards: Sequence[ArticleCard]) -> str:
    name = outlet_name(cards[0].outlet)
    return f"Only the {_MOST_ARTICLES} newest of the {len(cards)} articles of {name} are shown in {letter}."


def _whole(session: Reading, cards: Sequence[ArticleCard]) -> tuple[ArticleRecord, ...]:
    newest = sorted(cards, key=lambda card: card.day or "", reverse=True)[:_MOST_ARTICLES]
    kept = {card.id for card in newest}
    return tuple(articles.get_many(session, [card.id for card in cards if card.id in kept]))


def _any_two(session: Reading, a: str, b: str) -> _Choice:
    left, right = articles.resolve_pair(session, a, b)
    records = articles.get_many(session, [left, right])
    number = records[0].event_id
    shared = events.event(session, number) if number and number == records[1].event_id else None
    return _Choice("/compare", a, b, (records[0],), (records[1],), shared)


@router.get("/compare.json", summary="Compare two articles")
def compare_json(session: Reading, a: Reference, b: Reference) -> dict[str, object]:
    """Two articles passage by passage (schema `parallax.compare/1`)."""
    return comparison_json(_any_two(session, a, b).compared())


@router.get("/compare", include_in_schema=False)
def compare_page(
    request: Request, session: Reading, a: Reference = "", b: Reference = "", show: ShowOnly = "all"
) -> HTMLResponse:
    """Two articles side by side, or the page to pick them on."""
    if a.strip() and b.strip():
        return _shown(request, _any_two(session, a.strip(), b.strip()), show)
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
    return comparison_json(_in_event(session, event_id, a, b).compared())


@router.get("/events/{event_id:number}/compare", include_in_schema=False)
def event_compare_page(
    request: Request, session: Reading, event_id: int, a: Side = "", b: Side = "", show: ShowOnly = "all"
) -> HTMLResponse:
    """Two sides of an event side by side."""
    return _shown(request, _in_event(session, event_id, a.strip(), b.strip()), show)


def _shown(request: Request, choice: _Choice, show: Show) -> HTMLResponse:
    comparison = choice.compared()
    records = {record.id: record for record in (*choice.articles_a, *choice.articles_b)}
    shown = view(comparison, records, show=show)
    context = {
        "view": shown,
        "heading": _heading(comparison),
        "event": choice.event,
        "choices": _other_sides(choice),
        "a": choice.a,
        "b": choice.b,
        "notes": [*choice.notes, *([shown.note] if shown.note else [])],
        "swapped": choice.address(show, swap=True),
        "json_address": choice.address(data=True),
        "filter_addresses": {item.show: choice.address(item.show) for item in shown.filters},
        "article_count": len(records),
        "key": [(state, WORDS[state].lower(), EXPLANATIONS[state]) for state in STATES],
        "accuracy": default_accuracy(),
    }
    return page(request, "compare.html", context)


def _heading(comparison: Comparison) -> str:
    a, b = comparison.a.name, comparison.b.name
    return f"{a} and {b}, side by side" if a and b and a != b else "Two texts, side by side"


def _other_sides(choice: _Choice) -> Choices | None:
    return choices(choice.event) if choice.event and choice.event.article_count > 2 else None
