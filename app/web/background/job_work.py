"""One import carried out: its files read, what came in grouped, and its folder removed when all is done."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from app.config import Settings
from app.database import Database
from app.errors import BusyError, ParallaxError
from app.store import runs
from app.web.background import job_folders
from app.web.background.job_board import Board
from app.web.background.job_folders import FILES, Job, Order
from app.web.operation import logs
from app.web.uploads import remove

_log = logging.getLogger(__name__)

_MOST_ATTEMPTS = 3
_BUSY_PAUSE = 2.0
_COUNTS = ("seen", "stored", "changed", "same", "rejected", "problems")

_Answer = TypeVar("_Answer")


class JobWork:
    """The work on imports, in the thread that does it. ``ending`` is set when the server ends; ``begun`` is
    told the run of a job as soon as there is one."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        board: Board,
        ending: threading.Event,
        begun: Callable[[Job, int], None],
    ) -> None:
        self._database = database
        self._settings = settings
        self._board = board
        self._ending = ending
        self._begun = begun

    def log(self, message: str, job: Job) -> None:
        """Log how an import stands: its counts, and no name of what is in it."""
        if not _log.isEnabledFor(logging.INFO):
            return
        fields: dict[str, object] = {
            "number": job.number,
            "source": job.order.source,
            "run": job.run_id,
        }
        if job.run_id is not None:
            with suppress(ParallaxError), self._database.read_session() as session:
                run = runs.run(session, job.run_id)
                fields |= {"status": run.status, **{name: getattr(run, name) for name in _COUNTS}}
        _log.info(message, extra=logs.extra(**fields))

    def carry_out(self, job: Job) -> None:
        """Do what is left of an import: all of it, or what an earlier server did not get done."""
        order = job.order.model_copy(update={"attempts": job.order.attempts + 1})
        job_folders.write(job.folder, order)
        if order.read_as is None:
            if not self._read(job, order):
                return
        elif order.attempts > _MOST_ATTEMPTS:
            # the articles are in; the next import groups them
            remove(job.folder)
            return
        if self._group(job):
            remove(job.folder)

    def _read(self, job: Job, order: Order) -> bool:
        """Take in what a job names. Whether it is to be grouped, rather than left for the next start."""
        # too late for the top of the module: this loads the parsers, which no page needs
        from app.web.background.job_inputs import take_in

        job.stage = "reading"
        is_whole = self._patiently(
            job,
            lambda: take_in(
                self._database,
                self._settings,
                job,
                too_often=order.attempts > _MOST_ATTEMPTS,
                started=lambda run_id: self._begun(job, run_id),
                stopped=lambda: job.stop.is_set() or self._ending.is_set(),
            ),
        )
        self._board.post_addresses(job)
        if self._ending.is_set() and not is_whole:
            # ended on purpose, which says nothing against the files
            job_folders.write(job.folder, job.order)
            return False
        read = Order(source=order.source, names=order.names, unasked=order.unasked, read_as=job.run_id)
        if read.read_as is not None:
            job_folders.write(job.folder, read)
        remove(job.folder / FILES)
        return True

    def _group(self, job: Job) -> bool:
        """Group what is not grouped yet. Whether that came to its end."""
        from app.events.job import group_events

        if job.run_id is None and job.order.read_as is not None:
            self._begun(job, job.order.read_as)
        job.stage, job.done, job.total = "grouping", 0, None

        def progress(done: int, total: int) -> None:
            job.done, job.total = done, total
            if self._ending.is_set():
                raise _EndingError

        try:
            self._patiently(job, lambda: group_events(self._database, progress=progress))
        except _EndingError:
            # committed in chunks; the next start goes on from there
            return False
        return True

    def _patiently(self, job: Job, task: Callable[[], _Answer]) -> _Answer:
        """``task``, again and again while another program is writing, until the import or the server ends."""
        while True:
            try:
                return task()
            except BusyError:
                if job.stop.is_set() or self._ending.wait(_BUSY_PAUSE):
                    raise


class _EndingError(Exception):
    """The server ends."""
