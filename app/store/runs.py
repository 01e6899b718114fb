"""Ingest runs and their problems."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import IngestProblem, IngestRun
from app.records import ProblemRecord, RunRecord, RunSource
from app.store import run_locks


def start(
    session: Session,
    paths: Sequence[str],
    now: str,
    *,
    source: RunSource = "files",
    options: Mapping[str, Any] | None = None,
) -> int:
    """Write down that a run has begun; its id. ``options`` are what a person said about the inputs."""
    row = IngestRun(started_at=now, source=source, paths=list(paths), options=dict(options or {}))
    session.add(row)
    session.flush()
    assert row.id is not None
    run_locks.hold(session, row.id)
    return row.id


def save_counts(session: Session, run_id: int, **counts: int) -> None:
    """Bring a run's counts up to what is being committed with them: ``seen``, ``stored``, ``changed``,
    ``same``, ``rejected``, ``problems``."""
    row = _row(session, run_id)
    for name, number in counts.items():
        setattr(row, name, number)
    session.add(row)


def finish(session: Session, run_id: int, status: str, now: str, *, copies: int = 0) -> None:
    """Close a run as ``finished``, ``stopped`` (by a person) or ``failed``. ``copies`` of its articles repeat
    another."""
    row = _row(session, run_id)
    row.status, row.finished_at, row.copies = status, now, copies
    session.add(row)
    run_locks.let_go(session, run_id)


def run(session: Session, run_id: int) -> RunRecord:
    """A run with its counts. Raises NotFoundError."""
    return RunRecord.model_validate(_row(session, run_id).model_dump())


def problems(session: Session, run_id: int, *, limit: int) -> list[ProblemRecord]:
    """The first ``limit`` problems of a run, in the order they were met."""
    rows = session.exec(
        select(IngestProblem)
        .where(IngestProblem.run_id == run_id)
        .order_by(col(IngestProblem.id))
        .limit(limit)
    ).all()
    return [ProblemRecord.model_validate(row.model_dump()) for row in rows]


def _row(session: Session, run_id: int) -> IngestRun:
    row = session.get(IngestRun, run_id)
    if row is None:
        raise NotFoundError(f"There is no ingest run {run_id}.")
    return row
