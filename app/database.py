"""The SQLite engine, its PRAGMAs, and the two ways to open a session."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session

from app.errors import BusyError, StoreError

_BUSY_TIMEOUT_MS = 10_000
_WAL_PAGES = 8_000


def _on_connect(connection: Any, _record: object) -> None:
    # The driver must not open transactions of its own: _on_begin decides between BEGIN and BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA cache_size = -65536")
    # Pages that many batches write are then copied into the database once, not after each.
    cursor.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A write that begins as a read can fail with SQLITE_BUSY half way, or overwrite what it never saw.
    immediate = connection.get_execution_options().get("parallax_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


class Database:
    """One SQLite file. Hands out sessions; everything read leaves a session as a record.

    Errors of the driver come out of both sessions as StoreError (BusyError when another writer holds the
    file); a broken constraint stays an IntegrityError, for it is a mistake of ours.
    """

    def __init__(self, path: Path) -> None:
        """Open ``path``, making its folder. Raises StoreError when that is not possible."""
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The data folder {path.parent} cannot be made: {error.strerror}.") from error
        self.engine: Engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
        event.listen(self.engine, "connect", _on_connect)
        event.listen(self.engine, "begin", _on_begin)
        self._write_engine = self.engine.execution_options(parallax_write=True)

    @contextmanager
    def read_session(self) -> Iterator[Session]:
        """A session on one consistent snapshot; whatever it changes is rolled back."""
        with self._translated(), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write_session(self) -> Iterator[Session]:
        """A session under BEGIN IMMEDIATE: commits at the end of the block, rolls back when it raises."""
        with self._translated(), Session(self._write_engine) as session, session.begin():
            # Begins now, not at the first statement: whoever waits for the lock waits here.
            session.connection()
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection, for what no session can do: migrations, PRAGMAs, checks."""
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, sqlite3.IntegrityError):
            raise
        except (DatabaseError, sqlite3.DatabaseError) as error:
            reason = str(error.orig if isinstance(error, DatabaseError) else error)
            if "locked" in reason or "busy" in reason:
                raise BusyError(
                    f"{self.path} is being written by another program. Try again in a moment."
                ) from error
            raise StoreError(f"{self.path} cannot be used: {reason}.") from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def driver(session: Session) -> Any:
    """The driver's own connection, inside the session's transaction: all its queries see the same snapshot.

    Rows come as bare tuples, statements cost nothing to put together, and only it has a progress handler.
    """
    return session.connection().connection.driver_connection
