"""Outlets: found by slug, made when first seen, merged and named by a person.

An outlet that was merged keeps its row, and its articles keep it as the one that their documents name; pages
show them under the outlet it was merged into. So a merge can be undone to the letter.
"""

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from app.errors import InvalidParameterError, NotFoundError
from app.models import Article, Outlet
from app.records import OutletAlias, OutletRecord, OutletRef
from app.store.remembered import remembered
from app.text.dates import iso_day
from app.text.outlets import country_and_language, slugify

# A bare statement: it is asked for every article that comes in.
_MERGED_INTO = text("SELECT merged_into FROM outlet WHERE id = :id")
# An outlet with all that was merged into it, at any remove. UNION, unlike UNION ALL, ends on a circle.
_WITH_MERGED = """WITH RECURSIVE merged(id) AS (
    VALUES (:id) UNION SELECT outlet.id FROM outlet JOIN merged ON outlet.merged_into = merged.id
)"""
_ALIASES = text(
    f"""{_WITH_MERGED}
    SELECT outlet.id, outlet.slug, outlet.name, outlet.domain, above.name FROM outlet
    JOIN outlet AS above ON above.id = outlet.merged_into
    WHERE outlet.id IN merged AND outlet.id != :id ORDER BY outlet.name, outlet.id"""  # noqa: S608
)
_SHOWN_AS = text(
    """outlet.id = (
        WITH RECURSIVE above(id, merged_into) AS (
            SELECT id, merged_into FROM outlet WHERE slug = :slug
            UNION SELECT outlet.id, outlet.merged_into FROM outlet JOIN above ON outlet.id = above.merged_into
        ) SELECT id FROM above WHERE merged_into IS NULL
    )"""
)
_ALL = text("SELECT id, slug, name, domain, country, language FROM outlet ORDER BY id")
_TAKE_OVER = text("UPDATE article SET outlet_id = :into WHERE outlet_id = :id")
# What the documents name, and what a person set, tell which articles were this outlet's own.
_GIVE_BACK = text(
    f"""{_WITH_MERGED}
    UPDATE article SET outlet_id = :id
    WHERE (NOT outlet_by_person AND extracted_outlet_id IN merged) OR id IN (
        SELECT article_id FROM correction WHERE field = 'outlet' AND CAST(value AS INTEGER) IN merged
    )"""  # noqa: S608
)
_LONGEST_NAME = 200


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
        # A person may have renamed one.
        row = session.exec(select(Outlet).where(Outlet.name == name).order_by(col(Outlet.id))).first()
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


def any_merged(session: Session) -> bool:
    """Whether an outlet was merged into another. Where none was, ``shown`` need not be asked."""
    return (
        session.exec(select(Outlet.id).where(col(Outlet.merged_into).is_not(None)).limit(1)).first()
        is not None
    )


def outlets(session: Session) -> list[OutletRecord]:
    """All outlets that have an article, most articles first."""
    rows = session.execute(_ALL).all()
    return list(remembered(session, "outlets", tuple(map(tuple, rows)), lambda: _records(session, None)))


def outlet(session: Session, slug: str) -> OutletRecord | None:
    """The outlet with this slug, also when no article is left in it.

    For one that was merged it is the outlet under which it is shown, which has another slug.
    """
    found = _records(session, slug)
    return found[0] if found else None


def aliases(session: Session, outlet_id: int) -> tuple[OutletAlias, ...]:
    """The outlets that were merged into this one, by name; also by way of others."""
    rows = session.execute(_ALIASES, {"id": outlet_id}).all()
    return tuple(
        OutletAlias(id=row[0], slug=row[1], name=row[2], domain=row[3], merged_into=row[4]) for row in rows
    )


def merge(session: Session, slug: str, into: str) -> OutletRef:
    """Show the outlet ``slug`` as one with ``into`` (slugs or names) from now on; the outlet it is shown as.

    Raises NotFoundError when there is no such outlet, and InvalidParameterError when it is merged into
    another already, or ``into`` is itself or was merged into it.
    """
    row, other = _called(session, slug), _called(session, into)
    target = session.get(Outlet, shown(session, other.id))
    assert target is not None
    if row.merged_into is not None:
        if row.merged_into == other.id:
            return reference(target)
        raise InvalidParameterError(f"“{row.name}” is merged into another outlet already. Undo that first.")
    if target.id == row.id:
        raise InvalidParameterError(f"“{other.name}” is shown as “{row.name}” already.")
    row.merged_into = other.id
    session.add(row)
    session.flush()
    session.execute(_TAKE_OVER, {"id": row.id, "into": target.id})
    session.expire_all()
    return reference(target)


def unmerge(session: Session, slug: str) -> OutletRef:
    """Let the outlet ``slug`` stand on its own again, with the articles that are its own and those of outlets
    merged into it. Does nothing when it does; raises NotFoundError when there is no such outlet."""
    row = _called(session, slug)
    if row.merged_into is not None:
        row.merged_into = None
        session.add(row)
        session.flush()
        session.execute(_GIVE_BACK, {"id": row.id})
        session.expire_all()
    return reference(row)


def rename(session: Session, slug: str, name: str) -> OutletRef:
    """Give the outlet ``slug`` another name. Its slug stays, and so do the addresses that name it.

    Raises NotFoundError when there is no such outlet, and InvalidParameterError when the name is none, or
    another outlet's.
    """
    row = _called(session, slug)
    cleaned = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())
    if not any(mark.isalnum() for mark in cleaned) or len(cleaned) > _LONGEST_NAME:
        raise InvalidParameterError(
            f"A name needs a letter or figure, and {_LONGEST_NAME} characters at most."
        )
    for other in session.exec(select(Outlet).where(Outlet.slug == slugify(cleaned))).all():
        if other.id != row.id:
            raise InvalidParameterError(f"“{other.name}” is another outlet. Merge this one into it instead.")
    row.name = cleaned
    session.add(row)
    session.flush()
    return reference(row)


def _called(session: Session, slug_or_name: str) -> Outlet:
    """The outlet with this slug, or else this name. Raises NotFoundError."""
    wanted = slug_or_name.strip()
    for condition in (Outlet.slug == wanted, Outlet.name == wanted, Outlet.slug == slugify(wanted)):
        row = session.exec(select(Outlet).where(condition).order_by(col(Outlet.id))).first()
        if row is not None:
            return row
    raise NotFoundError(f"There is no outlet “{wanted[:_LONGEST_NAME]}” in the corpus.")


def _records(session: Session, slug: str | None) -> list[OutletRecord]:
    count = func.count(col(Article.id))
    query = (
        select(Outlet, count, func.min(Article.day), func.max(Article.day))
        .join(Article, col(Article.outlet_id) == Outlet.id, isouter=True)
        .group_by(col(Outlet.id))
        .order_by(count.desc(), col(Outlet.name))
    )
    query = query.having(count > 0) if slug is None else query.where(_SHOWN_AS.bindparams(slug=slug))
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
