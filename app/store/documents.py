"""Original bytes, kept once."""

import hashlib

from sqlmodel import Session, select

from app.models import Document


def digest(data: bytes) -> str:
    """The name of these bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def keep(session: Session, data: bytes, media_type: str) -> int:
    """Store ``data`` unless it is there already; the document's id either way."""
    sha256 = digest(data)
    known = session.exec(select(Document.id).where(Document.sha256 == sha256)).one_or_none()
    if known is not None:
        return known
    row = Document(sha256=sha256, media_type=media_type, size=len(data), data=data)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id
