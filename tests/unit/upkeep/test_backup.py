"""Backups: whole or absent, taken beside writers, and put back without losing what was there."""

import os
import shutil
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import app
from app.database import Database
from app.errors import BusyError, StoreError
from app.store import run_locks, runs, sign_ins
from app.store.schema import migrate
from app.upkeep.backup import back_up, restore
from app.web.background.job_folders import JobFolders

NOW = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)


def titles(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        found = [row[0] for row in connection.execute("SELECT title FROM article ORDER BY id")]
    connection.close()
    return found


def emptied(database: Database) -> None:
    with database.write_session() as session:
        session.execute(text("UPDATE article SET title = 'changed since'"))


def test_a_backup_is_one_plain_file_with_all_that_was_committed(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "out" / "corpus.sqlite3"
    file.parent.mkdir()
    held = back_up(seeded.path, file)

    assert [path.name for path in file.parent.iterdir()] == ["corpus.sqlite3"]
    assert held.counts["article"] == 5
    assert held.counts["document"] >= 5
    assert titles(file) == titles(seeded.path)
    # readable where nothing can be written beside it, as on a disc
    assert file.read_bytes()[18:20] == b"\x01\x01"


def test_a_backup_replaces_nothing_unasked(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "corpus.sqlite3"
    file.write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        back_up(seeded.path, file)
    assert file.read_text() == "mine"
    back_up(seeded.path, file, replace=True)
    assert len(titles(file)) == 5
    with pytest.raises(StoreError, match="database itself"):
        back_up(seeded.path, seeded.path, replace=True)


def test_an_interrupted_backup_leaves_what_was_there(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "corpus.sqlite3"
    file.write_text("the one before")

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(seeded.path, file, replace=True, progress=interrupt)
    assert file.read_text() == "the one before"
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_ends_although_others_write(seeded: Database, tmp_path: Path) -> None:
    """Between all its steps another connection commits, after which a plain backup would begin anew."""
    with seeded.write_session() as session:
        session.execute(text("CREATE TABLE padding (data BLOB)"))
        session.execute(text("INSERT INTO padding VALUES (zeroblob(20000000))"))
    other, steps = Database(seeded.path), []

    def write(done: int, _total: int) -> None:
        steps.append(done)
        with other.write_session() as session:
            session.execute(text("UPDATE article SET title = title || '.'"))

    before = titles(seeded.path)
    back_up(seeded.path, tmp_path / "corpus.sqlite3", progress=write)
    other.close()
    assert len(steps) > 3
    assert steps == sorted(steps)
    assert titles(tmp_path / "corpus.sqlite3") == before


def test_two_backups_do_not_write_into_one_file(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "corpus.sqlite3"
    refused: list[str] = []

    def second(_done: int, _total: int) -> None:
        with pytest.raises(BusyError) as caught:
            back_up(seeded.path, file)
        refused.append(str(caught.value))

    back_up(seeded.path, file, progress=second)
    assert "Another program is writing" in refused[0]
    assert len(titles(file)) == 5


def test_restoring_puts_back_what_was_and_keeps_what_is(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "corpus.sqlite3"
    with seeded.write_session() as session:
        sign_ins.add(session, "digest", "2026-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00")
    back_up(seeded.path, file)
    before = titles(seeded.path)
    emptied(seeded)
    seeded.close()
    waiting = seeded.path.parent / "uploads" / "000000000000000007"
    waiting.mkdir(parents=True)
    (waiting / "job.json").write_text("{}")

    done = restore(file, seeded.path, NOW, along=[waiting])

    assert titles(seeded.path) == before
    assert done.aside is not None
    assert done.aside.name == "before-restore-20261126-223000"
    assert titles(done.aside / seeded.path.name) == ["changed since"] * 5
    assert (done.aside / "uploads" / waiting.name / "job.json").exists()
    assert not waiting.exists()
    with seeded.read_session() as session:
        assert sign_ins.times(session, "digest") is None
    assert not list(seeded.path.parent.glob("*.restored*")) + list(seeded.path.parent.glob("*.incomplete"))


def test_nothing_is_restored_while_others_use_the_corpus(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "corpus.sqlite3"
    back_up(seeded.path, file)
    with seeded.read_session() as session:
        session.execute(text("SELECT 1 FROM article")).all()
    with pytest.raises(BusyError, match="open in another program"):
        restore(file, seeded.path, NOW)
    with seeded.write_session() as session:
        run = runs.start(session, ["a"], NOW.isoformat())
    with pytest.raises(BusyError, match=f"run {run}"):
        restore(file, seeded.path, NOW)
    with seeded.write_session() as session:
        run_locks.let_go(session, run)
    assert sorted(path.name for path in seeded.path.parent.iterdir() if path.is_file())[0] == seeded.path.name
    assert not list(seeded.path.parent.glob("before-restore-*"))


@pytest.mark.parametrize("kind", ["text", "other", "cut", "newer", "absent"])
def test_only_a_whole_corpus_of_a_known_schema_is_restored(
    seeded: Database, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "corpus.sqlite3"
    back_up(seeded.path, file)
    seeded.close()
    match kind:
        case "text":
            file.write_text("no database at all, but long enough to look like one" * 100)
        case "other":
            file.unlink()
            with sqlite3.connect(file) as connection:
                connection.execute("CREATE TABLE article (id INTEGER)")
            connection.close()
        case "cut":
            os.truncate(file, file.stat().st_size // 2)
        case "newer":
            with sqlite3.connect(file) as connection:
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.close()
        case _:
            file.unlink()
    with pytest.raises(StoreError):
        restore(file, seeded.path, NOW)
    assert len(titles(seeded.path)) == 5
    assert not list(seeded.path.parent.glob("before-restore-*"))


def test_a_damaged_corpus_can_be_replaced(seeded: Database, tmp_path: Path) -> None:
    file = tmp_path / "corpus.sqlite3"
    back_up(seeded.path, file)
    seeded.close()
    seeded.path.write_bytes(b"torn" * 5000)
    (seeded.path.parent / f"{seeded.path.name}-wal").write_bytes(b"torn too")

    done = restore(file, seeded.path, NOW)

    assert len(titles(seeded.path)) == 5
    assert done.aside is not None
    assert (done.aside / seeded.path.name).read_bytes().startswith(b"torn")
    assert (done.aside / f"{seeded.path.name}-wal").read_bytes() == b"torn too"


def test_what_a_killed_restore_left_is_finished(seeded: Database, tmp_path: Path) -> None:
    """Killed before the new corpus took its place, and killed after."""
    file = tmp_path / "corpus.sqlite3"
    back_up(seeded.path, file)
    seeded.close()
    folder = seeded.path.parent
    second, only = folder / "before-restore-1.incomplete", folder / "before-restore-2.incomplete"
    second.mkdir()
    os.link(seeded.path, second / seeded.path.name)
    only.mkdir()
    (only / seeded.path.name).write_bytes(b"the corpus before")

    restore(file, seeded.path, NOW)

    assert sorted(path.name for path in folder.glob("before-restore-*")) == [
        "before-restore-2",
        "before-restore-20261126-223000",
    ]
    assert (folder / "before-restore-2" / seeded.path.name).read_bytes() == b"the corpus before"


def test_a_full_disk_is_said_before_anything_is_written(
    seeded: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(StoreError, match="1 MB are free"):
        back_up(seeded.path, tmp_path / "corpus.sqlite3")
    assert not list(tmp_path.glob("corpus*"))


def test_a_server_on_the_data_folder_keeps_others_from_replacing_its_corpus(
    seeded: Database, tmp_path: Path
) -> None:
    seeded.close()
    data, file = seeded.path.parent, tmp_path / "corpus.sqlite3"
    back_up(seeded.path, file)
    server = JobFolders(data / "uploads")
    assert server.take_over()
    for command in ("restore", "import"):
        refused = CliRunner().invoke(app, ["--data", str(data), command, str(file)])
        assert isinstance(refused.exception, BusyError), command
        assert "A server is running on" in str(refused.exception)
    server.let_go()
    assert CliRunner().invoke(app, ["--data", str(data), "restore", str(file)]).exit_code == 0


def test_the_commands_say_what_they_did(seeded: Database, tmp_path: Path) -> None:
    seeded.close()
    data, file = str(seeded.path.parent), tmp_path / "corpus.sqlite3"
    run = CliRunner().invoke
    made = run(app, ["--data", data, "backup", str(file)])
    assert made.exit_code == 0
    assert "5 articles" in made.stdout
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(seeded.path.stat().st_mode)
    put_back = run(app, ["--data", data, "restore", str(file)])
    assert put_back.exit_code == 0
    assert "5 articles" in put_back.stdout
    assert "before-restore-" in put_back.stdout
    elsewhere = run(app, ["--data", str(tmp_path / "new"), "restore", str(file), "--json"])
    assert elsewhere.exit_code == 0
    assert '"aside": null' in elsewhere.stdout
    opened = Database(tmp_path / "new" / "parallax.sqlite3")
    migrate(opened)
    opened.close()
    assert len(titles(opened.path)) == 5
