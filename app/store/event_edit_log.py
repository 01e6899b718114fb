"""The log of what a person did with events: what, when, and what stands in the way of undoing it."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import EventEdit
from app.records import Record
from app.text.event_edits import EditAction, EditDetail, in_words

# What each edit that stands touched, from one on: events and articles are told apart by a letter.
_TOUCHED = text(
    """
    SELECT edit.id, 'e' || item.key FROM event_edit AS edit, json_each(edit.detail, '$.events') AS item
    WHERE edit.id >= :first AND edit.undone_at IS NULL
    UNION ALL
    SELECT edit.id, 'a' || json_extract(item.value, '$.id')
    FROM event_edit AS edit, json_each(edit.detail, '$.moved') AS item
    WHERE edit.id >= :first AND edit.undone_at IS NULL
    """
)
_OF_EVENT = "EXISTS (SELECT 1 FROM json_each(event_edit.detail, '$.events') WHERE key = :event)"


class EditRecord(Record):
    """One edit. ``at`` and ``undone_at`` are instants in UTC; ``what`` is a sentence.

    ``events`` are the numbers of the events it touched, ``into`` the one that articles went to, ``articles``
    those that changed their place. While ``blocked_by``, a later edit of the same events or articles, stands,
    this one cannot be undone.
    """

    id: int
    at: str
    action: EditAction
    what: str
    events: tuple[int, ...]
    into: int | None
    articles: tuple[int, ...]
    undone_at: str | None
    blocked_by: int | None


def log(
    session: Session, *, event_id: int | None = None, offset: int, limit: int
) -> tuple[int, list[EditRecord]]:
    """How many edits there are, of all events or of one, and one page of them, newest first."""
    wanted = [] if event_id is None else [text(_OF_EVENT).bindparams(event=str(event_id))]
    total = session.exec(select(func.count()).select_from(EventEdit).where(*wanted)).one()
    order = col(EventEdit.id).desc()
    rows = session.exec(select(EventEdit).where(*wanted).order_by(order).offset(offset).limit(limit)).all()
    return total, _records(session, rows)


def edit(session: Session, edit_id: int) -> EditRecord:
    """One edit. Raises NotFoundError."""
    row = session.get(EventEdit, edit_id)
    if row is None:
        raise NotFoundError(f"There is no edit {edit_id} in the log of events.")
    return _records(session, [row])[0]


def newest_standing(session: Session, event_id: int | None = None) -> EditRecord | None:
    """The newest edit that is not undone, of all events or of one; None when there is none."""
    wanted = [col(EventEdit.undone_at).is_(None)]
    query = select(EventEdit).where(*wanted).order_by(col(EventEdit.id).desc()).limit(1)
    if event_id is not None:
        query = query.where(text(_OF_EVENT).bindparams(event=str(event_id)))
    row = session.exec(query).first()
    return None if row is None else _records(session, [row])[0]


def merged_into(session: Session, event_id: int) -> int | None:
    """The event that this one, which is gone, was merged into; None when it was not."""
    query = (
        select(EventEdit)
        .where(EventEdit.action == "merge", col(EventEdit.undone_at).is_(None))
        .where(text(_OF_EVENT).bindparams(event=str(event_id)))
        .order_by(col(EventEdit.id).desc())
        .limit(1)
    )
    row = session.exec(query).first()
    into = None if row is None else EditDetail.model_validate(row.detail).into
    return None if into == event_id else into


def _records(session: Session, rows: Sequence[EventEdit]) -> list[EditRecord]:
    blocked = _blocked(session, [row.id for row in rows if row.id is not None])
    found = []
    for row in rows:
        assert row.id is not None
        detail = EditDetail.model_validate(row.detail)
        action: EditAction = row.action  # type: ignore[assignment]
        found.append(
            EditRecord(
                id=row.id,
                at=row.at,
                action=action,
                what=in_words(action, detail),
                events=tuple(detail.events),
                into=detail.into,
                articles=tuple(was.id for was in detail.moved),
                undone_at=row.undone_at,
                blocked_by=blocked.get(row.id),
            )
        )
    return found


def _blocked(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """For each of these edits that stands the newest later one that touched the same."""
    if not ids:
        return {}
    touched: defaultdict[int, set[str]] = defaultdict(set)
    newest: dict[str, int] = {}
    for number, what in session.execute(_TOUCHED, {"first": min(ids)}):
        touched[number].add(what)
        newest[what] = max(number, newest.get(what, number))
    later = {number: max(newest[what] for what in touched[number]) for number in ids if touched[number]}
    return {number: last for number, last in later.items() if last > number}
