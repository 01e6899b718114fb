"""Events: lists and pages of them, and the writes of the event job."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import delete, distinct, func, insert, text, update
from sqlmodel import Session, col, select

from app.database import driver
from app.models import Article, ArticleVersion, Event, EventMember, EventStoryline, Outlet
from app.records import UNKNOWN_OUTLET, EventCard, EventRecord, OutletRef
from app.store import changes
from app.store.articles import cards
from app.store.copies import independent_texts, within
from app.store.remembered import remembered
from app.text.dates import iso_day

EventSort = Literal["newest", "oldest", "covered"]

# so many words of a filter are looked up
_MOST_WORDS = 8
# A scan of the events' own titles, which a person may have set, and a look-up of the articles' titles.
_TITLED = text(
    """
    SELECT id FROM event WHERE title LIKE :part ESCAPE '/'
    UNION
    SELECT event_id FROM event_member
    WHERE article_id IN (SELECT rowid FROM article_fts WHERE article_fts MATCH :phrase)
    """
)
_WRITES = "SELECT count FROM corpus_change WHERE name = 'events'"
_WRITTEN = "UPDATE corpus_change SET count = count + 1 WHERE name = 'events'"
# The index holds all that is asked of an article: else each is looked up, with the beginning of its text.
_OUTLETS_OF_EVENTS = """
    SELECT event_id, count(DISTINCT outlet_id)
    FROM article INDEXED BY ix_article_outlet_day CROSS JOIN event_member ON article_id = article.id
    WHERE outlet_id IS NOT NULL GROUP BY event_id
    """
_CALLED = text(
    """
    SELECT id, title, article_count FROM event
    WHERE title LIKE :part || '%' ESCAPE '/' OR title LIKE '% ' || :part || '%' ESCAPE '/'
    ORDER BY article_count DESC, last_day DESC, id LIMIT :limit
    """
)


@dataclass(frozen=True, slots=True)
class MemberHeadline:
    """The headline of an event's article, where it comes from, and the name of the article's outlet."""

    title: str
    title_source: str
    outlet: str | None


def events_page(
    session: Session,
    *,
    q: str | None = None,
    outlet: str | None = None,
    storyline: int | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    sort: EventSort = "newest",
    offset: int,
    limit: int,
) -> tuple[int, list[EventCard]]:
    """How many events there are that fit ``conditions``, and one page of them.

    ``newest`` sorts by the last day, ``oldest`` by the first, undated events last in both; ``covered`` by
    the number of outlets, then of articles.
    """
    wanted = conditions(session, q=q, outlet=outlet, storyline=storyline, from_day=from_day, to_day=to_day)
    total = session.exec(select(func.count()).select_from(Event).where(*wanted)).one()
    if sort == "covered":
        numbers = _most_outlets_first(session, wanted)[offset : offset + limit]
        return total, listed(session, numbers)
    order: Any = (col(Event.last_day).desc().nulls_last(), col(Event.id).desc())
    if sort == "oldest":
        order = (col(Event.first_day).asc().nulls_last(), col(Event.id).asc())
    rows = session.exec(select(Event).where(*wanted).order_by(*order).offset(offset).limit(limit)).all()
    return total, _cards(session, rows)


def _most_outlets_first(session: Session, wanted: Sequence[Any]) -> list[int]:
    """The events that fit these conditions, by the number of outlets, then of articles, then the newest."""

    def count() -> dict[int, int]:
        return {row[0]: row[1] for row in driver(session).execute(_OUTLETS_OF_EVENTS)}

    outlets = remembered(session, "outlets of events", changes.state(session).groups, count)
    query: Any = select(Event.id, Event.article_count, Event.last_day).where(*wanted)
    found = [
        (-outlets.get(number, 0), -articles, last_day is None, -(last_day or 0), -number)
        for number, articles, last_day in session.execute(query)
    ]
    return [-place[-1] for place in sorted(found)]


def months(
    session: Session, *, q: str | None = None, outlet: str | None = None, storyline: int | None = None
) -> tuple[list[tuple[str, int]], int]:
    """How many events reach into each month (``YYYY-MM``, ascending), and how many are undated.

    The others narrow them as those of ``events_page``. An event counts in every month from its
    first day to its last, so that a month holds as many as a page of events narrowed to its days.
    """
    rows: Any = session.exec(
        select(Event.first_day, Event.last_day, func.count())
        .where(*conditions(session, q=q, outlet=outlet, storyline=storyline))
        .group_by(col(Event.first_day), col(Event.last_day))
    )
    counts: Counter[int] = Counter()
    undated = 0
    for first_day, last_day, number in rows:
        if first_day is None or last_day is None:
            undated += number
            continue
        for month in range(_month(first_day), _month(last_day) + 1):
            counts[month] += number
    return [(f"{month // 12:04}-{month % 12 + 1:02}", counts[month]) for month in sorted(counts)], undated


def _month(day: int) -> int:
    known = date.fromordinal(day)
    return known.year * 12 + known.month - 1


def called(session: Session, words: str, limit: int) -> list[tuple[int, str, int]]:
    """Id, title and number of articles of events with ``words`` in the title; the last word may go on.

    Those with most articles come first. Case does not matter for letters of ASCII.
    """
    rows = session.execute(_CALLED, {"part": _literal(words), "limit": limit})
    return [(row[0], row[1], row[2]) for row in rows]


def newest_events(session: Session, limit: int) -> list[EventCard]:
    """The newest events by their last day, undated events last."""
    return events_page(session, offset=0, limit=limit)[1]


def listed(session: Session, ids: Sequence[int]) -> list[EventCard]:
    """The cards of these events, in this order. Unknown ids are left out."""
    if not ids:
        return []
    rows = {row.id: row for row in session.exec(select(Event).where(col(Event.id).in_(ids))).all()}
    return _cards(session, [rows[number] for number in ids if number in rows])


def of_run(session: Session, run_id: int, limit: int) -> tuple[int, list[EventCard]]:
    """How many events have an article of this ingest run, and the newest of them."""
    numbers = (
        select(EventMember.event_id)
        .join(Article, col(Article.id) == EventMember.article_id)
        .where(Article.run_id == run_id)
    )
    touched = col(Event.id).in_(numbers)
    total = session.exec(select(func.count()).select_from(Event).where(touched)).one()
    order = (col(Event.last_day).desc().nulls_last(), col(Event.id).desc())
    rows = session.exec(select(Event).where(touched).order_by(*order).limit(limit)).all()
    return total, _cards(session, rows)


def event(session: Session, event_id: int) -> EventRecord | None:
    """One event with its articles, oldest first and undated last, or None."""
    row = session.get(Event, event_id)
    if row is None:
        return None
    ids = session.exec(
        select(EventMember.article_id)
        .join(Article, col(Article.id) == EventMember.article_id)
        .where(EventMember.event_id == event_id)
        .order_by(col(Article.day).asc().nulls_last(), col(Article.id))
    ).all()
    card = _cards(session, [row])[0]
    return EventRecord(**dict(card), articles=tuple(cards(session, ids)), copies=within(session, ids))


def event_members(session: Session) -> list[tuple[int, str, list[str]]]:
    """Every event's id, title and the external ids of its articles, oldest first and undated last.

    An article that came in under several ids, as versions of one, is named by all of them.
    """
    rows = session.exec(
        select(EventMember.event_id, Event.title, Article.external_id, Article.id)
        .join(Event, col(Event.id) == EventMember.event_id)
        .join(Article, col(Article.id) == EventMember.article_id)
        .order_by(col(EventMember.event_id), col(Article.day).asc().nulls_last(), col(Article.id))
    ).all()
    older: defaultdict[int, list[str]] = defaultdict(list)
    for changed, name in session.exec(select(ArticleVersion.article_id, ArticleVersion.external_id)).all():
        older[changed].append(name)
    found: dict[int, tuple[int, str, list[str]]] = {}
    for event_id, title, external_id, number in rows:
        names = found.setdefault(event_id, (event_id, title, []))[2]
        names += dict.fromkeys((external_id, *older.get(number or 0, ())))
    return list(found.values())


def placed(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The events of those of these articles that stand in one."""
    members = session.exec(select(EventMember).where(col(EventMember.article_id).in_(ids))).all()
    return {member.article_id: member.event_id for member in members}


