"""Undoing a removal, whatever it was."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.store import feeds, frozen, notes, removals, saved_searches
from app.store.removals import Kind

_RESTORE: dict[Kind, Callable[[Session, dict[str, Any]], str]] = {
    "feed": feeds.restore,
    "frozen": frozen.restore,
    "note": notes.restore,
    "search": saved_searches.restore,
}


def undo(session: Session, removal_id: int, now: str) -> tuple[Kind, str]:
    """Bring back what was removed: its kind, and the name that it has now.

    Raises NotFoundError when there is nothing to undo, and InvalidParameterError when there are too many of
    its kind by now.
    """
    removal, content = removals.take(session, removal_id, now)
    return removal.kind, _RESTORE[removal.kind](session, content)
