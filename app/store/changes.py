"""Whether the corpus changed: counters that triggers raise, and the highest id of an article."""

from typing import NamedTuple

from sqlmodel import Session

from app.database import driver

_STATE = """SELECT (SELECT coalesce(max(id), 0) FROM article), text.count, facts.count, groups.count
    FROM corpus_change AS text, corpus_change AS facts, corpus_change AS groups
    WHERE text.name = 'text' AND facts.name = 'facts' AND groups.name = 'groups'"""


class ChangeState(NamedTuple):
    """The state of the corpus; two that are equal are of the same corpus.

    ``last_id`` is the newest article's. ``text`` counts changed texts and deleted articles, ``facts`` changed
    outlets, days and versions, ``groups`` changed events and copies.
    """

    last_id: int
    text: int
    facts: int
    groups: int


def state(session: Session) -> ChangeState:
    """The state as this session sees it: one query of a few rows."""
    return ChangeState(*driver(session).execute(_STATE).fetchone())
