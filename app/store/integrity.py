"""What SQLite itself knows of the state of its file: pages, references, and the schema's parts."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from app.database import Database, driver
from app.store.schema import migrate

_MOST_MESSAGES = 1_000
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
_PARTS = """SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type = 'trigger', name"""
_TREES = "SELECT rootpage, type, name, tbl_name FROM sqlite_master WHERE rootpage > 0"
_MEMBERS = "event_member"
_BY_PERSON = "SELECT by_person FROM event_member WHERE article_id = ?"
# so many steps of SQLite's machine between two looks at whether a person wants to stop
_STEPS = 100_000


class Part(NamedTuple):
    """A table, an index or a trigger, with the statement that makes it."""

    type: str
    name: str
    table: str
    sql: str


class Lost(NamedTuple):
    """A row that names one that is not there. ``column`` is where it is named, ``value`` the name.

    ``by_person`` says that a person put the row there, where such rows are marked.
    """

    table: str
    row: int
    column: str
    value: Any
    parent: str
    by_person: bool = False


def page_messages(session: Session) -> list[str]:
    """What ``PRAGMA integrity_check`` finds wrong, up to a thousand messages; empty when all is well."""
    rows = driver(session).execute(f"PRAGMA integrity_check({_MOST_MESSAGES})").fetchall()
    return [] if rows == [("ok",)] else [str(row[0]) for row in rows]


def page_count(session: Session) -> int:
    """How many pages the file has."""
    found: int = driver(session).execute("PRAGMA page_count").fetchone()[0]
    return found


def trees(session: Session) -> dict[int, tuple[str, str, str]]:
    """Kind (table or index), name and table of each B-tree by its root page."""
    return {root: (kind, name, table) for root, kind, name, table in driver(session).execute(_TREES)}


def lost_references(session: Session) -> list[Lost]:
    """The rows that break a reference, as ``PRAGMA foreign_key_check`` finds them."""
    connection = driver(session)
    keys: dict[str, dict[int, tuple[str, str]]] = {}
    found = []
    for table, row, parent, key in connection.execute("PRAGMA foreign_key_check").fetchall():
        if table not in keys:
            listed = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            keys[table] = {item[0]: (item[3], item[2]) for item in listed}
        column, _ = keys[table][key]
        query = f"SELECT {column} FROM {table} WHERE rowid = ?"  # noqa: S608 - names out of the schema
        value = connection.execute(query, (row,)).fetchone()
        by_person = table == _MEMBERS and bool(connection.execute(_BY_PERSON, (row,)).fetchone()[0])
        found.append(Lost(table, row, column, value[0] if value else None, parent, by_person))
    return found


def rows_with_references(session: Session) -> int:
    """How many rows there are in tables that refer to others."""
    connection = driver(session)
    total = 0
    for (name,) in connection.execute(_TABLES).fetchall():
        if connection.execute(f"PRAGMA foreign_key_list({name})").fetchone():
            total += connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
    return total


def parts(session: Session) -> dict[str, Part]:
    """The parts of the schema by their names."""
    return {row[1]: Part(*row) for row in driver(session).execute(_PARTS)}


@cache
def expected_parts() -> dict[str, Part]:
    """The parts that a new database of this version has."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Database(Path(folder, "fresh.sqlite3"))
        try:
            migrate(fresh)
            with fresh.read_session() as session:
                return parts(session)
        finally:
            fresh.close()


@contextmanager
def interruptible(connection: Any) -> Iterator[None]:
    """Let Ctrl-C end a long statement of the driver's ``connection``; SQLite would carry it to its end.

    Raises KeyboardInterrupt then: Python delivers a signal while a progress handler of its own runs, and
    what that raises reaches us as an interrupted statement.
    """
    connection.set_progress_handler(lambda: 0, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
