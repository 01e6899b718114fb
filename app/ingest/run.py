"""The ingest run: from inputs to stored articles, one write transaction a batch.

Reading, understanding and writing overlap: while the processes of a pool understand the next batches, this
one reads inputs and writes the batch before. Batches are written in the order in which they were read.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app import clock
from app.columns import pack
from app.database import Database
from app.errors import StoreError
from app.ingest import apart
from app.ingest.copies import find_copies
from app.ingest.decide import (
    Change,
    Decision,
    Existing,
    Known,
    Prepared,
    Reject,
    Renew,
    Same,
    Store,
    decide,
    is_same,
    reading_of,
)
from app.ingest.readers.base import Address, Original, ReadOptions, Source, Unreadable, shown
from app.ingest.reading import Found, Inputs
from app.records import RawDocument, RunRecord, RunSource
from app.store import copies, documents, imports, intake, outlets, run_locks, runs
from app.store.intake import Identity, Intake

BATCH = 400
"""Articles a transaction: enough to make its cost small, few enough that a kill loses little work."""
_BATCH_BYTES = 8 * 1024 * 1024
_BATCH_SECONDS = 2.0
_SHARE = 20
"""Documents handed to a process at a time: few enough that a small folder of pages keeps both cores busy."""
_MOST_ADDRESSES = 100_000
_MANY = 5_000


@dataclass(slots=True)
class Counts:
    """What a run has met so far. Every document seen is stored, changed, same or rejected."""

    seen: int = 0
    stored: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    problems: int = 0


_Item = RawDocument | Unreadable | Original


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run: its record, its length, how many files of unknown formats lay in its folders, and the
    web addresses that its inputs named (lists, sitemaps, feeds): the run itself fetches nothing."""

    run: RunRecord
    seconds: float
    passed_over: int
    addresses: tuple[Address, ...] = ()


@dataclass(slots=True)
class _Run:
    database: Database
    id: int
    source: RunSource
    options: ReadOptions
    pool: apart.Pool
    counts: Counts = field(default_factory=Counts)
    outlet_ids: dict[tuple[str, str | None], int] = field(default_factory=dict)


@dataclass(slots=True)
class _Batch:
    """Items read together. ``understood`` are the documents of them that are being understood, by place."""

    items: list[_Item]
    identities: list[Identity]
    readings: list[str | None]
    understood: list[tuple[Sequence[int], "Future[list[apart.Understood]]"]]

    @property
    def is_understood(self) -> bool:
        return all(future.done() for _, future in self.understood)


class _StoppedError(Exception):
    """A person wants the run to end."""


def ingest(
    database: Database,
    inputs: Iterable[Path | Source | Found],
    options: ReadOptions | None = None,
    progress: Callable[[Counts], None] | None = None,
    *,
    source: RunSource = "files",
    names: Sequence[str] | None = None,
    started: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    pool: apart.Pool | None = None,
) -> RunReport:
    """Take in files, folders (recursively) and sources, and say what came of it.

    A second run over the same input stores nothing. What cannot be read becomes a problem with file, line and
    reason, its bytes are kept up to the cap on a record, and the run goes on. Everything in a batch is
    committed together; an interrupt leaves what was committed and closes the run as ``stopped``. ``inputs``
    may come lazily. ``names`` are what to call them, by default the paths among them. ``started`` is called
    with the run's id, ``progress`` after each batch; ``stopped`` is asked between batches, and True closes
    the run as ``stopped``. ``pool`` understands the documents, by default the one that this process shares.
    """
    began = time.monotonic()
    inputs = inputs if names is not None else list(inputs)
    called = _names(inputs) if names is None else names
    options = options or ReadOptions()
    with database.write_session() as session:
        # runs whose process was killed
        imports.close_as_stopped(session, imports.left_running(session), clock.now())
        number = runs.start(session, called, clock.now(), source=source, options=_kept(options))
    run = _Run(database, number, source, options, pool or apart.shared())
    if started is not None:
        started(run.id)
    reading = Inputs(inputs, options, run.pool.read)
    addresses: list[Address] = []
    status = "failed"
    try:
        for batch in _understood(run, _batches(reading, addresses)):
            _take_in(run, batch)
            if progress is not None:
                progress(run.counts)
            if stopped is not None and stopped():
                raise _StoppedError
        if run.counts.stored > _MANY:
            # Nothing is left to understand, and what follows needs the memory.
            run.pool.rest()
        find_copies(database)
        status = "finished"
    except _StoppedError:
        status = "stopped"
    except KeyboardInterrupt:
        status = "stopped"
        raise
    finally:
        _close(run, status)
    with database.read_session() as session:
        record = runs.run(session, run.id)
    return RunReport(record, time.monotonic() - began, reading.passed_over, tuple(addresses))


