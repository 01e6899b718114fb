"""All SQL of a search: what matches, how it is ranked, what it adds up to, and where the words stand.

Conditions are SQL on the table ``article`` with values bound by name, as app.search.plan makes them.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session

from app.records import OutletRef

Values = Mapping[str, str | int]
# an index and an FTS5 expression on it
Match = tuple[Literal["article_fts", "article_words"], str]
# outlet id, day, number of hits of this outlet on this day; None stands for unknown
Group = tuple[int | None, int | None, int]

# What encloses a marked word: characters that Unicode reserves for internal use and never assigns.
MARK_START = "\ufdd0"
MARK_END = "\ufdd1"

_INTERRUPT_EVERY = 2_000  # steps of SQLite's machine between two looks at the clock: well under a millisecond
# title, dek, body, byline
_WEIGHTS = "6.0, 3.0, 1.0, 2.0"
_LEAD_CHARACTERS = 600
_OUTLETS = """WITH RECURSIVE shown(id, shown_as) AS (
        SELECT id, id FROM outlet WHERE merged_into IS NULL
        UNION SELECT outlet.id, shown_as FROM outlet JOIN shown ON outlet.merged_into = shown.id
    )
    SELECT shown_as, slug, name, domain FROM shown JOIN outlet USING (id)
    ORDER BY merged_into IS NOT NULL, id"""


class DeadlineError(Exception):
    """A query was stopped because its time was up."""


@dataclass(frozen=True, slots=True)
class Passages:
    """An article's texts with the words that matched between MARK_START and MARK_END."""

    title: str
    dek: str
    body: str


def _driver(session: Session) -> Any:
    # The driver's own connection: rows come as bare tuples, and only it has a progress handler. It is inside
    # the session's transaction, so all queries of a search see the same snapshot.
    return session.connection().connection.driver_connection


@contextmanager
def deadline(session: Session, seconds: float) -> Iterator[None]:
    """Stop every query of the session in this block after ``seconds``: it then raises DeadlineError."""
    connection = _driver(session)
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _INTERRUPT_EVERY)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def outlets(session: Session) -> list[OutletRef]:
    """All outlets, for names to be looked up in.

    Those merged into another come last, and have the id of the outlet under which they are shown.
    """
    rows = _rows(session, _OUTLETS, {})
    return [OutletRef(id=row[0], slug=row[1], name=row[2], domain=row[3]) for row in rows]


def _rows(session: Session, sql: str, values: Values) -> Iterator[Any]:
    try:
        yield from _driver(session).execute(sql, dict(values))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise DeadlineError from error


def _ids(session: Session, sql: str, values: Values) -> list[int]:
    return [row[0] for row in _rows(session, sql, values)]


def _condition(match: Match | None, where: str, values: Values) -> tuple[str, Values]:
    if match is None:
        return where, values
    # The plus keeps SQLite from looking up a row for every match. Testing the entries of a covering index, in
    # an order that is wanted anyway, is faster by far when matches are many, and costs little otherwise.
    index, expression = match
    matching = f"+article.id IN (SELECT rowid FROM {index} WHERE {index} MATCH :match)"  # noqa: S608
    return f"{matching} AND {where}", {**values, "match": expression}


def best(session: Session, match: Match, where: str, values: Values, *, offset: int, limit: int) -> list[int]:
    """Ids of articles that match, best score first (BM25; a word in the title counts six times)."""
    index, expression = match
    # A set of ids that an index covers, rather than a join, which would look up a row for every match.
    narrowed = "" if where == "1" else f"AND +rowid IN (SELECT article.id FROM article WHERE {where})"  # noqa: S608
    sql = f"""SELECT rowid FROM {index} WHERE {index} MATCH :match {narrowed}
        ORDER BY bm25({index}, {_WEIGHTS}), rowid DESC LIMIT :limit OFFSET :offset"""  # noqa: S608
    return _ids(session, sql, {**values, "match": expression, "limit": limit, "offset": offset})


