"""What a person does with events: plain forms that lead back to the event, and the log of it all."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app import clock
from app.errors import InvalidParameterError
from app.events import by_hand
from app.records import Record
from app.store import event_edit_log, event_edits
from app.store.event_edit_log import EditRecord
from app.web.answers import LEADS_ON
from app.web.dependencies import MOST_ID, Reading, Writing
from app.web.paging import PageNumber, page_count
from app.web.rendering import page

router = APIRouter(tags=["Events by hand"])

_PAGE_SIZE = 50
_Other = Annotated[str, Form(max_length=1_000, description="The other event: its number or its whole title.")]


class EditLog(Record):
    """One page of edits, newest first."""

    total: int
    page: int
    pages: int
    edits: tuple[EditRecord, ...]


def _log(session: Reading, event_id: int | None, number: int) -> EditLog:
    offset = (number - 1) * _PAGE_SIZE
    total, edits = event_edit_log.log(session, event_id=event_id, offset=offset, limit=_PAGE_SIZE)
    pages = page_count(total, _PAGE_SIZE, number)
    return EditLog(total=total, page=number, pages=pages, edits=tuple(edits))


@router.get("/events/log.json", summary="What was done with events by hand")
def log_json(session: Reading, number: PageNumber = 1) -> EditLog:
    """Fifty edits a page. One can be undone when `undone_at` and `blocked_by` are both null."""
    return _log(session, None, number)


@router.get("/events/log", include_in_schema=False)
def log_page(request: Request, session: Reading, number: PageNumber = 1) -> HTMLResponse:
    """The log."""
    return page(request, "event_log.html", {"log": _log(session, None, number), "event_id": None})


@router.get("/events/{event_id:number}/log.json", summary="What was done with an event by hand")
def event_log_json(session: Reading, event_id: int, number: PageNumber = 1) -> EditLog:
    """The same for the edits that touched one event, also one that is gone."""
    return _log(session, event_id, number)


@router.get("/events/{event_id:number}/log", include_in_schema=False)
def event_log_page(request: Request, session: Reading, event_id: int, number: PageNumber = 1) -> HTMLResponse:
    """The log of one event."""
    context = {
        "log": _log(session, event_id, number),
        "event_id": event_id,
        "exists": event_edits.exists(session, event_id),
    }
    return page(request, "event_log.html", context)


@router.post("/events/{event_id:number}/title", summary="Give an event a title", **LEADS_ON)
def rename_event(
    database: Writing,
    event_id: int,
    title: Annotated[str, Form(max_length=1_000, description="The new title.")],
) -> RedirectResponse:
    """It stays, whatever articles come in. Leads back to the event."""
    with database.write_session() as session:
        edit = event_edits.rename(session, event_id, title, clock.now())
    return _back(edit, event_id)


@router.post("/events/{event_id:number}/merge", summary="Make one event of two", **LEADS_ON)
def merge_events(
    database: Writing,
    event_id: int,
    other: _Other,
    keep: Annotated[
        Literal["this", "other"], Form(description="Which of the two keeps its number and title.")
    ] = "this",
) -> RedirectResponse:
    """One takes in all articles of the other, which is gone. Leads to the one that is left."""
    with database.write_session() as session:
        found = event_edits.find(session, other)
        gone, kept = (found, event_id) if keep == "this" else (event_id, found)
        edit = event_edits.merge(session, gone, kept, clock.now())
    return _back(edit, kept)


@router.post("/events/{event_id:number}/articles", summary="Put articles of an event elsewhere", **LEADS_ON)
def move_articles(
    database: Writing,
    event_id: int,
    to: Annotated[
        Literal["new", "event", "none"], Form(description="A new event, another one, or no event at all.")
    ],
    article: Annotated[
        list[Annotated[int, Form(ge=1, le=MOST_ID)]] | None,
        Form(description="An article's number; several."),
    ] = None,
    into: Annotated[str, Form(max_length=1_000, description="With `event`: its number or whole title.")] = "",
    title: Annotated[
        str, Form(max_length=1_000, description="With `new`: its title; chosen from its articles if empty.")
    ] = "",
) -> RedirectResponse:
    """Leads back to the event, or to where its articles are when it has none left."""
    chosen = article or []
    # whoever fills in a field means it, whatever is marked above it
    if (into.strip() and to != "event") or (title.strip() and to != "new"):
        raise InvalidParameterError("What was filled in and where the articles are to go do not fit.")
    with database.write_session() as session:
        event_edits.check_members(session, event_id, chosen)
        if to == "new":
            edit = by_hand.split(session, chosen, title, clock.now())
        elif to == "event":
            if not into.strip():
                raise InvalidParameterError("Say which event they go to: its number, or its whole title.")
            edit = by_hand.move(session, chosen, event_edits.find(session, into), clock.now())
        else:
            edit = by_hand.remove(session, chosen, clock.now())
        left = event_edits.exists(session, event_id)
    return _back(edit, event_id if left else edit.into)


@router.post("/articles/{article_id:number}/event", summary="Put an article into an event", **LEADS_ON)
def place_article(
    database: Writing,
    article_id: int,
    into: Annotated[
        str, Form(max_length=1_000, description="The event's number or whole title; empty for no event.")
    ] = "",
) -> RedirectResponse:
    """Whether it stands in another event or in none. Leads back to the article."""
    with database.write_session() as session:
        if into.strip():
            by_hand.move(session, [article_id], event_edits.find(session, into), clock.now())
        else:
            by_hand.remove(session, [article_id], clock.now())
    return RedirectResponse(f"/articles/{article_id}#event", 303)


@router.post("/events/{event_id:number}/lock", summary="Lock an event", **LEADS_ON)
def lock_event(database: Writing, event_id: int) -> RedirectResponse:
    """Nothing joins it and no edit changes it until it is unlocked. Leads back to it."""
    with database.write_session() as session:
        edit = event_edits.lock(session, event_id, clock.now())
    return _back(edit, event_id)


@router.post("/events/{event_id:number}/unlock", summary="Unlock an event", **LEADS_ON)
def unlock_event(database: Writing, event_id: int) -> RedirectResponse:
    """Leads back to it."""
    with database.write_session() as session:
        edit = event_edits.unlock(session, event_id, clock.now())
    return _back(edit, event_id)


@router.post("/events/log/{edit_id:number}/undo", summary="Undo an edit of events", **LEADS_ON)
def undo_edit(
    database: Writing,
    edit_id: int,
    event: Annotated[
        int | None, Form(ge=1, le=MOST_ID, description="The event to lead back to; else the log.")
    ] = None,
) -> RedirectResponse:
    """Put everything it changed back as it was. Refused while later edits of the same stand."""
    with database.write_session() as session:
        edit = event_edits.undo(session, edit_id, clock.now())
        left = event is not None and event_edits.exists(session, event)
        if event is not None and not left:
            # a split that was undone leads to where the articles came from
            event = next((number for number in edit.events if event_edits.exists(session, number)), None)
    return _back(edit, event)


def _back(edit: EditRecord, event_id: int | None) -> RedirectResponse:
    """To the edit, with its undo, as the page of the event or else the log lists it."""
    page_of = "/events/log" if event_id is None else f"/events/{event_id}"
    return RedirectResponse(f"{page_of}#edit-{edit.id}", 303)
