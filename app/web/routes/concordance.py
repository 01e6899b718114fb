"""The concordance: every hit of a search on a line of its own, with what stands around it."""

from collections.abc import Callable, Iterator
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from app.search.concordance import Concordance, ConcordanceLine, Order, concordance, every_line
from app.search.results import SearchParameters
from app.store import outlets
from app.web.answers import table
from app.web.dependencies import Reading, Writing
from app.web.kept_search import KeptSearch
from app.web.rendering import page
from app.web.search.search_address import Parameters, stated
from app.web.search.search_view import chosen

router = APIRouter(tags=["Search"])

_DEFAULT: Order = "search"
_COLUMNS = (
    *("before", "key_word", "after", "field", "start", "end"),
    *("article", "title", "outlet", "published", "author", "language", "url"),
)


class _Question(NamedTuple):
    """What is looked for, and the order of the lines."""

    parameters: SearchParameters
    order: Order


def _asked(
    parameters: Parameters,
    order: Annotated[
        Order,
        Query(description="That of the search, by the words before or after, by outlet, or newest first."),
    ] = _DEFAULT,
) -> _Question:
    return _Question(parameters, order)


Asked = Annotated[_Question, Depends(_asked)]


def _look(session: Reading, asked: _Question) -> Concordance:
    return concordance(session, asked.parameters, order=asked.order)


LOOKED: KeptSearch[_Question, Concordance] = KeptSearch(_look, lambda found: found.bound is not None)


def _addresses(found: Concordance) -> Callable[..., str]:
    """Writes addresses that keep the search and the order; pages of ours begin anew when either changes."""

    def written(path: str = "/search", *, order: str = found.order, **changes: object) -> str:
        pairs = stated(found.parameters, **changes)
        if order != _DEFAULT and path.startswith("/concordance"):
            pairs.append(("order", order))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    return written


@router.get("/concordance", include_in_schema=False)
def concordance_page(request: Request, session: Reading, database: Writing, asked: Asked) -> Response:
    """The page; without words to look for it asks for some."""
    said = "The articles are being looked through."
    found = LOOKED.page(request, session, database, asked, heading="Hits in context", said=said)
    if isinstance(found, Response):
        return found
    address = _addresses(found)
    pages = address("/concordance")
    context = {
        "found": found,
        "parameters": found.parameters,
        "address": address,
        "chosen": chosen(
            found.parameters,
            None,
            lambda slug: record.name if (record := outlets.outlet(session, slug)) else None,
            lambda _, **changes: address("/concordance", **changes),
        ),
        "everything": address(
            "/concordance", outlet=(), lang=(), event=(), author=(), from_day=None, to_day=None
        ),
        "hidden": [pair for pair in stated(found.parameters) if pair[0] != "q"] + _order(found.order),
        "pages": f"{pages}{'&' if '?' in pages else '?'}",
        "json": address("/concordance.json", page=found.page),
        "csv": address("/concordance.csv", order=_DEFAULT),
    }
    return page(request, "concordance.html", context)


def _order(order: Order) -> list[tuple[str, str]]:
    return [] if order == _DEFAULT else [("order", order)]


@router.get("/concordance.json", summary="Hits in context")
def concordance_json(session: Reading, database: Writing, asked: Asked) -> Concordance:
    """Fifty hits of a search, each with what stands before and after it, and how many there are in all.

    At most 5,000 articles are looked through and 20,000 lines listed; `bound` says so when there are more.
    """
    return LOOKED.get(session, database, asked)


@router.get("/concordance.csv", summary="Hits in context as CSV", response_class=Response)
def concordance_csv(database: Writing, parameters: Parameters) -> StreamingResponse:
    """A row for every hit, a million at most, of the newest article first."""

    def rows() -> Iterator[tuple[object, ...]]:
        with database.read_session() as session:
            yield from map(_row, every_line(session, parameters))

    return table("concordance.csv", _COLUMNS, rows())


def _row(line: ConcordanceLine) -> tuple[object, ...]:
    card = line.article
    return (
        *(line.left, line.keyword, line.right, line.field, line.start, line.end),
        *(card.id, card.title, card.outlet.name if card.outlet else ""),
        *(
            card.published.date if card.published else "",
            card.byline or "",
            card.language or "",
            card.url or "",
        ),
    )