def _close(run: _Run, status: str) -> None:
    try:
        with run.database.write_session() as session:
            runs.finish(session, run.id, status, clock.now(), copies=copies.copies_in_run(session, run.id))
    except StoreError:
        # whoever can write again closes it as stopped
        with run.database.read_session() as session:
            run_locks.let_go(session, run.id)
        raise


def _names(inputs: Iterable[Path | Source | Found]) -> list[str]:
    return [shown(item) if isinstance(item, Path) else item.origin for item in inputs]


def _kept(options: ReadOptions) -> dict[str, Any]:
    """What a person said, as it is kept to try again what failed."""
    metadata = str(options.metadata.absolute()) if options.metadata is not None else None
    said = {"field_map": dict(options.field_map), "url": options.url, "metadata": metadata}
    return {name: value for name, value in said.items() if value}


def _batches(readings: Iterable[Found], addresses: list[Address]) -> Iterator[list[_Item]]:
    """What is stored together: BATCH items, or fewer when they are large or come slowly, as pages do that are
    fetched. Addresses are set aside."""
    batch: list[_Item] = []
    size, until = 0, 0.0
    for item in readings:
        if isinstance(item, Address):
            if len(addresses) < _MOST_ADDRESSES:
                addresses.append(item)
            continue
        if not batch:
            size, until = 0, time.monotonic() + _BATCH_SECONDS
        batch.append(item)
        size += len(item.data)
        if len(batch) >= BATCH or size >= _BATCH_BYTES or time.monotonic() > until:
            yield batch
            batch = []
    if batch:
        yield batch


def _understood(run: _Run, batches: Iterable[list[_Item]]) -> Iterator[_Batch]:
    """The batches in their order, each after some of those to come have been handed to the pool."""
    ahead: deque[_Batch] = deque()
    for items in batches:
        ahead.append(_handed_over(run, items))
        while ahead and (len(ahead) > run.pool.size or ahead[0].is_understood):
            yield ahead.popleft()
    while ahead:
        yield ahead.popleft()


def _handed_over(run: _Run, items: list[_Item]) -> _Batch:
    """Give the pool what is new in ``items``: what is known need not be read again."""
    readings = [
        reading_of(item, run.options.field_map) if isinstance(item, RawDocument) else None for item in items
    ]
    identities = [_identity(run, item) for item in items]
    with run.database.read_session() as session:
        found = intake.known(session, identities)
    new = []
    for place, (item, identity, reading) in enumerate(zip(items, identities, readings, strict=True)):
        known = _known(found.get((identity.external_id, identity.sha256)))
        if isinstance(item, RawDocument) and not is_same(known, reading):
            new.append((place, item))
    understood: list[tuple[Sequence[int], Future[list[apart.Understood]]]] = []
    for first in range(0, len(new), _SHARE):
        share = new[first : first + _SHARE]
        places, given = [place for place, _ in share], [item for _, item in share]
        understood.append((places, run.pool.understand(given)))
    return _Batch(items, identities, readings, understood)


def _identity(run: _Run, item: _Item) -> Identity:
    """By what an item is known; of what is no document an identity that none has."""
    if not isinstance(item, RawDocument):
        return Identity("", documents.digest(item.data))
    # A file that is read again at its place is the same article. Elsewhere equal names mean nothing.
    file = item.origin if item.line is None and run.source in ("files", "watch") else None
    return Identity(item.external_id, documents.digest(item.data), file=file)


