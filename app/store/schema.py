"""Bringing a database to the current schema."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.database import Database
from app.errors import StoreError
from app.resources import MIGRATIONS


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head_revision() -> str:
    """The newest revision that this version of the program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise StoreError("No migrations were found; the installation is incomplete. Install Parallax again.")
    return head


def current_revision(database: Database) -> str | None:
    """The revision of ``database``, or None when it has never been migrated."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database) -> None:
    """Bring ``database`` to the newest schema, in one transaction. Does nothing when it is there already.

    Raises StoreError when the database was written by a newer version of the program.
    """
    current = current_revision(database)
    if current == head_revision():
        return
    known = {revision.revision for revision in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"{database.path} was written by a newer version of Parallax (schema {current}). "
            "Update Parallax, or choose another data folder."
        )
    with database.engine.connect() as connection:
        # A batch alter of a parent table would delete its children while foreign keys are enforced,
        # and the PRAGMA has no effect inside a transaction.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.execution_options(parallax_write=True).begin():
                command.upgrade(_config(connection), "head")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise StoreError(
                        f"The migration of {database.path} would break {len(broken)} references."
                    )
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
