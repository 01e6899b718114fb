"""Copies: the marks of articles, and the groups of those that speak with one voice."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.models import Article, ArticleCopy, ArticleFingerprint, EventMember, metadata
from app.records import CopyInEvent, CopyKind, CopyRecord
from app.store.articles import cards
from app.text import fingerprints

_FINGERPRINTS = metadata.tables["article_fingerprint"]
_COPIES = metadata.tables["article_copy"]
_CHECKED = (
    update(_FINGERPRINTS)
    .where(_FINGERPRINTS.c.article_id == bindparam("held"), _FINGERPRINTS.c.marks == bindparam("with_marks"))
    .values(checked=True)
)


@dataclass(frozen=True, slots=True)
class CopyRow:
    """An article's place in a group, as the table holds it."""

    article_id: int
    group_id: int
    kind: CopyKind
    matched_id: int | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What of an article decides about copies beside its marks. ``day`` is its day ordinal."""

    id: int
    day: int | None
    outlet_id: int | None
    content_hash: str


def keep_marks(session: Session, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep articles' marks, in place of any they had; they are to be checked for copies."""
    values = [
        {"article_id": number, "version": fingerprints.VERSION, "checked": False, "marks": marks}
        for number, marks in rows
    ]
    if not values:
        return
    statement = insert(_FINGERPRINTS)
    changed = {name: statement.excluded[name] for name in ("version", "checked", "marks")}
    session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=changed), values)


def without_marks(session: Session, limit: int) -> list[tuple[int, str, str]]:
    """Number, title and text of articles that have no marks of the present version."""
    kept = select(ArticleFingerprint.article_id).where(ArticleFingerprint.version == fingerprints.VERSION)
    # An index tells which these are, so that the texts of the others, which are large, are not passed over.
    wanted = select(Article.id).where(col(Article.id).not_in(kept)).limit(limit)
    query = select(Article.id, Article.title, Article.body).where(col(Article.id).in_(wanted))
    return [(number, title, body) for number, title, body in session.exec(query) if number is not None]


def unchecked(session: Session) -> list[int]:
    """The articles that have not been held against the others, in the order they came."""
    query = (
        select(ArticleFingerprint.article_id)
        .where(col(ArticleFingerprint.checked).is_(False))
        .order_by(col(ArticleFingerprint.article_id))
    )
    return list(session.exec(query).all())


def all_marks(session: Session) -> tuple[list[int], list[bytes]]:
    """The numbers of all articles that have marks, ascending, and their marks."""
    query: Any = (
        select(ArticleFingerprint.article_id, ArticleFingerprint.marks)
        .where(ArticleFingerprint.version == fingerprints.VERSION)
        .order_by(col(ArticleFingerprint.article_id))
    )
    ids: list[int] = []
    marks: list[bytes] = []
    for number, kept in session.execute(query):
        ids.append(number)
        marks.append(kept)
    return ids, marks


def days_and_outlets(session: Session) -> list[tuple[int, int | None, int | None]]:
    """Number, day ordinal and outlet of all articles, out of an index."""
    query: Any = select(Article.id, Article.day, Article.outlet_id)
    return [tuple(row) for row in session.execute(query)]


def facts(session: Session, ids: Sequence[int]) -> list[CopyFacts]:
    """What of these articles decides about copies beside their marks."""
    query: Any = select(Article.id, Article.day, Article.outlet_id, Article.content_hash)
    return [CopyFacts(*row) for row in session.execute(query.where(col(Article.id).in_(_numbers(ids))))]


def same_texts(session: Session, ids: Sequence[int]) -> list[int]:
    """The articles that say word for word what one of these says, these among them when there are others."""
    wanted = select(Article.content_hash).where(col(Article.id).in_(_numbers(ids)))
    several = (
        select(Article.content_hash)
        .where(col(Article.content_hash).in_(wanted))
        .group_by(Article.content_hash)
        .having(func.count() > 1)
    )
    query = select(Article.id).where(col(Article.content_hash).in_(several))
    return [number for number in session.exec(query) if number is not None]


def in_groups_of(session: Session, ids: Sequence[int]) -> list[int]:
    """All articles in the groups that hold one of these."""
    groups = select(ArticleCopy.group_id).where(col(ArticleCopy.article_id).in_(_numbers(ids)))
    query = select(ArticleCopy.article_id).where(col(ArticleCopy.group_id).in_(groups))
    return list(session.exec(query).all())


def regroup(session: Session, ids: Sequence[int], rows: Sequence[CopyRow]) -> None:
    """Write ``rows`` as all that is known of copies among the articles ``ids``, whole groups of them."""
    session.execute(delete(_COPIES).where(_COPIES.c.article_id.in_(_numbers(ids))))
    if rows:
        values = [
            {
                "article_id": row.article_id,
                "group_id": row.group_id,
                "kind": row.kind,
                "matched_id": row.matched_id,
                "share": row.share,
            }
            for row in rows
        ]
        session.execute(insert(_COPIES), values)


