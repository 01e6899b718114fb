"""All SQL of a search: which articles the full-text indexes find, their scores, and the deadline of both."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.database import driver
from app.records import OutletRef
from app.text.tokens import fold

Table = Literal["article_fts", "article_words", "article_stems"]
Ids = NDArray[np.int64]
Scores = NDArray[np.float64]
# Where a word stands, as one number: see ``places``.
Places = NDArray[np.int64]
PLACE_FIELDS = ("title", "dek", "body")
_FIELD_SHIFT, _ID_SHIFT = 32, 34
_FIELD_NUMBERS = " ".join(f"WHEN '{field}' THEN {place}" for place, field in enumerate(PLACE_FIELDS))
_PLACE = f"(doc << {_ID_SHIFT}) | ((CASE col {_FIELD_NUMBERS} END) << {_FIELD_SHIFT}) | offset"

_INTERRUPT_EVERY = 2_000  # steps of SQLite's machine between two looks at the clock: well under a millisecond
# Scores are told apart to this part of one: words that most articles have score a millionth.
_SCALE = 1_000_000_000
# title, dek, body, byline
_WEIGHTS = "6.0, 3.0, 1.0, 2.0"
_OUTLETS = "SELECT id, slug, name, domain, merged_into FROM outlet ORDER BY id"
_LAST_CHARACTER = "\U0010ffff"
_OutletRow = tuple[int, str, str, str | None, int | None]


class DeadlineError(Exception):
    """A query was stopped because its time was up."""


@contextmanager
def deadline(session: Session, seconds: float) -> Iterator[None]:
    """Stop every query of the session in this block after ``seconds``: it then raises DeadlineError."""
    connection = driver(session)
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _INTERRUPT_EVERY)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise DeadlineError from error
    finally:
        connection.set_progress_handler(None, 0)


def outlets(session: Session) -> tuple[OutletRef, ...]:
    """All outlets, for names to be looked up in.

    Those merged into another come last, and have the id of the outlet under which they are shown.
    """
    return _refs(tuple(driver(session).execute(_OUTLETS).fetchall()))


# To make hundreds of records for every search would cost more than some searches.
@lru_cache(maxsize=4)
def _refs(rows: tuple[_OutletRow, ...]) -> tuple[OutletRef, ...]:
    into = {number: merged for number, *_, merged in rows}

    def shown(number: int) -> int:
        while (merged := into[number]) is not None:
            number = merged
        return number

    return tuple(
        OutletRef(id=shown(number), slug=slug, name=name, domain=domain)
        for number, slug, name, domain, merged in sorted(rows, key=lambda row: row[4] is not None)
    )


def matching(session: Session, table: Table, expression: str) -> Ids:
    """The ids of all articles that an FTS5 expression finds, ascending.

    One text with all ids costs a fourth of as many rows.
    """
    sql = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"  # noqa: S608 - a table of ours
    return _listed(driver(session).execute(sql, (expression,)).fetchone()[0])


def some_matching(session: Session, table: Table, expression: str) -> Ids:
    """The ids that an expression finds until the deadline of the block: all or the first of them."""
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"  # noqa: S608
    found: list[int] = []
    try:
        for row in driver(session).execute(sql, (expression,)):
            found.append(row[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
    return np.asarray(found, dtype=np.int64)


def scores(session: Session, table: Table, expression: str, among: Ids | None) -> tuple[Ids, Scores]:
    """Ids that an expression finds and their scores, higher for better (BM25, weighted by field).

    With ``among`` only articles of these ids are scored, which is what costs.
    """
    values: dict[str, str] = {"match": expression}
    narrowed = ""
    if among is not None:
        # The plus makes it a test of each match, not a look-up of each id.
        narrowed = "AND +rowid IN (SELECT value FROM json_each(:among))"
        values["among"] = "[" + ",".join(map(str, among.tolist())) + "]"
    # As texts they cost a quarter less than as rows. The limit keeps SQLite from flattening the inner query:
    # bm25() can be used in it alone.
    sql = f"""SELECT group_concat(id), group_concat(score) FROM (
        SELECT rowid AS id, CAST(-{_SCALE} * bm25({table}, {_WEIGHTS}) AS INTEGER) AS score FROM {table}
        WHERE {table} MATCH :match {narrowed} LIMIT -1 OFFSET 0)"""  # noqa: S608
    ids, found = driver(session).execute(sql, values).fetchone()
    return _listed(ids), _listed(found) / _SCALE


def places(session: Session, table: Table, term: str, *, prefix: bool = False) -> Places:
    """Where a term of an index stands in titles, deks and bodies, or with ``prefix`` all that begin with it.

    Each place is one number: the article, the field (``PLACE_FIELDS``) and how many words of the field stand
    before it, so that what follows has the next number. See ``ids_of`` and ``field_of``.
    """
    connection = driver(session)
    # It holds nothing: it is another look at the index.
    name = f"{table}_places"
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab(main, {table}, instance)"
    )
    last = f"{term}{_LAST_CHARACTER}" if prefix else term
    sql = f"""SELECT group_concat({_PLACE}) FROM temp.{name}
        WHERE term BETWEEN ? AND ? AND col <> 'byline'"""  # noqa: S608 - a table of ours
    return _listed(connection.execute(sql, (term, last)).fetchone()[0])


def ids_of(places: Places) -> Ids:
    """The articles of these places."""
    return places >> _ID_SHIFT


def field_of(places: Places) -> Ids:
    """The fields of these places, by their number in ``PLACE_FIELDS``."""
    return (places >> _FIELD_SHIFT) & 3


def with_address(session: Session, text: str) -> Ids:
    """The ids of articles whose address has ``text`` in it."""
    literal = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    # The index of addresses covers it: no article's row is read.
    sql = r"SELECT group_concat(id) FROM article WHERE url LIKE ? ESCAPE '\'"
    return np.sort(_listed(driver(session).execute(sql, (f"%{literal}%",)).fetchone()[0]))


def with_dek(session: Session) -> Ids:
    """The ids of articles that have a dek."""
    return _listed(
        driver(session).execute("SELECT group_concat(id) FROM article WHERE dek <> ''").fetchone()[0]
    )


def event_titles(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """The titles of these events."""
    listed = ",".join(str(int(number)) for number in ids)
    rows = driver(session).execute(f"SELECT id, title FROM event WHERE id IN ({listed})")  # noqa: S608
    return dict(rows.fetchall())


def events_called(session: Session, words: Sequence[str], limit: int) -> list[int]:
    """The ids of at most ``limit`` events with all of these folded ``words`` in their title."""
    # SQL knows no case and no diacritics beyond ASCII: titles with such letters are looked at here.
    likes = " AND ".join("title LIKE ? ESCAPE '\\'" for _ in words)
    escaped = [word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for word in words]
    sql = f"SELECT id, title FROM event WHERE ({likes}) OR title GLOB '*[^ -~]*' ORDER BY id"  # noqa: S608
    rows = driver(session).execute(sql, [f"%{word}%" for word in escaped])
    found = (number for number, title in rows if all(word in fold(title) for word in words))
    return list(islice(found, limit))


def _listed(text: str | None) -> Ids:
    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.empty(0, dtype=np.int64)
