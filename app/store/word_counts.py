"""The kept word counts of many articles at once."""

import json
from collections.abc import Sequence

from sqlmodel import Session

from app.store.hits import driver

_COUNTS = """SELECT article_id, terms FROM article_terms
    WHERE version = ? AND article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id"""


def counts(session: Session, version: int, ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Id and packed counts (see app.text.term_counts) of those of these articles that have them, by id."""
    rows: list[tuple[int, bytes]] = (
        driver(session).execute(_COUNTS, (version, json.dumps(list(ids)))).fetchall()
    )
    return rows
