"""Bringing a database to the current schema."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from app.database import Database
from app.errors import StoreError
from app.resources import MIGRATIONS
from app.store import stems

if TYPE_CHECKING:
    from alembic.config import Config


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


def migrate(database: Database) -> None:
    """Bring ``database`` to the newest schema, in one transaction, and then its stems up to date.

    Does nothing when all is there already. Raises StoreError when the database cannot be used or was written
    by a newer version of the program.
    """
    current, known = current_revision(database), revisions()
    if current is not None and current not in known:
        raise StoreError(
            f"{database.path} was written by a newer version of Parallax (schema {current}). "
            "Update Parallax, or choose another data folder."
        )
    if current != known[-1]:
        _migrate(database)
    stems.bring_up_to_date(database)


def _migrate(database: Database) -> None:
    with database.connection() as connection:
        # A batch alter of a parent table would delete its children while foreign keys are enforced,
        # and the PRAGMA has no effect inside a transaction.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(parallax_write=True).begin():
                _upgrade(connection, database.path)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


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
