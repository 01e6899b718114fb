"""Whole tables, row by row, for a corpus that leaves as files and comes back in from them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import JSON, Boolean, Float, Integer, event, func, insert, select, text, true, update
from sqlmodel import Session

from app.columns import CompressedBytes, CompressedJSON, Packed
from app.database import Database, driver
from app.models import metadata

Kind = Literal["integer", "day", "boolean", "number", "text", "json", "bytes"]

_DAYS = frozenset({"day", "first_day", "last_day", "placed_day"})
_ROWS_AT_ONCE = 200
_DOCUMENT = metadata.tables["document"]
# Stands for bytes that have not come in yet; deflated bytes are never empty.
_NOTHING_YET = Packed(b"")
_YET_TO_COME: dict[str, dict[str, Any]] = {
    "document": {"data": _NOTHING_YET},
    "event_storyline": {"sketch": b""},
    "article_terms": {"version": 0, "terms": b""},
}
# An article that is yet to be put into an event is so elsewhere too, whatever was known of it before.
_ONLY = {"article_terms": text("article_id NOT IN (SELECT article_id FROM article_undecided)")}
_NUMBERED = ("event", "storyline")
# What holds no part of the corpus: sign-ins, counters, what was removed, lists of what is yet to be done.
_BESIDE = ("sign_in", "corpus_change", "removal", "article_stems_pending")


class ColumnOf(NamedTuple):
    """A column: what its values are, and whether there may be none."""

    name: str
    kind: Kind
    optional: bool


def columns(table: str) -> tuple[ColumnOf, ...]:
    """The columns of a table, in the order of the schema."""
    return tuple(
        ColumnOf(column.name, _kind(column.name, column.type), bool(column.nullable))
        for column in metadata.tables[table].columns
    )


def _kind(name: str, type_: Any) -> Kind:
    kinds: tuple[tuple[Any, Kind], ...] = (
        ((JSON, CompressedJSON), "json"),
        (CompressedBytes, "bytes"),
        (Boolean, "boolean"),
        (Integer, "day" if name in _DAYS else "integer"),
        (Float, "number"),
    )
    return next((kind for types, kind in kinds if isinstance(type_, types)), "text")


def rows(session: Session, table: str, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """These columns of all rows of a table, in the order of its key, a few hundred in memory at a time."""
    of = metadata.tables[table]
    query = select(*(of.c[name] for name in names)).where(_ONLY.get(table, true()))
    query = query.order_by(*of.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield dict(row._mapping)


def count(session: Session, table: str) -> int:
    """How many rows a table has."""
    return int(session.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def originals(session: Session) -> Iterator[tuple[str, bytes]]:
    """The digest and the bytes of every document, one in memory at a time."""
    query = select(_DOCUMENT.c.sha256, _DOCUMENT.c.data).order_by(_DOCUMENT.c.sha256)
    for row in session.execute(query.execution_options(yield_per=1)):
        yield row.sha256, row.data


def originals_size(session: Session) -> int:
    """The bytes of all documents together."""
    return int(session.execute(select(func.coalesce(func.sum(_DOCUMENT.c.size), 0))).scalar_one())


def last_numbers(session: Session) -> dict[str, int]:
    """The highest number ever given to an event and to a storyline: a number is never given again."""
    found = driver(session).execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    return {name: number for name, number in found if name in _NUMBERED}


def set_last_numbers(session: Session, numbers: Mapping[str, int]) -> None:
    """Give no number up to these to another event or storyline."""
    for name in _NUMBERED:
        connection = driver(session)
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        connection.execute(
            f"INSERT INTO sqlite_sequence (name, seq) SELECT ?, max(?, coalesce(max(id), 0)) FROM {name}",  # noqa: S608
            (name, numbers.get(name, 0)),
        )


def is_empty(session: Session) -> bool:
    """Whether nothing was ever taken in, followed or written down."""
    return not any(
        session.execute(select(1).select_from(table).limit(1)).first()
        for name, table in metadata.tables.items()
        if name not in _BESIDE
    )


def unguarded(database: Database) -> None:
    """Let rows of a new file that nobody else sees come in any order, and wait for no disk.

    Only for a database of which no connection is open yet. ``lost_references`` is to be asked at the end.
    """

    def relax(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(database.engine, "connect", relax)


def add(session: Session, table: str, values: Sequence[Mapping[str, Any]]) -> None:
    """Put rows into a table, without what comes later: the bytes of documents, and what is made anew.

    Raises IntegrityError when a row is there already or breaks a rule of the schema.
    """
    filled = {**_YET_TO_COME.get(table, {})}
    session.execute(insert(metadata.tables[table]), [{**row, **filled} for row in values])


def fill(session: Session, sha256: str, data: bytes) -> bool:
    """Give a document its bytes; False when none waits for them."""
    waiting = (_DOCUMENT.c.sha256 == sha256) & (func.length(_DOCUMENT.c.data) == 0)
    done: Any = session.execute(update(_DOCUMENT).where(waiting).values(data=data))
    return bool(done.rowcount)


def without_bytes(session: Session) -> str | None:
    """The digest of a document whose bytes have not come in."""
    query = select(_DOCUMENT.c.sha256).where(func.length(_DOCUMENT.c.data) == 0).limit(1)
    found: str | None = session.execute(query).scalar()
    return found


def lost_references(session: Session) -> list[tuple[str, int, str]]:
    """Rows that name one that is not there: table, number of the row, table of the missing one."""
    found = driver(session).execute("PRAGMA foreign_key_check").fetchmany(10)
    return [(table, row, parent) for table, row, parent, _ in found]