def state(session: Session) -> int:
    """A number that changes with everything that the event job writes."""
    found: int = driver(session).execute(_WRITES).fetchone()[0]
    return found


def written(session: Session) -> None:
    """Say that the event job has written, for other runs of it that have read before."""
    driver(session).execute(_WRITTEN)


def join(session: Session, event_id: int | None, article_ids: Sequence[int]) -> int:
    """Put articles that are alone into an event, a new one when ``event_id`` is None; the event's id.

    Its title, size and days are brought up to date by ``describe``.
    """
    if event_id is None:
        row = Event(title="", article_count=len(article_ids))
        session.add(row)
        session.flush()
        assert row.id is not None
        event_id = row.id
    _add_members(session, event_id, article_ids)
    return event_id


def regroup(
    session: Session, groups: Sequence[tuple[int | None, Sequence[int]]], kept: Set[int]
) -> list[int]:
    """Replace the members of all events but those in ``kept``, which only gain articles.

    ``groups`` are the articles to place, each with the event they go to or None for a new one. Events that
    end up without articles are deleted. Returns the events written to; bring them up to date by ``describe``.
    """
    session.execute(delete(EventMember).where(col(EventMember.event_id).not_in(kept)))
    written = [join(session, event_id, article_ids) for event_id, article_ids in groups]
    members = select(EventMember.event_id)
    session.execute(delete(Event).where(col(Event.id).not_in(members)))
    return written


