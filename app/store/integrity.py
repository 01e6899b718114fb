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
from app.errors import DiskError
from app.store.schema import migrate

_MOST_MESSAGES = 1_000
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
_PARTS = """SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type = 'trigger', name"""
_FORGET = "DELETE FROM sqlite_master WHERE name = ? OR tbl_name = ?"
# the tables of a full-text index, as they end
SHADOWS = ("data", "idx", "docsize", "config", "content")
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


def page_messages(session: Session, table: str | None = None) -> list[str]:
    """What ``PRAGMA integrity_check`` finds wrong in the file, or in one table and its indexes, up to a
    thousand messages; empty when all is well."""
    asked = _MOST_MESSAGES if table is None else f"'{table}'"
    found: list[str] = []
    try:
        with interruptible(driver(session)):
            for (message,) in driver(session).execute(f"PRAGMA integrity_check({asked})"):
                found += [line for line in str(message).splitlines() if not line.startswith("***")]
    except sqlite3.DatabaseError as error:
        # Where a page cannot even be read, the check itself ends with an error.
        found.append(str(error))
    return [] if found == ["ok"] else found


def tables(session: Session) -> list[str]:
    """The tables that have pages."""
    return [row[0] for row in driver(session).execute(_TABLES)]


def is_readable(session: Session, table: str) -> bool:
    """Whether every row of a table can be read, its indexes apart."""
    try:
        for _ in driver(session).execute(f"SELECT * FROM {table} NOT INDEXED"):  # noqa: S608
            pass
    except sqlite3.DatabaseError:
        return False
    return True


def page_count(session: Session) -> int:
    """How many pages the file has."""
    found: int = driver(session).execute("PRAGMA page_count").fetchone()[0]
    return found


def referring_tables(session: Session) -> list[str]:
    """The tables whose rows refer to others."""
    connection = driver(session)
    listed = [row[0] for row in connection.execute(_TABLES).fetchall()]
    return [name for name in listed if connection.execute(f"PRAGMA foreign_key_list({name})").fetchone()]


def lost_references(session: Session, table: str) -> list[Lost]:
    """The rows of a table that break a reference, as ``PRAGMA foreign_key_check`` finds them."""
    connection = driver(session)
    listed = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    columns = {item[0]: item[3] for item in listed}
    found = []
    for _, row, parent, key in connection.execute(f"PRAGMA foreign_key_check({table})").fetchall():
        query = f"SELECT {columns[key]} FROM {table} WHERE rowid = ?"  # noqa: S608 - names out of the schema
        value = connection.execute(query, (row,)).fetchone()
        by_person = table == _MEMBERS and bool(connection.execute(_BY_PERSON, (row,)).fetchone()[0])
        found.append(Lost(table, row, columns[key], value[0] if value else None, parent, by_person))
    return found


def row_count(session: Session, table: str) -> int:
    """How many rows a table has."""
    found: int = driver(session).execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    return found


def parts(session: Session) -> dict[str, Part]:
    """The parts of the schema by their names."""
    return {row[1]: Part(*row) for row in driver(session).execute(_PARTS)}


@cache
def expected_parts() -> dict[str, Part]:
    """The parts that a new database of this version has."""
    try:
        place = tempfile.TemporaryDirectory()
    except OSError as error:
        raise DiskError(f"There is no folder for temporary files: {error.strerror}. Set TMPDIR.") from error
    with place as folder:
        fresh = Database(Path(folder, "fresh.sqlite3"))
        try:
            migrate(fresh)
            with fresh.read_session() as session:
                return parts(session)
        finally:
            fresh.close()


def forget(session: Session, name: str) -> None:
    """Have the schema forget a table with its indexes and triggers, or an index.

    For what cannot be dropped: SQLite goes through its pages then, and they are damaged. They belong to
    nothing until the file is compacted.
    """
    connection = driver(session)
    connection.execute("PRAGMA writable_schema = ON")
    names = (name, *(f"{name}_{shadow}" for shadow in SHADOWS))
    connection.executemany(_FORGET, [(one, one) for one in names])
    connection.execute("PRAGMA writable_schema = RESET")


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
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
