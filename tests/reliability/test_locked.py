"""A database that another program holds for long: it is said, imports wait, and nothing is lost."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from imports import settled
from mixed_folder import mixed_folder
from whole_corpus import articles, nothing_half_written, reading

from app import database as opening
from app.config import Settings
from app.database import Database
from app.errors import BusyError
from app.events.job import group_events
from app.ingest import run
from app.ingest.run import Counts, ingest
from app.store.schema import migrate
from app.web.app import create_app
from app.web.background import job_work

pytestmark = pytest.mark.reliability


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(job_work, "_BUSY_PAUSE", 0.05)


@contextmanager
def held(path: Path, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Another program that writes to the database for the length of the block."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {kind}")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_pages_are_read_and_writes_are_told_to_come_again(seeded_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "parallax.sqlite3"
    path.write_bytes(seeded_file.read_bytes())
    with TestClient(create_app(Settings(data=tmp_path)), base_url="http://127.0.0.1:8000") as client:
        for kind in ("IMMEDIATE", "EXCLUSIVE"):
            with held(path, kind):
                assert client.get("/search?q=the").status_code == 200
                renamed = client.post("/events/1/title", data={"title": "Another"})
            assert renamed.status_code == 503
            assert int(renamed.headers["retry-after"]) > 0
            assert "being written by another program" in renamed.text


def test_an_import_waits_and_goes_on(tmp_path: Path) -> None:
    mixed_folder(tmp_path / "in", Path("none"), 30)
    files = [("files", (path.name, path.read_bytes())) for path in sorted((tmp_path / "in").iterdir())]
    data = tmp_path / "data"
    app = create_app(Settings(data=data))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        with held(data / "parallax.sqlite3"):
            answer = client.post("/add/files", files=files)
            assert answer.status_code == 303
            # far longer than anybody's patience with the lock
            time.sleep(1)
            (job,) = app.state.jobs.unfinished()
            assert (job.stage, job.error) == ("reading", None)
        found = settled(client, answer)
        assert (found["run"]["status"], found["run"]["stored"]) == ("finished", 30)
    assert len(articles(data)) == 30
    nothing_half_written(data)


def test_an_ingest_that_meets_a_lock_is_closed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 20)
    words = mixed_folder(tmp_path / "in", Path("none"), 60)
    data = tmp_path / "data"
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    holding = held(database.path)

    def hold(counts: Counts) -> None:
        if counts.seen == 20:
            holding.__enter__()

    with pytest.raises(BusyError, match=r"parallax\.sqlite3 is being written by another program"):
        ingest(database, [tmp_path / "in"], progress=hold)
    with pytest.raises(BusyError):
        group_events(database)
    holding.__exit__(None, None, None)
    ingest(database, [tmp_path / "in"])
    database.close()
    assert articles(data).keys() == set(words)
    with reading(data) as opened:
        assert opened.execute("SELECT status FROM ingest_run").fetchall() == [("stopped",), ("finished",)]
    nothing_half_written(data)


def test_a_start_while_the_database_is_held_says_so(tmp_path: Path) -> None:
    path = tmp_path / "parallax.sqlite3"
    sqlite3.connect(path).close()
    database = Database(path)
    with held(path, "EXCLUSIVE"), pytest.raises(BusyError, match="being written by another program"):
        migrate(database)
    migrate(database)
    database.close()
