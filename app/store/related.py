"""Which articles have a word in one of its forms, and which are of one event."""

from collections.abc import Collection

from sqlmodel import Session

from app.database import driver
from app.store import hits

_MEMBERS = """SELECT article_id FROM event_member
    WHERE event_id = (SELECT event_id FROM event_member WHERE article_id = ?)"""


def having(session: Session, forms: Collection[str]) -> hits.Ids:
    """The ids of the articles that have one of these folded words as it is written, ascending."""
    return hits.matching(session, "article_words", " OR ".join(f'"{form}"' for form in forms))


def of_same_event(session: Session, article_id: int) -> set[int]:
    """The articles of an article's event, itself among them; none when it is in no event."""
    return {row[0] for row in driver(session).execute(_MEMBERS, (article_id,))}
