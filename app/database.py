"""The SQLite engine, its PRAGMAs, and the two ways to open a session."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session

from app.errors import BusyError, DiskError, StoreError

_BUSY_TIMEOUT_MS = 10_000
_WAL_PAGES = 8_000
# No thread of a server waits for a connection: 40 answer, some work in the background. The one used last is
# used next, for its pages are in memory; those of most others are given back.
_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 72, "pool_use_lifo": True}
# with less the disk is full, whatever SQLite calls what it met
_NO_ROOM = 256 * 1024
# Windows knows no other
_EFFECTIVE = os.access in os.supports_effective_ids


def _on_connect(connection: Any, megabytes: int) -> None:
    # The driver must not open transactions of its own: _on_begin decides between BEGIN and BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA cache_size = {-1024 * megabytes}")
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

    On a medium that can only be read the corpus is read as it lies there; ``read_only`` says so.
    """

    def __init__(self, path: Path, cache_megabytes: int = 64) -> None:
        """Open ``path``, making its folder. Raises StoreError when that is not possible.

        Each connection keeps pages of at most ``cache_megabytes`` in memory: those who write gain by it.
        """
        self.path = path
        self.read_only = _cannot_change(path)
        try:
            # for its owner alone; one that is there keeps the rights that somebody gave it
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DiskError(f"The data folder {path.parent} cannot be made: {error.strerror}.") from error
        if self.read_only:
            _refuse_left_log(path)
            self.engine: Engine = create_engine(
                f"sqlite:///{path}", creator=self._connect_unchanging, **_POOL
            )
        else:
            self.engine = create_engine(
                f"sqlite:///{path}", connect_args={"check_same_thread": False}, **_POOL
            )
            event.listen(self.engine, "do_connect", lambda *_: _make_file(path))
        event.listen(self.engine, "connect", lambda connection, _: _on_connect(connection, cache_megabytes))
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
        if self.read_only:
            raise DiskError(f"{self.path} cannot be changed: it lies on a medium that can only be read.")
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
            met = error.orig if isinstance(error, DatabaseError) else error
            raise _in_words(self.path, met or error) from error

    def _connect_unchanging(self) -> sqlite3.Connection:
        # SQLite's own way for such media: no locks and no files beside the database
        address = f"file:{quote(str(self.path.absolute()))}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def driver(session: Session) -> Any:
    """The driver's own connection, inside the session's transaction: all its queries see the same snapshot.

    Rows come as bare tuples, statements cost nothing to put together, and only it has a progress handler.
    """
    return session.connection().connection.driver_connection


def _make_file(path: Path) -> None:
    """Before SQLite makes a new database for all to read: make it for those who may use its folder. What
    SQLite puts beside it, and backups, take over its rights."""
    with suppress(OSError):
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, path.parent.stat().st_mode & 0o666))


def _cannot_change(path: Path) -> bool:
    """Whether ``path`` is there, on a medium that nobody can write to."""
    if not hasattr(os, "statvfs"):  # Windows
        return False
    try:
        return path.is_file() and bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _refuse_left_log(path: Path) -> None:
    """Raises DiskError when there is a log of changes that were not copied into the database: on a medium
    that can only be read nobody can do it."""
    log = path.with_name(f"{path.name}-wal")
    with suppress(OSError):
        if log.stat().st_size:
            raise DiskError(
                f"{path} cannot be read here: Parallax was not ended properly before it came to this medium, "
                f"which cannot be written, and {log.name} holds changes that are not in it. Open it once "
                "where that is possible, with “parallax search”, and copy it again."
            )


def _in_words(path: Path, error: BaseException) -> StoreError:
    """What the driver met (https://sqlite.org/rescode.html), what it means here, and what to do about it."""
    code, reason = getattr(error, "sqlite_errorcode", 0), str(error)
    kind = code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(f"{path} is being written by another program. Try again in a moment.")
    if kind == sqlite3.SQLITE_FULL or (
        kind in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _free(path) < _NO_ROOM
    ):
        return DiskError(
            f"There is no room left on the disk of {path}. What was being written was taken back, and what "
            "was stored before stays. Make room there, then do the same again."
        )
    if kind == sqlite3.SQLITE_READONLY:
        if code == sqlite3.SQLITE_READONLY_DBMOVED:
            return DiskError(f"{path} was moved or replaced while it was in use. Start Parallax again.")
        return DiskError(f"{path} cannot be written: {_why_closed(path, os.W_OK)}.")
    if kind == sqlite3.SQLITE_CANTOPEN:
        return DiskError(f"{path} cannot be opened: {_why_closed(path, os.R_OK | os.W_OK)}.")
    if kind == sqlite3.SQLITE_NOTADB:
        return StoreError(
            f"{path} cannot be used: it is no database, or its beginning is damaged. Choose another data "
            "folder, or bring back a backup with “parallax restore”."
        )
    if kind == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            f"{path} is damaged ({reason}). Stop Parallax, keep a copy of the data folder, and let “parallax "
            "check” say what is wrong; “parallax restore” brings back a backup."
        )
    if kind == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"The disk of {path} did not do what was asked of it ({reason}). What was being written was "
            "taken back. The system's log says more about the disk."
        )
    return StoreError(f"{path} cannot be used: {reason}.")


def _free(path: Path) -> int:
    """Bytes that are free on the disk of ``path``; plenty when nobody can say."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return _NO_ROOM


def _why_closed(path: Path, wanted: int) -> str:
    """Why ``path``, or the folder it is in, cannot be had, and what to do about it."""
    if os.access(path, os.F_OK) and path.is_dir():
        return "it is a folder where a file should be; choose another data folder"
    for place in (path, path.parent):
        if os.access(place, os.F_OK) and not os.access(place, wanted, effective_ids=_EFFECTIVE):
            return (
                f"{place} belongs to another user or may only be read. Let this user write there, or choose "
                "another data folder"
            )
    return "the system does not say why; look at the data folder"
