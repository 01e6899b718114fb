"""Feeds in the database: what is due, what failed, what was shown."""

import pytest

from app.database import Database
from app.errors import NotFoundError
from app.records import FeedItemRecord
from app.store import feeds

URL = "https://paper.example/feed"


def added(database: Database, url: str = URL, **more: str) -> int:
    with database.write_session() as session:
        number = feeds.add(session, url, now="2025-05-07T08:00:00+00:00", **more)
    assert number is not None
    return number


def test_a_feed_is_added_once_and_found_by_number_and_address(database: Database) -> None:
    number = added(database, title="Paper", folder="News")
    with database.write_session() as session:
        assert feeds.add(session, URL, now="2026") is None
        assert (
            feeds.resolve(session, str(number)) == feeds.resolve(session, URL) == feeds.feed(session, number)
        )
        assert [feed.title for feed in feeds.feeds(session)] == ["Paper"]
        for name in ("99", "https://other.example/", "", "9" * 30, "x" * 10_000, "²"):
            with pytest.raises(NotFoundError):
                feeds.resolve(session, name)


def test_feeds_are_due_when_their_time_has_come_and_they_are_not_paused(database: Database) -> None:
    never, later, paused = (added(database, f"{URL}/{number}") for number in range(3))
    with database.write_session() as session:
        feeds.failed(session, later, now="2025-05-07T08:00", due_at="2025-05-07T09:00", reason="x")
        feeds.pause(session, paused, paused=True)
    with database.write_session() as session:
        assert [feed.id for feed in feeds.due(session, "2025-05-07T08:30")] == [never]
        assert [feed.id for feed in feeds.due(session, "2025-05-07T09:00")] == [never, later]
        feeds.pause(session, later, paused=False)
        assert feeds.feed(session, later).failures == 0


def test_the_log_of_failures_is_bounded_for_each_feed(database: Database) -> None:
    first, second = added(database), added(database, f"{URL}/2")
    with database.write_session() as session:
        feeds.failed(session, second, now="2025", due_at="2025", reason="of the second")
        for number in range(60):
            feeds.failed(session, first, now=f"{number}", due_at="x", reason=f"reason {number}")
        kept = [failure.reason for failure in feeds.failures(session, first)]
        assert kept == [f"reason {number}" for number in range(59, 39, -1)]
        assert len(feeds.failures(session, second)) == 1
        assert feeds.feed(session, first).last_failure == "reason 59"


def test_a_feed_moves_unless_another_is_there(database: Database) -> None:
    first, second = added(database), added(database, f"{URL}/2")
    with database.write_session() as session:
        for number, url in ((first, f"{URL}/2"), (second, f"{URL}/3")):
            feeds.polled(
                session,
                number,
                now="2025",
                due_at="2025",
                etag=None,
                last_modified=None,
                url=url,
                title="New",
            )
        assert [feeds.feed(session, number).url for number in (first, second)] == [URL, f"{URL}/3"]
        assert feeds.feed(session, first).title == "New"


def test_entries_are_remembered_and_brought_up_to_date(database: Database) -> None:
    number = added(database)
    shown = [FeedItemRecord(key=f"entry {place}", attempts=1) for place in range(1_200)]
    with database.write_session() as session:
        feeds.save_items(session, number, shown, "2025")
        feeds.save_items(session, number, [FeedItemRecord(key="entry 7", attempts=2, taken=True)], "2026")
        feeds.save_items(session, number, [], "2026")
        known = feeds.items(session, number, [*(item.key for item in shown), "never shown"])
        assert len(known) == 1_200
        assert (known["entry 7"].attempts, known["entry 7"].taken) == (2, True)
        assert feeds.feed(session, number).articles_taken == 1


def test_a_feed_that_is_removed_is_forgotten(database: Database) -> None:
    number = added(database)
    with database.write_session() as session:
        feeds.save_items(session, number, [FeedItemRecord(key="a")], "2025")
        feeds.failed(session, number, now="2025", due_at="2025", reason="x")
        feeds.remove(session, number)
        assert feeds.feeds(session) == []
        assert feeds.failures(session, number) == []
        assert feeds.items(session, number, ["a"]) == {}
        with pytest.raises(NotFoundError):
            feeds.remove(session, number)
