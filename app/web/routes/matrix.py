"""Who says what: the statements of an event and the outlets that carry them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from app.compare.matrix import MOST_COLUMNS, SCHEMA, StatementMatrix, statement_matrix
from app.records import ArticleCard, EventRecord
from app.store import articles
from app.web.addresses import address
from app.web.answers import table
from app.web.compare.compare_marks import EXPLANATIONS, WORDS
from app.web.compare.comparisons import SideState, characters, state_of
from app.web.compare.matrix_view import By, Show, view
from app.web.dependencies import Reading
from app.web.events.event_hand import merged_leads_on
from app.web.formats import counted, outlet_name
from app.web.kept import Kept
from app.web.operation import heavy
from app.web.rendering import page
from app.web.routes.events import find_event
from app.web.soon import soon

router = APIRouter(tags=["Compare"], dependencies=[Depends(merged_leads_on)])

# more texts of one outlet than anybody reads beside those of others, and seconds to compare
_MOST_ARTICLES = 6
_MOST_BYTES = 24 * 2**20
_Key = tuple[tuple[str, SideState], ...]
_WholeKey = tuple[_Key, tuple[tuple[int, int], ...]]


def _size(matrix: StatementMatrix) -> int:
    """About how many bytes a matrix takes: each passage, and its place in a cell, is a record of its own."""
    passages = [passage for column in matrix.columns for passage in column.passages]
    cells = len(matrix.columns) * len(matrix.statements)
    return sum(2_500 + len(passage.text) for passage in passages) + 50 * cells


# The key is all that a matrix shows, so an event that changes gets a new one.
_kept: Kept[_WholeKey, StatementMatrix] = Kept(1_000, size=_size, most_bytes=_MOST_BYTES)

Sides = Annotated[
    list[str],
    Query(
        alias="side",
        max_length=MOST_COLUMNS,
        description="Slugs of outlets, or ~ and an article’s number, in the order of the columns.",
    ),
]
ShowOnly = Annotated[
    Show, Query(description="Only statements that so many outlets carry, or whose figures differ.")
]
Order = Annotated[
    By, Query(description="By the number of outlets, or in the order of the first outlet’s text.")
]


@dataclass(frozen=True)
class _Side:
    """A side of the event: an outlet's articles, or one whose outlet is not known."""

    key: str
    name: str | None
    cards: tuple[ArticleCard, ...]

    @property
    def label(self) -> str:
        return self.name or f"{outlet_name(None)}: {self.cards[0].external_id}"


def _sides(event: EventRecord) -> list[_Side]:
    """All sides, those with the earliest article first; of a side the newest articles where they are many."""
    held: defaultdict[str, list[ArticleCard]] = defaultdict(list)
    for card in event.articles:
        held[card.outlet.slug if card.outlet else f"~{card.id}"].append(card)
    return [
        _Side(key, cards[0].outlet.name if cards[0].outlet else None, tuple(cards[-_MOST_ARTICLES:]))
        for key, cards in held.items()
    ]


def _chosen(event: EventRecord, asked: Sequence[str]) -> list[_Side]:
    sides = {side.key: side for side in _sides(event)}
    unknown = [key for key in asked if key not in sides]
    if unknown:
        raise HTTPException(404, f"“{unknown[0]}” is neither an outlet nor an article of this event.")
    wanted = [sides[key] for key in dict.fromkeys(asked)] or list(sides.values())
    if len(wanted) < 2:
        raise HTTPException(422, "There is only one side here, so there is nothing to set beside each other.")
    return wanted[:MOST_COLUMNS]


