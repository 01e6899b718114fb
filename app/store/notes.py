"""Notes that a person writes on passages of articles and on comparisons."""

import re
from collections.abc import Collection
from itertools import islice
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidParameterError, NotFoundError
from app.models import Note
from app.records import Record
from app.store import removals
from app.store.removals import RemovalRecord
from app.text.anchors import Anchor
from app.text.tokens import fold, words

LONGEST = 4_000
# what no keyboard writes and no page shows
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# All of them can be looked through for words in a moment or two.
MOST = 5_000
# so many at one article or comparison
_MOST_SHOWN = 200


class Sides(Record):
    """The two sides of a comparison by their articles, however events and outlets change. ``title`` and
    ``address`` are those of the comparison when the note was written."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    title: str
    address: str


class NoteRecord(Record):
    """A note on a passage (``article_id``, ``anchor``), or on a comparison (``sides``). Times are ISO 8601 in
    UTC."""

    id: int
    article_id: int | None
    anchor: Anchor | None
    sides: Sides | None
    text: str
    made_at: str
    changed_at: str


def on_passage(session: Session, article_id: int, anchor: Anchor, text: str, now: str) -> NoteRecord:
    """Keep a note on a passage. Raises InvalidParameterError when it is empty or too long."""
    said = _checked(text)
    row = Note(article_id=article_id, anchor=anchor.model_dump(), text=said, made_at=now, changed_at=now)
    return _add(session, row)


def on_comparison(session: Session, sides: Sides, text: str, now: str) -> NoteRecord:
    """Keep a note on a comparison. Raises InvalidParameterError when it is empty or too long."""
    row = Note(sides=sides.model_dump(mode="json"), text=_checked(text), made_at=now, changed_at=now)
    return _add(session, row)


def _add(session: Session, row: Note) -> NoteRecord:
    _check_room(session)
    session.add(row)
    session.flush()
    return _record(row)


def _check_room(session: Session) -> None:
    if session.exec(select(func.count()).select_from(Note)).one() >= MOST:
        raise InvalidParameterError(f"There are {MOST:,} notes already. Remove one of them first.")


def _checked(text: str) -> str:
    cleaned = "\n".join(line.rstrip() for line in _CONTROLS.sub("", text).splitlines()).strip()
    if not cleaned:
        raise InvalidParameterError("A note needs a word. To be rid of one, remove it.")
    if len(cleaned) > LONGEST:
        raise InvalidParameterError(f"A note has at most {LONGEST:,} characters, not {len(cleaned):,}.")
    return cleaned


def note(session: Session, note_id: int) -> NoteRecord:
    """One note. Raises NotFoundError."""
    return _record(_row(session, note_id))


def edit(session: Session, note_id: int, text: str, now: str) -> NoteRecord:
    """Say it otherwise. Raises NotFoundError, or InvalidParameterError when it is empty or too long."""
    row = _row(session, note_id)
    row.text = _checked(text)
    row.changed_at = now
    session.add(row)
    return _record(row)


def remove(session: Session, note_id: int, now: str) -> RemovalRecord:
    """Take a note away; it can be undone. Raises NotFoundError."""
    row = _row(session, note_id)
    kept = row.model_dump()
    session.delete(row)
    session.flush()
    return removals.keep(session, "note", str(note_id), kept["text"], kept, now)


def restore(session: Session, kept: dict[str, Any]) -> str:
    """Bring back what ``remove`` kept; its number, the one it had unless that was given again. Raises
    InvalidParameterError."""
    _check_room(session)
    return str(removals.put_back(session, Note(**kept)).id)


def of_articles(session: Session, ids: Collection[int]) -> list[NoteRecord]:
    """The notes on passages of these articles, oldest first, two hundred at most."""
    rows = session.exec(
        select(Note).where(col(Note.article_id).in_(ids)).order_by(col(Note.id)).limit(_MOST_SHOWN)
    )
    return [_record(row) for row in rows]


def of_comparison(session: Session, a: Collection[int], b: Collection[int]) -> list[NoteRecord]:
    """The notes on a comparison of these articles, oldest first, two hundred at most.

    A note belongs to it when both of its sides share an article with these, whichever is called A: events
    and outlets may have been merged since, and articles may have come in.
    """
    either = {*a, *b}
    listed = func.json_each(Note.sides, "$.a").table_valued("value")
    shares = select(listed.c.value).where(listed.c.value.in_(either)).exists()
    rows = session.exec(select(Note).where(col(Note.sides).is_not(None), shares).order_by(col(Note.id)))
    found = (record for row in rows if _about((record := _record(row)).sides, set(a), set(b)))
    return list(islice(found, _MOST_SHOWN))


def _about(sides: Sides | None, a: set[int], b: set[int]) -> bool:
    if sides is None:
        return False
    return any(
        not left.isdisjoint(sides.a) and not right.isdisjoint(sides.b) for left, right in ((a, b), (b, a))
    )


def notes(session: Session, *, q: str = "", offset: int, limit: int) -> tuple[int, list[NoteRecord]]:
    """How many notes hold all words of ``q``, and one page of them, changed last first.

    Words are looked for in the note, in the passage that it is on and in the comparison's title, in any case
    of letters and with or without accents; the beginning of a word is enough.
    """
    listed = select(Note).order_by(col(Note.changed_at).desc(), col(Note.id).desc())
    # patterns, not lists of words: all notes at their longest are twenty million characters
    wanted = [re.compile(rf"(?<![^\W_]){re.escape(word)}") for word in words(q)]
    if not wanted:
        total = session.exec(select(func.count()).select_from(Note)).one()
        return total, [_record(row) for row in session.exec(listed.offset(offset).limit(limit))]
    found = [one for one in map(_record, session.exec(listed)) if _holds(one, wanted)]
    return len(found), found[offset : offset + limit]


def _holds(one: NoteRecord, wanted: list[re.Pattern[str]]) -> bool:
    quote = one.anchor.quote if one.anchor else ""
    title = one.sides.title if one.sides else ""
    text = fold(f"{one.text}\n{quote}\n{title}")
    return all(word.search(text) for word in wanted)


def _row(session: Session, note_id: int) -> Note:
    row = session.get(Note, note_id)
    if row is None:
        raise NotFoundError(f"There is no note {note_id}. It may have been removed.")
    return row


def _record(row: Note) -> NoteRecord:
    assert row.id is not None
    return NoteRecord(
        id=row.id,
        article_id=row.article_id,
        anchor=None if row.anchor is None else Anchor.model_validate(row.anchor),
        sides=None if row.sides is None else Sides.model_validate(row.sides),
        text=row.text,
        made_at=row.made_at,
        changed_at=row.changed_at,
    )
