"""Answers of one kind that many routes give, and what their decorators say of them."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from app.export.csv_cells import MEDIA_TYPE, rows_as_csv
from app.web.errors import problem

LEADS_ON: dict[str, Any] = {"status_code": 303, "response_class": RedirectResponse}
"""Of a change: it leads to the page that shows it."""

ORIGINAL: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"content": {"text/plain": {}}, "description": "The bytes as they came, never as HTML."}
    },
}
"""Of what ``originals.inert`` answers."""


def table(name: str, header: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingResponse:
    """A table as CSV, to be kept as ``name``; it is sent as ``rows`` are read."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(rows_as_csv(header, rows), media_type=MEDIA_TYPE, headers=headers)


def not_finished(request: Request) -> Response:
    """Why there is no file of a search: a list that is not whole would pass for one that is."""
    return problem(
        request,
        503,
        "The search took too long, so there is no complete list to save.",
        "Give more words, or an outlet or a span of time, and try again.",
    )
