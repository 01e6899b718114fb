"""Polls feeds while the server runs, as imports like any other."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from app.database import Database
from app.errors import ParallaxError
from app.records import FeedRecord
from app.store import feeds
from app.web.background.job_folders import Job, Order
from app.web.background.jobs import Jobs

_log = logging.getLogger(__name__)

_FIRST_LOOK, _LOOK_EVERY = 5.0, 60.0
_MOST_AT_ONCE = 500
_MOST_NAMES = 20


def poll_order(listed: Sequence[FeedRecord], *, unasked: bool = False) -> Order:
    """The order to poll these feeds; ``unasked`` when no person waits for it."""
    return Order(
        source="feeds",
        names=tuple(feed.title or feed.url for feed in listed[:_MOST_NAMES]),
        feeds=tuple(feed.id for feed in listed),
        unasked=unasked,
    )


class Poller:
    """Looks once a minute which feeds are due and were not asked in the last ``minutes``, and has them
    polled; never two polls at a time."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        minutes: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._pause = timedelta(minutes=minutes)
        self._clock = clock
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._work, name="parallax-poller", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more. A poll that runs is ended by the jobs."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> Job | None:
        """Order a poll of what is due, unless the one before is not done. Raises ParallaxError."""
        if any(job.order.unasked for job in self._jobs.unfinished()):
            return None
        listed = self.wanted()
        if not listed:
            return None
        with self._jobs.draft() as folder:
            return self._jobs.submit(folder, poll_order(listed, unasked=True))

    def wanted(self) -> list[FeedRecord]:
        """The feeds to be polled now."""
        moment = self._clock()
        now, before = (at.isoformat(timespec="seconds") for at in (moment, moment - self._pause))
        with self._database.read_session() as session:
            due = feeds.due(session, now)
        # polled later than now: before the clock was put back
        rested = [feed for feed in due if not before < (feed.polled_at or "") <= now]
        return rested[:_MOST_AT_ONCE]

    def _work(self) -> None:
        pause = _FIRST_LOOK
        while not self._ending.wait(pause):
            pause = _LOOK_EVERY
            # of several processes the one that carries imports out
            if not self._jobs.leads:
                continue
            try:
                self.look()
            except ParallaxError as error:
                # a full line, a busy database: there is another look in a minute
                _log.warning("Feeds were not polled: %s", error)
            except Exception:
                _log.exception("looking for feeds that are due failed")
