"""Saved searches: kept, named, and up to which article a person has seen what they find."""

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidParameterError, NotFoundError
from app.models import SavedSearch
from app.records import Record
from app.store import removals
from app.store.corpus import newest_id
from app.store.removals import RemovalRecord

# The list, its counts and the first page stay readable and quick.
MOST = 200
LONGEST_NAME = 200
LONGEST_QUERY = 4_000


class SavedSearchRecord(Record):
    """A search to come back to.

    ``query`` is the query of its address. Articles with an id above ``seen_id`` were taken in after
    ``seen_at``, when a person last said that they had seen what there was. Times are ISO 8601 in UTC.
    """

    id: int
    name: str
    query: str
    made_at: str
    seen_id: int
    seen_at: str


def saved_searches(session: Session) -> list[SavedSearchRecord]:
    """All saved searches, by name."""
    rows = session.exec(select(SavedSearch).order_by(func.lower(SavedSearch.name), col(SavedSearch.id)))
    return [_record(row) for row in rows.all()]


def saved_search(session: Session, search_id: int) -> SavedSearchRecord:
    """One saved search. Raises NotFoundError."""
    return _record(_row(session, search_id))


def of_query(session: Session, query: str) -> SavedSearchRecord | None:
    """The saved search with this very query, or None."""
    row = session.exec(select(SavedSearch).where(SavedSearch.query == query)).one_or_none()
    return None if row is None else _record(row)


def called(session: Session, reference: str) -> SavedSearchRecord:
    """The saved search with this number or, in any case of letters, name. Raises NotFoundError."""
    wanted = reference.strip()
    listed = saved_searches(session)
    for record in listed:
        if str(record.id) == wanted:
            return record
    for record in listed:
        if record.name.casefold() == wanted.casefold():
            return record
    raise NotFoundError(f"No saved search is called “{_name(wanted)[:LONGEST_NAME]}”.")


def save(
    session: Session,
    query: str,
    name: str,
    now: str,
    *,
    seen_id: int | None = None,
    seen_at: str | None = None,
) -> SavedSearchRecord:
    """Keep a search; the one that has this query already is given back as it is.

    What is in the corpus by now counts as seen, unless ``seen_id`` and ``seen_at`` bring one back that was
    removed. Raises InvalidParameterError when there are too many, or the query is too long.
    """
    known = of_query(session, query)
    if known is not None:
        return known
    if len(query) > LONGEST_QUERY:
        raise InvalidParameterError(f"A search of more than {LONGEST_QUERY:,} characters cannot be saved.")
    _check_room(session)
    last = newest_id(session)
    row = SavedSearch(
        name=_name(name)[:LONGEST_NAME] or "A search",
        query=query,
        made_at=now,
        seen_id=last if seen_id is None else min(seen_id, last),
        seen_at=seen_at or now,
    )
    session.add(row)
    session.flush()
    return _record(row)


def rename(session: Session, search_id: int, name: str) -> SavedSearchRecord:
    """Give a saved search another name. Raises NotFoundError, or InvalidParameterError when it is none."""
    row = _row(session, search_id)
    cleaned = _name(name)
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise InvalidParameterError(f"A name needs a character, and has {LONGEST_NAME} at most.")
    row.name = cleaned
    session.add(row)
    return _record(row)


def mark_seen(session: Session, search_id: int, seen_id: int, now: str) -> SavedSearchRecord:
    """Say that a person has seen what the search finds up to this article. Raises NotFoundError.

    An article that is not there yet cannot have been seen. A lower number takes a mark back.
    """
    row = _row(session, search_id)
    row.seen_id = min(seen_id, newest_id(session))
    row.seen_at = now
    session.add(row)
    return _record(row)


def remove(session: Session, search_id: int, now: str) -> RemovalRecord:
    """Take a saved search away; it can be undone. Raises NotFoundError."""
    row = _row(session, search_id)
    kept = row.model_dump()
    session.delete(row)
    session.flush()
    return removals.keep(session, "search", str(search_id), kept["name"], kept, now)


def restore(session: Session, kept: dict[str, Any]) -> str:
    """Bring back what ``remove`` kept; its number, the one it had unless that was given again. One with this
    query that was saved since stays in its place. Raises InvalidParameterError."""
    known = of_query(session, kept["query"])
    if known is not None:
        return str(known.id)
    _check_room(session)
    return str(removals.put_back(session, SavedSearch(**kept)).id)


def _check_room(session: Session) -> None:
    if session.exec(select(func.count()).select_from(SavedSearch)).one() >= MOST:
        raise InvalidParameterError(f"{MOST} searches are saved already. Remove one of them first.")


def _row(session: Session, search_id: int) -> SavedSearch:
    row = session.get(SavedSearch, search_id)
    if row is None:
        raise NotFoundError(f"There is no saved search {search_id}. It may have been removed.")
    return row


def _name(given: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in given).split())


def _record(row: SavedSearch) -> SavedSearchRecord:
    assert row.id is not None
    return SavedSearchRecord(
        id=row.id,
        name=row.name,
        query=row.query,
        made_at=row.made_at,
        seen_id=row.seen_id,
        seen_at=row.seen_at,
    )
