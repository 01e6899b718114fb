"""Search: the form, its results, and the links that narrow or order them."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.search.page import search
from app.search.results import SearchPage, SearchParameters
from app.search.saved_query import query_of
from app.store import outlets, saved_searches
from app.web import charts
from app.web.dependencies import Reading
from app.web.rendering import page, wants_part
from app.web.search import search_view
from app.web.search.search_address import Parameters, address, stated

router = APIRouter(tags=["Search"])

# the box and the fields for days state these themselves
_SHOWN_FIELDS = ("q", "from", "to")


@router.get("/search", include_in_schema=False)
def search_page(request: Request, session: Reading, parameters: Parameters) -> HTMLResponse:
    """The page, or only its results when htmx asks while somebody types."""
    found = search(session, parameters)
    months = found.facets.months if found.facets else ()
    context = {
        "found": found,
        "parameters": parameters,
        "months": charts.by_month(months, parameters.from_day, parameters.to_day),
        "dated": sum(item.count for item in months),
        "undated": search_view.undated(parameters),
        "sections": search_view.sections(found.facets, parameters) if found.facets else (),
        "shown_at_once": search_view.SHOWN_AT_ONCE,
        "chosen": search_view.chosen(parameters, found.facets, partial(_called, session)),
        "hidden": [pair for pair in stated(parameters) if pair[0] not in _SHOWN_FIELDS],
        "address": lambda path="/search", **changes: address(parameters, path, **changes),
        "save_query": query_of(parameters),
        "saved": saved_searches.of_query(session, query_of(parameters)),
        "ways_out": search_view.ways_out(parameters, found.nothing),
        "parts": search_view.parts(found.nothing),
        "everything": address(SearchParameters(q=parameters.q, sort=parameters.sort)),
    }
    # Empty fields of the form are kept out of the address bar. Not on Back, where it would cut off Forward.
    headers = {"HX-Push-Url": address(parameters, page=parameters.page)} if wants_part(request) else {}
    return page(request, "search.html", context, part="results", headers=headers)


def _called(session: Reading, slug: str) -> str | None:
    record = outlets.outlet(session, slug)
    return record.name if record else None


@router.get("/search.json", summary="Search the corpus")
def search_json(
    session: Reading,
    parameters: Parameters,
    facets: Annotated[bool, Query(description="Whether to count hits by outlet, month and so on.")] = True,
) -> SearchPage:
    """Hits with highlighted passages, the total, and how the hits spread over outlets, months and the rest.

    `notes` are sentences about the query that a person should read. `next` is the `after` of the next hits.
    """
    return search(session, parameters, facets=facets)
