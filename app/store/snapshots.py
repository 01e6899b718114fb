"""Whole copies of a database file, taken while others read and write, and what such a file holds."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.errors import BusyError, DiskError, StoreError

try:
    import fcntl
except ImportError:  # Windows: there two backups into one file are not told apart
    fcntl = None  # type: ignore[assignment]

Progress = Callable[[int, int], None]

# What a copy is compared by, and what is told of it: originals, and what people made.
COUNTED = ("document", "article", "article_version", "outlet", "event", "note", "frozen_comparison")
# 2 MB a step, and a pause after it: whoever writes meanwhile waits for the disk, not for the copy.
_STEP_PAGES = 500
_STEP_PAUSE = 0.002
# Left free for what others write while a copy is made.
_ROOM_TO_SPARE = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: the ``revision`` of its schema, rows by table, and its size in bytes."""

    revision: str
    counts: dict[str, int]
    size: int


def copy(source: Path, target: Path, progress: Progress | None = None, *, replace: bool = True) -> Contents:
    """Copy the database at ``source`` as it stands now into the file ``target``; what the copy holds.

    Others may read and write meanwhile: the copy is of one instant. It is written to ``target`` with
    ``.part`` behind, checked, made durable and only then renamed, so that ``target`` is whole or as it was.
    ``progress`` is called with pages done and to do; what it raises ends the copy. Raises StoreError, also
    when ``target`` exists and ``replace`` is False.
    """
    part = target.with_name(f"{target.name}.part")
    with _translated(source, target), _own(part):
        held = _copy(source, part, progress)
        found = contents(part)
        if (found.revision, found.counts) != (held.revision, held.counts):
            raise StoreError(f"The copy of {source} does not hold what {source} holds; it was not kept.")
        shutil.copymode(source, part)
        make_durable(part)
        if not replace and target.exists():
            raise StoreError(f"{target} exists already.")
        part.replace(target)
        make_durable(target.parent)
    return found


def contents(path: Path) -> Contents:
    """What the database at ``path`` holds, after a check of every page of it.

    Raises StoreError when it is no SQLite file, not one of Parallax, or damaged.
    """
    with _translated(path, path), contextlib.closing(_open(path)) as connection:
        _contents(connection, path)
        wrong = [row[0] for row in connection.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
        if wrong:
            raise StoreError(f"{path} is damaged: {'; '.join(wrong)}.")
        return _contents(connection, path)


def check_room(folder: Path, needed: int, purpose: str) -> None:
    """Raises StoreError when ``folder`` has no ``needed`` bytes free; ``purpose`` says what they are for."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise DiskError(f"The folder {folder} cannot be used: {error.strerror}.") from error
    needed += _ROOM_TO_SPARE
    if free < needed:
        raise DiskError(
            f"{purpose} needs {needed / 1e6:,.0f} MB in {folder}, and {free / 1e6:,.0f} MB are free. "
            "Free some room there first."
        )


def size(path: Path) -> int:
    """The bytes of a database, with what is not yet written back into it."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep all others out of the database at ``path`` for the length of the block.

    All of it then stands in the one file, with nothing beside it to be written back. Raises BusyError while
    another program has it open. A file too damaged to be opened is left as it is.
    """
    try:
        connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened: {error}.") from error
    with contextlib.closing(connection):
        try:
            # To leave the write-ahead log is granted only to whoever is alone.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BusyError(
                    f"{path} is open in another program. End it first (a server, an import), and try again."
                ) from error
        except sqlite3.DatabaseError:
            pass
        yield


def detach(path: Path) -> None:
    """Make the database at ``path`` one file that any SQLite opens, also where nothing can be written."""
    with _translated(path, path), contextlib.closing(_open(path, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    make_durable(path)


def make_durable(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(source: Path, part: Path, progress: Progress | None) -> Contents:
    with contextlib.closing(_open(source, "rw")) as reading, contextlib.closing(_open(part, "rw")) as writing:
        # A copy without a snapshot of its own begins anew whenever somebody else has written, and beside an
        # import it never ends (measured: 1,230 beginnings in a minute, no end).
        reading.execute("BEGIN")
        held = _contents(reading, source)
        check_room(part.parent, held.size, "The copy")
        writing.execute("PRAGMA synchronous = OFF")
        writing.execute("PRAGMA journal_mode = OFF").fetchone()

        def step(_status: int, remaining: int, total: int) -> None:
            if progress is not None:
                progress(total - remaining, total)

        # Called between the steps, where Ctrl-C is heard too.
        reading.backup(writing, pages=_STEP_PAGES, progress=step, sleep=_STEP_PAUSE)
    detach(part)
    return held


def _contents(connection: sqlite3.Connection, path: Path) -> Contents:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "article", "document"} <= tables:
        raise StoreError(f"{path} is not a database of Parallax.")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
        for table in COUNTED
        if table in tables
    }
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    page_size = connection.execute("PRAGMA page_size").fetchone()[0]
    return Contents("" if row is None else str(row[0]), counts, pages * page_size)


def _open(path: Path, mode: str = "ro") -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=10, isolation_level=None
    )
    connection.execute("PRAGMA busy_timeout = 10000")
    return connection


@contextlib.contextmanager
def _own(part: Path) -> Iterator[None]:
    """An empty file that no other process works on; gone at the end unless it was renamed."""
    with part.open("ab") as file:
        if fcntl is None:
            file.close()
        elif not _locked(file, part):
            raise BusyError(f"Another program is writing {part}. Wait until it is done.")
        try:
            # what a copy that was killed left
            os.truncate(part, 0)
            yield
        except BaseException:
            for name in (part, *(part.with_name(part.name + end) for end in ("-journal", "-wal", "-shm"))):
                name.unlink(missing_ok=True)
            raise


def _locked(file: IO[bytes], part: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Else another process renamed it between the opening and the lock: it is no part any more.
        return os.path.samestat(os.fstat(file.fileno()), part.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


@contextlib.contextmanager
def _translated(source: Path, target: Path) -> Iterator[None]:
    """Errors of SQLite and of the disk as sentences."""
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise BusyError(f"{source} is held by another program. Try again in a moment.") from error
        if "full" in reason:
            raise DiskError(f"The disk of {target} is full. What was there before is as it was.") from error
        raise StoreError(f"{source} cannot be read as a database: {reason}.") from error
    except OSError as error:
        raise DiskError(f"{error.filename or target}: {error.strerror}.") from error
