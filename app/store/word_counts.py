"""The kept word counts of many articles at once, and how their texts begin."""

import json
from collections.abc import Sequence

from sqlmodel import Session

from app.database import driver

# the plus keeps SQLite from going through all of a version to find some
_AMONG = "+version = ? AND article_id IN (SELECT value FROM json_each(?))"
# the length of a blob is known without reading it
_SIZE = f"SELECT coalesce(sum(length(terms)), 0) FROM article_terms WHERE {_AMONG}"  # noqa: S608
_COUNTS = f"SELECT article_id, terms FROM article_terms WHERE {_AMONG} ORDER BY article_id"  # noqa: S608
_COUNTED = "SELECT count(*), coalesce(max(article_id), 0) FROM article_terms"
_BEGINNINGS = """SELECT substr(body, 1, ?) FROM article
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""


def counted(session: Session) -> tuple[int, int]:
    """How many articles have counts, and the highest id among them: they change with every new one."""
    found: tuple[int, int] = driver(session).execute(_COUNTED).fetchone()
    return found


def size(session: Session, version: int, ids: Sequence[int]) -> int:
    """How many bytes the counts of these articles take."""
    found: int = driver(session).execute(_SIZE, (version, json.dumps(list(ids)))).fetchone()[0]
    return found


def counts(session: Session, version: int, ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """Id and packed counts (see app.text.term_counts) of those of these articles that have them, by id."""
    found: list[tuple[int, bytes]] = (
        driver(session).execute(_COUNTS, (version, json.dumps(list(ids)))).fetchall()
    )
    return found


def beginnings(session: Session, ids: Sequence[int], characters: int) -> list[str]:
    """The first characters of the texts of these articles, by id."""
    rows = driver(session).execute(_BEGINNINGS, (characters, json.dumps(list(ids))))
    return [text for (text,) in rows]
