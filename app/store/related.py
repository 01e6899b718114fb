"""Which articles have a word in one of its forms, and which belong together anyway."""

import json
from collections.abc import Collection, Sequence

from sqlmodel import Session

from app.store import hits

_GROUPS = """SELECT article_id, group_id FROM article_copy
    WHERE article_id IN (SELECT value FROM json_each(?))"""
_MEMBERS = """SELECT article_id FROM event_member
    WHERE event_id = (SELECT event_id FROM event_member WHERE article_id = ?)"""


def having(session: Session, forms: Collection[str]) -> hits.Ids:
    """The ids of the articles that have one of these folded words as it is written, ascending."""
    return hits.matching(session, "article_words", " OR ".join(f'"{form}"' for form in forms))


def copy_groups(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The groups of those of these articles that share their text with others."""
    return dict(hits.driver(session).execute(_GROUPS, (json.dumps(list(ids)),)).fetchall())


def of_same_event(session: Session, article_id: int) -> set[int]:
    """The articles of an article's event, itself among them; none when it is in no event."""
    return {row[0] for row in hits.driver(session).execute(_MEMBERS, (article_id,))}
