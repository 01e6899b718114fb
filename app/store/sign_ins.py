"""Browsers that have signed in, known by a digest of their token."""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.models import SignIn


def add(session: Session, token_digest: str, made_at: str, expires_at: str) -> None:
    """Remember a sign-in, and forget those that have expired by ``made_at``. Times are ISO 8601 in UTC."""
    session.execute(delete(SignIn).where(col(SignIn.expires_at) <= made_at))
    session.add(SignIn(token_digest=token_digest, made_at=made_at, expires_at=expires_at))


def times(session: Session, token_digest: str) -> tuple[str, str] | None:
    """When the sign-in with this digest was made and when it expires, which may be past; None without one."""
    row = session.get(SignIn, token_digest)
    return None if row is None else (row.made_at, row.expires_at)


def renew(session: Session, token_digest: str, expires_at: str) -> None:
    """Let a sign-in last until ``expires_at``. Does nothing when it has ended meanwhile."""
    row = session.get(SignIn, token_digest)
    if row is not None:
        row.expires_at = expires_at
        session.add(row)


def remove(session: Session, token_digest: str) -> None:
    """End one sign-in; nothing happens when there is none."""
    session.execute(delete(SignIn).where(col(SignIn.token_digest) == token_digest))


def remove_all(session: Session) -> None:
    """End every sign-in."""
    session.execute(delete(SignIn))
