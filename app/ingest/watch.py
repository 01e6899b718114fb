"""A folder that is watched: what is there is taken in, then what comes and changes, once it is at rest."""

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import watchfiles

from app.database import Database
from app.errors import NotFoundError
from app.ingest.readers import format_of
from app.ingest.readers.base import ReadOptions, Source, shown
from app.ingest.run import Counts, RunReport, ingest

REST_SECONDS = 2.0
"""A file is read when its size and time have stayed the same for so long: before, somebody writes to it."""
RESCAN_SECONDS = 300.0
"""How often the folder is looked through whole: some file systems do not tell what changes."""
_LOOK_MS = 500
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~")

# Size and time of change: by these a file is known to be the same.
_State = tuple[int, int]


class _Watched:
    """The files of a folder: which were taken in as they are, and which are still waited for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[Path, _State] = {}
        self._waiting: dict[Path, tuple[_State, float]] = {}

    def rescan(self) -> None:
        """Look at every file."""
        for path in _files_below(self._folder):
            self.look(path)

    def look(self, path: Path) -> None:
        """Wait for ``path`` when it is new or changed; for all files in it when it is a folder."""
        if not _counts(path.relative_to(self._folder)):
            return
        if path.is_dir() and not path.is_symlink():
            # A folder that is moved here brings files that nobody tells of.
            for file in _files_below(path):
                self.look(file)
            return
        state = _state(path)
        if state is None:
            self._waiting.pop(path, None)
        elif self._taken.get(path) != state and self._waiting.get(path, (None,))[0] != state:
            # What was written long ago is at rest already.
            age = time.time() - state[1] / 1e9
            since = time.monotonic() - (REST_SECONDS if age > REST_SECONDS else 0.0)
            self._waiting[path] = (state, since)

    def at_rest(self) -> list[Path]:
        """The files that can be read now. They are not handed out again before they change."""
        ready = []
        for path in sorted(self._waiting):
            self.look(path)
            state, since = self._waiting.get(path, (None, 0.0))
            if state is not None and time.monotonic() - since >= REST_SECONDS:
                del self._waiting[path]
                self._taken[path] = state
                ready.append(path)
        return ready


def watch(
    database: Database,
    folder: Path,
    taken: Callable[[RunReport], None],
    *,
    options: ReadOptions | None = None,
    progress: Callable[[Counts], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Take in what is in ``folder`` and below, then whatever comes or changes there, until an interrupt or
    ``stop`` is set. ``taken`` is called with the report of each run.

    A file is read once its size and time have come to rest. Hidden files, unfinished downloads and files of
    unknown formats are passed over. Raises NotFoundError when there is no such folder.
    """
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder {shown(folder)}.")
    folder = folder.resolve()
    stop = stop or threading.Event()
    watched = _Watched(folder)
    for _look in _looks(folder, watched, stop):
        ready = [path for path in watched.at_rest() if _is_known(path)]
        if ready:
            report = ingest(
                database,
                ready,
                options,
                progress,
                source="watch",
                names=[shown(folder)],
                stopped=stop.is_set,
            )
            taken(report)


def _looks(folder: Path, watched: _Watched, stop: threading.Event) -> Iterator[None]:
    """Comes back every moment with what has changed noted in ``watched``, until ``stop`` is set."""
    # Watching begins before the folder is looked through, so that nothing comes unseen in between.
    changes = watchfiles.watch(
        folder,
        stop_event=stop,
        watch_filter=None,
        debounce=_LOOK_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    next_scan = 0.0
    for changed in changes:
        for _kind, name in changed:
            watched.look(Path(name))
        if time.monotonic() >= next_scan:
            watched.rescan()
            next_scan = time.monotonic() + RESCAN_SECONDS
        yield


def _counts(path: Path) -> bool:
    return not any(part.startswith(".") for part in path.parts) and not path.name.lower().endswith(
        _UNFINISHED
    )


def _state(path: Path) -> _State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _files_below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in files)


def _is_known(path: Path) -> bool:
    try:
        return format_of(Source.of_file(path)) is not None
    except OSError:
        return True  # the run says what is wrong with it
