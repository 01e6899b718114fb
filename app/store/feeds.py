"""Feeds: which are polled, when, what came of it, and which entries they have shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import Feed, FeedFailure, FeedItem
from app.records import FeedFailureRecord, FeedItemRecord, FeedRecord
from app.store import removals
from app.store.removals import RemovalRecord

MOST_FAILURES = 20
"""Failures kept of each feed, the newest."""
_KEYS_A_QUERY = 500
# what goes with a feed that is removed, and comes back with it
_WITH_IT: dict[str, type[FeedFailure] | type[FeedItem]] = {"failures": FeedFailure, "items": FeedItem}


def add(
    session: Session,
    url: str,
    *,
    title: str = "",
    site_url: str | None = None,
    folder: str | None = None,
    now: str,
) -> int | None:
    """Poll ``url`` from now on: the new feed's id, or None when it is polled already."""
    if session.exec(select(Feed.id).where(Feed.url == url)).first() is not None:
        return None
    row = Feed(url=url, title=title, site_url=site_url, folder=folder, added_at=now)
    session.add(row)
    session.flush()
    return row.id


def feeds(session: Session) -> list[FeedRecord]:
    """All feeds, by folder and title."""
    rows = session.exec(select(Feed).order_by(col(Feed.folder).nulls_first(), col(Feed.title), col(Feed.id)))
    return _records(session, rows.all())


def feed(session: Session, feed_id: int) -> FeedRecord:
    """A feed. Raises NotFoundError."""
    return _records(session, [_row(session, feed_id)])[0]


