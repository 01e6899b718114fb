"""Ingest runs and their problems as the import pages read them, and what a person does about a problem."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import Article, Document, IngestProblem, IngestRun, metadata
from app.records import ArticleCard, DocumentRecord, ProblemRecord, RunRecord
from app.store import documents, run_locks
from app.store.articles import cards

ProblemStatus = Literal["open", "retried", "dismissed"]

# the runs whose inputs were named on this machine's own command line
_LOCAL = ("files", "watch")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A problem that kept something out, with what is needed to try again.

    ``run`` is the one that met it. ``document`` holds the bytes where they were kept. ``is_local`` says that
    ``problem.file`` is a path that somebody with a shell on this machine named, so that it may be opened.
    """

    problem: ProblemRecord
    run: RunRecord
    document: DocumentRecord | None
    is_local: bool


def runs_page(session: Session, *, offset: int, limit: int) -> tuple[int, list[tuple[RunRecord, int]]]:
    """How many runs there are, and one page of them, newest first, each with its number of open problems."""
    total = session.exec(select(func.count()).select_from(IngestRun)).one()
    rows = session.exec(
        select(IngestRun).order_by(col(IngestRun.id).desc()).offset(offset).limit(limit)
    ).all()
    open_ones = dict(
        session.exec(
            select(IngestProblem.run_id, func.count())
            .where(col(IngestProblem.run_id).in_([row.id for row in rows]), IngestProblem.status == "open")
            .group_by(col(IngestProblem.run_id))
        ).all()
    )
    return total, [
        (RunRecord.model_validate(row.model_dump()), open_ones.get(row.id or 0, 0)) for row in rows
    ]


def left_running(session: Session) -> list[int]:
    """The runs that are not closed although nobody carries them out any more."""
    ids = session.exec(
        select(IngestRun.id).where(IngestRun.status == "running").order_by(col(IngestRun.id))
    ).all()
    return [number for number in ids if number is not None and not run_locks.is_held(session, number)]


def close_as_stopped(session: Session, ids: Collection[int], now: str) -> None:
    """Close those of these runs that are not closed yet: whoever ran them is gone."""
    table = metadata.tables["ingest_run"]
    session.execute(
        update(table)
        .where(table.c.id.in_(ids), table.c.status == "running")
        .values(status="stopped", finished_at=now)
    )


def articles_page(session: Session, run_id: int, *, offset: int, limit: int) -> tuple[int, list[ArticleCard]]:
    """How many articles have their text from this run, and one page of them in the order they came."""
    of_run = col(Article.run_id) == run_id
    total = session.exec(select(func.count()).select_from(Article).where(of_run)).one()
    ids = session.exec(
        select(Article.id).where(of_run).order_by(col(Article.id)).offset(offset).limit(limit)
    ).all()
    return total, cards(session, [number for number in ids if number is not None])


def problem_counts(session: Session, run_id: int) -> dict[ProblemStatus, int]:
    """How many problems of a run stand where."""
    found = dict(
        session.exec(
            select(IngestProblem.status, func.count())
            .where(IngestProblem.run_id == run_id)
            .group_by(col(IngestProblem.status))
        ).all()
    )
    return {status: found.get(status, 0) for status in get_args(ProblemStatus)}


def problems_page(
    session: Session, run_id: int, status: ProblemStatus | None, *, offset: int, limit: int
) -> list[ProblemRecord]:
    """One page of a run's problems in the order they were met; of all when ``status`` is None."""
    query = select(IngestProblem).where(IngestProblem.run_id == run_id)
    if status is not None:
        query = query.where(IngestProblem.status == status)
    rows = session.exec(query.order_by(col(IngestProblem.id)).offset(offset).limit(limit)).all()
    return [ProblemRecord.model_validate(row.model_dump()) for row in rows]


def original(session: Session, run_id: int, problem_id: int) -> DocumentRecord:
    """The bytes that a problem is about. Raises NotFoundError, also where none were kept."""
    row = session.get(IngestProblem, problem_id)
    if row is None or row.run_id != run_id:
        raise NotFoundError(f"There is no problem {problem_id} in import {run_id}.")
    document_id = row.document_id
    if document_id is None and row.article_id is not None:
        article = session.get(Article, row.article_id)
        document_id = article.document_id if article else None
    document = _document(session, document_id)
    if document is None:
        raise NotFoundError("The bytes of this problem were not kept: there were none, or too many.")
    return document


