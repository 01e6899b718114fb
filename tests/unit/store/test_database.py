"""Sessions: writers wait for one another, and the driver's errors become sentences."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from app.database import Database
from app.errors import BusyError, StoreError


def test_no_update_is_lost_among_eight_writers(database: Database) -> None:
    with database.write_session() as session:
        session.execute(text("INSERT INTO outlet (id, slug, name) VALUES (1, '0', 'counter')"))

    def add_one(_: int) -> None:
        with database.write_session() as session:
            value = int(session.execute(text("SELECT slug FROM outlet WHERE id = 1")).scalar_one())
            session.execute(text("UPDATE outlet SET slug = :value WHERE id = 1"), {"value": str(value + 1)})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(40)))
    with database.read_session() as session:
        assert session.execute(text("SELECT slug FROM outlet")).scalar_one() == "40"


def test_a_failing_write_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write_session() as session:
            session.execute(text("INSERT INTO outlet (slug, name) VALUES ('a', 'A')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.read_session() as session:
        assert session.execute(text("SELECT count(*) FROM outlet")).scalar_one() == 0


def test_a_locked_database_is_said_to_be_busy(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError, match="another program"), database.write_session():
        pass
    other.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "parallax.sqlite3"
    path.write_bytes(b"this is no database, but it is long enough to be read as one" * 40)
    opened = Database(path)
    with pytest.raises(StoreError, match=r"parallax\.sqlite3"), opened.read_session() as session:
        session.execute(text("SELECT 1 FROM outlet"))
    opened.close()
