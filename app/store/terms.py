"""Articles' term counts, and which articles the event job has yet to decide on.

An article whose terms are kept has been decided on: it stands in an event, or alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.models import Article, ArticleTerms, EventMember


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What of an article is counted. ``day`` is its day ordinal, None when it is not known to the day."""

    id: int
    day: int | None
    content_hash: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """An article's kept counts with what the grouping knows of it. ``event_id`` is None when it is alone."""

    id: int
    day: int | None
    content_hash: str
    event_id: int | None
    terms: bytes


def pending(session: Session, version: int) -> list[tuple[int, int | None]]:
    """Ids and days of the articles without terms of this version: by day and arrival, the undated last."""
    # The index on the version holds the ids, so that the terms, which are large, are not read.
    decided = select(ArticleTerms.article_id).where(ArticleTerms.version == version)
    query = (
        select(Article.id, Article.day)
        .where(col(Article.id).not_in(decided))
        .order_by(col(Article.day).asc().nulls_last(), col(Article.id))
    )
    return [(number, day) for number, day in session.exec(query).all() if number is not None]


def count(session: Session, version: int) -> int:
    """How many articles have terms of this version."""
    query = select(func.count()).select_from(ArticleTerms).where(ArticleTerms.version == version)
    return session.exec(query).one()


def decided(session: Session, version: int, ids: Sequence[int]) -> set[int]:
    """Those of these articles that have terms of this version."""
    query = select(ArticleTerms.article_id).where(
        ArticleTerms.version == version, col(ArticleTerms.article_id).in_(ids)
    )
    return set(session.exec(query).all())


def texts(session: Session, ids: Sequence[int]) -> list[ArticleText]:
    """The texts of these articles, in this order."""
    query: Any = select(  # type: ignore[call-overload]
        Article.id, Article.day, Article.content_hash, Article.title, Article.body
    ).where(col(Article.id).in_(ids))
    by_id = {row[0]: ArticleText(*row) for row in session.exec(query).all()}
    return [by_id[number] for number in ids if number in by_id]


def kept(session: Session, version: int, days: tuple[int, int] | None = None) -> list[KeptTerms]:
    """Kept counts by day and arrival, the undated last: of these days and of no day, or all."""
    query: Any = (
        select(  # type: ignore[call-overload]
            Article.id, Article.day, Article.content_hash, EventMember.event_id, ArticleTerms.terms
        )
        .join(ArticleTerms, col(ArticleTerms.article_id) == col(Article.id))
        .join(EventMember, col(EventMember.article_id) == col(Article.id), isouter=True)
        .where(ArticleTerms.version == version)
        .order_by(col(Article.day).asc().nulls_last(), col(Article.id))
    )
    if days is not None:
        query = query.where(or_(col(Article.day).between(*days), col(Article.day).is_(None)))
    return [KeptTerms(*row) for row in session.exec(query).all()]


def newest(session: Session, version: int, limit: int) -> list[bytes]:
    """The kept counts of the articles that came in last."""
    query = (
        select(ArticleTerms.terms)
        .where(ArticleTerms.version == version)
        .order_by(col(ArticleTerms.article_id).desc())
        .limit(limit)
    )
    return list(session.exec(query).all())


def keep(session: Session, version: int, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep articles' counts, in place of any they had."""
    values = [{"article_id": number, "version": version, "terms": terms} for number, terms in rows]
    if not values:
        return
    statement = insert(ArticleTerms)
    changed = {"version": statement.excluded.version, "terms": statement.excluded.terms}
    session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=changed), values)
