"""Articles' term counts, and which articles the event job has yet to decide on.

An article whose terms are kept has been decided on: it stands in an event, or alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.models import Article, ArticleTerms, ArticleVersion, EventMember
from app.text.kept_terms import KeptTerms

# so much of the beginning of a body is read with kept counts
OPENING = 1_500


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article whose terms are yet to be counted; the fields are those of ``KeptTerms``."""

    id: int
    day: int | None
    content_hash: str
    title: str
    body: str
    url: str | None
    section: str | None
    words: int
    outlet_id: int | None
    event_id: int | None


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
    query: Any = (
        select(  # type: ignore[call-overload,misc]
            Article.id,
            Article.day,
            Article.content_hash,
            Article.title,
            Article.body,
            Article.url,
            Article.section,
            Article.word_count,
            Article.outlet_id,
            EventMember.event_id,
        )
        .join(EventMember, col(EventMember.article_id) == col(Article.id), isouter=True)
        .where(col(Article.id).in_(ids))
    )
    by_id = {row[0]: ArticleText(*row) for row in session.exec(query).all()}
    return [by_id[number] for number in ids if number in by_id]


def kept(session: Session, version: int, spans: Sequence[tuple[int, int]] | None = None) -> list[KeptTerms]:
    """The articles with terms: those of these spans of days and those of no day at all, or all."""
    if spans is None:
        return _kept(session, version)
    found: list[KeptTerms] = []
    undated = col(Article.day).is_(None)
    for low, high in spans:
        found += _kept(session, version, col(Article.day).between(low, high))
        found += _kept(session, version, undated, col(ArticleTerms.placed_day).between(low, high))
    return found + _kept(session, version, undated, col(ArticleTerms.placed_day) == 0)


def _kept(session: Session, version: int, *conditions: Any) -> list[KeptTerms]:
    query: Any = (
        select(  # type: ignore[call-overload,misc]
            Article.id,
            Article.day,
            ArticleTerms.placed_day,
            Article.content_hash,
            EventMember.event_id,
            Article.title,
            func.substr(Article.body, 1, OPENING),
            Article.url,
            Article.section,
            Article.word_count,
            Article.outlet_id,
            ArticleTerms.terms,
        )
        .join(ArticleTerms, col(ArticleTerms.article_id) == col(Article.id))
        .join(EventMember, col(EventMember.article_id) == col(Article.id), isouter=True)
        # not by the index on versions, for nearly all rows have this one, but by those on days
        .where(col(ArticleTerms.version) + 0 == version, *conditions)
    )
    return [KeptTerms(*row) for row in session.exec(query).all()]


def dated(session: Session, version: int, size: int) -> Iterator[list[tuple[int, bytes]]]:
    """The days and counts of all dated articles with terms, so many at a time."""
    query: Any = (
        select(Article.day, ArticleTerms.terms)
        .join(ArticleTerms, col(ArticleTerms.article_id) == col(Article.id))
        .where(ArticleTerms.version == version, col(Article.day).is_not(None))
        .order_by(col(Article.day), col(Article.id))
        .execution_options(yield_per=size)
    )
    for part in session.exec(query).partitions():
        yield [(day, counts) for day, counts in part]


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


def place(session: Session, days: Mapping[int, int]) -> None:
    """Set on which days undated articles with terms are placed, 0 for none."""
    if days:
        values = [{"article_id": number, "placed_day": day} for number, day in days.items()]
        session.execute(update(ArticleTerms), values)


def numbers_of(session: Session, external_ids: Sequence[str]) -> dict[str, int]:
    """The ids of the articles with these external ids, now or once; unknown ones are left out."""
    found: dict[str, int] = {}
    for name, number in (
        (ArticleVersion.external_id, ArticleVersion.article_id),
        (Article.external_id, Article.id),
    ):
        query: Any = select(name, number).where(col(name).in_(external_ids))
        found |= dict(session.exec(query).all())
    return found
