"""Imports in the background: one at a time, the others waiting in line, each to be stopped at any time."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from app.config import Settings
from app.database import Database
from app.errors import BusyError, ParallaxError
from app.records import Record
from app.store import imports
from app.web import job_folders
from app.web.job_folders import Job, JobFolders, Order, Stage
from app.web.uploads import remove

_log = logging.getLogger(__name__)

MOST_WAITING = 20
"""Imports that may wait. More are refused: they would lie here for hours."""

_MOST_REMEMBERED = 100
_MOST_ATTEMPTS = 3
_BUSY_ATTEMPTS = 3
_BUSY_PAUSE = 2.0
_SHUTDOWN_SECONDS = 60.0

_Answer = TypeVar("_Answer")


class QueueFullError(ParallaxError):
    """So many imports wait that another one is refused."""


class Activity(Record):
    """What an import is doing: ``done`` of ``total`` of what the stage goes through, where that is known."""

    stage: Stage
    done: int = 0
    total: int | None = None
    ahead: int = 0
    stopping: bool = False
    error: str | None = None


class Jobs:
    """The imports of one running app. Started and closed with it; safe to call from any thread."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._folders = JobFolders(settings.uploads_path)
        self._waiting: deque[Job] = deque()
        self._jobs: dict[int, Job] = {}
        self._current: Job | None = None
        self._changed = threading.Condition()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Go on with what an earlier server on this data folder did not get done."""
        self.close_left_runs()
        if not self._folders.take_over():
            return
        for folder, order in self._folders.left():
            self._line_up(Job(job_folders.number_of(folder), folder, order))

    def close_left_runs(self) -> None:
        """Close the runs whose process was killed, here or on a command line, as stopped."""
        with self._database.read_session() as session:
            left = imports.left_running(session)
        if left:
            with self._database.write_session() as session:
                imports.close_as_stopped(session, left, _now())

    def close(self) -> None:
        """Stop after the batch in hand. What is not done stays for the next start."""
        with self._changed:
            self._ending.set()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_SHUTDOWN_SECONDS)
        self._folders.let_go()

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A folder for what a form brings; removed unless ``submit`` takes it. Raises QueueFullError."""
        self._check_room()
        folder = self._folders.make()
        try:
            yield folder
        finally:
            with self._changed:
                taken = job_folders.number_of(folder) in self._jobs
            if not taken:
                remove(folder)

    def submit(self, folder: Path, order: Order) -> Job:
        """Put an import into the line. Raises QueueFullError."""
        self._check_room()
        job_folders.write(folder, order)
        job = Job(job_folders.number_of(folder), folder, order)
        self._line_up(job)
        return job

    def started(self, job: Job, seconds: float) -> int | None:
        """The run of a job, after waiting for it to begin at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: job.run_id is not None or job.stage == "done", seconds)
            return job.run_id

    def get(self, number: int) -> Job | None:
        """The job with this number, while it is remembered."""
        with self._changed:
            return self._jobs.get(number)

    def of_run(self, run_id: int) -> Job | None:
        """The job whose run this is, while it is remembered."""
        with self._changed:
            return next((job for job in reversed(self._jobs.values()) if job.run_id == run_id), None)

    def waiting(self) -> list[Job]:
        """The jobs in line, the next one first."""
        with self._changed:
            return list(self._waiting)

    def activity(self, job: Job) -> Activity:
        """What a job is doing now."""
        with self._changed:
            ahead = self._waiting.index(job) + (self._current is not None) if job in self._waiting else 0
        return Activity(
            stage=job.stage,
            done=job.done,
            total=job.total,
            ahead=ahead,
            stopping=job.stop.is_set() and job.stage != "done",
            error=job.error,
        )

    def stop(self, job: Job) -> None:
        """End a job after the batch in hand, or take it out of the line."""
        job.stop.set()
        with self._changed:
            if job in self._waiting:
                self._waiting.remove(job)
                job.stage = "done"
                remove(job.folder)
                self._changed.notify_all()

    def _check_room(self) -> None:
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                raise QueueFullError(f"{MOST_WAITING} imports are waiting already.")

    def _line_up(self, job: Job) -> None:
        with self._changed:
            self._jobs[job.number] = job
            done = [number for number, known in self._jobs.items() if known.stage == "done"]
            for number in done[: max(0, len(self._jobs) - _MOST_REMEMBERED)]:
                del self._jobs[number]
            self._waiting.append(job)
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="parallax-imports", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ending.is_set())
                if self._ending.is_set():
                    return
                job = self._current = self._waiting.popleft()
            try:
                self._carry_out(job)
            except Exception as error:
                _log.exception("the import %s failed", job.number)
                job.error = str(error) if isinstance(error, ParallaxError) else _UNKNOWN
            finally:
                with self._changed:
                    self._current, job.stage = None, "done"
                    self._changed.notify_all()

    def _carry_out(self, job: Job) -> None:
        # too late for the top of the module: these load the parsers, which no page needs
        from app.events.job import group_events
        from app.web.job_inputs import take_in

        order = job.order.model_copy(update={"attempts": job.order.attempts + 1})
        job_folders.write(job.folder, order)
        job.stage = "reading"
        is_whole = self._patiently(
            lambda: take_in(
                self._database,
                self._settings,
                job,
                too_often=order.attempts > _MOST_ATTEMPTS,
                started=lambda run_id: self._begun(job, run_id),
                stopped=lambda: job.stop.is_set() or self._ending.is_set(),
            )
        )
        if self._ending.is_set() and not is_whole:
            # ended on purpose, which says nothing against the files
            job_folders.write(job.folder, job.order)
            return
        remove(job.folder)
        job.stage, job.done, job.total = "grouping", 0, None

        def progress(done: int, total: int) -> None:
            job.done, job.total = done, total
            if self._ending.is_set():
                raise _EndingError

        try:
            self._patiently(lambda: group_events(self._database, progress=progress))
        except _EndingError:
            # committed in chunks; the next import goes on from there
            return

    def _begun(self, job: Job, run_id: int) -> None:
        with self._changed:
            job.run_id = run_id
            self._changed.notify_all()

    def _patiently(self, task: Callable[[], _Answer]) -> _Answer:
        """``task``, again after a while when another program is writing."""
        for _ in range(_BUSY_ATTEMPTS):
            try:
                return task()
            except BusyError:
                if self._ending.wait(_BUSY_PAUSE):
                    break
        return task()


class _EndingError(Exception):
    """The server ends."""


_UNKNOWN = "The import met an error that is not known. The log of the server says more."


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
