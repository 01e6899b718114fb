"""Backups beside an import, and backups, restores, exports and imports that are killed."""

import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from killed import Command
from rich_corpus import tables

from app.database import Database
from app.store import snapshots
from app.store.outlets import ensure
from app.store.schema import migrate
from app.upkeep.backup import back_up

pytestmark = pytest.mark.reliability
Effort = Callable[[int, int], int]
Measured = Callable[[str], None]


def test_every_backup_beside_a_writer_is_of_one_instant(
    database: Database, tmp_path: Path, effort: Effort, measured: Measured
) -> None:
    """Each transaction writes two tables alike: a copy that mixed two instants would show it."""
    with database.write_session() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE ledger (number INTEGER PRIMARY KEY, padding BLOB)")
    stop, slowest, written = threading.Event(), [0.0], [0]

    def write() -> None:
        while not stop.is_set():
            began = time.monotonic()
            with database.write_session() as session:
                ensure(session, f"Outlet {written[0]}")
                session.connection().exec_driver_sql(
                    "INSERT INTO ledger (padding) VALUES (randomblob(60000))"
                )
            written[0] += 1
            slowest[0] = max(slowest[0], time.monotonic() - began)
            time.sleep(0.001)

    writer = threading.Thread(target=write)
    writer.start()
    longest = 0.0
    try:
        while written[0] < effort(100, 1000):
            time.sleep(0.01)
        for number in range(effort(4, 60)):
            began = time.monotonic()
            file = tmp_path / f"backup-{number}.sqlite3"
            back_up(database.path, file)
            longest = max(longest, time.monotonic() - began)
            with closing(sqlite3.connect(file)) as copy:
                (outlets,) = copy.execute("SELECT count(*) FROM outlet").fetchone()
                (entries,) = copy.execute("SELECT count(*) FROM ledger").fetchone()
            assert outlets == entries
            file.unlink()
    finally:
        stop.set()
        writer.join()
    measured(
        f"{effort(4, 60)} backups beside {written[0]:,} transactions: the longest {longest:.1f} s, the "
        f"slowest transaction {slowest[0] * 1000:.0f} ms"
    )


def killed_often(rounds: int, run: Callable[[int], Command], check: Callable[[], None], whole: float) -> int:
    """Kill a command at instants anywhere in its run and look at what is left; how often it was running."""
    chance = random.Random(7)
    running = 0
    for number in range(rounds):
        running += run(number).kill_at(chance.uniform(0.3, 1.0) * whole)
        check()
    return running


def test_killed_commands_leave_a_whole_corpus_or_none(
    rich: Path, tmp_path: Path, effort: Effort, measured: Measured
) -> None:
    data = tmp_path / "data"
    shutil.copytree(rich.parent, data)
    file, target, new = tmp_path / "backup.sqlite3", tmp_path / "out.tar.gz", tmp_path / "new"
    before = tables(data / rich.name)

    def command(*arguments: object, on: Path = data) -> Command:
        return Command(tmp_path / "work", "--data", on, *arguments)

    def ended(*arguments: object, on: Path = data) -> float:
        one = command(*arguments, on=on)
        code, seconds = one.ended()
        assert code == 0, one.out + one.err
        return seconds

    def backup_is_whole_or_absent() -> None:
        if file.exists():
            snapshots.contents(file)
            assert tables(file) == before
            file.unlink()

    def corpus_is_there() -> None:
        assert tables(data / rich.name) == before

    def export_is_whole_or_absent() -> None:
        assert not target.exists() or target.stat().st_size == size
        target.unlink(missing_ok=True)

    def import_is_whole_or_absent() -> None:
        path = new / rich.name
        if path.exists():
            assert tables(path) == before
            shutil.rmtree(new)

    seconds = {"backup": ended("backup", file)}
    shutil.copy(file, tmp_path / "kept.sqlite3")
    file.unlink()
    seconds["export"] = ended("export", target)
    size = target.stat().st_size
    shutil.copy(target, tmp_path / "kept.tar.gz")
    seconds["import"] = ended("import", target, on=new)
    assert tables(new / rich.name) == before
    shutil.rmtree(new)
    seconds["restore"] = ended("restore", tmp_path / "kept.sqlite3")
    target.unlink()
    running = {
        "backup": killed_often(
            effort(1, 25), lambda _: command("backup", file), backup_is_whole_or_absent, seconds["backup"]
        ),
        "export": killed_often(
            effort(1, 25), lambda _: command("export", target), export_is_whole_or_absent, seconds["export"]
        ),
        "import": killed_often(
            effort(1, 25),
            lambda _: command("import", tmp_path / "kept.tar.gz", on=new),
            import_is_whole_or_absent,
            seconds["import"],
        ),
        "restore": killed_often(
            effort(1, 25),
            lambda _: command("restore", tmp_path / "kept.sqlite3"),
            corpus_is_there,
            seconds["restore"],
        ),
    }
    measured(f"killed while running, of {effort(1, 25)} each: {running}; nothing half of it was left")
    # what was killed is done by the next one, which clears up
    ended("backup", file)
    ended("export", target)
    ended("import", target, on=new)
    ended("restore", file)
    assert tables(new / rich.name) == tables(data / rich.name) == before
    left = [path.name for path in (*tmp_path.iterdir(), *data.iterdir(), *new.iterdir())]
    assert not [
        name for name in left if name.endswith((".part", ".restored", ".incomplete")) or name == "importing"
    ]


def test_a_backup_of_a_large_corpus_holds_nobody_up(
    tmp_path: Path, effort: Effort, measured: Measured
) -> None:
    database = Database(tmp_path / "parallax.sqlite3")
    migrate(database)
    with database.write_session() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE padding (data BLOB)")
        for _ in range(effort(30, 1500)):
            connection.exec_driver_sql("INSERT INTO padding VALUES (zeroblob(1000000))")
    stop, waits = threading.Event(), [0.0]

    def read_and_write() -> None:
        while not stop.is_set():
            began = time.monotonic()
            with database.write_session() as session:
                ensure(session, f"Outlet {len(waits)}")
            with database.read_session() as session:
                session.connection().exec_driver_sql("SELECT count(*) FROM outlet").scalar()
            waits.append(time.monotonic() - began)

    other = threading.Thread(target=read_and_write)
    other.start()
    began = time.monotonic()
    try:
        held = back_up(database.path, tmp_path / "backup.sqlite3")
    finally:
        stop.set()
        other.join()
    database.close()
    waits.sort()
    measured(
        f"a backup of {held.size / 1e6:,.0f} MB in {time.monotonic() - began:.1f} s, checked; meanwhile "
        f"{len(waits):,} reads and writes, 99 of 100 within {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, "
        f"the slowest {waits[-1] * 1000:.0f} ms"
    )
    assert waits[-1] < 10, "somebody was held up"
