"""Articles' term counts, and which articles the event job has yet to decide on.

An article whose terms are kept has been decided on: it stands in an event, or alone. Triggers list an article
as undecided when it comes in, when its terms are dropped because its text changed, and when its day changes.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from app.database import driver
from app.models import Article, ArticleTerms, ArticleVersion
from app.text.kept_terms import KeptTerms, TextBeside

# so much of the beginning of a body is read with kept counts
OPENING = 1_500
_PENDING = """SELECT id, day FROM article WHERE id IN (
        SELECT article_id FROM article_undecided
        UNION SELECT article_id FROM article_terms WHERE version < :version
        UNION SELECT article_id FROM article_terms WHERE version > :version
    ) ORDER BY day IS NULL, day, id"""
_MARKS = """SELECT value, coalesce(marks, 0) FROM json_each(:ids)
    LEFT JOIN article_undecided ON article_undecided.article_id = value
    LEFT JOIN article_terms ON article_terms.article_id = value
    WHERE marks IS NOT NULL OR version <> :version"""
_TEXTS = """SELECT article.id, day, content_hash, title, body, url, section, word_count, outlet_id, event_id,
        language
    FROM article LEFT JOIN event_member ON event_member.article_id = article.id
    WHERE article.id IN (SELECT value FROM json_each(?))"""
# not by the index on versions, for nearly all rows have this one; nor by that on days for those without
_KEPT = f"""SELECT article.id, day, placed_day, content_hash, event_id, title,
        substr(body, 1, {OPENING}), url, section, word_count, outlet_id, terms, language
    FROM article JOIN article_terms ON article_terms.article_id = article.id
    LEFT JOIN event_member ON event_member.article_id = article.id
    WHERE article_terms.version + 0 = :version"""  # noqa: S608 - put together of our own words
_TEXT_BESIDE = """SELECT article.id, coalesce(day, placed_day, 0), content_hash, event_id, terms, links
    FROM article JOIN article_terms ON article_terms.article_id = article.id
    LEFT JOIN event_member ON event_member.article_id = article.id
    LEFT JOIN article_links ON article_links.article_id = article.id
    WHERE article_terms.version + 0 = :version AND"""
_BESIDE = f"""{_TEXT_BESIDE} day BETWEEN :low AND :high
    UNION ALL {_TEXT_BESIDE} +day IS NULL AND placed_day BETWEEN max(:low, 1) AND :high ORDER BY 2, 1"""
_TIMELESS = f"{_TEXT_BESIDE} +day IS NULL AND placed_day = 0 ORDER BY 1"
_AMONG = "article.id IN (SELECT value FROM json_each(:ids))"
_TIMELESS_AMONG = f"{_TEXT_BESIDE} day IS NULL AND +placed_day = 0 AND {_AMONG} ORDER BY 1"
_DAYS_AMONG = f"""SELECT article.id, coalesce(day, placed_day, 0) FROM article
    JOIN article_terms ON article_terms.article_id = article.id
    WHERE {_AMONG}"""  # noqa: S608 - put together of our own words
_DATED_AMONG = f"""SELECT day, terms FROM article
    JOIN article_terms ON article_terms.article_id = article.id
    WHERE article_terms.version + 0 = :version AND day IS NOT NULL AND {_AMONG}
    ORDER BY day, article.id"""  # noqa: S608 - put together of our own words
_BARE = """SELECT article.id, day, placed_day, content_hash, event_id, title, '', url, NULL, word_count,
        outlet_id, x''
    FROM article JOIN article_terms ON article_terms.article_id = article.id
    LEFT JOIN event_member ON event_member.article_id = article.id
    WHERE article_terms.version = ?"""
_EVENT_TEXTS = """SELECT event_id, article.id, content_hash
    FROM event_member JOIN article ON article.id = event_member.article_id
    WHERE event_id IN (SELECT value FROM json_each(?)) ORDER BY day IS NULL, day, article.id"""
_RECONSIDER = """INSERT INTO article_undecided (article_id, marks) VALUES (?, 1)
    ON CONFLICT (article_id) DO UPDATE SET marks = marks + 1"""
_SETTLE = "DELETE FROM article_undecided WHERE article_id = ? AND marks = ?"
_UNCOUNTED = "SELECT article_id FROM article_terms WHERE version = 0 ORDER BY article_id"
_STANDING = "SELECT count(*) FROM article WHERE day BETWEEN ? AND ?"


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
    language: str | None


def pending(session: Session, version: int) -> list[tuple[int, int | None]]:
    """Ids and days of the articles to decide on, those whose terms are of another version among them: by day
    and arrival, the undated last."""
    rows = driver(session).execute(_PENDING, {"version": version})
    return [(number, day) for number, day in rows]


def marks(session: Session, version: int, ids: Sequence[int] | None = None) -> dict[int, int]:
    """The articles still to be decided on, all or of these, with a number that changes when they do."""
    if ids is None:
        ids = [number for number, _ in pending(session, version)]
    values = {"version": version, "ids": json.dumps(list(ids))}
    return dict(driver(session).execute(_MARKS, values).fetchall())


def settle(session: Session, marks: Mapping[int, int]) -> None:
    """Strike articles off the list of the undecided, unless their mark is another by now."""
    driver(session).executemany(_SETTLE, marks.items())


def has_decided(session: Session, version: int, least: int) -> bool:
    """Whether at least so many articles have terms of this version."""
    query = "SELECT count(*) FROM (SELECT 1 FROM article_terms WHERE version = ? LIMIT ?)"
    found: int = driver(session).execute(query, (version, least)).fetchone()[0]
    return found >= least


def count(session: Session, version: int) -> int:
    """How many articles have terms of this version."""
    query = select(func.count()).select_from(ArticleTerms).where(ArticleTerms.version == version)
    return session.exec(query).one()


def texts(session: Session, ids: Sequence[int]) -> list[ArticleText]:
    """The texts of these articles, in this order."""
    found = driver(session).execute(_TEXTS, (json.dumps(list(ids)),))
    by_id = {row[0]: ArticleText(*row) for row in found}
    return [by_id[number] for number in ids if number in by_id]


def kept(session: Session, version: int, spans: Sequence[tuple[int, int]] | None = None) -> list[KeptTerms]:
    """The articles with terms: those of these spans of days and those of no day at all, or all."""
    if spans is None:
        return _kept(session, "true", {"version": version})
    found: list[KeptTerms] = []
    for low, high in spans:
        values = {"version": version, "low": low, "high": high}
        found += _kept(session, "day BETWEEN :low AND :high", values)
        found += _kept(session, "+day IS NULL AND placed_day BETWEEN :low AND :high", values)
    return found + _kept(session, "+day IS NULL AND placed_day = 0", {"version": version})


def _kept(session: Session, condition: str, values: dict[str, Any]) -> list[KeptTerms]:
    return [KeptTerms(*row) for row in driver(session).execute(f"{_KEPT} AND {condition}", values)]


def beside(session: Session, version: int, low: int, high: int) -> list[TextBeside]:
    """The articles with terms that stand on these days, known or estimated; by day and id."""
    values = {"version": version, "low": low, "high": high}
    return [TextBeside(*row) for row in driver(session).execute(_BESIDE, values)]


def timeless(session: Session, version: int, ids: Sequence[int] | None = None) -> list[TextBeside]:
    """The articles with terms that stand on no day at all, or those of them among ``ids``."""
    values = {"version": version}
    if ids is None:
        return [TextBeside(*row) for row in driver(session).execute(_TIMELESS, values)]
    listed = _TIMELESS_AMONG, values | {"ids": json.dumps(list(ids))}
    return [TextBeside(*row) for row in driver(session).execute(*listed)]


def timeless_count(session: Session, most: int) -> int:
    """How many articles stand on no day at all, counted up to ``most``."""
    query = "SELECT count(*) FROM (SELECT 1 FROM article_terms WHERE placed_day = 0 LIMIT ?)"
    found: int = driver(session).execute(query, (most,)).fetchone()[0]
    return found


def details(session: Session, version: int, ids: Sequence[int]) -> list[KeptTerms]:
    """Those of these articles that have terms."""
    return _kept(session, _AMONG, {"version": version, "ids": json.dumps(list(ids))})


def days_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The days of those of these articles that have terms: known, estimated, or 0."""
    return dict(driver(session).execute(_DAYS_AMONG, {"ids": json.dumps(list(ids))}).fetchall())


