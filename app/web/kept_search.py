"""Costly looks at what a search finds, kept as long as nothing changes that they depend on."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Generic

from fastapi import Request, Response
from sqlmodel import Session

from app.database import Database
from app.store.changes import state
from app.web.kept import Kept, Key, Value
from app.web.soon import soon


class KeptSearch(Generic[Key, Value]):
    """What ``look`` finds for a question, for the last sixteen of them.

    What was cut short, as ``is_passing`` tells, is kept for a moment only. ``besides`` is what the result
    depends on besides the question, the articles and the day: a query may ask for that of today.
    """

    def __init__(
        self,
        look: Callable[[Session, Key], Value],
        is_passing: Callable[[Value], bool],
        besides: Callable[[Session], Hashable] = lambda _: None,
    ) -> None:
        self._look = look
        self._besides = besides
        self._kept: Kept[Hashable, Value] = Kept(16, is_passing)

    def forget(self) -> None:
        """Keep nothing of it any longer."""
        self._kept.clear()

    def get(self, session: Session, database: Database, asked: Key) -> Value:
        """The result, for data."""
        return self._kept.get(*self._making(session, database, asked))

    def page(
        self, request: Request, session: Session, database: Database, asked: Key, *, heading: str, said: str
    ) -> Value | Response:
        """The result, or the page to send in its place while it is being made: see ``soon``."""
        key, make = self._making(session, database, asked)
        return soon(request, self._kept, key, make, heading=heading, said=said)

    def _making(
        self, session: Session, database: Database, asked: Key
    ) -> tuple[Hashable, Callable[[], Value]]:
        def make() -> Value:
            # a session of its own: a reader may not wait for it
            with database.read_session() as reading:
                return self._look(reading, asked)

        return (database.path, asked, date.today(), state(session), self._besides(session)), make
