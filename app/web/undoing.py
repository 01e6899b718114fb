"""What was just done, told on the page that follows, with the way back."""

import textwrap
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import Field

from app import clock
from app.database import Database
from app.errors import NotFoundError
from app.records import Record
from app.store import removals
from app.store.removals import RemovalRecord
from app.web.auth.access import access_of

_REMOVED = "removed"
_MOST_DIGITS = 18
_MOST_LETTERS = 120


class Undoable(Record):
    """What was done, in ``words``, and the form that takes it back: where it goes and what it sends."""

    words: str
    action: str
    fields: dict[str, str] = Field(default_factory=dict)


def undoable(removal: RemovalRecord) -> Undoable:
    """A removal in words, with the way back."""
    title = f"“{textwrap.shorten(removal.title, _MOST_LETTERS, placeholder=' …')}”"
    words = {
        "feed": f"The feed {title} is not followed any more; its articles stay.",
        "frozen": f"The frozen comparison {title} was removed.",
        "note": f"The note {title} was removed.",
        "search": f"The saved search {title} was removed.",
    }
    return way_back(removal.id, words[removal.kind])


def way_back(removal_id: int, words: str) -> Undoable:
    """From the removal with this number, told in ``words``."""
    return Undoable(words=words, action=f"/removed/{removal_id}/undo")


def lead_on(path: str, removal: RemovalRecord) -> RedirectResponse:
    """To ``path``, a page whose router has ``tell_of_removal``, which tells what was removed."""
    parts = urlsplit(path)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != _REMOVED]
    query.append((_REMOVED, str(removal.id)))
    return RedirectResponse(f"{parts.path}?{urlencode(query)}#undo", 303)


async def tell_of_removal(request: Request) -> None:
    """A dependency of pages that may follow a removal: what was removed is told above them, see ``page``."""
    number = request.query_params.get(_REMOVED, "")
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    if is_number and access_of(request).may_write:
        request.state.undoable = await run_in_threadpool(_told, request.app.state.database, int(number))


def _told(database: Database, number: int) -> Undoable | None:
    try:
        with database.read_session() as session:
            return undoable(removals.removal(session, number, clock.now()))
    except NotFoundError:
        # undone meanwhile
        return None
