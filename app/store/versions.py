"""What an article said before: its versions, which the ingest keeps when a text comes in changed.

A version holds what its document says; what a person set concerns the article and is left aside here.
"""

from typing import Any

from sqlmodel import Session, col, select

from app.models import Article, ArticleVersion, Document
from app.records import Block, DocumentRecord, Published, VersionCard, VersionRecord
from app.store import corrections

# what both tables hold, without the texts
_COLUMNS = (
    "version",
    "title",
    "byline",
    "dek",
    "published",
    "updated",
    "word_count",
    "content_hash",
    "external_id",
    "origin",
    "origin_line",
    "run_id",
    "ingested_at",
)


def of_article(session: Session, article_id: int) -> tuple[VersionCard, ...]:
    """All versions of an article, oldest first, without their texts; empty when there is no such article."""
    newest = _newest(session, article_id, _COLUMNS)
    if newest is None:
        return ()
    older = session.execute(
        select(*(getattr(ArticleVersion, name) for name in _COLUMNS))
        .where(ArticleVersion.article_id == article_id)
        .order_by(col(ArticleVersion.version))
    ).mappings()
    cards: list[VersionCard] = []
    for values in (*map(dict, older), newest):
        before = cards[-1] if cards else None
        changed = before is not None and _words(before.title) != _words(values["title"])
        cards.append(VersionCard(**_read(values), headline_changed=changed))
    return tuple(cards)


def version(session: Session, article_id: int, number: int) -> VersionRecord | None:
    """One version with its blocks, or None."""
    wanted = (*_COLUMNS, "blocks")
    values = _newest(session, article_id, wanted)
    if values is None or values["version"] != number:
        found = session.execute(
            select(*(getattr(ArticleVersion, name) for name in wanted)).where(
                ArticleVersion.article_id == article_id, ArticleVersion.version == number
            )
        ).mappings()
        values = next(map(dict, found), None)
    if values is None:
        return None
    blocks = tuple(Block.model_validate(block) for block in values.pop("blocks"))
    return VersionRecord(**_read(values), blocks=blocks)


def original(session: Session, article_id: int, number: int) -> DocumentRecord | None:
    """The bytes that a version came from, as they came; None when there is no such version."""
    for table, place in ((Article, Article.id), (ArticleVersion, ArticleVersion.article_id)):
        row = session.exec(
            select(Document)
            .join(table, col(table.document_id) == Document.id)
            .where(place == article_id, table.version == number)
        ).one_or_none()
        if row is not None:
            return DocumentRecord.model_validate(row, from_attributes=True)
    return None


def _newest(session: Session, article_id: int, names: tuple[str, ...]) -> dict[str, Any] | None:
    columns = [getattr(Article, name) for name in names]
    found = session.execute(select(*columns).where(Article.id == article_id)).mappings()
    values = next(map(dict, found), None)
    return None if values is None else corrections.as_extracted(session, article_id, values)


def _read(values: dict[str, Any]) -> dict[str, Any]:
    dates = {
        name: None if values[name] is None else Published.model_validate(values[name])
        for name in ("published", "updated")
    }
    return {**values, **dates}


def _words(text: str) -> list[str]:
    return text.split()
