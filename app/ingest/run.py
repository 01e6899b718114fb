"""The ingest run: from paths to stored articles, one write transaction a batch."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from app.database import Database
from app.errors import UnreadableInputError
from app.ingest.decide import Decision, Reject, Same, Store, decide
from app.ingest.extract import extract
from app.ingest.readers import reader_for
from app.ingest.readers.base import Reading, ReadOptions, Unreadable
from app.records import RawDocument, RunRecord
from app.store import articles, documents, outlets, runs

BATCH = 100
"""Articles a transaction: enough to make its cost small, few enough that a kill loses little work."""


@dataclass(slots=True)
class Counts:
    """What a run has met so far. Every document seen is stored, same or rejected."""

    seen: int = 0
    stored: int = 0
    same: int = 0
    rejected: int = 0
    problems: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run: its record, its length, and how many files of unknown formats lay in its folders."""

    run: RunRecord
    seconds: float
    passed_over: int


@dataclass(slots=True)
class _Run:
    database: Database
    id: int
    counts: Counts = field(default_factory=Counts)
    passed_over: int = 0
    outlet_ids: dict[tuple[str, str | None], int] = field(default_factory=dict)


def ingest(
    database: Database,
    paths: Sequence[Path],
    options: ReadOptions | None = None,
    progress: Callable[[Counts], None] | None = None,
) -> RunReport:
    """Take in files and folders (recursively) and say what came of it.

    A second run over the same input stores nothing. What cannot be read becomes a problem with file, line and
    reason, its bytes are kept, and the run goes on. Everything in a batch is committed together; an interrupt
    leaves what was committed and closes the run as ``stopped``. ``progress`` is called after each batch.
    """
    began = time.monotonic()
    with database.write_session() as session:
        run = _Run(database, runs.start(session, [str(path) for path in paths], _now()))
    status = "failed"
    try:
        readings = _readings(paths, options or ReadOptions(), run)
        while batch := list(islice(readings, BATCH)):
            _take_in(run, batch)
            if progress is not None:
                progress(run.counts)
        status = "finished"
    except KeyboardInterrupt:
        status = "stopped"
        raise
    finally:
        with database.write_session() as session:
            runs.finish(session, run.id, status, _now())
    with database.read_session() as session:
        return RunReport(runs.run(session, run.id), time.monotonic() - began, run.passed_over)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _readings(paths: Iterable[Path], options: ReadOptions, run: _Run) -> Iterator[Reading]:
    for path in paths:
        if not path.exists():
            yield Unreadable(str(path), None, "there is no such file or folder")
        elif path.is_dir():
            for file in _files_below(path):
                if reader_for(file) is None:
                    run.passed_over += 1
                else:
                    yield from _read(file, options)
        else:
            yield from _read(path, options)


def _files_below(folder: Path) -> Iterator[Path]:
    """Every visible file, in the same order on every machine. Links to folders are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(files) if not name.startswith("."))


def _read(file: Path, options: ReadOptions) -> Iterator[Reading]:
    reader = reader_for(file)
    if reader is None:
        yield Unreadable(
            str(file), None, f"{file.suffix or 'a file without an ending'} is not a format it reads"
        )
        return
    try:
        yield from reader(file, options)
    except OSError as error:
        yield Unreadable(str(file), None, error.strerror or "the file cannot be read")


def _take_in(run: _Run, batch: Sequence[Reading]) -> None:
    """Understand a batch, then store it with its problems and the run's counts in one transaction.

    Extraction is the slow part and stays outside, so that the database is locked only for the writing.
    """
    with run.database.read_session() as session:
        known = [isinstance(item, RawDocument) and _known(session, item) for item in batch]
    decisions = [Same() if same else _decide(item) for item, same in zip(batch, known, strict=True)]
    counts = Counts(**{name: getattr(run.counts, name) for name in Counts.__slots__})
    with run.database.write_session() as session:
        for item, decision in zip(batch, decisions, strict=True):
            counts.seen += 1
            _apply(session, run, counts, item, decision)
        runs.save_counts(
            session,
            run.id,
            seen=counts.seen,
            stored=counts.stored,
            same=counts.same,
            rejected=counts.rejected,
            problems=counts.problems,
        )
    run.counts = counts


def _known(session: Session, raw: RawDocument) -> bool:
    return articles.is_known(session, raw.external_id, documents.digest(raw.data))


def _decide(item: Reading) -> Decision:
    if isinstance(item, Unreadable):
        return Reject(item.reason)
    try:
        return decide(extract(item), known=False, today=datetime.now(UTC).date())
    except UnreadableInputError as error:
        return Reject(error.reason, error.line)


def _apply(session: Session, run: _Run, counts: Counts, item: Reading, decision: Decision) -> None:
    match decision:
        case Store(draft, doubts) if isinstance(item, RawDocument):
            # A record can stand twice in one batch, or another run may have been quicker.
            if _known(session, item):
                counts.same += 1
                return
            article_id = articles.add(
                session,
                item,
                draft,
                document_id=documents.keep(session, item.data, item.media_type),
                run_id=run.id,
                outlet_id=_outlet(session, run, draft.outlet, draft.outlet_domain),
                now=_now(),
            )
            counts.stored += 1
            counts.problems += len(doubts)
            for doubt in doubts:
                runs.add_problem(
                    session, run.id, file=item.origin, line=item.line, reason=doubt, article_id=article_id
                )
        case Reject(reason, line):
            counts.rejected += 1
            counts.problems += 1
            kept = documents.keep(session, item.data, "application/octet-stream") if item.data else None
            runs.add_problem(
                session,
                run.id,
                file=item.origin,
                line=line if item.line is None else item.line,
                reason=reason,
                document_id=kept,
            )
        case _:
            counts.same += 1


def _outlet(session: Session, run: _Run, name: str | None, domain: str | None) -> int | None:
    if name is None:
        return None
    key = (name, domain)
    if key not in run.outlet_ids:
        run.outlet_ids[key] = outlets.ensure(session, name, domain)
    return run.outlet_ids[key]
