"""Feeds in the database: what is due, what failed, what was shown."""

import pytest

from app.database import Database
from app.errors import NotFoundError
from app.records import FeedItemRecord
from app.store import feeds, removals
from app.store.undo import undo

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


def test_a_feed_that_is_removed_comes_back_with_all_it_has_shown(database: Database) -> None:
    now = "2025-03-01T10:00:00+00:00"
    number = added(database)
    with database.write_session() as session:
        feeds.save_items(session, number, [FeedItemRecord(key="a", taken=True)], now)
        feeds.failed(session, number, now=now, due_at=now, reason="x")
        before, log = feeds.feed(session, number), feeds.failures(session, number)
        removed = feeds.remove(session, number, now)
        assert feeds.feeds(session) == []
        assert feeds.failures(session, number) == []
        assert feeds.items(session, number, ["a"]) == {}
        with pytest.raises(NotFoundError):
            feeds.remove(session, number, now)
    # its number may be given again
    with database.write_session() as session:
        other = feeds.add(session, "https://other.example/feed", now=now)
        assert other == number
        kind, name = undo(session, removed.id, now)
        back = feeds.feed(session, int(name))
        assert kind == "feed"
        assert back.model_copy(update={"id": number}) == before
        assert [one.reason for one in feeds.failures(session, back.id)] == [one.reason for one in log]
        assert feeds.items(session, back.id, ["a"])["a"].taken
        # one that is followed again meanwhile stays in its place
        removed = feeds.remove(session, back.id, now)
        again = feeds.add(session, before.url, now=now)
        assert undo(session, removed.id, now) == ("feed", str(again))
        with pytest.raises(NotFoundError):
            undo(session, removed.id, now)


def test_what_is_removed_is_kept_for_a_month(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first, last, late = (f"2025-{day}T10:00:00+00:00" for day in ("03-01", "03-30", "03-31"))
    monkeypatch.setattr(removals, "MOST", 2)
    with database.write_session() as session:
        numbers = [
            removals.keep(session, "feed", str(n), f"Feed {n}", {}, first if n < 4 else last).id
            for n in range(1, 5)
        ]
        assert [one.id for one in removals.removals(session, last)] == numbers[:1:-1], "the newest two"
        assert [one.id for one in removals.removals(session, late)] == numbers[3:]
        with pytest.raises(NotFoundError):
            removals.take(session, numbers[2], late)
        removals.forget_old(session, late)
        assert [one.id for one in removals.removals(session, last)] == numbers[3:]
