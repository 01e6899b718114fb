"""A poll of feeds as an import."""

from collections.abc import Callable

from app.config import Settings
from app.database import Database
from app.errors import NotFoundError
from app.fetch.politeness import polite_client
from app.ingest.feeds import poll
from app.ingest.run import Counts
from app.records import FeedRecord
from app.store import feeds, imports
from app.web.background.job_folders import Job


def take_in_feeds(
    database: Database,
    settings: Settings,
    job: Job,
    *,
    too_often: bool,
    started: Callable[[int], None],
    stopped: Callable[[], bool],
) -> bool:
    """Poll the feeds of an order, those that are followed still. Whether all of them were asked.

    ``too_often`` says that it has ended the server before: then it is left to the next poll.
    """
    order = job.order
    listed: list[FeedRecord] = []
    with database.read_session() as session:
        for number in order.feeds:
            try:
                listed.append(feeds.feed(session, number))
            except NotFoundError:
                continue
    if too_often or not listed:
        return True

    def progress(counts: Counts) -> None:
        job.done = counts.seen

    report = poll(
        database, polite_client(settings), only=listed, progress=progress, started=started, stopped=stopped
    ).run
    if report is None:
        return True
    if order.unasked:
        with database.write_session() as session:
            imports.forget_empty(session, report.run.id)
    return report.run.status == "finished"
