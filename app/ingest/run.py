"""The ingest run: from paths to stored articles, one write transaction a batch."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from app.database import Database
from app.errors import UnreadableInputError
from app.ingest.decide import Decision, Reject, Store, decide
from app.ingest.extract import extract
from app.ingest.readers.base import ReadOptions, Unreadable, shown
from app.ingest.reading import Inputs
from app.records import ArticleDraft, RawDocument, RunRecord
from app.store import articles, documents, outlets, runs

BATCH = 100
"""Articles a transaction: enough to make its cost small, few enough that a kill loses little work."""
_BATCH_BYTES = 8 * 1024 * 1024


@dataclass(slots=True)
class Counts:
    """What a run has met so far. Every document seen is stored, same or rejected."""

    seen: int = 0
    stored: int = 0
    same: int = 0
    rejected: int = 0
    problems: int = 0


_Item = RawDocument | Unreadable


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
    reason, its bytes are kept up to the cap on a record, and the run goes on. Everything in a batch is
    committed together; an interrupt leaves what was committed and closes the run as ``stopped``.
    ``progress`` is called after each batch.
    """
    began = time.monotonic()
    with database.write_session() as session:
        run = _Run(database, runs.start(session, [shown(path) for path in paths], _now()))
    status = "failed"
    try:
        inputs = Inputs(paths, options or ReadOptions())
        for batch in _batches(item for item in inputs if isinstance(item, RawDocument | Unreadable)):
            run.passed_over = inputs.passed_over
            _take_in(run, batch)
            if progress is not None:
                progress(run.counts)
        run.passed_over = inputs.passed_over
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


def _batches(readings: Iterable[_Item]) -> Iterator[list[_Item]]:
    """What is stored together: BATCH readings, or fewer when they are large."""
    batch: list[_Item] = []
    size = 0
    for item in readings:
        batch.append(item)
        size += len(item.data)
        if len(batch) >= BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _take_in(run: _Run, batch: Sequence[_Item]) -> None:
    """Understand a batch, then store it with its problems and the run's counts in one transaction.

    Extraction is the slow part and stays outside, so that the database is locked only for the writing.
    """
    keys = [_identity(item) for item in batch]
    with run.database.read_session() as session:
        known = articles.known(session, keys)
    understood = [None if key in known else _understand(item) for item, key in zip(batch, keys, strict=True)]
    today = datetime.now(UTC).date()
    counts = replace(run.counts)
    with run.database.write_session() as session:
        # A record can stand twice in one batch, or another run may have been quicker.
        known = articles.known(session, keys)
        for item, key, draft in zip(batch, keys, understood, strict=True):
            counts.seen += 1
            decision = decide(draft, known=key in known, today=today)
            _apply(session, run, counts, item, decision)
            if isinstance(decision, Store):
                known.add(key)
        runs.save_counts(session, run.id, **asdict(counts))
    run.counts = counts


def _identity(item: _Item) -> tuple[str, str]:
    """External id and digest, by which a document is known; of what was not read a pair that none has."""
    return (item.external_id, documents.digest(item.data)) if isinstance(item, RawDocument) else ("", "")


def _understand(item: _Item) -> ArticleDraft | Reject:
    if isinstance(item, Unreadable):
        return Reject(item.reason)
    try:
        return extract(item)
    except UnreadableInputError as error:
        return Reject(error.reason, error.line)
    except Exception as error:
        # Whatever a parser stumbles over in one document must not keep the others out.
        return Reject(f"it could not be read: {type(error).__name__}: {str(error)[:300]}")


def _apply(session: Session, run: _Run, counts: Counts, item: _Item, decision: Decision) -> None:
    match decision:
        case Store(draft, doubts) if isinstance(item, RawDocument):
            article_id = articles.add(
                session,
                item,
                draft,
                document_id=_keep(session, item),
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
            kept = _keep(session, item) if item.data else None
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


def _keep(session: Session, item: _Item) -> int:
    media_type = item.media_type if isinstance(item, RawDocument) else "application/octet-stream"
    return documents.keep(session, item.data, media_type=media_type, origin=item.origin)


def _outlet(session: Session, run: _Run, name: str | None, domain: str | None) -> int | None:
    if name is None:
        return None
    key = (name, domain)
    if key not in run.outlet_ids:
        run.outlet_ids[key] = outlets.ensure(session, name, domain)
    return run.outlet_ids[key]
