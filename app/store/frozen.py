"""Frozen comparisons: kept as they were, under addresses that never stand for another one."""

import hashlib
import json
import secrets
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidParameterError, NotFoundError
from app.models import FrozenComparison
from app.records import Record
from app.store import removals
from app.store.removals import RemovalRecord

# a few gigabytes if all of them were long
MOST = 10_000
# Drawn by chance, not counted: the address of one that was removed is never another's, and none is found by
# counting. Without letters and digits that are mistaken for one another, for a quotation may be in print.
_SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
TOKEN_LENGTH = 12
_WHEN = "made_at"


class FrozenCard(Record):
    """A frozen comparison in a list. ``made_at`` is ISO 8601 in UTC."""

    token: str
    title: str
    made_at: str


def freeze(session: Session, content: dict[str, Any], title: str) -> FrozenCard:
    """Keep ``content``, whose ``made_at`` says when it was; what is frozen already in the same words is given
    back as it is, also when it was removed a while ago.

    Raises InvalidParameterError when there are too many.
    """
    digest = digest_of(content)
    removed = removals.of_digest(session, digest, content[_WHEN])
    if removed is not None:
        restore(session, removals.take(session, removed.id, content[_WHEN])[1])
    row = session.exec(select(FrozenComparison).where(FrozenComparison.digest == digest)).one_or_none()
    if row is None:
        _check_room(session)
        row = FrozenComparison(
            token="".join(secrets.choice(_SIGNS) for _ in range(TOKEN_LENGTH)),
            digest=digest,
            title=title,
            made_at=content[_WHEN],
            content=content,
        )
        session.add(row)
        session.flush()
    return FrozenCard(token=row.token, title=row.title, made_at=row.made_at)


def digest_of(content: dict[str, Any]) -> str:
    """A digest of what was frozen, apart from when that was."""
    said = {name: value for name, value in content.items() if name != _WHEN}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def cards(session: Session, *, offset: int, limit: int) -> tuple[int, list[FrozenCard]]:
    """How many comparisons are frozen, and one page of them, newest first."""
    total = session.exec(select(func.count()).select_from(FrozenComparison)).one()
    rows = session.exec(
        select(FrozenComparison.token, FrozenComparison.title, FrozenComparison.made_at)
        .order_by(col(FrozenComparison.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return total, [FrozenCard(token=token, title=title, made_at=at) for token, title, at in rows]


def card(session: Session, token: str, now: str) -> FrozenCard:
    """One of them. Raises RemovedError when it was removed and can be brought back, else NotFoundError."""
    try:
        row = _row(session, token)
    except NotFoundError:
        removals.refuse_if_removed(session, "frozen", token, now)
        raise
    return FrozenCard(token=row.token, title=row.title, made_at=row.made_at)


def content(session: Session, token: str) -> dict[str, Any]:
    """What was frozen under ``token``. Raises NotFoundError."""
    return _row(session, token).content


def remove(session: Session, token: str, now: str) -> RemovalRecord:
    """Take one away; it can be undone. Raises NotFoundError."""
    row = _row(session, token)
    kept = row.model_dump(exclude={"id"})
    session.delete(row)
    session.flush()
    return removals.keep(session, "frozen", token, row.title, kept, now, digest=kept["digest"])


def restore(session: Session, kept: dict[str, Any]) -> str:
    """Bring back what ``remove`` kept, under the token that it had. Raises InvalidParameterError."""
    _check_room(session)
    session.add(FrozenComparison(**kept))
    session.flush()
    return str(kept["token"])


def _row(session: Session, token: str) -> FrozenComparison:
    row = session.exec(select(FrozenComparison).where(FrozenComparison.token == token)).one_or_none()
    if row is None:
        raise NotFoundError("No comparison is frozen under this address. It may have been removed.")
    return row


def _check_room(session: Session) -> None:
    if session.exec(select(func.count()).select_from(FrozenComparison)).one() >= MOST:
        raise InvalidParameterError(f"{MOST:,} comparisons are frozen already. Remove one of them first.")
