"""Migrations make the schema that the models describe, and nothing by halves."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.columns import pack_json
from app.database import Database
from app.errors import StoreError
from app.models import Event, metadata
from app.resources import MIGRATIONS
from app.store import corrections
from app.store.schema import current_revision, migrate, revisions

_COLUMNS_OF_0001 = """(id, external_id, document_id, run_id, outlet_id, extracted_outlet_id, outlet_by_person,
    word_count, content_hash, title, title_source, cited_outlets, origin, ingested_at, dek, body, blocks)"""
_REST_OF_0001 = f"0, '', 'A title', 'text', '[]', '', '', '', '', x'{pack_json([]).hex()}'"


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, metadata)
    # SQLite makes the shadow tables of the full-text index itself.
    real = [d for d in differences if not (d[0] == "remove_table" and d[1].name.startswith("article_"))]
    assert real == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert current_revision(database) == revisions()[-1]
    migrate(database)
    assert current_revision(database) == revisions()[-1]


def test_revisions_are_numbered_in_their_order() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert revisions() == [script.revision for script in scripts.walk_revisions()][::-1]


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.write_session() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        migrate(database)


def test_a_failing_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Database(tmp_path / "broken.sqlite3")
    with broken.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE outlet (id INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        migrate(broken)
    with broken.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert set(tables) <= {"outlet", "alembic_version"}
    broken.close()


def test_an_outlet_set_by_hand_before_corrections_were_kept_is_one(tmp_path: Path) -> None:
    old = Database(tmp_path / "old.sqlite3")
    with old.connection() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "0001")
        with connection.begin():
            for statement in (
                "INSERT INTO outlet (id, slug, name) VALUES (1, 'a', 'A'), (2, 'b', 'B')",
                "INSERT INTO document VALUES (1, 'x', 'text/plain', 'x', 0, x'')",
                "INSERT INTO ingest_run VALUES (1, '', '', 'finished', '[]', 2, 2, 0, 0, 0)",
                f"INSERT INTO article {_COLUMNS_OF_0001} VALUES (1, 'one', 1, 1, 2, 1, 1, {_REST_OF_0001})",
                f"INSERT INTO article {_COLUMNS_OF_0001} VALUES (2, 'two', 1, 1, 1, 1, 0, {_REST_OF_0001})",
            ):
                connection.exec_driver_sql(statement)
    migrate(old)
    with old.write_session() as session:
        (correction,) = corrections.of_article(session, 1)
        assert (correction.field, correction.value, correction.extracted) == ("outlet", "B", "A")
        assert corrections.of_article(session, 2) == ()
        corrections.undo(session, 1, "outlet")
        shown = session.connection().exec_driver_sql("SELECT outlet_id, outlet_by_person FROM article").all()
        assert shown == [(1, 0), (1, 0)]
    old.close()


def test_events_keep_their_numbers_and_no_number_is_given_twice(tmp_path: Path) -> None:
    old = Database(tmp_path / "old.sqlite3")
    with old.connection() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "0003")
        with connection.begin():
            for statement in (
                "INSERT INTO outlet (id, slug, name) VALUES (1, 'a', 'A')",
                "INSERT INTO document (id, sha256, media_type, origin, size, data)"
                " VALUES (1, 'x', 'text/plain', 'x', 0, x'')",
                "INSERT INTO ingest_run"
                " (id, started_at, status, paths, seen, stored, same, rejected, problems)"
                " VALUES (1, '', 'finished', '[]', 2, 2, 0, 0, 0)",
                f"INSERT INTO article {_COLUMNS_OF_0001} VALUES (1, 'one', 1, 1, 1, 1, 0, {_REST_OF_0001})",
                "INSERT INTO event VALUES (3, 'Three', 0, 1, 5, 6), (7, 'Seven', 1, 1, NULL, NULL)",
                "INSERT INTO event_member VALUES (1, 3, 1)",
            ):
                connection.exec_driver_sql(statement)
    migrate(old)
    with old.write_session() as session:
        connection = session.connection()
        found = connection.exec_driver_sql("SELECT id, title, by_person, last_day FROM event").all()
        assert found == [(3, "Three", 1, 6), (7, "Seven", 0, None)]
        assert connection.exec_driver_sql("SELECT event_id FROM event_member").scalar() == 3
        connection.exec_driver_sql("DELETE FROM event WHERE id = 7")
        session.add(Event(title="Another", article_count=0))
        session.flush()
        assert connection.exec_driver_sql("SELECT max(id) FROM event").scalar() == 8
    old.close()


def test_pragmas_are_set_on_every_connection(database: Database) -> None:
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "busy_timeout", "synchronous")
        }
    assert pragmas == {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 10_000, "synchronous": 1}
