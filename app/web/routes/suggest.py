"""Suggestions for the end of a query: as a page, as data, and in the form that browsers ask for."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from app.search.suggest import MOST, Suggestion, Suggestions, suggest
from app.web.dependencies import Reading
from app.web.formats import counted
from app.web.rendering import page

router = APIRouter(tags=["Search"])

_MOST = 50
_Text = Annotated[str, Query(max_length=10_000, description="The query as far as it is typed.")]
_Limit = Annotated[int, Query(ge=1, le=_MOST, description="How many suggestions at most.")]


def _address(suggestion: Suggestion) -> str:
    return f"/search?{urlencode({'q': suggestion.query})}"


@router.get("/suggest", include_in_schema=False)
def suggest_page(request: Request, session: Reading, q: _Text = "", limit: _Limit = MOST) -> HTMLResponse:
    """The suggestions as links to their searches."""
    context = {"found": suggest(session, q, limit), "address": _address}
    return page(request, "suggest.html", context, part="suggestions")


@router.get("/suggest.json", summary="Suggestions for the end of a query")
def suggest_json(session: Reading, q: _Text = "", limit: _Limit = MOST) -> Suggestions:
    """Words, outlets, people and events that what is being typed at the end of the query may become.

    `query` of each is the whole query with it, `count` the number of articles that have it.
    """
    return suggest(session, q, limit)


class _Suggestions(JSONResponse):
    media_type = "application/x-suggestions+json"


@router.get(
    "/suggest/opensearch", summary="Suggestions as browsers ask for them", response_class=_Suggestions
)
def suggest_opensearch(
    request: Request, session: Reading, q: _Text = "", limit: _Limit = MOST
) -> _Suggestions:
    """OpenSearch Suggestions 1.1: the query, then three lists: completions, descriptions, addresses."""
    found = suggest(session, q, limit).suggestions
    base = str(request.base_url).rstrip("/")
    answer = [
        q,
        [one.query for one in found],
        [f"{one.label}: {one.kind}, {counted(one.count, 'article')}" for one in found],
        [base + _address(one) for one in found],
    ]
    return _Suggestions(answer)
