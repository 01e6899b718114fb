"""Articles: cards for lists, the whole record for a page, and the one way to store a draft."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.database import driver
from app.errors import AmbiguousError, InvalidParameterError, NotFoundError
from app.models import Article, ArticleVersion, Document, Outlet
from app.records import (
    ArticleCard,
    ArticleRecord,
    Block,
    DocumentRecord,
    OutletRef,
    Published,
)
from app.text.dates import iso_day

# Asked of the driver: SQLAlchemy takes longer to put this statement together than SQLite to run it, and no
# page is without it.
_CARDS = """SELECT article.id, external_id, title, title_source, byline, dek, published, day,
    article.language, url, word_count, outlet.id, slug, name, domain, event_id
    FROM article LEFT JOIN outlet ON outlet.id = article.outlet_id
    LEFT JOIN event_member ON event_member.article_id = article.id WHERE article.id IN ({})"""


def cards(session: Session, ids: Sequence[int]) -> list[ArticleCard]:
    """The cards of these articles, in this order. Unknown ids are left out."""
    if not ids:
        return []
    session.flush()
    rows = driver(session).execute(_CARDS.format(",".join("?" * len(ids))), list(ids))
    by_id = {row[0]: _card(row) for row in rows}
    return [by_id[number] for number in ids if number in by_id]


def _card(row: Any) -> ArticleCard:
    (number, external_id, title, title_source, byline, dek, published, day, language, url, words) = row[:11]
    outlet_id, slug, name, domain, event_id = row[11:]
    return ArticleCard(
        id=number,
        external_id=external_id,
        title=title,
        title_source=title_source,
        outlet=None if outlet_id is None else OutletRef(id=outlet_id, slug=slug, name=name, domain=domain),
        byline=byline,
        dek=dek,
        published=None if published is None else Published.model_validate_json(published),
        day=iso_day(day),
        language=language,
        url=url,
        word_count=words,
        event_id=event_id,
    )


def taken_in(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """When the present text of each of these articles was taken in, as an ISO instant."""
    query = select(Article.id, Article.ingested_at).where(col(Article.id).in_(ids))
    return {number: instant for number, instant in session.exec(query) if number is not None}


def sections_and_agencies(session: Session, ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """The section that each of these articles stood in, and the agency that it was taken from."""
    query = select(Article.id, Article.section, Article.agency).where(col(Article.id).in_(ids))
    return {number: (section, agency) for number, section, agency in session.exec(query) if number}


def newest(session: Session, limit: int) -> list[ArticleCard]:
    """The newest articles: dated ones by day, then the undated by arrival."""
    ids = session.exec(
        select(Article.id).order_by(col(Article.day).desc().nulls_last(), col(Article.id).desc()).limit(limit)
    ).all()
    return cards(session, [number for number in ids if number is not None])


def of_outlet(
    session: Session, outlet_id: int | None, *, offset: int, limit: int
) -> tuple[int, list[ArticleCard]]:
    """How many articles an outlet has, and one page of them, newest first, undated last.

    ``outlet_id`` None stands for the articles whose outlet is not known.
    """
    of_outlet = col(Article.outlet_id).is_(None) if outlet_id is None else col(Article.outlet_id) == outlet_id
    total = session.exec(select(func.count()).select_from(Article).where(of_outlet)).one()
    ids = session.exec(
        select(Article.id)
        .where(of_outlet)
        .order_by(col(Article.day).desc().nulls_last(), col(Article.id).desc())
        .offset(offset)
        .limit(limit)
    ).all()
    return total, cards(session, [number for number in ids if number is not None])


def get(session: Session, article_id: int) -> ArticleRecord | None:
    """One article as a whole, or None."""
    found = get_many(session, [article_id])
    return found[0] if found else None


def article(session: Session, article_id: int) -> ArticleRecord:
    """One article as a whole. Raises NotFoundError."""
    found = get(session, article_id)
    if found is None:
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    return found


def get_many(session: Session, ids: Sequence[int]) -> list[ArticleRecord]:
    """These articles as wholes, in this order. Unknown ids are left out."""
    if not ids:
        return []
    extracted = aliased(Outlet)
    rows = session.exec(
        select(Article, Document.sha256, extracted)
        .join(Document, col(Document.id) == Article.document_id)
        .join(extracted, col(extracted.id) == Article.extracted_outlet_id, isouter=True)
        .where(col(Article.id).in_(ids))
    ).all()
    by_id = {article.id: (article, sha256, outlet) for article, sha256, outlet in rows}
    return [_record(card, *by_id[card.id]) for card in cards(session, ids)]


def _record(card: ArticleCard, row: Article, sha256: str, extracted: Outlet | None) -> ArticleRecord:
    outlet = None
    if extracted is not None and extracted.id is not None:
        outlet = OutletRef(id=extracted.id, slug=extracted.slug, name=extracted.name, domain=extracted.domain)
    return ArticleRecord(
        **dict(card),
        body=row.body,
        blocks=tuple(Block.model_validate(block) for block in row.blocks),
        author_role=row.author_role,
        author_evidence=row.author_evidence,
        outlet_evidence=row.outlet_evidence,
        extracted_outlet=outlet,
        outlet_by_person=row.outlet_by_person,
        updated=None if row.updated is None else Published.model_validate(row.updated),
        agency=row.agency,
        version=row.version,
        source_url=row.source_url,
        section=row.section,
        cited_outlets=tuple(row.cited_outlets),
        document_id=row.document_id,
        document_sha256=sha256,
        origin=row.origin,
        origin_line=row.origin_line,
        ingested_at=row.ingested_at,
    )


def resolve(session: Session, reference: str) -> int:
    """The id of the article that ``reference`` stands for: its external id, or its number in the corpus.

    Raises NotFoundError, or AmbiguousError when several articles share the external id.
    """
    return _only(reference, _candidates(session, reference))


def resolve_pair(session: Session, a: str, b: str) -> tuple[int, int]:
    """The ids of two articles to compare; raises as ``resolve`` does.

    Raises InvalidParameterError when both are one article.
    Where several articles share an external id, the one on the other article's event is meant, if it is one.
    """
    choices = _candidates(session, a), _candidates(session, b)
    if len(choices[0]) * len(choices[1]) > 1:
        event_of = {card.id: card.event_id for card in cards(session, [*choices[0], *choices[1]])}
        together = [
            (left, right)
            for left in choices[0]
            for right in choices[1]
            if left != right and event_of[left] and event_of[left] == event_of[right]
        ]
        if len(together) == 1:
            return together[0]
    left, right = _only(a, choices[0]), _only(b, choices[1])
    if left == right:
        raise InvalidParameterError(f"A and B are both article {left}. Choose two different ones.")
    return left, right


def _candidates(session: Session, reference: str) -> list[int]:
    """The articles with this external id, now or in an older version, a handful at most; else the one with
    this number."""
    wanted = reference.strip()
    ids = session.exec(select(Article.id).where(Article.external_id == wanted).limit(6)).all()
    if not ids:
        older = select(ArticleVersion.article_id).where(ArticleVersion.external_id == wanted)
        ids = session.exec(older.distinct().limit(6)).all()
    if not ids and wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
        ids = session.exec(select(Article.id).where(Article.id == int(wanted))).all()
    return [number for number in ids if number is not None]


def _only(reference: str, ids: Sequence[int]) -> int:
    if not ids:
        raise NotFoundError(f"No article “{reference}” is in the corpus. Give its number or its external id.")
    if len(ids) > 1:
        numbers = ", ".join(str(number) for number in ids)
        raise AmbiguousError(f"Several articles are called “{reference}”. Use a number instead: {numbers}.")
    return ids[0]


def missing(session: Session, external_ids: Iterable[str]) -> list[str]:
    """Those external ids that no article has, nor had in an older version, each once."""
    wanted = list(dict.fromkeys(external_ids))
    given: Any = func.json_each(json.dumps(wanted)).table_valued("value")
    known: set[str] = set()
    for column in (Article.external_id, ArticleVersion.external_id):
        known.update(session.exec(select(column).where(col(column).in_(select(given.c.value)))))
    return [name for name in wanted if name not in known]


def original(session: Session, article_id: int) -> DocumentRecord | None:
    """The bytes an article came from, as they came."""
    row = session.exec(
        select(Document)
        .join(Article, col(Article.document_id) == Document.id)
        .where(Article.id == article_id)
    ).one_or_none()
    if row is None or row.id is None:
        return None
    return DocumentRecord(
        id=row.id,
        sha256=row.sha256,
        media_type=row.media_type,
        origin=row.origin,
        size=row.size,
        data=row.data,
    )
