"""Whether the server can do its work: looked up afresh each time, and cheap."""

import os
import shutil
import time
from pathlib import Path
from threading import Lock
from typing import Literal

from app.database import Database
from app.errors import ParallaxError
from app.records import Record
from app.store import corpus, feeds
from app.store.schema import current_revision, revisions
from app.web.background.jobs import Jobs
from app.web.operation.metrics import State

LITTLE_ROOM = 500_000_000
"""Bytes free on the disk of the data folder below which it is warned."""
NO_ROOM = 20_000_000
"""Bytes below which the server says it is not ready: the next import would fail."""

_COUNTED_SECONDS = 30.0

Outcome = Literal["ok", "low", "failed"]


class Check(Record):
    """One thing that must be as it should: ``detail`` says what is not."""

    outcome: Outcome = "ok"
    detail: str | None = None


def checks(database: Database, jobs: Jobs) -> dict[str, Check]:
    """Whether the database can be read, its schema is this program's, its folder can be written and has room,
    and imports are looked after."""
    if database.read_only:
        # a medium that cannot be written to: it is read as it lies there
        return {"database": _database(database), "schema": _schema(database)}
    return {
        "database": _database(database),
        "schema": _schema(database),
        "folder": _folder(database.path.parent),
        "room": _room(database.path.parent),
        "imports": Check() if jobs.is_alive else Check(outcome="failed", detail="Their thread has ended."),
    }


def _database(database: Database) -> Check:
    try:
        with database.read_session() as session:
            corpus.newest_id(session)
    except ParallaxError as error:
        return Check(outcome="failed", detail=str(error))
    return Check()


def _schema(database: Database) -> Check:
    try:
        found, wanted = current_revision(database), revisions()[-1]
    except ParallaxError as error:
        return Check(outcome="failed", detail=str(error))
    if found != wanted:
        return Check(outcome="failed", detail=f"It is {found}, and this program needs {wanted}. Restart it.")
    return Check()


def _folder(folder: Path) -> Check:
    if os.access(folder, os.W_OK):
        return Check()
    return Check(outcome="failed", detail=f"{folder} cannot be written to.")


def _room(folder: Path) -> Check:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check(outcome="failed", detail=f"{folder}: {error.strerror}.")
    if free >= LITTLE_ROOM:
        return Check()
    outcome: Outcome = "low" if free >= NO_ROOM else "failed"
    return Check(outcome=outcome, detail=f"The disk of {folder} has {free / 1_000_000:,.0f} MB left.")


class Watch:
    """The state of a server for its metrics; what costs time to count is kept for half a minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: tuple[int, int] = (0, 0)
        self._until = 0.0

    def state(self, database: Database, jobs: Jobs) -> State | None:
        """The state now; None when the database cannot be read."""
        path = database.path
        unfinished = jobs.unfinished()
        waiting = sum(job.stage == "waiting" for job in unfinished)
        try:
            with database.read_session() as session:
                polled = feeds.last_polled(session)
                with self._lock:
                    if time.monotonic() > self._until:
                        self._counted = corpus.article_count(session), corpus.event_count(session)
                        self._until = time.monotonic() + _COUNTED_SECONDS
                    articles, events = self._counted
            return State(
                articles=articles,
                events=events,
                imports_running=len(unfinished) - waiting,
                imports_waiting=waiting,
                database_bytes=path.stat().st_size,
                wal_bytes=_size(path.with_name(f"{path.name}-wal")),
                free_bytes=shutil.disk_usage(path.parent).free,
                last_feed_poll=polled,
            )
        except (ParallaxError, OSError):
            return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
