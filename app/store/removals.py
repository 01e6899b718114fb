"""What people removed: kept for a month, so that it can be undone, and then forgotten."""

from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import NotFoundError, RemovedError
from app.models import Feed, Note, Removal, SavedSearch
from app.records import Record

Kind = Literal["feed", "frozen", "note", "search"]

DAYS = 30
"""For so long a removal can be undone."""

Row = TypeVar("Row", Feed, Note, SavedSearch)

MOST = 1_000
_LONGEST_TITLE = 200


class RemovalRecord(Record):
    """Something that a person removed. ``name`` is what its address called it by: a token, or its number.

    ``title`` says in words what it was. ``removed_at`` and ``until``, when it is forgotten, are ISO 8601 in
    UTC.
    """

    id: int
    kind: Kind
    name: str
    title: str
    removed_at: str
    until: str


def keep(
    session: Session, kind: Kind, name: str, title: str, content: Any, now: str, *, digest: str | None = None
) -> RemovalRecord:
    """Keep ``content``, out of which what was removed can be made again. ``digest`` is that of a frozen
    comparison. What is past undoing goes, and of more than a thousand the oldest."""
    forget_old(session, now)
    row = Removal(
        kind=kind,
        name=name,
        digest=digest,
        title=title[:_LONGEST_TITLE],
        removed_at=now,
        content=content,
    )
    session.add(row)
    session.flush()
    newest = select(Removal.id).order_by(col(Removal.id).desc()).limit(MOST)
    session.execute(delete(Removal).where(col(Removal.id).not_in(newest)))
    return _record(row)


def removals(session: Session, now: str) -> list[RemovalRecord]:
    """All that can be undone, removed last first."""
    found = _undoable(now).order_by(col(Removal.id).desc())
    return [_record(row) for row in session.exec(found)]


def removal(session: Session, removal_id: int, now: str) -> RemovalRecord:
    """One of them. Raises NotFoundError."""
    return _record(_row(session, removal_id, now))


def take(session: Session, removal_id: int, now: str) -> tuple[RemovalRecord, Any]:
    """One of them with what was kept, which is not kept any longer. Raises NotFoundError."""
    row = _row(session, removal_id, now)
    record, content = _record(row), row.content
    session.delete(row)
    session.flush()
    return record, content


def of_digest(session: Session, digest: str, now: str) -> RemovalRecord | None:
    """The removed frozen comparison with this digest."""
    row = session.exec(_undoable(now).where(Removal.digest == digest)).first()
    return None if row is None else _record(row)


def refuse_if_removed(session: Session, kind: Kind, name: str, now: str) -> None:
    """Raise RemovedError when something of this name was removed, and can be brought back."""
    row = session.exec(_undoable(now).where(Removal.kind == kind, Removal.name == name)).first()
    if row is not None:
        record = _record(row)
        raise RemovedError(record.title, record.id, record.removed_at, record.until)


def put_back(session: Session, row: Row) -> Row:
    """Store again what was removed, under the number that it had unless that was given again."""
    if session.get(type(row), row.id) is not None:
        row.id = None
    session.add(row)
    session.flush()
    return row


def forget_old(session: Session, now: str) -> None:
    """Forget what is past undoing."""
    session.execute(delete(Removal).where(col(Removal.removed_at) <= _oldest(now)))


def _oldest(now: str) -> str:
    return (datetime.fromisoformat(now) - timedelta(days=DAYS)).isoformat(timespec="seconds")


def _undoable(now: str) -> SelectOfScalar[Removal]:
    return select(Removal).where(col(Removal.removed_at) > _oldest(now))


def _record(row: Removal) -> RemovalRecord:
    assert row.id is not None
    until = datetime.fromisoformat(row.removed_at) + timedelta(days=DAYS)
    return RemovalRecord(
        **row.model_dump(include={"id", "kind", "name", "title", "removed_at"}),
        until=until.isoformat(timespec="seconds"),
    )


def _row(session: Session, removal_id: int, now: str) -> Removal:
    row = session.exec(_undoable(now).where(Removal.id == removal_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is nothing to undo: it was undone already, or {DAYS} days have passed.")
    return row
