"""Imports that wait or run, each a folder with its files and its order: a server that is ended goes on with
them when it starts again, and what one process of a server puts here another one carries out."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from pydantic import ValidationError

from app.errors import StoreError
from app.records import Record, RunSource
from app.web.uploads import UploadedFile, remove

try:
    import fcntl
except ImportError:  # Windows, where a second server on one folder is not told from the first
    fcntl = None  # type: ignore[assignment]

Stage = Literal["waiting", "reading", "grouping", "done"]

FILES = "files"
_ORDER = "job.json"
_STOP = "stop"
_NOTHING_YET = "x"


class Order(Record):
    """What a person asked for: files that came in, addresses to fetch, problems of a run to try again.

    ``feeds`` are numbers of feeds to poll, ``unasked`` when it was not a person who wanted it.
    ``names`` are what to call it all. ``stated`` is what the form said about a pasted text. ``attempts``
    counts the servers that have begun with it. ``read_as`` is the run that has read all of it, so that only
    grouping is left to do.
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
    read_as: int | None = None


@dataclass(slots=True)
class Job:
    """An import from the moment it was asked for. ``named_pages`` and ``named_feeds`` count the web addresses
    that its files named; ``pages`` are those of pages, each once, where this process read the files."""

    number: int
    folder: Path
    order: Order
    stage: Stage = "waiting"
    run_id: int | None = None
    done: int = 0
    total: int | None = None
    error: str | None = None
    pages: tuple[str, ...] = ()
    named_pages: int = 0
    named_feeds: int = 0
    passed_over: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


class JobFolders:
    """The folder of all such folders. One process at a time takes care of what lies here."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._lock: IO[bytes] | None = None

    def take_over(self) -> bool:
        """Whether this process now takes care of what lies here: no other one does. The system gives the task
        free when a process ends, however it ends. Raises StoreError."""
        lock: IO[bytes] | None = None
        try:
            self._place.mkdir(parents=True, exist_ok=True)
            lock = (self._place / ".lock").open("wb")
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if lock is not None:
                lock.close()
            return False
        except OSError as error:
            raise StoreError(f"The folder {self._place} cannot be used: {error.strerror}.") from error
        self._lock = lock
        return True

    def let_go(self) -> None:
        """Leave what lies here to the next process."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def make(self) -> Path:
        """A new folder, named by a number that only grows. Raises StoreError."""
        try:
            while True:
                # also when the clock was put back: what came first is done first
                newest = max(self.numbers(), default=0)
                folder = self.path_of(max(time.time_ns() // 1_000, newest + 1))
                with suppress(FileExistsError):
                    (folder / FILES).mkdir(parents=True)
                    return folder
        except OSError as error:
            raise StoreError(f"The folder {self._place} cannot be used: {error.strerror}.") from error

    @contextmanager
    def drafted(self) -> Iterator[Path]:
        """A new folder that nobody takes for left over while files come into it; removed at the end unless
        an order was put into it. Raises StoreError."""
        while True:
            folder = self.make()
            lock = _locked(folder, patiently=True)
            # whoever takes over may have removed it before it was locked
            if lock is not None and folder.is_dir():
                break
            _unlock(lock)
        try:
            yield folder
        finally:
            if not (folder / _ORDER).exists():
                remove(folder)
            _unlock(lock)

    def path_of(self, number: int) -> Path:
        """The folder with this number, whether there is one or not."""
        return self._place / f"{number:018d}"

    def ordered(self) -> Iterator[tuple[Path, Order]]:
        """The folders with an order, oldest first: what waits and what is being carried out."""
        for folder in self._listed():
            order = read(folder)
            if order is not None:
                yield folder, order

    def numbers(self) -> list[int]:
        """The numbers of all folders, oldest first: those of ``ordered``, and those that files come into."""
        return [number_of(folder) for folder in self._listed()]

    def remove_half(self) -> None:
        """Remove uploads of processes that ended before all of it had come."""
        for folder in self._listed():
            if read(folder) is None:
                lock = _locked(folder, patiently=False)
                if lock is not None:
                    remove(folder)
                    _unlock(lock)

    def _listed(self) -> list[Path]:
        try:
            return sorted(path for path in self._place.iterdir() if path.name.isdecimal())
        except OSError:
            return []


def _locked(folder: Path, *, patiently: bool) -> int | None:
    """A lock on ``folder`` as a descriptor, -1 where there are no locks; None when it is gone, or held and
    not to be waited for."""
    if fcntl is None:
        return -1
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if patiently else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _unlock(lock: int | None) -> None:
    if lock is not None and lock >= 0:
        os.close(lock)


def ask_to_stop(folder: Path) -> None:
    """Leave word for whoever carries the import out, as far as it is not done."""
    with suppress(OSError):
        (folder / _STOP).touch()


def is_to_stop(folder: Path) -> bool:
    """Whether somebody left word to stop."""
    return (folder / _STOP).exists()


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
