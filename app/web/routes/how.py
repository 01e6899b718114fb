"""How every figure that the pages show is computed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.records import Record
from app.web.manual.explained import Chapter, chapters
from app.web.rendering import page

router = APIRouter(tags=["Corpus"])


class Explanations(Record):
    """How every figure, mark, order and share comes about, by the part of the program it stands in."""

    chapters: tuple[Chapter, ...]


@router.get("/how.json", summary="How every figure is computed")
def how_json() -> Explanations:
    """The entries of the page, with what was measured."""
    return Explanations(chapters=chapters())


@router.get("/how", include_in_schema=False)
def how_page(request: Request) -> HTMLResponse:
    """The page."""
    return page(request, "how.html", {"chapters": chapters()})
