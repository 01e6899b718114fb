"""Which articles a comparison compares, and how addresses name its sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import HTTPException, Query

from app.compare.comparison import Comparison
from app.errors import NotFoundError
from app.records import ArticleCard, ArticleRecord, EventRecord
from app.store import articles, events, outlets
from app.web.addresses import address
from app.web.compare.compare_marks import Show
from app.web.compare.compare_rows import Order
from app.web.compare.comparisons import Drawn, DrawnKey, compared, drawing
from app.web.dependencies import Reading
from app.web.events.event_view import default_sides, side_articles
from app.web.formats import outlet_name
from app.web.rendering import Pages

# more texts one after the other than anybody reads beside each other, and seconds to compare
_MOST_ARTICLES = 12

Side = Annotated[str, Query(max_length=1_000, description="Slug of an outlet, or ~ and an article’s number.")]
Reference = Annotated[str, Query(max_length=1_000, description="Number or external id of an article.")]


@dataclass(frozen=True)
class Choice:
    """Articles to compare, how the address names each side, and what was left out."""

    path: str
    a: str
    b: str
    articles_a: tuple[ArticleRecord, ...]
    articles_b: tuple[ArticleRecord, ...]
    event: EventRecord | None
    notes: tuple[str, ...] = ()

    def address(
        self, show: Show = "all", order: Order = "own", *, swap: bool = False, data: bool = False
    ) -> str:
        a, b = (self.b, self.a) if swap else (self.a, self.b)
        return address(
            self.path + (".json" if data else ""),
            a=a,
            b=b,
            show="" if show == "all" else show,
            order="" if order == "own" else order,
        )

    def compared(self) -> Comparison:
        return compared(self.articles_a, self.articles_b)

    def drawing(self, pages: Pages, show: Show, order: Order) -> tuple[DrawnKey, Callable[[], Drawn]]:
        """How to make the parts of the page that take longest, for a filter and an order, and their key."""
        return drawing(self.articles_a, self.articles_b, show, order, pages.whole)


def in_event(session: Reading, event: EventRecord, a: str, b: str) -> Choice:
    """Two sides of an event. Raises NotFoundError for one that it has not."""
    sides = default_sides(event, *(_in_use(session, side) for side in (a, b)))
    if sides is None:
        raise HTTPException(422, "This event has fewer than two articles, so there is nothing to compare.")
    cards = [_cards(event, side) for side in sides]
    if {card.id for card in cards[0]} & {card.id for card in cards[1]}:
        raise HTTPException(422, "A and B are the same side, or share an article. Choose two different ones.")
    kept = [_newest(side) for side in cards]
    whole = {record.id: record for record in articles.get_many(session, [*kept[0], *kept[1]])}
    texts = [tuple(whole[number] for number in side if number in whole) for side in kept]
    return Choice(
        path=f"/events/{event.id}/compare",
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


def _newest(cards: Sequence[ArticleCard]) -> list[int]:
    """The ids of the newest articles, in the order of ``cards``."""
    newest = sorted(cards, key=lambda card: card.day or "", reverse=True)[:_MOST_ARTICLES]
    kept = {card.id for card in newest}
    return [card.id for card in cards if card.id in kept]


def any_two(session: Reading, a: str, b: str) -> Choice:
    """Two articles by their numbers or external ids. Raises as ``articles.resolve_pair`` does."""
    left, right = articles.resolve_pair(session, a, b)
    records = articles.get_many(session, [left, right])
    number = records[0].event_id
    shared = events.event(session, number) if number and number == records[1].event_id else None
    return Choice("/compare", a, b, (records[0],), (records[1],), shared)
