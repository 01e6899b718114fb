"""What people removed in the last month, and the way back. For those who may write."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app import clock
from app.records import Record
from app.store import notes, removals
from app.store.removals import DAYS, RemovalRecord
from app.store.undo import undo
from app.web.answers import LEADS_ON
from app.web.dependencies import Reading, Writing
from app.web.rendering import page
from app.web.undoing import undoable

router = APIRouter(tags=["Removed"])

_PLACES = {"feed": "/feeds/{}", "frozen": "/frozen/{}", "search": "/searches/{}"}


class Removed(Record):
    """All that can be undone, removed last first. After ``days`` it is forgotten."""

    days: int
    removed: tuple[RemovalRecord, ...]


@router.get("/removed.json", summary="What was removed and can be brought back")
def removed_json(session: Reading) -> Removed:
    """Feeds, frozen comparisons, notes and saved searches that were removed in the last thirty days."""
    return Removed(days=DAYS, removed=tuple(removals.removals(session, clock.now())))


@router.get("/removed", include_in_schema=False)
def removed_page(request: Request, session: Reading) -> HTMLResponse:
    """The list."""
    listed = removed_json(session)
    context = {"days": DAYS, "removed": [(one, undoable(one)) for one in listed.removed]}
    return page(request, "removed.html", context)


@router.post("/removed/{removal_id:number}/undo", summary="Undo a removal", **LEADS_ON)
def undo_removal(database: Writing, removal_id: int) -> RedirectResponse:
    """Leads to what is there again. 404 when it was undone already, or thirty days have passed."""
    with database.write_session() as session:
        kind, name = undo(session, removal_id, clock.now())
    return RedirectResponse(_place(database, kind, name), 303)


def _place(database: Writing, kind: str, name: str) -> str:
    if kind in _PLACES:
        return _PLACES[kind].format(name)
    with database.read_session() as session:
        note = notes.note(session, int(name))
    if note.sides is not None:
        return f"{note.sides.address}#remarks"
    return f"/articles/{note.article_id}#note-{note.id}"
