"""Outlets: found by slug or domain, made when first seen."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models import Article, Outlet
from app.records import ArticleCard, OutletRecord, OutletRef
from app.store.articles import cards, iso_day
from app.text.outlets import country_and_language, slugify


def reference(row: Outlet) -> OutletRef:
    """The record that other records carry."""
    assert row.id is not None
    return OutletRef(id=row.id, slug=row.slug, name=row.name, domain=row.domain)


def ensure(session: Session, name: str, domain: str | None = None) -> int:
    """The id of the outlet called ``name``, which is made when it is new. A known outlet gains its domain."""
    slug = slugify(name)
    row = session.exec(select(Outlet).where(Outlet.slug == slug)).one_or_none()
    if row is None:
        country, language = country_and_language(domain)
        row = Outlet(slug=slug, name=name, domain=domain, country=country, language=language)
        session.add(row)
    elif row.domain is None and domain is not None:
        row.domain = domain
        session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def outlets(session: Session) -> list[OutletRecord]:
    """All outlets that have an article, most articles first."""
    return _records(session, None)


def outlet(session: Session, slug: str) -> OutletRecord | None:
    """The outlet with this slug, also when no article is left in it."""
    found = _records(session, slug)
    return found[0] if found else None


def _records(session: Session, slug: str | None) -> list[OutletRecord]:
    count = func.count(col(Article.id))
    query = (
        select(Outlet, count, func.min(Article.day), func.max(Article.day))
        .join(Article, col(Article.outlet_id) == Outlet.id, isouter=True)
        .group_by(col(Outlet.id))
        .order_by(count.desc(), col(Outlet.name))
    )
    query = query.having(count > 0) if slug is None else query.where(Outlet.slug == slug)
    return [
        OutletRecord(
            **reference(row).model_dump(),
            country=row.country,
            language=row.language,
            article_count=articles,
            first_day=iso_day(first),
            last_day=iso_day(last),
        )
        for row, articles, first, last in session.exec(query).all()
    ]


def articles_of(
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


def set_by_hand(session: Session, article_id: int, name: str | None) -> None:
    """Set an article's outlet by hand; None goes back to what was extracted. Raises NotFoundError."""
    row = session.get(Article, article_id)
    if row is None:
        raise NotFoundError(f"There is no article {article_id}.")
    row.outlet_by_person = name is not None
    row.outlet_id = row.extracted_outlet_id if name is None else ensure(session, name)
    session.add(row)
