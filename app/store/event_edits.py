"""What a person does with events by hand. Every edit is written down so that it can be told of and undone.

The event job heeds what was decided here (``event_holds``), also in a rebuild. The functions want a session
that writes; what they change is one transaction with the entry of the log. A locked event is changed by
nobody until it is unlocked.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, text, update
from sqlmodel import Session, col, select

from app.errors import AmbiguousError, InvalidParameterError, NotFoundError
from app.models import Article, ArticleAlone, Event, EventEdit, EventMember
from app.store import event_edit_log
from app.store.event_edit_log import EditRecord
from app.text.event_edits import ArticleWas, EditAction, EditDetail, EventWas

LONGEST_TITLE = 300
# so many articles are moved by one edit, but for a merge
MOST_MOVED = 500

_NEARBY_DAYS = 14

# an event's number, also as it stands in an address
_NUMBER = re.compile(r"(?:\S*/events/|#)?([0-9]{1,18})(?:[/?#]\S*)?")
_MEASURE = text(
    """
    UPDATE event SET (article_count, first_day, last_day) = (
        SELECT count(*), min(article.day), max(article.day) FROM event_member
        JOIN article ON article.id = event_member.article_id WHERE event_member.event_id = event.id
    ) WHERE id = :id
    """
)


def find(session: Session, reference: str) -> int:
    """The number of the event that ``reference`` stands for: its number, its address, or its title.

    Case does not matter. Raises NotFoundError, or AmbiguousError when several events have the title.
    """
    wanted = " ".join(reference.split())
    number = _NUMBER.fullmatch(wanted)
    if number and session.get(Event, int(number[1])):
        return int(number[1])
    alike = select(Event.id).where(func.lower(Event.title) == wanted.lower()).order_by(col(Event.id)).limit(5)
    found = [str(one) for one in session.exec(alike).all()]
    if not found:
        raise NotFoundError(
            f"There is no event “{wanted[:LONGEST_TITLE]}”. Give its number, or its whole title."
        )
    if len(found) > 1:
        raise AmbiguousError(f"Several events have this title: {', '.join(found)}. Give a number.")
    return int(found[0])


def exists(session: Session, event_id: int) -> bool:
    """Whether there is an event with this number."""
    return session.get(Event, event_id) is not None


def check_members(session: Session, event_id: int, article_ids: Sequence[int]) -> None:
    """Raise NotFoundError unless there is such an event, and InvalidParameterError when an article has left
    it meanwhile."""
    _row(session, event_id)
    for was in _places(session, _counted(article_ids)):
        if was.event != event_id:
            raise InvalidParameterError(
                f"Article {was.id} is not in event {event_id} any more. Load its page again."
            )


def nearby(session: Session, event_id: int, limit: int) -> list[tuple[int, str, int]]:
    """Number, title and size of events that a person may mean beside this one: of days within a fortnight of
    its own, or the newest where it has none; the largest first. Locked ones are left out."""
    row = _row(session, event_id)
    wanted: list[Any] = [col(Event.id) != event_id, col(Event.locked).is_(False)]
    if row.first_day is not None and row.last_day is not None:
        wanted.append(col(Event.last_day) >= row.first_day - _NEARBY_DAYS)
        wanted.append(col(Event.first_day) <= row.last_day + _NEARBY_DAYS)
        order: tuple[Any, ...] = (col(Event.article_count).desc(), col(Event.id))
    else:
        order = (col(Event.last_day).desc(), col(Event.id).desc())
    query = select(Event.id, Event.title, Event.article_count).where(*wanted).order_by(*order).limit(limit)
    return [(number, title, size) for number, title, size in session.exec(query) if number is not None]


def rename(session: Session, event_id: int, title: str, now: str) -> EditRecord:
    """Give an event a title, which no job changes.

    Raises NotFoundError, and InvalidParameterError when it is locked or the title is none.
    """
    row = _open(session, event_id)
    cleaned = _cleaned(title)
    before = _was(row)
    row.title, row.title_by_person = cleaned, True
    session.add(row)
    return _write(session, "rename", EditDetail(title=cleaned, events={event_id: before}), now)


def merge(session: Session, event_id: int, into: int, now: str) -> EditRecord:
    """Put all articles of an event into another, which keeps its number and title; the first one is gone.

    Raises NotFoundError, and InvalidParameterError when one is locked or both are one.
    """
    if event_id == into:
        raise InvalidParameterError("These are one event already. Choose another one.")
    ids = session.exec(select(EventMember.article_id).where(EventMember.event_id == event_id)).all()
    _open(session, event_id)
    return _place(session, "merge", _places(session, ids), _open(session, into), now)


def split(session: Session, article_ids: Sequence[int], title: str, now: str) -> EditRecord:
    """Put these articles into a new event, its title a person's when it is not empty.

    A new event without a title gets one by ``events.titles.retitle``. Raises NotFoundError, and
    InvalidParameterError when an article's event is locked, no article stays behind, or there are too many.
    """
    places = _places(session, _counted(article_ids))
    sources = {was.event for was in places}
    if len(sources) == 1:
        (source,) = sources
        row = None if source is None else _open(session, source)
        if row is not None and row.article_count <= len(places):
            raise InvalidParameterError("These are all articles of the event. Leave one where it is.")
    given = _cleaned(title) if title.strip() else ""
    row = Event(title=given, title_by_person=bool(given), article_count=0)
    session.add(row)
    session.flush()
    return _place(session, "split", places, row, now, new=True)


def move(session: Session, article_ids: Sequence[int], into: int, now: str) -> EditRecord:
    """Put articles, of other events or of none, into an event.

    Raises NotFoundError, and InvalidParameterError when an event is locked, all of them are in it already, or
    there are too many.
    """
    target = _open(session, into)
    places = [was for was in _places(session, _counted(article_ids)) if was.event != into]
    if not places:
        raise InvalidParameterError(f"All of them are in event {into} already. Choose another one.")
    return _place(session, "move", places, target, now)


def remove(session: Session, article_ids: Sequence[int], now: str) -> EditRecord:
    """Take articles out of their events, so that they stand alone until a person puts them elsewhere.

    Raises NotFoundError, and InvalidParameterError when an event is locked, all of them are alone by hand
    already, or there are too many.
    """
    places = [was for was in _places(session, _counted(article_ids)) if not was.alone]
    if not places:
        raise InvalidParameterError("All of them were taken out of events already.")
    return _place(session, "remove", places, None, now)


def lock(session: Session, event_id: int, now: str) -> EditRecord:
    """Keep an event's title and articles as they are: nothing joins it, and no edit changes it.

    Raises NotFoundError, and InvalidParameterError when it is locked.
    """
    return _set_lock(session, _open(session, event_id), locked=True, now=now)


def unlock(session: Session, event_id: int, now: str) -> EditRecord:
    """Let a locked event be changed again. Raises NotFoundError, and InvalidParameterError when it is not
    locked."""
    row = _row(session, event_id)
    if not row.locked:
        raise InvalidParameterError(f"Event {event_id} is not locked.")
    return _set_lock(session, row, locked=False, now=now)


def undo(session: Session, edit_id: int, now: str) -> EditRecord:
    """Put everything that an edit changed back as it was.

    Articles that joined an event which the edit had made go where the others of it go. Raises NotFoundError,
    and InvalidParameterError when it is undone already or later edits of the same stand in the way.
    """
    found = event_edit_log.edit(session, edit_id)
    if found.undone_at is not None:
        raise InvalidParameterError(f"This was undone already, on {found.undone_at[:10]}.")
    if found.blocked_by is not None:
        later = event_edit_log.edit(session, found.blocked_by)
        raise InvalidParameterError(
            f"What it changed was changed again on {later.at[:10]}: {later.what} Undo that first."
        )
    row = session.get_one(EventEdit, edit_id)
    _put_back(session, EditDetail.model_validate(row.detail))
    row.undone_at = now
    session.add(row)
    session.flush()
    return event_edit_log.edit(session, edit_id)


def _set_lock(session: Session, row: Event, *, locked: bool, now: str) -> EditRecord:
    assert row.id is not None
    detail = EditDetail(events={row.id: _was(row)})
    row.locked = locked
    session.add(row)
    return _write(session, "lock" if locked else "unlock", detail, now)


def _place(
    session: Session,
    action: EditAction,
    places: Sequence[ArticleWas],
    target: Event | None,
    now: str,
    *,
    new: bool = False,
) -> EditRecord:
    """Put articles into ``target``, or out of all events, and write that down."""
    into = None if target is None else target.id
    sources = [number for number in dict.fromkeys(was.event for was in places) if number is not None]
    before: dict[int, EventWas | None] = {number: _was(_open(session, number)) for number in sources}
    if target is not None and into is not None:
        before[into] = None if new else _was(target)
    ids = [was.id for was in places]
    _clear(session, ids)
    if into is None:
        session.execute(insert(ArticleAlone), [{"article_id": number} for number in ids])
    else:
        rows = [{"article_id": number, "event_id": into, "by_person": True} for number in ids]
        session.execute(insert(EventMember), rows)
    session.execute(update(Event).where(col(Event.id).in_(list(before))).values(by_person=True))
    _settle(session, before)
    title = target.title if new and target is not None and target.title_by_person else None
    detail = EditDetail(into=into, title=title, events=before, moved=tuple(places))
    return _write(session, action, detail, now)


def _put_back(session: Session, detail: EditDetail) -> None:
    there = set(session.exec(select(Event.id).where(col(Event.id).in_(list(detail.events)))).all())
    for number, was in detail.events.items():
        if was is not None and number in there:
            session.execute(update(Event).where(col(Event.id) == number).values(was.model_dump()))
        elif was is not None:
            session.execute(insert(Event), [{"id": number, "article_count": 0, **was.model_dump()}])
    _clear(session, [was.id for was in detail.moved])
    for number in (number for number, was in detail.events.items() if was is None):
        _empty(session, number, next((was.event for was in detail.moved if was.event is not None), None))
    placed = [
        {"article_id": was.id, "event_id": was.event, "by_person": was.by_person}
        for was in detail.moved
        if was.event is not None
    ]
    if placed:
        session.execute(insert(EventMember), placed)
    alone = [{"article_id": was.id} for was in detail.moved if was.alone]
    if alone:
        session.execute(insert(ArticleAlone), alone)
    _settle(session, detail.events)


def _empty(session: Session, event_id: int, home: int | None) -> None:
    """What joined an event since it was made goes to the event ``home``, or out of it when there is none."""
    joined = col(EventMember.event_id) == event_id
    if home is None:
        session.execute(delete(EventMember).where(joined))
    else:
        session.execute(update(EventMember).where(joined).values(event_id=home, by_person=False))


def _clear(session: Session, ids: Sequence[int]) -> None:
    session.flush()
    session.execute(delete(EventMember).where(col(EventMember.article_id).in_(ids)))
    session.execute(delete(ArticleAlone).where(col(ArticleAlone.article_id).in_(ids)))


def _settle(session: Session, event_ids: Iterable[int]) -> None:
    """Bring sizes and days up to date; events without an article are gone."""
    numbers = list(event_ids)
    if not numbers:
        # an article that stood in no event is to stand in none
        return
    session.execute(_MEASURE, [{"id": number} for number in numbers])
    empty = (col(Event.id).in_(numbers), col(Event.article_count) == 0)
    session.execute(delete(Event).where(*empty).execution_options(synchronize_session=False))
    session.expire_all()


def _row(session: Session, event_id: int) -> Event:
    row = session.get(Event, event_id)
    if row is None:
        raise NotFoundError(f"There is no event {event_id}. It may have been merged into another.")
    return row


def _open(session: Session, event_id: int) -> Event:
    """An event that may be changed."""
    row = _row(session, event_id)
    if row.locked:
        raise InvalidParameterError(f"Event {event_id}, “{row.title}”, is locked. Unlock it first.")
    return row


def _was(row: Event) -> EventWas:
    return EventWas(
        title=row.title, title_by_person=row.title_by_person, by_person=row.by_person, locked=row.locked
    )


def _cleaned(title: str) -> str:
    cleaned = " ".join("".join(mark if mark.isprintable() else " " for mark in title).split())
    if not any(mark.isalnum() for mark in cleaned) or len(cleaned) > LONGEST_TITLE:
        raise InvalidParameterError(
            f"A title needs a letter or figure, and {LONGEST_TITLE} characters at most."
        )
    return cleaned


def _counted(article_ids: Sequence[int]) -> Sequence[int]:
    if len(set(article_ids)) > MOST_MOVED:
        raise InvalidParameterError(f"At most {MOST_MOVED} articles are moved at once. Choose fewer.")
    return article_ids


def _places(session: Session, article_ids: Sequence[int]) -> list[ArticleWas]:
    """Where these articles stand, each once, in this order."""
    ids = list(dict.fromkeys(article_ids))
    if not ids:
        raise InvalidParameterError("No article was chosen. Tick at least one.")
    query = (
        select(Article.id, Article.title, EventMember.event_id, EventMember.by_person)
        .join(EventMember, col(EventMember.article_id) == col(Article.id), isouter=True)
        .where(col(Article.id).in_(ids))
    )
    alone = set(session.exec(select(ArticleAlone.article_id).where(col(ArticleAlone.article_id).in_(ids))))
    found = {
        number: ArticleWas(
            id=number, headline=title, event=event, by_person=bool(by_person), alone=number in alone
        )
        for number, title, event, by_person in session.exec(query)
        if number is not None
    }
    for number in ids:
        if number not in found:
            raise NotFoundError(f"There is no article {number} in the corpus.")
    return [found[number] for number in ids]


def _write(session: Session, action: EditAction, detail: EditDetail, now: str) -> EditRecord:
    row = EventEdit(at=now, action=action, detail=detail.model_dump(mode="json"))
    session.add(row)
    session.flush()
    assert row.id is not None
    return event_edit_log.edit(session, row.id)
