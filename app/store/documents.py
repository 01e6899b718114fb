"""Original bytes, kept once."""

import hashlib

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.models import Document, metadata

# Built once, and without a row object: an ingest stores hundreds a second.
_INSERT = (
    insert(metadata.tables["document"])
    .on_conflict_do_nothing(index_elements=["sha256"])
    .returning(col(Document.id))
)


def digest(data: bytes) -> str:
    """The name of these bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def keep(session: Session, data: bytes, *, media_type: str, origin: str) -> int:
    """Store ``data`` unless it is there already; the document's id either way.

    ``origin`` names the file it comes from.
    """
    described = {"sha256": digest(data), "media_type": media_type, "origin": origin, "size": len(data)}
    row = {**described, "data": data}
    stored: int | None = session.execute(_INSERT, row).scalar_one_or_none()
    if stored is not None:
        return stored
    known: int = session.execute(select(Document.id).where(Document.sha256 == row["sha256"])).scalar_one()
    return known
