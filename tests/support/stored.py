"""Articles put into a database without an ingest run around them."""

from sqlalchemy import text
from sqlmodel import Session

from app.ingest.prepare import prepare
from app.records import ArticleDraft, RawDocument
from app.store import stems
from app.store.documents import digest
from app.store.intake import Identity, Intake


def store(
    session: Session, raw: RawDocument, draft: ArticleDraft, *, run_id: int, outlet_id: int | None, now: str
) -> int:
    """Store ``draft`` with the bytes of ``raw`` as an ingest run does; the article's id."""
    identity = Identity(draft.external_id, digest(raw.data))
    prepared = prepare(raw, draft)
    taking = Intake(session, run_id, now, [identity])
    document_id = taking.keep(
        identity.sha256,
        prepared.data,
        size=len(raw.data),
        media_type=raw.media_type,
        origin=raw.origin,
        container=None,
    )
    number = taking.add(
        identity,
        prepared.values,
        document_id=document_id,
        outlet_id=outlet_id,
        reading=None,
        marks=prepared.marks,
        stems=prepared.stems,
    )
    taking.flush()
    return number


def index_all(session: Session) -> None:
    """Bring the full-text indexes up to articles that were not stored by ``store``."""
    session.flush()
    for index in ("article_fts", "article_words"):
        session.execute(text(f"INSERT INTO {index}({index}) VALUES ('rebuild')"))
    stems.refresh(session, session.execute(text("SELECT id FROM article")).scalars().all())