def best_of(
    session: Session, wanted: Sequence[Match], where: str, values: Values, *, offset: int, limit: int
) -> list[int]:
    """Ids of articles for which ``where`` holds, best sum of their scores for ``wanted`` first.

    Those without any of these words come last, newest first.
    """
    scores = " UNION ALL ".join(
        f"SELECT rowid AS id, bm25({index}, {_WEIGHTS}) AS score FROM {index} "  # noqa: S608
        f"WHERE {index} MATCH :wanted{number}"
        for number, (index, _) in enumerate(wanted)
    )
    sql = f"""WITH part AS MATERIALIZED ({scores}),
        scored AS MATERIALIZED (SELECT id, sum(score) AS score FROM part GROUP BY id)
        SELECT article.id FROM article LEFT JOIN scored ON scored.id = article.id WHERE {where}
        ORDER BY coalesce(scored.score, 0), article.day DESC NULLS LAST, article.id DESC
        LIMIT :limit OFFSET :offset"""  # noqa: S608
    expressions = {f"wanted{number}": expression for number, (_, expression) in enumerate(wanted)}
    return _ids(session, sql, {**values, **expressions, "limit": limit, "offset": offset})


def by_day(
    session: Session,
    match: Match | None,
    where: str,
    values: Values,
    *,
    newest: bool,
    offset: int,
    limit: int,
) -> list[int]:
    """Ids of articles that match, by day of publication; the undated come last."""
    condition, values = _condition(match, where, values)
    way = "DESC" if newest else "ASC"
    sql = f"""SELECT article.id FROM article WHERE {condition}
        ORDER BY article.day {way} NULLS LAST, article.id {way} LIMIT :limit OFFSET :offset"""  # noqa: S608
    return _ids(session, sql, {**values, "limit": limit, "offset": offset})


def any_order(
    session: Session, match: Match | None, where: str, values: Values, *, offset: int, limit: int
) -> list[int]:
    """Ids of articles that match, as the index yields them: what is found soonest."""
    condition, values = _condition(match, where, values)
    sql = f"SELECT article.id FROM article WHERE {condition} LIMIT :limit OFFSET :offset"  # noqa: S608
    return _ids(session, sql, {**values, "limit": limit, "offset": offset})


def groups(session: Session, match: Match | None, where: str, values: Values) -> Iterator[Group]:
    """All that match, counted by outlet and day. Raises DeadlineError, perhaps half way."""
    condition, values = _condition(match, where, values)
    sql = f"""SELECT article.outlet_id, article.day, count(*) FROM article WHERE {condition}
        GROUP BY article.outlet_id, article.day"""  # noqa: S608
    return _rows(session, sql, values)


def marked(session: Session, match: Match, ids: Sequence[int]) -> dict[int, Passages]:
    """The texts of those of these articles in which the expression matches, marked."""
    index, expression = match
    columns = ", ".join(f"highlight({index}, {column}, :start, :end)" for column in range(3))
    sql = f"""SELECT rowid, {columns} FROM {index}
        WHERE {index} MATCH :match AND +rowid IN ({_listed(ids)})"""  # noqa: S608
    # Without the plus the expression would be evaluated anew for every id, which is slow for short prefixes.
    values = {"match": expression, "start": MARK_START, "end": MARK_END}
    return {row[0]: Passages(*(text or "" for text in row[1:])) for row in _rows(session, sql, values)}


def leads(session: Session, ids: Sequence[int]) -> dict[int, Passages]:
    """How these articles begin, with nothing marked."""
    sql = f"""SELECT id, title, dek, substr(body, 1, {_LEAD_CHARACTERS}) FROM article
        WHERE id IN ({_listed(ids)})"""  # noqa: S608
    return {row[0]: Passages(*row[1:]) for row in _rows(session, sql, {})}


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(str(int(number)) for number in ids)
