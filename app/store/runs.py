"""Ingest runs and their problems."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import IngestProblem, IngestRun, metadata
from app.records import ProblemRecord, RunRecord

# Without row objects, for a bad file can hold a problem on every line.
_INSERT_PROBLEM = insert(metadata.tables["ingest_problem"])


def start(session: Session, paths: Sequence[str], now: str) -> int:
    """Write down that a run has begun; its id."""
    row = IngestRun(started_at=now, paths=list(paths), options={})
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def save_counts(
    session: Session, run_id: int, *, seen: int, stored: int, same: int, rejected: int, problems: int
) -> None:
    """Bring a run's counts up to what is being committed with them."""
    row = _row(session, run_id)
    row.seen, row.stored, row.same, row.rejected, row.problems = seen, stored, same, rejected, problems
    session.add(row)


def finish(session: Session, run_id: int, status: str, now: str) -> None:
    """Close a run as ``finished``, ``stopped`` (by a person) or ``failed``."""
    row = _row(session, run_id)
    row.status, row.finished_at = status, now
    session.add(row)


def add_problem(
    session: Session,
    run_id: int,
    *,
    file: str,
    line: int | None,
    reason: str,
    article_id: int | None = None,
    document_id: int | None = None,
) -> None:
    """Keep a problem where a person can look at it."""
    row = {"run_id": run_id, "file": file, "line": line, "reason": reason}
    session.execute(_INSERT_PROBLEM, row | {"article_id": article_id, "document_id": document_id})


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