def headlines(session: Session, event_ids: Sequence[int]) -> dict[int, list[MemberHeadline]]:
    """The headlines of these events' articles, oldest first and undated last."""
    rows = session.exec(
        select(EventMember.event_id, Article.title, Article.title_source, Outlet.name)
        .join(Article, col(Article.id) == EventMember.article_id)
        .join(Outlet, col(Outlet.id) == Article.outlet_id, isouter=True)
        .where(col(EventMember.event_id).in_(event_ids))
        .order_by(col(Article.day).asc().nulls_last(), col(Article.id))
    ).all()
    found: defaultdict[int, list[MemberHeadline]] = defaultdict(list)
    for event_id, title, title_source, outlet in rows:
        found[event_id].append(MemberHeadline(title, title_source, outlet))
    return dict(found)


def describe(session: Session, titles: Mapping[int, str]) -> None:
    """Give these events their titles, unless a person has, and bring their sizes and days up to date."""
    if not titles:
        return
    session.flush()
    rows = session.exec(
        select(EventMember.event_id, func.count(), func.min(Article.day), func.max(Article.day))
        .join(Article, col(Article.id) == EventMember.article_id)
        .where(col(EventMember.event_id).in_(titles.keys()))
        .group_by(col(EventMember.event_id))
    ).all()
    by_person = set(
        session.exec(
            select(Event.id).where(col(Event.id).in_(titles.keys()), col(Event.title_by_person).is_(True))
        ).all()
    )
    values = [
        {"id": event_id, "article_count": articles, "first_day": first, "last_day": last}
        for event_id, articles, first, last in rows
    ]
    session.execute(update(Event), values)
    retitled = [
        {"id": event_id, "title": title} for event_id, title in titles.items() if event_id not in by_person
    ]
    if retitled:
        session.execute(update(Event), retitled)


def _add_members(session: Session, event_id: int, article_ids: Sequence[int]) -> None:
    if article_ids:
        rows = [{"article_id": number, "event_id": event_id, "by_person": False} for number in article_ids]
        session.execute(insert(EventMember), rows)