def _known(found: intake.KnownDocument | None) -> Known | None:
    return None if found is None else Known(found.article_id, found.reading, found.is_newest)


def _take_in(run: _Run, batch: _Batch) -> None:
    """Store a batch with its problems and the run's counts in one transaction."""
    understood: list[Prepared | Reject | None] = [None] * len(batch.items)
    for places, future in batch.understood:
        for place, result in zip(places, future.result(), strict=True):
            understood[place] = result
    identities = [
        replace(identity, url_key=found.values["url_key"]) if isinstance(found, Prepared) else identity
        for identity, found in zip(batch.identities, understood, strict=True)
    ]
    today = datetime.now(UTC).date()
    counts = replace(run.counts)
    with run.database.write_session() as session:
        taking = Intake(session, run.id, clock.now(), identities)
        for item, identity, reading, found in zip(
            batch.items, identities, batch.readings, understood, strict=True
        ):
            if isinstance(item, Original):
                _keep(taking, item, identity.sha256)
                continue
            counts.seen += 1
            decision = _decided(taking, item, identity, reading, found, today)
            _apply(session, run, taking, counts, item, identity, reading, decision)
        taking.flush()
        runs.save_counts(session, run.id, **asdict(counts))
    run.counts = counts


def _decided(
    taking: Intake,
    item: RawDocument | Unreadable,
    identity: Identity,
    reading: str | None,
    found: Prepared | Reject | None,
    today: date,
) -> Decision:
    if isinstance(item, Unreadable):
        return Reject(item.reason)
    existing = taking.existing(identity)
    return decide(
        found,
        # A record can stand twice in one batch, or another run may have been quicker.
        known=_known(taking.known(identity)),
        existing=None if existing is None else Existing(*existing),
        reading=reading,
        today=today,
    )


def _apply(
    session: Session,
    run: _Run,
    taking: Intake,
    counts: Counts,
    item: RawDocument | Unreadable,
    identity: Identity,
    reading: str | None,
    decision: Decision,
) -> None:
    if isinstance(decision, Same):
        counts.same += 1
        return
    if isinstance(decision, Reject):
        counts.rejected += 1
        counts.problems += 1
        taking.problem(
            file=item.origin,
            line=decision.line if item.line is None else item.line,
            reason=decision.reason,
            article_id=None,
            document_id=_keep(taking, item, identity.sha256) if item.data else None,
        )
        return
    prepared = decision.prepared
    document_id = _keep(taking, item, identity.sha256, prepared.data)
    about: dict[str, Any] = {
        "outlet_id": _outlet(session, run, prepared.outlet),
        "reading": reading,
        "marks": prepared.marks,
    }
    match decision:
        case Store():
            article_id = taking.add(
                identity, prepared.values, document_id=document_id, stems=prepared.stems, **about
            )
            counts.stored += 1
        case Change(article_id):
            taking.change(article_id, identity, prepared.values, document_id=document_id, **about)
            counts.changed += 1
        case Renew(article_id):
            taking.renew(article_id, identity, prepared.values, **about)
            counts.changed += 1
    counts.problems += len(prepared.doubts)
    for doubt in prepared.doubts:
        taking.problem(
            file=item.origin, line=item.line, reason=doubt, article_id=article_id, document_id=None
        )


def _keep(taking: Intake, item: _Item, sha256: str, packed: bytes | None = None) -> int:
    return taking.keep(
        sha256,
        pack(item.data) if packed is None else packed,
        size=len(item.data),
        media_type="application/octet-stream" if isinstance(item, Unreadable) else item.media_type,
        origin=item.origin,
        container=item.container if isinstance(item, RawDocument) else None,
    )


def _outlet(session: Session, run: _Run, outlet: tuple[str, str | None] | None) -> int | None:
    if outlet is None:
        return None
    if outlet not in run.outlet_ids:
        run.outlet_ids[outlet] = outlets.ensure(session, *outlet)
    return run.outlet_ids[outlet]
