"""Imports that wait or run, each a folder with its files and its order: a server that is ended goes on with
them when it starts again."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from pydantic import ValidationError

from app.errors import StoreError
from app.ingest.readers.base import Address
from app.records import Record, RunSource
from app.web.uploads import UploadedFile, remove

try:
    import fcntl
except ImportError:  # Windows, where a second server on one folder is not told from the first
    fcntl = None  # type: ignore[assignment]

Stage = Literal["waiting", "reading", "grouping", "done"]

FILES = "files"
_ORDER = "job.json"
_NOTHING_YET = "x"


class Order(Record):
    """What a person asked for: files that came in, addresses to fetch, problems of a run to try again.

    ``feeds`` are numbers of feeds to poll, ``unasked`` when it was not a person who wanted it.
    ``names`` are what to call it all. ``stated`` is what the form said about a pasted text. ``attempts``
    counts the servers that have begun with it.
    """

    source: RunSource
    names: tuple[str, ...]
    files: tuple[UploadedFile, ...] = ()
    stated: dict[str, str] | None = None
    addresses: tuple[str, ...] = ()
    run_id: int | None = None
    problems: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()
    unasked: bool = False
    attempts: int = 0


@dataclass(slots=True)
class Job:
    """An import from the moment it was asked for. ``named`` are the web addresses that its files named."""

    number: int
    folder: Path
    order: Order
    stage: Stage = "waiting"
    run_id: int | None = None
    done: int = 0
    total: int | None = None
    error: str | None = None
    named: tuple[Address, ...] = ()
    passed_over: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


class JobFolders:
    """The folder of all such folders. One server at a time takes care of what an earlier one left."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._lock: IO[bytes] | None = None

    def take_over(self) -> bool:
        """Whether this server is the only one on the data folder: then what lies here is its own to do."""
        try:
            self._place.mkdir(parents=True, exist_ok=True)
            self._lock = (self._place / ".lock").open("wb")
            if fcntl is not None:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise StoreError(f"The folder {self._place} cannot be used: {error.strerror}.") from error
        return True

    def let_go(self) -> None:
        """Leave what lies here to the next server."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def make(self) -> Path:
        """A new folder, named by a number that only grows. Raises StoreError."""
        try:
            while True:
                folder = self._place / f"{time.time_ns() // 1_000:018d}"
                with suppress(FileExistsError):
                    (folder / FILES).mkdir(parents=True)
                    return folder
        except OSError as error:
            raise StoreError(f"The folder {self._place} cannot be used: {error.strerror}.") from error

    def left(self) -> Iterator[tuple[Path, Order]]:
        """What an earlier server did not get done, oldest first. Half an upload is removed."""
        for folder in sorted(path for path in self._place.iterdir() if path.is_dir()):
            order = read(folder)
            if order is None:
                remove(folder)
            else:
                yield folder, order


def number_of(folder: Path) -> int:
    """The number that a folder is named by."""
    return int(folder.name)


def write(folder: Path, order: Order) -> None:
    """Put the order beside its files, whole or not at all. Raises StoreError."""
    new = folder / f"{_ORDER}.{_NOTHING_YET}"
    try:
        new.write_text(order.model_dump_json(), encoding="utf-8")
        new.replace(folder / _ORDER)
    except OSError as error:
        raise StoreError(f"The import cannot be kept in {folder}: {error.strerror}.") from error


def read(folder: Path) -> Order | None:
    """The order in ``folder``; None when there is none, or none that this version understands."""
    try:
        number_of(folder)
        return Order.model_validate(json.loads((folder / _ORDER).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