def conditions(
    session: Session,
    *,
    q: str | None = None,
    outlet: str | None = None,
    storyline: int | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
) -> list[Any]:
    """What narrows events, as conditions.

    ``q`` are words, each of which the event's title or one of its articles' titles must hold, in any form
    that has the same stem; only the first eight count. ``outlet`` is the slug of an outlet that must have
    covered it, or ``unknown``; ``storyline`` the number of the one it must belong to. Its days must reach
    into those from ``from_day`` to ``to_day``, both included.
    """
    wanted: list[Any] = []
    words = list(dict.fromkeys((q or "").lower().split()))[:_MOST_WORDS]
    if words:
        titled = set.intersection(*(_titled(session, word) for word in words))
        numbers: Any = func.json_each(json.dumps(list(titled))).table_valued("value")
        wanted.append(col(Event.id).in_(select(numbers.c.value)))
    if outlet:
        wanted.append(_covered_by(outlet))
    if storyline is not None:
        members = select(EventStoryline.event_id).where(EventStoryline.storyline_id == storyline)
        wanted.append(col(Event.id).in_(members))
    if from_day:
        wanted.append(col(Event.last_day) >= from_day.toordinal())
    if to_day:
        wanted.append(col(Event.first_day) <= to_day.toordinal())
    return wanted


def _titled(session: Session, word: str) -> set[int]:
    """The events that bear ``word`` in their title or in one of their articles' titles."""
    # Within quotation marks nothing has a meaning in the language of the index, save those marks and NUL.
    word = word.replace("\0", "")
    phrase = word.replace('"', '""')
    values = {"part": f"%{_literal(word)}%", "phrase": f'title : "{phrase}"'}
    return set(session.execute(_TITLED, values).scalars())


def _literal(words: str) -> str:
    """``words`` in a pattern of LIKE, where nothing in them has a meaning."""
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _covered_by(slug: str) -> Any:
    members = select(EventMember.event_id).join(Article, col(Article.id) == EventMember.article_id)
    if slug == UNKNOWN_OUTLET:
        members = members.where(col(Article.outlet_id).is_(None))
    else:
        members = members.join(Outlet, col(Outlet.id) == Article.outlet_id).where(Outlet.slug == slug)
    return col(Event.id).in_(members)


def _cards(session: Session, rows: Sequence[Event]) -> list[EventCard]:
    """The cards of these events, in this order, with one query for the outlets of all and one for copies."""
    outlets: defaultdict[int, list[OutletRef]] = defaultdict(list)
    unknown: dict[int, int] = {}
    languages: defaultdict[int, set[str]] = defaultdict(set)
    texts = independent_texts(session, [row.id for row in rows if row.id is not None])
    articles = func.count()
    covering = session.exec(
        select(EventMember.event_id, Outlet, articles, func.group_concat(distinct(col(Article.language))))
        .join(Article, col(Article.id) == EventMember.article_id)
        .join(Outlet, col(Outlet.id) == Article.outlet_id, isouter=True)
        .where(col(EventMember.event_id).in_([row.id for row in rows]))
        .group_by(col(EventMember.event_id), col(Outlet.id))
        .order_by(articles.desc(), col(Outlet.name))
    ).all()
    for event_id, outlet, number, stated in covering:
        languages[event_id].update(stated.split(",") if stated else ())
        if outlet is None or outlet.id is None:
            unknown[event_id] = number
        else:
            reference = OutletRef(id=outlet.id, slug=outlet.slug, name=outlet.name, domain=outlet.domain)
            outlets[event_id].append(reference)
    return [
        EventCard(
            id=row.id,
            title=row.title,
            article_count=row.article_count,
            independent_texts=texts.get(row.id, row.article_count),
            outlets=tuple(outlets[row.id]),
            unknown_outlet_count=unknown.get(row.id, 0),
            first_day=iso_day(row.first_day),
            last_day=iso_day(row.last_day),
            language=next(iter(languages[row.id])) if len(languages[row.id]) == 1 else None,
        )
        for row in rows
        if row.id is not None
    ]
