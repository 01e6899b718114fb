"""The three full-text indexes: whether they say what the articles say, and how they are made anew.

``article_fts`` and ``article_words`` read their texts from the article table; ``article_stems`` holds stems
that the program made of articles in other languages than English.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from sqlmodel import Session

from app.database import Database, driver
from app.errors import BusyError, DiskError, StoreError
from app.store import changes
from app.store.changes import ChangeState
from app.store.integrity import SHADOWS, forget, interruptible
from app.text.analysis import REVISION, stems_of

STEMS = "article_stems"

_MADE_BY = "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = ?"
_TEXTS = "SELECT id, language, title, dek, body, coalesce(byline, '') FROM article WHERE id > ? {} LIMIT ?"
_TEXT = "SELECT language, title, dek, body, coalesce(byline, '') FROM article WHERE id = ?"
_STEMMED = "AND language IS NOT NULL AND language <> 'en' ORDER BY id"
_MISSING = """SELECT id FROM article WHERE id NOT IN (SELECT id FROM {}_docsize) ORDER BY id"""
_LEFT_OVER = """SELECT id FROM {}_docsize WHERE id NOT IN (SELECT id FROM article) ORDER BY id"""
_HAS = "SELECT title, dek, body, byline FROM article_stems WHERE rowid = ?"
_ROWS = "SELECT rowid FROM article_stems"
_ROWS_AMONG = "SELECT rowid FROM article_stems WHERE rowid IN (SELECT value FROM json_each(?))"
_WAITING = "SELECT article_id FROM article_stems_pending"
_CHUNK = 400
_ATTEMPTS = 3
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


def rows(session: Session, index: str) -> int:
    """How many articles are in an index."""
    found: int = driver(session).execute(f"SELECT count(*) FROM {index}_docsize").fetchone()[0]  # noqa: S608
    return found


def missing(session: Session, index: str) -> list[int]:
    """The articles that are not in an index of all articles."""
    return [row[0] for row in driver(session).execute(_MISSING.format(index))]


def left_over(session: Session, index: str) -> list[int]:
    """What is in an index although there is no such article."""
    return [row[0] for row in driver(session).execute(_LEFT_OVER.format(index))]


def stems_are_current(session: Session) -> bool:
    """Whether the stems were made by this version of the analysis."""
    found: int = driver(session).execute("PRAGMA user_version").fetchone()[0]
    return found == REVISION


def stems_waiting(session: Session) -> set[int]:
    """The articles whose stems are yet to be made."""
    return {row[0] for row in driver(session).execute(_WAITING)}


def stemmed(session: Session) -> set[int]:
    """The articles that have stems."""
    return {row[0] for row in driver(session).execute(_ROWS)}


def stemmed_among(session: Session, ids: Sequence[int]) -> set[int]:
    """Those of these articles that have stems."""
    return {row[0] for row in driver(session).execute(_ROWS_AMONG, (json.dumps(list(ids)),))}


def superfluous_stems(session: Session, but: Collection[int]) -> list[int]:
    """What is in the index of stems although no article ought to be in it under this number, but for those
    that are known to belong there."""
    connection = driver(session)
    found = []
    for number in sorted(stemmed(session) - set(but)):
        said = connection.execute(_TEXT, (number,)).fetchone()
        if said is None or stems_of(*said) is None:
            found.append(number)
    return found


def stale_stems(session: Session, after: int) -> tuple[int | None, list[int], list[int]]:
    """Looks at the stems of some articles with ids above ``after``: the last of them, None when there are no
    more; those that ought to have stems; and those whose stems are not those of their text."""
    connection = driver(session)
    found = connection.execute(_TEXTS.format(_STEMMED), (after, _CHUNK)).fetchall()
    ought, stale = [], []
    for number, *said in found:
        made = stems_of(*said)
        if made is None:
            continue
        ought.append(number)
        has = connection.execute(_HAS, (number,)).fetchone()
        if has is not None and tuple(has) != tuple(made):
            stale.append(number)
    return (found[-1][0] if found else None), ought, stale


def disagreement(database: Database, index: str) -> str | None:
    """What FTS5's own check finds wrong between an index and the texts it is made of; None when all is well.

    The check is a statement that writes, and would keep everybody else from writing while it runs. It is
    made on a copy of the index in a temporary file, that of one instant, beside a view of the texts. Raises
    DiskError where there is no room for that file.
    """
    with database.connection() as pooled:
        connection = pooled.connection.driver_connection
        assert connection is not None
        try:
            connection.execute("PRAGMA temp_store = FILE")
            with interruptible(connection):
                connection.execute("BEGIN")
                _copy(connection, index)
                connection.execute(
                    f"INSERT INTO temp.{index}({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
                )
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in _NO_ROOM:
                raise DiskError(
                    f"There is no room for a temporary copy of {index} ({error}). Make room, or name another "
                    "folder for temporary files with TMPDIR."
                ) from error
            return str(error)
        finally:
            # closed, and its temporary file with it
            pooled.invalidate()
    return None


def _copy(connection: Any, index: str) -> None:
    (made_by,) = connection.execute(_MADE_BY, (index,)).fetchone()
    connection.execute("CREATE TEMP VIEW article AS SELECT * FROM main.article")
    connection.execute(_renamed(made_by, index, f"temp.{index}"))
    for shadow in SHADOWS:
        table = f"{index}_{shadow}"
        if connection.execute(_MADE_BY, (table,)).fetchone():
            connection.execute(f"DELETE FROM temp.{table}")  # noqa: S608
            connection.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table}")  # noqa: S608


def _renamed(made_by: str, index: str, name: str) -> str:
    """The statement that made an index, for one under another name. SQLite quotes names that it changed."""
    return re.sub(rf'TABLE "?{index}"?', f"TABLE {name}", made_by, count=1)


def make_anew(database: Database, index: str, progress: Callable[[int], None]) -> bool:
    """Make an index of the articles' texts from nothing; whether the file is to be compacted then, for the
    pages of the old one were damaged. Raises BusyError when articles change again and again.

    It is filled beside the one there is, some hundred articles at a time, so that others can write in
    between, and takes its place in one transaction. ``progress`` is called with how many articles are in it.
    """
    for _ in range(_ATTEMPTS):
        settings = _settings(database, index)
        with database.write_session() as session:
            _begin(session, index, settings)
            before = changes.state(session)
        last = _fill(database, index, progress)
        try:
            if _take_place(database, index, last, before, damaged=False):
                return False
        except StoreError:
            if _take_place(database, index, last, before, damaged=True):
                return True
    with database.write_session() as session:
        driver(session).execute(f"DROP TABLE IF EXISTS {_beside(index)}")
    raise BusyError("Articles are changed all the time. Try the repair again when that is done.")


def _beside(index: str) -> str:
    return f"{index}_new"


def _begin(session: Session, index: str, settings: Sequence[tuple[str, int]]) -> None:
    connection = driver(session)
    (made_by,) = connection.execute(_MADE_BY, (index,)).fetchone()
    connection.execute(f"DROP TABLE IF EXISTS {_beside(index)}")
    connection.execute(_renamed(made_by, index, _beside(index)))
    for name, value in settings:
        statement = f"INSERT INTO {_beside(index)}({_beside(index)}, rank) VALUES (?, ?)"  # noqa: S608
        connection.execute(statement, (name, value))


def _settings(database: Database, index: str) -> list[tuple[str, int]]:
    """What was set of an index, such as the size of its buffer; nothing where it cannot be read."""
    try:
        with database.read_session() as session:
            query = f"SELECT k, v FROM {index}_config WHERE k <> 'version'"  # noqa: S608
            return driver(session).execute(query).fetchall()  # type: ignore[no-any-return]
    except StoreError:
        return []


def _fill(database: Database, index: str, progress: Callable[[int], None]) -> int:
    """Put all articles that there are into the new index; the id of the last of them."""
    last = 0
    for done in _counted():
        with database.write_session() as session:
            at = _add_some(session, index, last)
        if at is None:
            return last
        last = at
        progress(done)
    return last


def _counted() -> Iterator[int]:
    done = 0
    while True:
        done += _CHUNK
        yield done


def _add_some(session: Session, index: str, after: int) -> int | None:
    """Put some articles into the new index; the last of them, None when there are no more."""
    connection = driver(session)
    query = _TEXTS.format(_STEMMED if index == STEMS else "ORDER BY id")
    found = connection.execute(query, (after, _CHUNK)).fetchall()
    connection.executemany(
        f"INSERT INTO {_beside(index)}(rowid, title, dek, body, byline) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        _indexed(index, found),
    )
    return found[-1][0] if found else None


def _indexed(index: str, found: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for number, *said in found:
        if index != STEMS:
            yield (number, *said[1:])
        elif (made := stems_of(*said)) is not None:
            yield (number, *made)


def _take_place(database: Database, index: str, last: int, before: ChangeState, *, damaged: bool) -> bool:
    """Add the articles above ``last`` and put the new index in the place of the old one, whose pages may be
    ``damaged``; False when articles have changed since ``before``."""
    with database.write_session() as session:
        connection = driver(session)
        if changes.state(session).text != before.text:
            return False
        while (at := _add_some(session, index, last)) is not None:
            last = at
        if damaged:
            forget(session, index)
        else:
            connection.execute(f"DROP TABLE {index}")
        # Triggers of the article table name the index, which for a moment is not there.
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER TABLE {_beside(index)} RENAME TO {index}")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        if index == STEMS:
            connection.execute("DELETE FROM article_stems_pending")
            connection.execute(f"PRAGMA user_version = {REVISION}")
        # What searches found before is not what they find now.
        connection.execute("UPDATE corpus_change SET count = count + 1 WHERE name = 'text'")
        return True
