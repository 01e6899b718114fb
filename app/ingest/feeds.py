"""Feeds as inputs of a run: asked when they are due, the pages of their new entries fetched once.

What a poll found is written down after its run has stored the articles: a poll that is killed in between
has stored some of them, and the next one finds them there and takes in the rest.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from app import clock
from app.database import Database
from app.errors import FetchError, NotFoundError, StatusError, UnreadableInputError
from app.fetch.client import Answer
from app.fetch.many import Wanted, fetch_many
from app.fetch.politeness import PoliteClient
from app.ingest import apart
from app.ingest.feed_document import About, about, breaks_off, feed_links, is_feed, max_age_minutes
from app.ingest.feed_entries import Entry, entries_of
from app.ingest.feed_schedule import next_after_failure, next_after_success
from app.ingest.readers import format_of
from app.ingest.readers.base import (
    MAX_FILE_BYTES,
    Address,
    Original,
    ReadOptions,
    Source,
    Unreadable,
    shown,
)
from app.ingest.reading import Inputs
from app.ingest.run import Counts, RunReport, ingest
from app.ingest.web_pages import limit_of, source_of, why_missing
from app.records import FeedItemRecord, FeedRecord, RawDocument
from app.store import feeds

ATTEMPTS = 3
"""Polls in which the page of an entry is tried."""
MOST_NEW = 200
"""New entries of a feed that one poll takes up; the next ones take up the rest."""
_CANDIDATES = 3
_MOST_NAMES = 20
_NO_FEED = "what stands there is no feed (RSS, Atom, RDF or JSON Feed)"

_Input = Source | RawDocument | Unreadable | Original


@dataclass(slots=True)
class FeedResult:
    """What came of one feed in a poll. ``reason`` is why it failed; ``new`` counts entries taken up."""

    feed: FeedRecord
    entries: int = 0
    new: int = 0
    unchanged: bool = False
    reason: str | None = None
    paused: bool = False
    wait: float | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    moved: str | None = None
    about: About = field(default_factory=About)
    items: list[FeedItemRecord] = field(default_factory=list)
    pending: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class PollReport:
    """The run of a poll, None when no feed was due, and what came of each feed."""

    run: RunReport | None
    feeds: tuple[FeedResult, ...]


@dataclass(slots=True)
class _Page:
    """An entry whose page is wanted."""

    result: FeedResult
    entry: Entry
    attempts: int
    original: list[Original]


def _own(entry: Entry, original: list[Original], doubt: str | None = None) -> Iterator[_Input]:
    """What the feed holds of ``entry``, after the feed's own bytes the first time."""
    (own,) = entry.own
    if isinstance(own, RawDocument):
        yield from original
        original.clear()
        own = own.model_copy(update={"doubt": doubt})
    yield own


def subscribe(
    database: Database, client: PoliteClient, url: str, *, title: str = "", folder: str | None = None
) -> tuple[FeedRecord, bool]:
    """Poll the feed at ``url``, or the first one that the page there names; and whether it is a new one.

    Raises FetchError when it cannot be had, NotFoundError when there is no feed.
    """
    answer = client.get(url, limit=limit_of)
    if not is_feed(answer.body):
        answer = _discovered(client, answer)
    says = about(answer.body, answer.url)
    # The address that a person can rely on: a temporary redirect may lead elsewhere tomorrow.
    kept = answer.moved or (url.strip() if answer.url == url.strip() else answer.url)
    with database.write_session() as session:
        number = feeds.add(
            session, kept, title=title or says.title, site_url=says.site_url, folder=folder, now=clock.now()
        )
        return feeds.feed(session, number) if number else feeds.resolve(session, kept), number is not None


def _discovered(client: PoliteClient, page: Answer) -> Answer:
    """The first feed that ``page`` names."""
    for link in feed_links(page.body, page.url)[:_CANDIDATES]:
        try:
            answer = client.get(link, limit=MAX_FILE_BYTES)
        except FetchError:
            continue
        if is_feed(answer.body):
            return answer
    raise NotFoundError(f"{page.url}: {_NO_FEED}, and no page that names one.")


