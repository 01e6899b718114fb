"""The keys of the pages, for those who open no dialog, and as data for the dialog."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.records import Record
from app.web.keys import KEYS, KeyGroup
from app.web.rendering import page

router = APIRouter(tags=["Corpus"])


class Keys(Record):
    """All keys, by the place where they work."""

    groups: tuple[KeyGroup, ...]


@router.get("/keys.json", summary="The keys of the pages")
def keys_json() -> Keys:
    """What each key does, and where."""
    return Keys(groups=KEYS)


@router.get("/keys", include_in_schema=False)
def keys_page(request: Request) -> HTMLResponse:
    """The page."""
    return page(request, "keys.html", {"groups": KEYS})
