"""Checks of what came in: the bytes of documents, and the texts of articles and versions."""

from collections.abc import Iterator

from pydantic import ValidationError

from app.database import Database
from app.records import BlockKind, Published
from app.store import integrity, integrity_rules, integrity_texts
from app.store.integrity_texts import KeptText
from app.text.content import content_hash
from app.text.dates import day_of
from app.upkeep.findings import Finding, Tally, reading
from app.upkeep.tools import Progress


def documents(database: Database, progress: Progress) -> Iterator[Finding]:
    """Every document's bytes, against the size and the SHA-256 that they came in with."""
    tally = Tally("documents", "Original documents: size and SHA-256", "original")
    with reading(tally):
        with database.read_session() as session:
            total = integrity.row_count(session, "document")
        for checked in integrity_texts.documents(database):
            tally.looked_at += len(checked)
            for one in checked:
                if one.problem is not None:
                    tally.add(f"Document {one.id} (SHA-256 {one.sha256}, from {one.origin}): {one.problem}.")
            progress(tally.title, tally.looked_at, total)
        with database.read_session() as session:
            tally.notes += integrity_rules.waiting(session, "documents")
    yield tally.finding()


def texts(database: Database, progress: Progress) -> Iterator[Finding]:
    """Every text, of articles and of older versions, against its digest; and its blocks and its day."""
    tally = Tally("texts", "Texts of articles and their older versions", "original")
    with reading(tally):
        with database.read_session() as session:
            total = sum(integrity.row_count(session, name) for name in ("article", "article_version"))
        for read in (integrity_texts.articles, integrity_texts.versions):
            for kept in read(database):
                tally.looked_at += len(kept)
                for one in kept:
                    if (problem := _problem(one)) is not None:
                        tally.add(f"Article {one.article_id}, version {one.version}: {problem}.")
                progress(tally.title, tally.looked_at, total)
    yield tally.finding()


def _problem(kept: KeptText) -> str | None:
    if kept.blocks is None:
        return "its blocks cannot be read"
    paragraphs = "\n\n".join(text for kind, text in kept.blocks if kind == BlockKind.PARAGRAPH)
    if content_hash(kept.title, paragraphs) != kept.content_hash:
        return "its text is not the one that its digest was made of"
    shown = (BlockKind.PARAGRAPH, BlockKind.SUBHEAD)
    if kept.body is not None and kept.body != "\n\n".join(
        text for kind, text in kept.blocks if kind in shown
    ):
        return "its text and its blocks differ"
    if kept.dek != "\n".join(text for kind, text in kept.blocks if kind == BlockKind.DEK):
        return "its summary and its blocks differ"
    if kept.body is None:
        return None
    try:
        known = None if kept.published is None else Published.model_validate_json(kept.published)
    except ValidationError:
        return "its date cannot be read"
    return None if day_of(known) == kept.day else "its day is not that of its date"
