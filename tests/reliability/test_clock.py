"""A clock that is put back by a year or forward by ten: what it told before must not count for ever."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import Settings
from app.database import Database
from app.store import feeds, imports, runs
from app.web.auth import sessions
from app.web.auth.sessions import Sessions
from app.web.background import job_folders
from app.web.background.job_folders import JobFolders, Order
from app.web.background.jobs import Jobs
from app.web.background.poller import Poller

pytestmark = pytest.mark.reliability

TRUE = datetime(2026, 5, 1, 12, tzinfo=UTC)
JUMPS = [timedelta(days=-365), timedelta(days=3653)]


class Clock:
    """The time that is told."""

    def __init__(self) -> None:
        self.now = TRUE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def text_of(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@pytest.mark.parametrize("jump", JUMPS)
def test_a_feed_is_asked_again_after_the_clock_was_put_right(
    database: Database, tmp_path: Path, clock: Clock, jump: timedelta
) -> None:
    poller = Poller(database, Jobs(database, Settings(data=tmp_path)), 30, clock)
    with database.write_session() as session:
        fine, failing = (
            feeds.add(session, f"https://{name}.example/feed", title="", folder=None, now=text_of(TRUE))
            for name in ("fine", "failing")
        )
    for moment in (TRUE, TRUE + jump, TRUE + timedelta(hours=1)):
        clock.now = moment
        # whatever was written down at another time, both are asked once
        assert {feed.id for feed in poller.wanted()} == {fine, failing}, moment
        later = text_of(moment + timedelta(minutes=20))
        with database.write_session() as session:
            feeds.polled(session, fine, now=text_of(moment), due_at=later, etag=None, last_modified=None)
            feeds.failed(session, failing, now=text_of(moment), due_at=later, reason="no answer")
        assert poller.wanted() == []
        with database.read_session() as session:
            assert feeds.due(session, text_of(moment)) == []


@pytest.mark.parametrize("jump", JUMPS)
def test_a_sign_in_of_a_wrong_clock_does_not_last_and_locks_nobody_out(
    database: Database, clock: Clock, jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_now", clock)
    signed_in = Sessions(b"key")

    def is_open(token: str) -> bool:
        return signed_in.is_open(database, token)

    before = signed_in.begin(database, None)
    assert is_open(before)
    clock.now = TRUE + jump
    # made in what is now the future, or long over
    assert not is_open(before)
    wrong = signed_in.begin(database, before)
    assert is_open(wrong)
    clock.now = TRUE
    assert not is_open(wrong)
    right = signed_in.begin(database, wrong)
    # a clock that is set by a few minutes asks nobody to sign in again
    clock.now = TRUE - timedelta(minutes=5)
    assert is_open(right)


def test_imports_keep_their_order_when_the_clock_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = JobFolders(tmp_path / "uploads")
    told = iter((TRUE, *(TRUE + jump for jump in JUMPS), TRUE))
    monkeypatch.setattr(job_folders.time, "time_ns", lambda: int(next(told).timestamp() * 1e9))
    made = [folders.make() for _ in range(4)]
    for folder in made:
        job_folders.write(folder, Order(source="upload", names=(folder.name,)))
    assert [folder for folder, _ in folders.ordered()] == made


def test_runs_that_end_before_they_began_are_in_order(database: Database) -> None:
    moments = (TRUE, TRUE - timedelta(days=365), TRUE + timedelta(days=3653), TRUE)
    for moment in moments:
        with database.write_session() as session:
            number = runs.start(session, ["x"], text_of(moment))
            runs.finish(session, number, "finished", text_of(moment - timedelta(days=1)))
    with database.read_session() as session:
        _, listed = imports.runs_page(session, offset=0, limit=10)
    assert [run.started_at for run, _ in listed] == [text_of(moment) for moment in reversed(moments)]