def resolve(session: Session, name: str) -> FeedRecord:
    """The feed with this number or address. Raises NotFoundError."""
    is_number = name.isascii() and name.isdigit() and len(name) <= 18
    known = col(Feed.id) == int(name) if is_number else col(Feed.url) == name
    row = session.exec(select(Feed).where(known)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no feed {name[:200]}.")
    return _records(session, [row])[0]


def due(session: Session, now: str) -> list[FeedRecord]:
    """The feeds to be polled at ``now``, those that waited longest first.

    One that was polled later than ``now`` is among them: the clock was wrong then, and so is the time at
    which it was to be asked again.
    """
    rows = session.exec(
        select(Feed)
        .where(
            col(Feed.paused).is_(False),
            or_(col(Feed.due_at).is_(None), col(Feed.due_at) <= now, col(Feed.polled_at) > now),
        )
        .order_by(col(Feed.polled_at).nulls_first(), col(Feed.id))
    )
    return _records(session, rows.all())


def last_polled(session: Session) -> float | None:
    """When a feed was asked last, in seconds since 1970; None when none was."""
    last = session.exec(select(func.max(Feed.polled_at))).one()
    return None if last is None else datetime.fromisoformat(last).timestamp()


def remove(session: Session, feed_id: int, now: str) -> RemovalRecord:
    """Poll a feed no longer; articles that came by it stay. It can be undone. Raises NotFoundError."""
    row = _row(session, feed_id)
    kept: dict[str, Any] = {"feed": row.model_dump()}
    for name, kind in _WITH_IT.items():
        listed = session.exec(select(kind).where(col(kind.feed_id) == feed_id)).all()
        kept[name] = [one.model_dump() for one in listed]
        session.execute(delete(kind).where(col(kind.feed_id) == feed_id))
    session.delete(row)
    session.flush()
    return removals.keep(session, "feed", str(feed_id), row.title or row.url, kept, now)


def restore(session: Session, kept: dict[str, Any]) -> str:
    """Bring back what ``remove`` kept; its number, the one it had unless that was given again. One of this
    address that was followed since stays in its place."""
    known = session.exec(select(Feed.id).where(Feed.url == kept["feed"]["url"])).first()
    if known is not None:
        return str(known)
    row = removals.put_back(session, Feed(**kept["feed"]))
    for name, kind in _WITH_IT.items():
        # a failure gets a new number: its own may be another's by now
        listed = [one | {"feed_id": row.id} for one in kept[name]]
        session.add_all(kind(**{key: one[key] for key in one if key != "id"}) for one in listed)
    session.flush()
    return str(row.id)


def pause(session: Session, feed_id: int, *, paused: bool) -> None:
    """Leave a feed alone, or poll it again. Raises NotFoundError."""
    row = _row(session, feed_id)
    row.paused = paused
    if not paused:
        row.due_at, row.failures = None, 0
    session.add(row)


def polled(
    session: Session,
    feed_id: int,
    *,
    now: str,
    due_at: str,
    etag: str | None,
    last_modified: str | None,
    url: str | None = None,
    title: str | None = None,
    site_url: str | None = None,
) -> None:
    """Write down a poll that succeeded. ``url`` is where the feed has moved to for good; it is kept unless
    another feed has it already. A title that is known stays. Raises NotFoundError."""
    row = _row(session, feed_id)
    row.polled_at, row.due_at, row.failures = now, due_at, 0
    row.etag, row.last_modified = etag, last_modified
    row.title = row.title or title or ""
    row.site_url = site_url or row.site_url
    if url is not None and session.exec(select(Feed.id).where(Feed.url == url)).first() is None:
        row.url = url
    session.add(row)


def failed(
    session: Session, feed_id: int, *, now: str, due_at: str, reason: str, paused: bool = False
) -> None:
    """Write down a poll that did not succeed; ``paused`` leaves the feed alone from now on. The newest
    MOST_FAILURES failures of a feed are kept. Raises NotFoundError."""
    row = _row(session, feed_id)
    row.polled_at, row.due_at = now, due_at
    row.failures += 1
    row.paused = row.paused or paused
    session.add(row)
    session.add(FeedFailure(feed_id=feed_id, at=now, reason=reason))
    session.flush()
    kept = (
        select(FeedFailure.id)
        .where(FeedFailure.feed_id == feed_id)
        .order_by(col(FeedFailure.id).desc())
        .limit(MOST_FAILURES)
    )
    session.execute(
        delete(FeedFailure).where(col(FeedFailure.feed_id) == feed_id, col(FeedFailure.id).not_in(kept))
    )


def failures(session: Session, feed_id: int) -> list[FeedFailureRecord]:
    """The failures kept of a feed, the newest first."""
    rows = session.exec(
        select(FeedFailure).where(FeedFailure.feed_id == feed_id).order_by(col(FeedFailure.id).desc())
    )
    return [FeedFailureRecord.model_validate(row.model_dump()) for row in rows]


def items(session: Session, feed_id: int, keys: Sequence[str]) -> dict[str, FeedItemRecord]:
    """Those of the entries ``keys`` that the feed has shown before."""
    found: dict[str, FeedItemRecord] = {}
    for start in range(0, len(keys), _KEYS_A_QUERY):
        some = keys[start : start + _KEYS_A_QUERY]
        rows = session.exec(select(FeedItem).where(FeedItem.feed_id == feed_id, col(FeedItem.key).in_(some)))
        for row in rows:
            found[row.key] = FeedItemRecord(
                key=row.key, attempts=row.attempts, taken=row.taken, reason=row.reason
            )
    return found


def save_items(session: Session, feed_id: int, shown: Iterable[FeedItemRecord], now: str) -> None:
    """Write down what became of entries, in place of what was known of them."""
    rows: list[dict[str, Any]] = [{**item.model_dump(), "feed_id": feed_id, "seen_at": now} for item in shown]
    if not rows:
        return
    new = insert(FeedItem)
    later = {name: new.excluded[name] for name in ("attempts", "taken", "reason")}
    session.execute(new.on_conflict_do_update(index_elements=["feed_id", "key"], set_=later), rows)


def _records(session: Session, rows: Sequence[Feed]) -> list[FeedRecord]:
    taken = dict(
        session.execute(
            select(FeedItem.feed_id, func.count()).where(col(FeedItem.taken)).group_by(col(FeedItem.feed_id))
        ).all()
    )
    # What a poll shows for the first time bears the time of that poll.
    is_new = (FeedItem.feed_id == Feed.id, FeedItem.seen_at == Feed.polled_at, col(FeedItem.taken))
    new = dict(
        session.execute(
            select(FeedItem.feed_id, func.count()).where(*is_new).group_by(col(FeedItem.feed_id))
        ).all()
    )
    newest = select(func.max(FeedFailure.id)).group_by(col(FeedFailure.feed_id))
    last = dict(
        session.execute(
            select(FeedFailure.feed_id, FeedFailure.reason).where(col(FeedFailure.id).in_(newest))
        ).all()
    )
    return [
        FeedRecord(
            **row.model_dump(),
            articles_taken=taken.get(row.id, 0),
            new_articles=new.get(row.id, 0),
            last_failure=last.get(row.id) if row.failures else None,
        )
        for row in rows
    ]


def _row(session: Session, feed_id: int) -> Feed:
    row = session.get(Feed, feed_id) if 0 <= feed_id < 2**63 else None
    if row is None:
        raise NotFoundError(f"There is no feed {feed_id}.")
    return row
