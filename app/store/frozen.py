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

# a few gigabytes if all of them were long
MOST = 10_000
# Drawn by chance, not counted: the address of one that was deleted is never another's, and none is found by
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
    back as it is.

    Raises InvalidParameterError when there are too many.
    """
    digest = digest_of(content)
    row = session.exec(select(FrozenComparison).where(FrozenComparison.digest == digest)).one_or_none()
    if row is None:
        if session.exec(select(func.count()).select_from(FrozenComparison)).one() >= MOST:
            raise InvalidParameterError(f"{MOST:,} comparisons are frozen already. Delete one of them first.")
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


def card(session: Session, token: str) -> FrozenCard:
    """One of them. Raises NotFoundError."""
    row = _row(session, token)
    return FrozenCard(token=row.token, title=row.title, made_at=row.made_at)


def content(session: Session, token: str) -> dict[str, Any]:
    """What was frozen under ``token``. Raises NotFoundError."""
    return _row(session, token).content


def remove(session: Session, token: str) -> FrozenCard:
    """Delete one for good, and tell which it was. Raises NotFoundError."""
    gone = card(session, token)
    session.delete(_row(session, token))
    session.flush()
    return gone


def _row(session: Session, token: str) -> FrozenComparison:
    row = session.exec(select(FrozenComparison).where(FrozenComparison.token == token)).one_or_none()
    if row is None:
        raise NotFoundError("No comparison is frozen under this address. It may have been deleted.")
    return row
