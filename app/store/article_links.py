"""Articles' kept neighbours and links, as the event job packs them.

They are derived: where they lack, the job works them out with the articles around.
"""

import json
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from app.database import driver

_KEEP = """INSERT INTO article_links (article_id, links) VALUES (?, ?)
    ON CONFLICT (article_id) DO UPDATE SET links = excluded.links"""
_OF = "SELECT article_id, links FROM article_links WHERE article_id IN (SELECT value FROM json_each(?))"
_DROP = "DELETE FROM article_links WHERE article_id IN (SELECT value FROM json_each(?))"


def of(session: Session, ids: Sequence[int]) -> dict[int, bytes]:
    """The kept links of those of these articles that have any."""
    return dict(driver(session).execute(_OF, (json.dumps(list(ids)),)).fetchall())


def keep(session: Session, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep articles' links, in place of any they had."""
    driver(session).executemany(_KEEP, rows)


def drop(session: Session, ids: Sequence[int]) -> None:
    """Forget the links of these articles."""
    driver(session).execute(_DROP, (json.dumps(list(ids)),))
