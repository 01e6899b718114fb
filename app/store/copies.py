"""Fingerprints of articles, and which articles repeat another."""

from collections.abc import Iterable

from sqlalchemy import func
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.models import Article, ArticleCopy, ArticleFingerprint
from app.text import fingerprints


def keep_marks(session: Session, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep articles' marks, in place of any they had; they are yet to be held against all others."""
    values = [
        {"article_id": number, "version": fingerprints.VERSION, "checked": False, "marks": marks}
        for number, marks in rows
    ]
    if not values:
        return
    statement = insert(ArticleFingerprint)
    changed = {name: statement.excluded[name] for name in ("version", "checked", "marks")}
    session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=changed), values)


def copies_in_run(session: Session, run_id: int) -> int:
    """How many articles of a run repeat another."""
    query = (
        select(func.count())
        .select_from(ArticleCopy)
        .join(Article, col(Article.id) == ArticleCopy.article_id)
        .where(Article.run_id == run_id, col(ArticleCopy.matched_id).is_not(None))
    )
    return session.exec(query).one()
