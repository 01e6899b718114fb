"""Outlets: found by slug or domain, made when first seen."""

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from app.models import Article, Outlet
from app.records import OutletRecord, OutletRef
from app.text.dates import iso_day
from app.text.outlets import country_and_language, slugify

# A bare statement: it is asked for every article that comes in.
_MERGED_INTO = text("SELECT merged_into FROM outlet WHERE id = :id")


def reference(row: Outlet) -> OutletRef:
    """The record that other records carry."""
    assert row.id is not None
    return OutletRef(id=row.id, slug=row.slug, name=row.name, domain=row.domain)


def ensure(session: Session, name: str, domain: str | None = None) -> int:
    """The id of the outlet called ``name``, which is made when it is new. A known outlet gains its domain.

    It is the outlet's own id, also when it was merged into another: an article keeps where it comes from,
    and is shown under ``shown``.
    """
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


def shown(session: Session, outlet_id: int | None) -> int | None:
    """The id of the outlet under which pages show this one: the last that it was merged into, or itself."""
    passed = set()
    while outlet_id is not None and outlet_id not in passed:
        passed.add(outlet_id)
        into: int | None = session.execute(_MERGED_INTO, {"id": outlet_id}).scalar_one_or_none()
        if into is None:
            break
        outlet_id = into
    return outlet_id


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
