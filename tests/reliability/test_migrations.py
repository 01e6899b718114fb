"""Every earlier schema, filled, becomes the current one with every original and every row of a person."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from older_schemas import OLDER, at_revision
from rich_corpus import DERIVED, answers, tables

from app.cli import check as cli_check
from app.database import Database
from app.errors import StoreError
from app.events.job import group_events
from app.ingest.copies import find_copies
from app.store import schema
from app.store.schema import current_revision, migrate, revisions
from app.upkeep.check import check

pytestmark = pytest.mark.reliability
HEAD = revisions()[-1]
Effort = Callable[[int, int], int]
# what a migration changes on purpose
CHANGED = {"alembic_version", "corpus_change", "article_stems_pending"}


def columns_of(path: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in found
            if not name.startswith(("article_fts", "article_words", "article_stems", "sqlite"))
        }


def rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(
                connection.execute(f'SELECT {", ".join(names)} FROM "{table}"').fetchall(), key=repr
            )
            for table, names in columns.items()
            if table not in CHANGED
        }


@pytest.fixture
def older(rich: Path, tmp_path: Path) -> Path:
    """A database of the schema before the current one."""
    path = tmp_path / "data" / "parallax.sqlite3"
    path.parent.mkdir()
    at_revision(rich, path, OLDER[-1])
    return path


@pytest.mark.parametrize("revision", OLDER)
def test_a_filled_database_of_an_earlier_schema_keeps_everything(
    rich: Path, tmp_path: Path, revision: str, effort: Effort
) -> None:
    path = tmp_path / "data" / "parallax.sqlite3"
    path.parent.mkdir()
    at_revision(rich, path, revision)
    columns = columns_of(path)
    before = rows(path, columns)
    assert not [table for table in before.keys() - DERIVED if not before[table]], "a table is not filled"

    database = Database(path)
    migrate(database)

    assert current_revision(database) == HEAD
    assert rows(path, columns) == before
    kept = path.with_name(f"{path.name}.before-{HEAD}")
    assert columns_of(kept) == columns
    assert rows(kept, columns) == before
    if revision in OLDER[:: effort(4, 1)]:
        find_copies(database)
        group_events(database)
        report = check(database, cli_check.tools(tmp_path / "data" / "uploads"), lambda *_: None)
        assert [finding for finding in report.checks if finding.wrong] == []
        assert report.articles == len(before["article"])
        assert {status for status, _ in answers(path.parent).values()} <= {200, 404, 422}
    database.close()


def test_a_migration_that_fails_leaves_all_as_it_was(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, before = columns_of(older), tables(older, set())
    upgrade = schema._upgrade

    def fail(*given: Any) -> None:
        upgrade(*given)
        raise RuntimeError("the last step did not work")

    monkeypatch.setattr(schema, "_upgrade", fail)
    database = Database(older)
    with pytest.raises(
        StoreError, match=r"the last step did not work\. It is as it was\. A copy .* is .*before-"
    ):
        migrate(database)
    database.close()
    assert columns_of(older) == columns
    assert tables(older, set()) == before


def test_a_migration_waits_for_room_and_says_so(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": 5_000_000}))
    database = Database(older)
    with pytest.raises(StoreError, match=f"schema {HEAD}, and a copy of it is kept first. .*5 MB are free"):
        migrate(database)
    assert current_revision(database) == OLDER[-1]
    database.close()
    assert [path.name for path in older.parent.iterdir()] == [older.name]


def test_the_newest_two_copies_are_kept(older: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("0001", "0003", "0005"):
        older.with_name(f"{older.name}.before-{name}").touch()
    mine = older.with_name(f"{older.name}.before-elections")
    mine.touch()
    database = Database(older)
    migrate(database)
    database.close()
    assert sorted(path.name.rpartition("-")[2] for path in older.parent.glob("*.before-*")) == [
        "0005",
        HEAD,
        "elections",
    ]
    assert [record.getMessage() for record in caplog.records if "is kept as" in record.getMessage()]


def test_of_two_that_start_at_once_one_migrates(older: Path) -> None:
    before = tables(older, set())
    opened = [Database(older), Database(older)]
    failed: list[BaseException] = []

    def start(database: Database) -> None:
        try:
            migrate(database)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start, args=(database,)) for database in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for database in opened:
        assert current_revision(database) == HEAD
        database.close()
    assert not failed
    assert tables(older.with_name(f"{older.name}.before-{HEAD}"), set()) == before


_KILLED = """
import os, sys
from pathlib import Path
from app.database import Database
from app.store import schema
upgrade = schema._upgrade
def killed(connection, path):
    upgrade(connection, path)
    os.kill(os.getpid(), 9)
schema._upgrade = killed
schema.migrate(Database(Path(sys.argv[1])))
"""


def test_a_migration_that_is_killed_is_done_again(older: Path, effort: Effort) -> None:
    before = tables(older, set())
    for _ in range(effort(1, 5)):
        ended = subprocess.run([sys.executable, "-c", _KILLED, str(older)], env=os.environ, check=False)
        assert ended.returncode == -9
        assert tables(older, set()) == before
        assert tables(older.with_name(f"{older.name}.before-{HEAD}"), set()) == before
    database = Database(older)
    migrate(database)
    assert current_revision(database) == HEAD
    database.close()


def test_a_new_database_leaves_no_copy(tmp_path: Path) -> None:
    database = Database(tmp_path / "parallax.sqlite3")
    migrate(database)
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["parallax.sqlite3"]