def import_list(
    database: Database, client: PoliteClient, file: Path | Source
) -> tuple[int, int, list[Unreadable]]:
    """Poll every feed that ``file`` names (OPML, or a list of addresses): how many are new, how many were
    known, and what could not be used. Nothing is asked of the web."""
    found = list(Inputs([file], ReadOptions(), apart.shared().read))
    problems = [item for item in found if isinstance(item, Unreadable)]
    named = [item for item in found if isinstance(item, Address)]
    # A bare list does not say of what its addresses are.
    wanted = [address for address in named if address.is_feed] or named
    if not wanted and not problems:
        origin = shown(file) if isinstance(file, Path) else file.origin
        problems.append(Unreadable(origin, None, "it names no feeds"))
    added = known = 0
    with database.write_session() as session:
        for address in wanted:
            try:
                client.host_of(address.url)
            except FetchError as error:
                problems.append(Unreadable(address.origin, address.line, f"{address.url}: {error.reason}"))
                continue
            title = address.title if address.is_feed else None
            number = feeds.add(
                session, address.url, title=title or "", folder=address.folder, now=clock.now()
            )
            added, known = (added + 1, known) if number else (added, known + 1)
    return added, known, problems


def poll(
    database: Database,
    client: PoliteClient,
    *,
    only: Sequence[FeedRecord] | None = None,
    progress: Callable[[Counts], None] | None = None,
    started: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    fetched: Callable[[str], None] | None = None,
    chance: Callable[[], float] = random.random,
) -> PollReport:
    """Ask the feeds that are due, or those given whether they are due or not, and take in their new entries.

    Of each new entry the page is fetched; where that fails the entry's own text is taken in with the reason
    as a problem, and the page is tried again in the next polls, ATTEMPTS times in all. One run for all.
    ``fetched`` is called with each address that was tried; ``chance`` spreads the times at which failed feeds
    are asked again.
    """
    if only is None:
        with database.read_session() as session:
            only = feeds.due(session, clock.now())
    if not only:
        return PollReport(None, ())
    results = [FeedResult(feed) for feed in only]
    report = ingest(
        database,
        _inputs(database, client, results, stopped, fetched),
        progress=progress,
        source="feeds",
        names=[result.feed.url for result in results][:_MOST_NAMES],
        started=started,
        stopped=stopped,
    )
    # A run that was stopped may not have stored what it was given.
    done = [
        result for result in results if result.asked and (report.run.status == "finished" or result.reason)
    ]
    with database.write_session() as session:
        for result in done:
            try:
                _write_down(session, result, chance())
            except NotFoundError:
                continue  # removed meanwhile
    return PollReport(report, tuple(results))


def _write_down(session: Session, result: FeedResult, chance: float) -> None:
    feed, now = result.feed, datetime.now(UTC)
    feeds.save_items(session, feed.id, result.items, _text(now))
    if result.reason is not None:
        due = next_after_failure(now, feed.failures + 1, chance, result.wait)
        feeds.failed(
            session, feed.id, now=_text(now), due_at=_text(due), reason=result.reason, paused=result.paused
        )
        return
    headers = result.answer_headers
    stated = [result.about.minutes, max_age_minutes(headers)]
    due = next_after_success(now, max((minutes for minutes in stated if minutes), default=None))
    # While entries wait for another try the feed must be sent again, changed or not.
    unchanged = result.unchanged
    feeds.polled(
        session,
        feed.id,
        now=_text(now),
        due_at=_text(due),
        etag=None if result.pending else headers.get("etag", feed.etag if unchanged else None),
        last_modified=(
            None
            if result.pending
            else headers.get("last-modified", feed.last_modified if unchanged else None)
        ),
        url=result.moved,
        title=result.about.title,
        site_url=result.about.site_url,
    )


