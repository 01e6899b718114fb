"""Bringing a database to the current schema."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from app.database import Database
from app.errors import StoreError
from app.resources import MIGRATIONS
from app.store import snapshots, stems

if TYPE_CHECKING:
    from alembic.config import Config

_log = logging.getLogger(__name__)

_COPY = ".before-"
_COPIES_KEPT = 2
# Who comes second waits for the first: a copy and a migration of a large corpus take their time.
_PATIENCE_MS = 120_000
# Tables that hold rows from the first day.
_OWN = ("alembic_version", "corpus_change", "sqlite_sequence")
INDEXES = ("article_fts", "article_words", "article_stems")


def revisions() -> list[str]:
    """The revisions this version of the program knows, oldest first: the numbers their files begin with.

    Raises StoreError when there are none, for then the installation is incomplete.
    """
    files = sorted(Path(MIGRATIONS, "versions").glob("[0-9]*_*.py"))
    if not files:
        raise StoreError("No migrations were found; the installation is incomplete. Install Parallax again.")
    return [file.name.partition("_")[0] for file in files]


def current_revision(database: Database) -> str | None:
    """The revision of ``database``, or None when it has never been migrated."""
    with database.connection() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


def migrate(database: Database, *, keep_copy: bool = True) -> None:
    """Bring ``database`` to the newest schema, in one transaction, and then its stems up to date.

    Does nothing when all is there already. What a database of an older schema holds is first copied into a
    file beside it, unless ``keep_copy`` is False. Raises StoreError when the database cannot be used, was
    written by a newer version of the program, or cannot be migrated: then it is as it was.
    """
    current, known = current_revision(database), revisions()
    if current is not None and current not in known:
        raise StoreError(
            f"{database.path} was written by a newer version of Parallax (schema {current}). "
            "Update Parallax, or choose another data folder."
        )
    if current != known[-1]:
        _migrate(database, known[-1], keep_copy=keep_copy and current is not None)
    stems.bring_up_to_date(database)


def _migrate(database: Database, newest: str, *, keep_copy: bool) -> None:
    with database.connection() as connection:
        # A batch alter of a parent table would delete its children while foreign keys are enforced,
        # and the PRAGMA has no effect inside a transaction.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        usual = driver.execute("PRAGMA busy_timeout").fetchone()[0]
        if keep_copy:
            driver.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        kept: Path | None = None
        try:
            with connection.execution_options(parallax_write=True).begin():
                # Nobody else writes from here on: the copy holds what the migration begins with.
                if keep_copy and _is_older(connection, newest):
                    kept = _keep_copy(database.path, newest)
                _upgrade(connection, database.path)
        except Exception as error:
            if kept is None:
                raise
            raise StoreError(_failure(database.path, newest, kept, error)) from error
        finally:
            with suppress(Exception):
                driver.execute("PRAGMA foreign_keys = ON")
                driver.execute(f"PRAGMA busy_timeout = {usual}")


def _is_older(connection: Connection, newest: str) -> bool:
    """Whether there is something to migrate and to lose: another process may have been quicker."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    if connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest:
        return False
    return any(
        connection.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first() is not None  # noqa: S608
        for table in inspect(connection).get_table_names()
        if table not in _OWN and not table.startswith(INDEXES)
    )


def _keep_copy(path: Path, newest: str) -> Path:
    copy = path.with_name(f"{path.name}{_COPY}{newest}")
    try:
        snapshots.check_room(path.parent, snapshots.size(path), f"The copy kept before schema {newest}")
        snapshots.copy(path, copy)
    except StoreError as error:
        raise type(error)(
            f"The corpus is to be brought to schema {newest}, and a copy of it is kept first. {error} "
            "Nothing was changed."
        ) from error
    older = sorted(path.parent.glob(f"{path.name}{_COPY}[0-9]*[0-9]"), key=lambda file: file.name)
    for file in older[:-_COPIES_KEPT]:
        file.unlink(missing_ok=True)
    _log.warning("The corpus is brought to schema %s. A copy from before is kept as %s.", newest, copy)
    return copy


def _failure(path: Path, newest: str, kept: Path, error: Exception) -> str:
    reason = str(getattr(error, "orig", None) or error).rstrip(".")
    return (
        f"{path} could not be brought to schema {newest}: {reason}. "
        f"It is as it was. A copy from before is {kept}."
    )


def _upgrade(connection: Connection, path: Path) -> None:
    # Imported here: a start that finds the schema in place does without it.
    from alembic import command

    command.upgrade(_config(connection), "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StoreError(f"The migration of {path} would break {len(broken)} references.")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
