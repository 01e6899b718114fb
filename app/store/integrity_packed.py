"""Packed values of derived tables, read one by one."""

from collections.abc import Callable, Iterator, Sequence

from sqlmodel import Session

from app.database import driver
from app.store.storyline_links import out_of_date

_LINKS = "SELECT article_id, links FROM article_links ORDER BY article_id"
_SKETCHES = "SELECT event_id, sketch FROM event_storyline ORDER BY event_id"


def links(session: Session, linked: Callable[[bytes], Sequence[int]]) -> Iterator[tuple[int, str]]:
    """Articles whose links cannot be read or lead to articles that are not there; ``linked`` reads them."""
    connection = driver(session)
    known = {row[0] for row in connection.execute("SELECT id FROM article")}
    for number, packed in connection.execute(_LINKS):
        try:
            lost = sorted(set(linked(packed)) - known)
        except ValueError:
            yield number, "cannot be read"
            continue
        if lost:
            yield number, f"lead to article {lost[0]}, which is not there"


def sketches(session: Session, sketched: Callable[[bytes], object]) -> Iterator[int]:
    """Events whose sketch cannot be read; ``sketched`` reads one."""
    for number, packed in driver(session).execute(_SKETCHES):
        try:
            sketched(packed)
        except ValueError:
            yield number


def unlinked_events(session: Session) -> int:
    """How many events are new, or have changed much, since storylines were looked for."""
    return len(out_of_date(session))