def _making(
    session: Reading, event: EventRecord, sides: Sequence[_Side]
) -> tuple[_WholeKey, Callable[[], StatementMatrix]]:
    """How the matrix of these sides is made, and by which key it is kept."""
    records = {
        record.id: record
        for record in articles.get_many(session, [card.id for s in sides for card in s.cards])
    }
    texts = [[records[card.id] for card in side.cards] for side in sides]
    repeated = {copy.article_id: copy.repeats for copy in event.copies}
    key = tuple((side.key, state_of(own)) for side, own in zip(sides, texts, strict=True))
    whole = [(side.key, side.name, own) for side, own in zip(sides, texts, strict=True)]
    whole_key = (key, tuple(sorted(repeated.items())))
    length = characters(records.values())
    return whole_key, lambda: heavy.shared().make(whole_key, length, statement_matrix, whole, repeated)


def _matrix(session: Reading, event: EventRecord, sides: Sequence[_Side]) -> StatementMatrix:
    return _kept.get(*_making(session, event, sides))


@router.get("/events/{event_id:number}/matrix.json", summary="Who says what about an event")
def matrix_json(session: Reading, event_id: int, sides: Sides = []) -> dict[str, object]:  # noqa: B006
    """Statements × outlets (schema `parallax.matrix/1`): the passages of each column, and for every statement
    the passages in each column's cell."""
    event = find_event(session, event_id)
    matrix = _matrix(session, event, _chosen(event, sides))
    return {"schema": SCHEMA, "event": event_id, **matrix.model_dump(mode="json")}


@router.get(
    "/events/{event_id:number}/matrix.csv",
    summary="Who says what about an event, as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "A row for every passage of a statement."}},
)
def matrix_csv(session: Reading, event_id: int, sides: Sides = []) -> Response:  # noqa: B006
    """A row for every passage of every statement, with its outlet, its state and its article."""
    event = find_event(session, event_id)
    matrix = _matrix(session, event, _chosen(event, sides))
    header = (
        "statement",
        "outlets",
        "independent_texts",
        "figures_differ",
        "outlet",
        "state",
        "article",
        "sentence",
    )
    return table(f"parallax-event-{event_id}-statements.csv", header, _rows(matrix))


def _rows(matrix: StatementMatrix) -> Iterator[tuple[object, ...]]:
    passages = {passage.id: passage for column in matrix.columns for passage in column.passages}
    for number, row in enumerate(matrix.statements, 1):
        for column, cell in zip(matrix.columns, row.cells, strict=True):
            for said in cell:
                passage = passages[said.passage]
                differs = "yes" if row.figures else "no"
                yield (
                    number,
                    row.columns,
                    row.texts,
                    differs,
                    outlet_name(None) if column.name is None else column.name,
                    said.state,
                    passage.article_id,
                    passage.text,
                )


@router.get("/events/{event_id:number}/matrix", include_in_schema=False)
def matrix_page(
    request: Request,
    session: Reading,
    event_id: int,
    sides: Sides = [],  # noqa: B006
    show: ShowOnly = "all",
    by: Order = "outlets",
    whole: bool = False,
) -> Response:
    """Statements × outlets as a table."""
    event = find_event(session, event_id)
    chosen = _chosen(event, sides)
    matrix = soon(
        request,
        _kept,
        *_making(session, event, chosen),
        heading="Who says what",
        said=f"The sentences of {counted(len(chosen), 'side')} are being compared with one another.",
    )
    if isinstance(matrix, Response):
        return matrix
    everyone = _sides(event)

    def here(path: str = "matrix", *, show: str = show, by: str = by, whole: bool = whole) -> str:
        return address(
            f"/events/{event_id}/{path}",
            side=sides,
            show="" if show == "all" else show,
            by="" if by == "outlets" else by,
            whole="true" if whole else "",
        )

    context = {
        "event": event,
        "view": view(matrix, show=show, by=by, whole=whole),
        "here": here,
        "by": by,
        "show": show,
        "sides": everyone,
        "chosen": [side.key for side in chosen],
        "left_out": len(everyone) - len(chosen),
        "most": MOST_COLUMNS,
        "key": [(state, words.lower(), EXPLANATIONS[state]) for state, words in WORDS.items()],
    }
    return page(request, "matrix.html", context)