def _inputs(
    database: Database,
    client: PoliteClient,
    results: Sequence[FeedResult],
    stopped: Callable[[], bool] | None,
    fetched: Callable[[str], None] | None,
) -> Iterator[_Input]:
    """Everything that the feeds bring, as it comes. Fills in ``results``."""
    to_ask = deque(results)
    pages: deque[_Page] = deque()

    def next_one() -> Wanted[FeedResult | _Page] | None:
        # Pages first: each feed that is asked may bring many more of them.
        if pages:
            page = pages.popleft()
            return Wanted(page.entry.url or "", limit_of, page)
        if to_ask:
            result = to_ask.popleft()
            return Wanted(result.feed.url, MAX_FILE_BYTES, result, _conditions(result.feed))
        return None

    for wanted, outcome in fetch_many(client, next_one, stopped):
        if fetched is not None:
            fetched(wanted.url)
        if isinstance(wanted.about, _Page):
            yield from _page_inputs(wanted.about, outcome)
        elif isinstance(outcome, FetchError):
            _failed(wanted.about, outcome)
        else:
            yield from _feed_inputs(database, wanted.about, outcome, pages)


def _conditions(feed: FeedRecord) -> dict[str, str]:
    asked = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in asked.items() if value and _is_sound(value)}


def _is_sound(value: str) -> bool:
    return len(value) <= 1_000 and value.isascii() and value.isprintable()


def _failed(result: FeedResult, error: FetchError) -> None:
    result.asked = True
    result.reason = why_missing(result.feed.url, error)
    if isinstance(error, StatusError):
        result.wait = error.wait
        if error.status == 410:
            # Gone for good, the server says: it is not to be asked again.
            result.paused = True
            result.reason += "; it is paused"


def _feed_inputs(
    database: Database, result: FeedResult, answer: Answer, pages: deque[_Page]
) -> Iterator[_Input]:
    """The entries of a feed: those without a page at once, those with one into ``pages``."""
    result.asked = True
    result.answer_headers = dict(answer.headers)
    result.moved = answer.moved
    if answer.status == 304:
        result.unchanged = True
        return
    source = source_of(answer)
    try:
        listed = format_of(source) if is_feed(answer.body) else None
        if listed is None:
            raise UnreadableInputError(_NO_FEED)
        original, entries, faults = entries_of(apart.shared().read(listed, source, ReadOptions()))
        if not entries and not faults and breaks_off(answer.body):
            raise UnreadableInputError("the feed breaks off before its first entry: its end is missing")
    except UnreadableInputError as error:
        result.reason = error.reason
        return
    result.about = about(answer.body, answer.url)
    result.entries = len(entries)
    with database.read_session() as session:
        keys = [entry.key for entry in entries] + [fault.key for fault in faults]
        known = feeds.items(session, result.feed.id, keys)
    for fault in faults:
        if fault.key not in known:
            result.items.append(FeedItemRecord(key=fault.key, taken=True, reason=fault.unreadable.reason))
            yield fault.unreadable
    for entry in entries:
        before = known.get(entry.key, FeedItemRecord(key=entry.key))
        if before.taken or before.attempts >= ATTEMPTS:
            continue
        if result.new >= MOST_NEW:
            result.pending = True
            break
        result.new += 1
        if entry.url is None:
            result.items.append(FeedItemRecord(key=entry.key, attempts=1, taken=True))
            yield from _own(entry, original)
        else:
            pages.append(_Page(result, entry, before.attempts, original))


def _page_inputs(page: _Page, outcome: Answer | FetchError) -> Iterator[_Input]:
    """The page of an entry; or, when it cannot be had for the first time, the entry's own text."""
    entry, attempts = page.entry, page.attempts + 1
    if not isinstance(outcome, FetchError):
        page.result.items.append(FeedItemRecord(key=entry.key, attempts=attempts, taken=True))
        yield source_of(outcome, entry.offered)
        return
    reason = why_missing(entry.url or "", outcome)
    over = not outcome.transient or attempts >= ATTEMPTS
    page.result.pending = page.result.pending or not over
    page.result.items.append(FeedItemRecord(key=entry.key, attempts=attempts, taken=over, reason=reason))
    if isinstance(entry.own[0], RawDocument):
        if page.attempts == 0:
            yield from _own(entry, page.original, f"{reason}; this is what its feed says")
    elif over:
        yield Unreadable(entry.url or "", None, reason)


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