def rejected(session: Session, run_id: int, problem_ids: Sequence[int] | None, *, limit: int) -> list[int]:
    """The open problems of a run that kept something out: these, or all when None; ``limit`` at most."""
    query = select(IngestProblem.id).where(
        IngestProblem.run_id == run_id,
        IngestProblem.status == "open",
        col(IngestProblem.article_id).is_(None),
    )
    if problem_ids is not None:
        query = query.where(col(IngestProblem.id).in_(problem_ids))
    ids = session.exec(query.order_by(col(IngestProblem.id)).limit(limit)).all()
    return [number for number in ids if number is not None]


def to_retry(session: Session, problem_id: int) -> Rejected | None:
    """A problem with what is needed to try again; None when it is gone."""
    row = session.get(IngestProblem, problem_id)
    run = None if row is None else session.get(IngestRun, row.run_id)
    if row is None or run is None:
        return None
    # An upload may bear any name; only what a command line named before is a path of this machine.
    named_here = (
        select(IngestProblem.id)
        .join(IngestRun, col(IngestRun.id) == IngestProblem.run_id)
        .where(IngestProblem.file == row.file, col(IngestRun.source).in_(_LOCAL))
        .limit(1)
    )
    is_local = run.source in _LOCAL or (
        run.source == "retry" and session.exec(named_here).first() is not None
    )
    return Rejected(
        problem=ProblemRecord.model_validate(row.model_dump()),
        run=RunRecord.model_validate(run.model_dump()),
        document=_document(session, row.document_id),
        is_local=is_local,
    )


def without_bytes(session: Session, run_id: int) -> list[tuple[int, str]]:
    """Numbers and files of those problems of a run that are about whole files of which nothing was kept."""
    rows = session.exec(
        select(IngestProblem.id, IngestProblem.file).where(
            IngestProblem.run_id == run_id,
            col(IngestProblem.line).is_(None),
            col(IngestProblem.article_id).is_(None),
            col(IngestProblem.document_id).is_(None),
        )
    ).all()
    return [(number, file) for number, file in rows if number is not None]


def keep_bytes(session: Session, problem_id: int, data: bytes) -> None:
    """Keep the file that a problem is about. Raises NotFoundError."""
    row = session.get(IngestProblem, problem_id)
    if row is None:
        raise NotFoundError(f"There is no problem {problem_id}.")
    row.document_id = documents.keep(session, data, media_type="application/octet-stream", origin=row.file)
    session.add(row)


def set_status(
    session: Session,
    run_id: int,
    problem_ids: Sequence[int] | None,
    status: ProblemStatus,
    *,
    where: ProblemStatus,
) -> int:
    """Move problems of a run from ``where`` to ``status``: these, or all when None. How many moved."""
    table = metadata.tables["ingest_problem"]
    change = update(table).where(table.c.run_id == run_id, table.c.status == where)
    if problem_ids is not None:
        change = change.where(table.c.id.in_(problem_ids))
    moved = session.execute(change.values(status=status).returning(table.c.id)).all()
    return len(moved)


def set_status_of_files(
    session: Session, run_id: int, files: Collection[str], status: ProblemStatus, *, where: ProblemStatus
) -> None:
    """Move all problems of a run that are about these files from ``where`` to ``status``."""
    table = metadata.tables["ingest_problem"]
    session.execute(
        update(table)
        .where(table.c.run_id == run_id, table.c.file.in_(files), table.c.status == where)
        .values(status=status)
    )


def add_options(session: Session, run_id: int, options: Mapping[str, Any]) -> None:
    """Keep more of what a person said about the inputs of a run. Raises NotFoundError."""
    row = session.get(IngestRun, run_id)
    if row is None:
        raise NotFoundError(f"There is no ingest run {run_id}.")
    row.options = {**row.options, **options}
    session.add(row)


def _document(session: Session, document_id: int | None) -> DocumentRecord | None:
    row = None if document_id is None else session.get(Document, document_id)
    return None if row is None else DocumentRecord.model_validate(row.model_dump(exclude={"container_id"}))


def forget_empty(session: Session, run_id: int) -> None:
    """Remove a run that met nothing at all: nobody asked for it, and there is nothing in it to show."""
    table = metadata.tables["ingest_run"]
    session.execute(table.delete().where(table.c.id == run_id, table.c.seen == 0, table.c.problems == 0))
