"""What an import reads: from its order to the inputs of an ingest run, and what is written down after it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app import clock
from app.config import Settings
from app.database import Database
from app.fetch.politeness import PoliteClient, polite_client
from app.ingest.metadata_file import is_metadata_name
from app.ingest.readers import format_of
from app.ingest.readers.base import MAX_FILE_BYTES, Address, ReadOptions, Source, Unreadable
from app.ingest.reading import Found
from app.ingest.retry import Again, options_of
from app.ingest.run import ingest
from app.ingest.web_pages import fetch_sources
from app.store import imports, runs
from app.web.background.job_folders import FILES, Job
from app.web.background.job_polls import take_in_feeds

THE_FORM = "the form"
"""Where a reader is told that a person's own words come from."""

_Input = Path | Source | Found


class _Inputs:
    """The inputs of a job, one after the other, counted in the job; none more once it is stopped."""

    def __init__(self, job: Job, inputs: Iterable[_Input], stopped: Callable[[], bool]) -> None:
        self.is_whole = False
        self._job = job
        self._inputs = inputs
        self._stopped = stopped

    def __iter__(self) -> Iterator[_Input]:
        for item in self._inputs:
            if self._stopped():
                return
            yield item
            self._job.done += 1
        self.is_whole = not self._stopped()


def take_in(
    database: Database,
    settings: Settings,
    job: Job,
    *,
    too_often: bool,
    started: Callable[[int], None],
    stopped: Callable[[], bool],
) -> bool:
    """Ingest what a job's order names. Whether all of it was read.

    ``too_often`` says that it has ended the server before: then each of its inputs becomes a problem.
    """
    order = job.order
    if order.source == "feeds":
        return take_in_feeds(database, settings, job, too_often=too_often, started=started, stopped=stopped)
    options, again = ReadOptions(), None
    if order.run_id is not None:
        with database.read_session() as session:
            options = options_of(runs.run(session, order.run_id).options)
        again = Again(database, order.problems)
    client = polite_client(settings)
    if too_often:
        listed: Iterable[_Input] = [_given_up(name) for name in order.names]
    elif again is not None:
        listed = _retried(again, client, stopped)
    elif order.addresses:
        addresses = [Address(url, THE_FORM, line) for line, url in enumerate(order.addresses, 1)]
        listed = fetch_sources(client, addresses, stopped=stopped)
    else:
        listed = _files(job)
    job.done = 0
    job.total = len(order.problems or order.addresses or order.files)
    inputs = _Inputs(job, listed, stopped)

    def begun(run_id: int) -> None:
        if order.stated:
            with database.write_session() as session:
                imports.add_options(session, run_id, {"stated": order.stated})
        started(run_id)

    report = ingest(
        database, inputs, options, source=order.source, names=order.names, started=begun, stopped=stopped
    )
    _keep_refused(database, job, report.run.id)
    job.pages = tuple(dict.fromkeys(found.url for found in report.addresses if not found.is_feed))
    job.named_feeds = sum(found.is_feed for found in report.addresses)
    job.named_pages = len(report.addresses) - job.named_feeds
    job.passed_over += report.passed_over
    is_whole = inputs.is_whole and report.run.status == "finished"
    with database.write_session() as session:
        if not is_whole and report.run.status == "finished":
            # the inputs ended early, which the run takes for their end
            runs.finish(session, report.run.id, "stopped", clock.now(), copies=report.run.copies)
        if again is not None and is_whole and order.run_id is not None:
            imports.set_status(session, order.run_id, again.tried, "retried", where="open")
            imports.set_status_of_files(session, order.run_id, again.files, "retried", where="open")
    return is_whole


def _files(job: Job) -> Iterator[_Input]:
    """The files that came in. In folders those of unknown formats are passed over, as on the command line."""
    order = job.order
    # what describes the other files comes before them
    for file in sorted(order.files, key=lambda file: not is_metadata_name(file.name.rpartition("/")[2])):
        source = Source(
            name=file.name.rpartition("/")[2],
            origin=file.name,
            path=job.folder / FILES / file.place,
            url=(order.stated or {}).get("url"),
            stated=order.stated,
            stated_in=THE_FORM if order.stated else None,
        )
        try:
            known = "/" not in file.name or format_of(source) is not None
        except OSError:
            known = True
        if known:
            yield source
        else:
            job.passed_over += 1


def _keep_refused(database: Database, job: Job, run_id: int) -> None:
    """Keep the files that no reader could make anything of: what came in is removed after the run."""
    places = {file.name: job.folder / FILES / file.place for file in job.order.files}
    if not places:
        return
    with database.read_session() as session:
        refused = imports.without_bytes(session, run_id)
    for number, name in refused:
        path = places.get(name)
        if path is not None and 0 < path.stat().st_size <= MAX_FILE_BYTES:
            with database.write_session() as session:
                imports.keep_bytes(session, number, path.read_bytes())


def _retried(again: Again, client: PoliteClient, stopped: Callable[[], bool]) -> Iterator[_Input]:
    yield from again
    if again.addresses and not stopped():
        yield from fetch_sources(client, again.addresses, stopped=stopped)


def _given_up(name: str) -> Unreadable:
    reason = "reading it ended the server several times, so it was not tried again"
    return Unreadable(name, None, reason)
