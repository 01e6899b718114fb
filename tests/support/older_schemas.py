"""The rich corpus as a database of an earlier schema, made by the migrations up to that one."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from app.database import Database
from app.store import corrections, outlets
from app.store.schema import _config, revisions

# these the migrations fill
_MADE = ("alembic_version", "corpus_change")
OLDER = tuple(revisions()[:-1])


def at_revision(rich: Path, target: Path, revision: str) -> None:
    """Make ``target`` a database of this schema, with the rows of ``rich`` in every table and column that it
    has. What the schema cannot hold is undone before, as if nobody had done it."""
    before = target.with_name("before.sqlite3")
    shutil.copy(rich, before)
    if revision < "0002":
        _undo_corrections(before)
    new = Database(target)
    with new.connection() as bare, bare.execution_options(parallax_write=True).begin():
        command.upgrade(_config(bare), revision)
    new.close()
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS rich", (str(before),))
        connection.execute("BEGIN")
        for table in _tables(connection):
            columns = ", ".join(
                f'"{name}"'
                for name in _columns(connection, "main", table)
                if name in _columns(connection, "rich", table)
            )
            connection.execute(f"DELETE FROM main.{table}")
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM rich.{table}")
        for index in ("article_fts", "article_words"):
            connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
        if revision < "0002":
            # there were no changed articles to count
            connection.execute("UPDATE ingest_run SET seen = stored + same + rejected")
        if revision >= "0003":
            connection.execute("DELETE FROM article_stems")
            connection.execute(
                "INSERT INTO article_stems (rowid, title, dek, body, byline) "
                "SELECT rowid, title, dek, body, byline FROM rich.article_stems"
            )
            connection.execute(f"PRAGMA user_version = {_user_version(connection)}")
        connection.execute("COMMIT")
    before.unlink()


def _undo_corrections(path: Path) -> None:
    database = Database(path)
    with database.write_session() as session:
        made = session.connection().exec_driver_sql("SELECT article_id, field FROM correction").all()
        for article_id, field in made:
            corrections.undo(session, article_id, field)
        outlets.unmerge(session, "copy-post")
    database.close()


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    indexes = ("article_fts", "article_words", "article_stems")
    return [name for (name,) in found if name not in _MADE and not name.startswith(indexes)]


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]


def _user_version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA rich.user_version").fetchone()[0]
    return found