def bare(session: Session, version: int) -> list[KeptTerms]:
    """All articles with terms, without what they say: ``opening`` and ``terms`` are empty."""
    return [KeptTerms(*row) for row in driver(session).execute(_BARE, (version,))]


def standing(session: Session, spans: Sequence[tuple[int, int]]) -> int:
    """How many dated articles there are on these days."""
    counts: list[int] = [driver(session).execute(_STANDING, span).fetchone()[0] for span in spans]
    return sum(counts)


def holding(session: Session, word: str, most: int) -> list[int]:
    """The ids of the articles that have a folded word in one of its forms; none for more than ``most``."""
    query = "SELECT rowid FROM article_fts WHERE article_fts MATCH ? LIMIT ?"
    found = [row[0] for row in driver(session).execute(query, (f'"{word}"', most + 1))]
    return found if len(found) <= most else []


def dated_among(session: Session, version: int, ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """The days and counts of those of these articles that have both, by day and id."""
    values = {"version": version, "ids": json.dumps(list(ids))}
    return driver(session).execute(_DATED_AMONG, values).fetchall()  # type: ignore[no-any-return]


def dated(session: Session, version: int, size: int) -> Iterator[list[tuple[int, bytes]]]:
    """The days and counts of all dated articles with terms, by day, so many at a time."""
    query: Any = (
        select(Article.day, ArticleTerms.terms)
        .join(ArticleTerms, col(ArticleTerms.article_id) == col(Article.id))
        .where(ArticleTerms.version == version, col(Article.day).is_not(None))
        .order_by(col(Article.day))
        .execution_options(yield_per=size)
    )
    for part in session.exec(query).partitions():
        yield [(day, counts) for day, counts in part]


def newest(session: Session, version: int, limit: int, up_to: int | None = None) -> list[bytes]:
    """The kept counts of the articles that came in last, ``up_to`` an id where one is given."""
    query = select(ArticleTerms.terms).where(ArticleTerms.version == version)
    if up_to is not None:
        query = query.where(col(ArticleTerms.article_id) <= up_to)
    return list(session.exec(query.order_by(col(ArticleTerms.article_id).desc()).limit(limit)).all())


def event_texts(session: Session, event_ids: Collection[int]) -> list[tuple[int, int, str]]:
    """The articles of these events: event, id and digest of the text, by day and id."""
    values = (json.dumps(list(event_ids)),)
    return driver(session).execute(_EVENT_TEXTS, values).fetchall()  # type: ignore[no-any-return]


def keep(session: Session, version: int, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep articles' counts, in place of any they had."""
    values = [{"article_id": number, "version": version, "terms": terms} for number, terms in rows]
    if not values:
        return
    statement = insert(ArticleTerms)
    changed = {"version": statement.excluded.version, "terms": statement.excluded.terms}
    session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=changed), values)


def uncounted(session: Session) -> list[int]:
    """The articles that were decided on elsewhere, so that their terms are still to be counted."""
    return [number for (number,) in driver(session).execute(_UNCOUNTED)]


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


def reconsider(session: Session, ids: Sequence[int]) -> None:
    """List articles as undecided, though nothing of their own has changed."""
    driver(session).executemany(_RECONSIDER, [(number,) for number in ids])
