"""Search: the form, its results, and the links that narrow or order them."""

from collections import Counter
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from app.search.page import search
from app.search.results import UNKNOWN_OUTLET, SearchPage, SearchParameters, Sort, checked_parameters
from app.store import outlets
from app.web import charts
from app.web.dependencies import Reading
from app.web.rendering import page, wants_part

router = APIRouter(tags=["Search"])

# an empty field of a form means that nothing was chosen
_or_none = BeforeValidator(lambda value: value or None)
_Day = Annotated[date | None, _or_none]
_DEFAULTS = SearchParameters()


def _asked(
    q: Annotated[str, Query(max_length=10_000, description="The query; empty for all articles.")] = "",
    outlet: Annotated[str, Query(max_length=1_000, description="Slug of an outlet, or `unknown`.")] = "",
    from_day: Annotated[_Day, Query(alias="from", description="First day, `YYYY-MM-DD`.")] = None,
    to_day: Annotated[_Day, Query(alias="to", description="Last day, `YYYY-MM-DD`.")] = None,
    sort: Annotated[Sort, Query(description="Order of the results.")] = "relevance",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000, description="Page, from 1.")] = 1,
) -> SearchParameters:
    return checked_parameters(
        q=q,
        outlet=outlet.strip(),
        from_day=from_day.isoformat() if from_day else None,
        to_day=to_day.isoformat() if to_day else None,
        sort=sort,
        page=number,
    )


Parameters = Annotated[SearchParameters, Depends(_asked)]


def address(parameters: SearchParameters, **changes: object) -> str:
    """The address of a search with some of its parameters changed; defaults are left out.

    A change of anything but the page leads to the first page.
    """
    changed = parameters.model_copy(update={"page": 1, **changes})
    names = {"from_day": "from", "to_day": "to"}
    query = {
        names.get(name, name): value
        for name, value in changed.model_dump().items()
        if value != getattr(_DEFAULTS, name)
    }
    return f"/search?{urlencode(query)}" if query else "/search"


def _years(found: SearchPage) -> list[tuple[int, int]]:
    years: Counter[int] = Counter()
    for item in found.months:
        years[int(item.month[:4])] += item.count
    return sorted(years.items(), reverse=True)


@router.get("/search", include_in_schema=False)
def search_page(request: Request, session: Reading, parameters: Parameters) -> HTMLResponse:
    """The page, or only its results when htmx asks while somebody types."""
    found = search(session, parameters)
    chosen = None
    if parameters.outlet and parameters.outlet != UNKNOWN_OUTLET:
        chosen = outlets.outlet(session, parameters.outlet)
    context = {
        "found": found,
        "parameters": parameters,
        "chosen_outlet": chosen,
        "unknown_outlet": UNKNOWN_OUTLET,
        "months": charts.by_month(found.months),
        "years": _years(found),
        "address": lambda **changes: address(parameters, **changes),
    }
    # Empty fields of the form are kept out of the address bar. Not on Back, where it would cut off Forward.
    headers = {"HX-Push-Url": address(parameters, page=parameters.page)} if wants_part(request) else {}
    return page(request, "search.html", context, part="results", headers=headers)


@router.get("/search.json", summary="Search the corpus")
def search_json(session: Reading, parameters: Parameters) -> SearchPage:
    """Twenty hits with highlighted passages, the total, and how the hits spread over outlets and months.

    `notes` are sentences about the query that a person should read.
    """
    return search(session, parameters)
