"""What takes long to count over all articles, kept for as long as these stay the same.

Pages ask for it all the time. The state of the corpus is read anew each time, so that what another process
has written counts at once.
"""

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from sqlmodel import Session

from app.store.changes import state

_Value = TypeVar("_Value")


class _Shelf:
    """What is kept of one database. Whoever counts holds the lock: the others wait for what it finds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: dict[str, tuple[Hashable, Any]] = {}


# The pool is the database's own, whatever options its engine is asked with.
_shelves: "weakref.WeakKeyDictionary[Any, _Shelf]" = weakref.WeakKeyDictionary()
_shelves_lock = threading.Lock()


def remembered(session: Session, name: str, besides: Hashable, count: Callable[[], _Value]) -> _Value:
    """What ``count`` finds, which depends on nothing but the articles with their outlets and days, and on
    ``besides``. It is kept under ``name``; nobody may change it."""
    connection = session.connection()
    if connection.get_execution_options().get("parallax_write", False):
        # what a write sees may be rolled back, and its counters with it
        return count()
    now = state(session)
    key = (now.last_id, now.text, now.facts, besides)
    with _shelves_lock:
        shelf = _shelves.setdefault(connection.engine.pool, _Shelf())
    with shelf.lock:
        held = shelf.kept.get(name)
        if held is None or held[0] != key:
            held = shelf.kept[name] = (key, count())
    return cast("_Value", held[1])
