"""Imports in the background: one at a time, the others waiting in line, each to be stopped at any time.

Where a server has several processes, one of them carries the imports out: the first that gets the lock on
their folder, and another one when it ends. All of them take imports in and tell about them.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import clock
from app.config import Settings
from app.database import Database
from app.errors import ParallaxError
from app.records import Record
from app.store import imports
from app.web.background import job_folders
from app.web.background.job_board import Board, job_of
from app.web.background.job_folders import Job, JobFolders, Order, Stage
from app.web.background.job_work import JobWork
from app.web.operation import logs
from app.web.uploads import remove

_log = logging.getLogger(__name__)

MOST_WAITING = 20
"""Imports that may wait. More are refused: they would lie here for hours."""

_MOST_REMEMBERED = 100
_SHUTDOWN_SECONDS = 60.0
# how soon one process sees what another one wants of it
_LOOK_EVERY = 0.25
_UNKNOWN = "The import met an error that is not known. The log of the server says more."


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
    """The imports as one process of a server sees them. Started and closed with it; safe to call from any
    thread. What it carries out itself it knows in memory, what another one does it reads from the disk."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._folders = JobFolders(settings.uploads_path)
        self._board = Board(settings.jobs_path)
        self._waiting: deque[Job] = deque()
        self._jobs: dict[int, Job] = {}
        self._current: Job | None = None
        self._changed = threading.Condition()
        self._ending = threading.Event()
        self._leads = False
        self._threads: list[threading.Thread] = []
        self._work = JobWork(database, settings, self._board, self._ending, self._begun)

    def start(self) -> None:
        """Carry imports out, those first that an earlier server on this data folder did not get done; or be
        ready to, while another process does. On a medium that can only be read there are none. Raises
        StoreError."""
        if self._database.read_only:
            return
        self.close_left_runs()
        self._take_over()
        for name, task in (("parallax-imports", self._carry_out), ("parallax-lookout", self._look_out)):
            thread = threading.Thread(target=task, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    @property
    def leads(self) -> bool:
        """Whether it is this process that carries imports out."""
        return self._leads

    @property
    def is_alive(self) -> bool:
        """Whether imports that can be asked for will be carried out: its threads run."""
        if self._database.read_only:
            return True
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def close_left_runs(self) -> None:
        """Close the runs whose process was killed, here or on a command line, as stopped."""
        with self._database.read_session() as session:
            left = imports.left_running(session)
        if left:
            with self._database.write_session() as session:
                imports.close_as_stopped(session, left, clock.now())

    def close(self) -> None:
        """Stop after the batch in hand. What is not done stays for the next start."""
        with self._changed:
            self._ending.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(_SHUTDOWN_SECONDS)
        self._leads = False
        self._folders.let_go()

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A folder for what a form brings; removed unless ``submit`` takes it. Raises QueueFullError."""
        self._check_room()
        with self._folders.drafted() as folder:
            yield folder

    def submit(self, folder: Path, order: Order) -> Job:
        """Put an import into the line. Raises QueueFullError."""
        self._check_room()
        job_folders.write(folder, order)
        job = Job(job_folders.number_of(folder), folder, order)
        return self._line_up(job) if self._leads else job

    def started(self, job: Job, seconds: float) -> int | None:
        """The run of a job, after waiting for it to begin at most so long."""

        def run_or_end() -> bool:
            known = self.get(job.number) or job
            return known.run_id is not None or known.stage == "done"

        end = time.monotonic() + seconds
        with self._changed:
            # what another process does wakes nobody here
            while not run_or_end() and (left := end - time.monotonic()) > 0:
                self._changed.wait(left if self._leads else min(left, _LOOK_EVERY / 5))
        return (self.get(job.number) or job).run_id

    def get(self, number: int) -> Job | None:
        """The job with this number, while it is remembered."""
        return self._known().get(number)

    def of_run(self, run_id: int) -> Job | None:
        """The job whose run this is, while it is remembered."""
        return next((job for job in reversed(self._known().values()) if job.run_id == run_id), None)

    def waiting(self) -> list[Job]:
        """The jobs in line, the next one first. One that is about to begin waits until it has a run: it would
        be seen nowhere otherwise."""
        with self._changed:
            if self._leads:
                current = self._current
                begins = [current] if current is not None and current.run_id is None else []
                # one that another process was told to stop is still taken out by this one
                return [*begins, *(job for job in self._waiting if not job_folders.is_to_stop(job.folder))]
        return [job for job in self._known().values() if job.stage != "done" and job.run_id is None]

    def unfinished(self) -> list[Job]:
        """The jobs that wait or are being carried out."""
        return [job for job in self._known().values() if job.stage != "done"]

    def activity(self, job: Job) -> Activity:
        """What a job is doing now."""
        before = [known for known in self.unfinished() if known.number < job.number]
        return Activity(
            stage=job.stage,
            done=job.done,
            total=job.total,
            ahead=len(before) if job.stage == "waiting" else 0,
            stopping=job.stage != "done" and (job.stop.is_set() or job_folders.is_to_stop(job.folder)),
            error=job.error,
        )

    def pages(self, job: Job) -> tuple[str, ...]:
        """The web addresses of pages that the files of a job named, each once."""
        return job.pages or self._board.addresses(job.number)

    def stop(self, job: Job) -> None:
        """End a job after the batch in hand, or take it out of the line."""
        job.stop.set()
        with self._changed:
            if self._leads and job in self._waiting:
                self._waiting.remove(job)
                self._end(job)
                remove(job.folder)
            else:
                # said in its folder, where every process looks
                job_folders.ask_to_stop(job.folder)

    def _known(self) -> dict[int, Job]:
        """All jobs that are remembered, by number, the oldest first."""
        with self._changed:
            if self._leads:
                return dict(self._jobs)
        found = {
            job_folders.number_of(folder): Job(job_folders.number_of(folder), folder, order)
            for folder, order in self._folders.ordered()
        }
        # read after the folders: one that went meanwhile has been told to be done
        for said in self._board.posted():
            found[said.number] = job_of(said, self._folders.path_of(said.number))
        for job in found.values():
            if job.stage != "done" and job_folders.is_to_stop(job.folder):
                job.stop.set()
                if job.stage == "waiting":
                    job.stage = "done"
        return dict(sorted(found.items()))

    def _check_room(self) -> None:
        if len(self.waiting()) >= MOST_WAITING:
            raise QueueFullError(f"{MOST_WAITING} imports are waiting already.")

    def _line_up(self, job: Job) -> Job:
        """Put ``job`` into the line, unless it is known already; the one that is known then."""
        with self._changed:
            known = self._jobs.setdefault(job.number, job)
            if known is not job:
                return known
            # one that failed lies there still, and is not to be taken for a new one
            done = [job.number for job in self._jobs.values() if job.stage == "done" and job.error is None]
            for number in done[: max(0, len(self._jobs) - _MOST_REMEMBERED)]:
                del self._jobs[number]
                self._board.forget(number)
            self._waiting.append(job)
            self._changed.notify_all()
        return job

    def _take_over(self) -> None:
        """Carry the imports out from now on, unless another process does. Raises StoreError."""
        if not self._folders.take_over():
            return
        with self._changed:
            self._board.clear()
            self._leads = True
        self._folders.remove_half()
        for folder, order in self._folders.ordered():
            if job_folders.is_to_stop(folder):
                remove(folder)
            else:
                self._line_up(Job(job_folders.number_of(folder), folder, order))

    def _look_out(self) -> None:
        """See what other processes want of this one, or whether it is its turn to carry imports out."""
        while not self._ending.wait(_LOOK_EVERY):
            try:
                if self._leads:
                    self._look()
                else:
                    self._take_over()
                    if self._leads:
                        self.close_left_runs()
            except ParallaxError as error:
                _log.warning("imports are not looked after at the moment: %s", error)
            except Exception:
                _log.exception("looking after the imports failed")

    def _look(self) -> None:
        known = self._known()
        for number in self._folders.numbers():
            folder = self._folders.path_of(number)
            order = job_folders.read(folder) if number not in known else None
            if order is not None:
                self._line_up(Job(number, folder, order))
        for job in self.unfinished():
            if job_folders.is_to_stop(job.folder):
                self.stop(job)
        with self._changed:
            if self._current is not None:
                self._board.post(self._current)

    def _carry_out(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ending.is_set())
                if self._ending.is_set():
                    return
                job = self._current = self._waiting.popleft()
            try:
                self._work.log("an import begins", job)
                self._work.carry_out(job)
            except Exception as error:
                _log.exception("an import failed", extra=logs.extra(number=job.number, run=job.run_id))
                job.error = str(error) if isinstance(error, ParallaxError) else _UNKNOWN
            finally:
                with self._changed:
                    self._current = None
                    self._end(job)
                self._work.log("an import ends", job)

    def _end(self, job: Job) -> None:
        with self._changed:
            job.stage = "done"
            self._board.post(job)
            self._changed.notify_all()

    def _begun(self, job: Job, run_id: int) -> None:
        with self._changed:
            job.run_id = run_id
            self._board.post(job)
            self._changed.notify_all()
