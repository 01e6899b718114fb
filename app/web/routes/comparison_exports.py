"""A comparison of today as a file to keep."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from app import clock
from app.web.compare.compare_sides import Reference, Side, any_two, in_event
from app.web.compare.comparison_files import MEDIA_TYPES, FileKind
from app.web.compare.keeping import live_file
from app.web.dependencies import Reading
from app.web.events.event_hand import merged_leads_on
from app.web.routes.events import find_event

router = APIRouter(tags=["Compare"], dependencies=[Depends(merged_leads_on)])

Kind = Annotated[FileKind, Path(description="CSV, Markdown, or a page in one file.")]
FILE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}}},
}


@router.get("/compare.{kind:comparison_file}", summary="A comparison of two articles as a file", **FILE)
def comparison_file(request: Request, session: Reading, kind: Kind, a: Reference, b: Reference) -> Response:
    """Two articles passage by passage, with the notes of those who may write."""
    return live_file(request, session, any_two(session, a.strip(), b.strip()), kind, clock.now())


@router.get(
    "/events/{event_id:number}/compare.{kind:comparison_file}",
    summary="A comparison of two sides of an event as a file",
    **FILE,
)
def event_comparison_file(
    request: Request, session: Reading, event_id: int, kind: Kind, a: Side = "", b: Side = ""
) -> Response:
    """Two outlets, or single articles, of an event."""
    choice = in_event(session, find_event(session, event_id), a.strip(), b.strip())
    return live_file(request, session, choice, kind, clock.now())
