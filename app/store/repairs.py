"""The writes of a repair: what is derived and damaged is taken away, so that the jobs make it anew.

Nothing here writes to originals or to what a person decided.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from pathlib import Path

from sqlmodel import Session

from app.database import driver
from app.errors import StoreError
from app.store.integrity import Lost, Part, forget
from app.store.integrity_rules import COUNT_BYTES, COUNTERS, MARK_BYTES

_BROKEN_GROUPS = """SELECT group_id FROM article_copy GROUP BY group_id
        HAVING sum(kind = 'first' AND article_id = group_id AND matched_id IS NULL) <> 1
            OR sum(kind = 'first') <> 1 OR count(*) = 1
    UNION SELECT copy.group_id FROM article_copy AS copy
        LEFT JOIN article_copy AS other ON other.article_id = copy.matched_id
        WHERE copy.kind <> 'first' AND other.group_id IS NOT copy.group_id"""
_RELEASE = (
    f"""UPDATE article_fingerprint SET checked = 0 WHERE article_id IN (
        SELECT article_id FROM article_copy WHERE group_id IN ({_BROKEN_GROUPS}))""",  # noqa: S608
    """UPDATE article_fingerprint SET checked = 0 WHERE article_id IN (
        SELECT id FROM article WHERE content_hash IN (
            SELECT content_hash FROM article LEFT JOIN article_copy ON article_id = id
            GROUP BY content_hash HAVING count(*) > 1
            AND (count(group_id) < count(*) OR count(DISTINCT group_id) > 1)))""",
    f"DELETE FROM article_copy WHERE group_id IN ({_BROKEN_GROUPS})",  # noqa: S608
)
_TORN_MARKS = f"DELETE FROM article_fingerprint WHERE length(marks) % {MARK_BYTES} <> 0"  # noqa: S608
_TERMS = (
    f"DELETE FROM article_terms WHERE length(terms) % {COUNT_BYTES} <> 0",  # noqa: S608
    "DELETE FROM article_undecided WHERE article_id NOT IN (SELECT id FROM article)",
    """INSERT OR IGNORE INTO article_undecided (article_id, marks)
        SELECT id, 1 FROM article WHERE id NOT IN (SELECT article_id FROM article_terms)""",
)
_LINKS = "DELETE FROM article_links WHERE article_id NOT IN (SELECT id FROM article)"
_MEASURE = """UPDATE event SET (article_count, first_day, last_day) = (
        SELECT count(*), min(article.day), max(article.day) FROM event_member
        JOIN article ON article.id = event_member.article_id WHERE event_member.event_id = event.id
    )"""
_EMPTY = """DELETE FROM event WHERE id NOT IN (SELECT event_id FROM event_member)
    AND NOT by_person AND NOT title_by_person AND NOT locked"""
_SHRUNK = """SELECT count(*) FROM event WHERE article_count <> (
    SELECT count(*) FROM event_member WHERE event_id = event.id)"""


def make_parts(session: Session, there: Mapping[str, Part], wanted: Iterable[Part]) -> None:
    """Make tables, indexes and triggers, in place of those that are not as they ought to be."""
    connection = driver(session)
    for part in wanted:
        if part.name in there:
            connection.execute(f"DROP {part.type.upper()} {part.name}")
        connection.execute(part.sql)


def restore_counters(session: Session) -> None:
    """Make the counters of changes that are gone, and count all up: what is kept in memory is out of date."""
    connection = driver(session)
    connection.executemany("INSERT OR IGNORE INTO corpus_change (name) VALUES (?)", [(n,) for n in COUNTERS])
    connection.execute("UPDATE corpus_change SET count = count + 1")


def reindex(session: Session, index: str) -> None:
    """Make one index anew from its table."""
    driver(session).execute(f"REINDEX {index}")


def make_empty(session: Session, table: str, parts: Collection[Part]) -> None:
    """Make a derived table with damaged pages anew without a row, with its indexes and triggers.

    ``parts`` are all of them. Compact the file then.
    """
    forget(session, table)
    of_table = [part for part in parts if part.table == table]
    for part in sorted(of_table, key=lambda part: part.type != "table"):
        driver(session).execute(part.sql)


def make_index(session: Session, part: Part) -> None:
    """Make an index anew whose pages are so damaged that it cannot be emptied. Compact the file then."""
    forget(session, part.name)
    driver(session).execute(part.sql)


def compact(path: Path) -> None:
    """Write the file anew without pages that belong to nothing. Nobody else writes meanwhile.

    Raises StoreError where a page of the originals is damaged too.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            connection.execute("VACUUM")
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{path} cannot be written anew: {error}.") from error


def uncheck_all(session: Session) -> None:
    """Have all articles held against the others for copies once more."""
    driver(session).execute("UPDATE article_fingerprint SET checked = 0")


def drop_lost(session: Session, lost: Iterable[Lost]) -> None:
    """Delete rows of derived tables that name what is not there."""
    for row in lost:
        driver(session).execute(f"DELETE FROM {row.table} WHERE rowid = ?", (row.row,))  # noqa: S608


def drop_torn_marks(session: Session) -> None:
    """Delete fingerprints that break off."""
    driver(session).execute(_TORN_MARKS)


def release_copies(session: Session) -> None:
    """Take groups of copies apart that are not whole, and have their articles looked at once more."""
    for statement in _RELEASE:
        driver(session).execute(statement)


def list_undecided(session: Session) -> None:
    """Delete counts that break off, and list all articles without counts as undecided."""
    for statement in _TERMS:
        driver(session).execute(statement)


def drop_links(session: Session, ids: Collection[int]) -> None:
    """Forget the links of these articles, and of articles that are not there."""
    connection = driver(session)
    connection.execute(_LINKS)
    connection.execute(
        "DELETE FROM article_links WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )


def drop_sketches(session: Session, event_ids: Collection[int]) -> None:
    """Forget that these events were looked at for storylines."""
    driver(session).execute(
        "DELETE FROM event_storyline WHERE event_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(event_ids)),),
    )


def measure_events(session: Session) -> bool:
    """Bring sizes and days of all events up to date, and delete those without an article in which no person
    had a hand. Whether a size was wrong, so that articles may have lost their events."""
    connection = driver(session)
    shrunk: int = connection.execute(_SHRUNK).fetchone()[0]
    connection.execute(_MEASURE)
    connection.execute(_EMPTY)
    return shrunk > 0
