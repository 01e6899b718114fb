"""Migrations make the schema that the models describe, and nothing by halves."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.database import Database
from app.errors import StoreError
from app.models import metadata
from app.resources import MIGRATIONS
from app.store.schema import current_revision, migrate, revisions


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


def test_pragmas_are_set_on_every_connection(database: Database) -> None:
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "busy_timeout", "synchronous")
        }
    assert pragmas == {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 10_000, "synchronous": 1}
