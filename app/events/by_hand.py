"""Edits of events by a person, with the titles that follow from them.

An event that no person has named is called after its articles, so it may be called otherwise once some of
them are elsewhere. An undo needs nothing of this: it brings back the title that there was.
"""

from collections.abc import Sequence

from sqlmodel import Session

from app.events.titles import retitle
from app.store import event_edits
from app.store.event_edit_log import EditRecord


def split(session: Session, article_ids: Sequence[int], title: str, now: str) -> EditRecord:
    """As ``event_edits.split``; without a ``title`` the new event is called after its articles."""
    return _titled(session, event_edits.split(session, article_ids, title, now))


def move(session: Session, article_ids: Sequence[int], into: int, now: str) -> EditRecord:
    """As ``event_edits.move``."""
    return _titled(session, event_edits.move(session, article_ids, into, now))


def remove(session: Session, article_ids: Sequence[int], now: str) -> EditRecord:
    """As ``event_edits.remove``."""
    return _titled(session, event_edits.remove(session, article_ids, now))


def _titled(session: Session, edit: EditRecord) -> EditRecord:
    retitle(session, edit.events)
    return edit