def set_checked(session: Session, held: Sequence[tuple[int, bytes]]) -> None:
    """Say that these articles were held against the others with these marks.

    An article that has got other marks since then stays unchecked.
    """
    if held:
        values = [{"held": number, "with_marks": marks} for number, marks in held]
        session.connection().execute(_CHECKED, values)


def copies_among(session: Session, ids: Sequence[int]) -> int:
    """How many of these articles repeat another."""
    query = (
        select(func.count())
        .select_from(ArticleCopy)
        .where(col(ArticleCopy.article_id).in_(_numbers(ids)), ArticleCopy.kind != "first")
    )
    return session.exec(query).one()


def copies_in_run(session: Session, run_id: int) -> int:
    """How many of the articles that this run stored or changed repeat another article."""
    query = (
        select(func.count())
        .select_from(ArticleCopy)
        .join(Article, col(Article.id) == ArticleCopy.article_id)
        .where(Article.run_id == run_id, ArticleCopy.kind != "first")
    )
    return session.exec(query).one()


def independent_texts(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """How many voices speak in each of these events: articles, those of one group of copies counted once."""
    voice = func.coalesce(ArticleCopy.group_id, EventMember.article_id)
    query = (
        select(EventMember.event_id, func.count(func.distinct(voice)))
        .join(ArticleCopy, col(ArticleCopy.article_id) == EventMember.article_id, isouter=True)
        .where(col(EventMember.event_id).in_(event_ids))
        .group_by(col(EventMember.event_id))
    )
    return dict(session.exec(query).all())


def of_article(session: Session, article_id: int, limit: int) -> tuple[CopyRecord, ...]:
    """What an article shares its text with: the one it repeats first, then those that repeat it.

    Of each the kind and the share are those of the two together; the other members of the group, which share
    their text with its first article, come last and have neither.
    """
    own = session.get(ArticleCopy, article_id)
    if own is None:
        return ()
    query = (
        select(ArticleCopy)
        .where(ArticleCopy.group_id == own.group_id, ArticleCopy.article_id != article_id)
        .order_by(
            (col(ArticleCopy.article_id) != (own.matched_id or 0)),
            (func.coalesce(ArticleCopy.matched_id, 0) != article_id),
            col(ArticleCopy.share).desc().nulls_last(),
            col(ArticleCopy.article_id),
        )
        .limit(limit)
    )
    found: list[tuple[int, Any, float | None]] = []
    for row in session.exec(query).all():
        if row.article_id == own.matched_id:
            found.append((row.article_id, own.kind, own.share))
        elif row.matched_id == article_id:
            found.append((row.article_id, row.kind, row.share))
        else:
            found.append((row.article_id, None, None))
    by_id = {card.id: card for card in cards(session, [number for number, _, _ in found])}
    return tuple(
        CopyRecord(card=by_id[number], kind=kind, share=share)
        for number, kind, share in found
        if number in by_id
    )


def within(session: Session, ids: Sequence[int]) -> tuple[CopyInEvent, ...]:
    """Those of the articles ``ids``, in this order, that speak with one voice with another of them.

    Of each group the first article is the one repeated; where it is not among them, the first that is.
    """
    query = select(ArticleCopy).where(col(ArticleCopy.article_id).in_(_numbers(ids)))
    rows = {row.article_id: row for row in session.exec(query).all()}
    ordered = [rows[number] for number in ids if number in rows]
    repeated = {row.group_id: row.article_id for row in reversed(ordered)}
    repeated |= {row.group_id: row.article_id for row in ordered if row.kind == "first"}
    found: list[CopyInEvent] = []
    for row in ordered:
        kind: Any = row.kind
        of = repeated[row.group_id]
        if row.article_id == of:
            continue
        if row.matched_id in rows:
            found.append(
                CopyInEvent(article_id=row.article_id, repeats=row.matched_id, kind=kind, share=row.share)
            )
        else:
            found.append(CopyInEvent(article_id=row.article_id, repeats=of, kind=None, share=None))
    return tuple(found)


def groups_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The group of each of these articles that is in one."""
    query = select(ArticleCopy.article_id, ArticleCopy.group_id).where(col(ArticleCopy.article_id).in_(ids))
    return dict(session.exec(query).all())


def group_size(session: Session, article_id: int) -> int:
    """How many articles stand in this one's group of copies, itself among them; 0 when it is in none."""
    group = select(ArticleCopy.group_id).where(ArticleCopy.article_id == article_id)
    query = select(func.count()).select_from(ArticleCopy).where(col(ArticleCopy.group_id).in_(group))
    return session.exec(query).one()


def _numbers(ids: Sequence[int]) -> Any:
    """``ids`` as a sub-query: their number may go beyond that of a statement's parameters."""
    values: Any = func.json_each(json.dumps([int(number) for number in ids])).table_valued("value")
    return select(values.c.value)
