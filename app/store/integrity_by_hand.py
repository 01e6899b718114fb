"""Whether what a person decided can still be read, and stands where it was put."""

import json
import zlib
from collections.abc import Iterator
from typing import get_args

from pydantic import ValidationError
from sqlmodel import Session, col, select

from app.database import driver
from app.models import EventEdit, Note
from app.store import outlets
from app.store.notes import Sides
from app.text.anchors import Anchor
from app.text.event_edits import EditAction, EditDetail, in_words

_MERGED = "SELECT id, merged_into, name FROM outlet WHERE merged_into IS NOT NULL"
_REMOVED = "SELECT id, title, content FROM removal ORDER BY id"
_SHOWN = """SELECT outlet_id, extracted_outlet_id, count(*), min(id) FROM article
    WHERE NOT outlet_by_person GROUP BY outlet_id, extracted_outlet_id"""


def circles_of_outlets(session: Session) -> list[str]:
    """Names of outlets that were merged into one another in a circle, so that none of them is shown."""
    rows = driver(session).execute(_MERGED).fetchall()
    into = {number: other for number, other, _ in rows}
    found = []
    for number, _, name in rows:
        passed, at = {number}, into[number]
        while at in into and at not in passed:
            passed.add(at)
            at = into[at]
        if at == number:
            found.append(name)
    return found


def misplaced_articles(session: Session) -> Iterator[tuple[int, int]]:
    """Articles that are not shown under the outlet that their documents name or that was merged into: of each
    kind of mistake the first article, and how many there are."""
    for shown, extracted, number, first in driver(session).execute(_SHOWN).fetchall():
        if outlets.shown(session, extracted) != shown:
            yield first, number


def unreadable_notes(session: Session) -> Iterator[tuple[int, str]]:
    """Notes that cannot be read, or are on articles that are not there; and why."""
    known = _article_ids(session)
    for row in session.exec(select(Note).order_by(col(Note.id))):
        assert row.id is not None
        try:
            if row.anchor is not None:
                Anchor.model_validate(row.anchor)
            sides = None if row.sides is None else Sides.model_validate(row.sides)
        except ValidationError:
            yield row.id, "the place that it is on cannot be read"
            continue
        if row.article_id is None and sides is None:
            yield row.id, "it is on nothing"
        for number in (*sides.a, *sides.b) if sides else ():
            if number not in known:
                yield row.id, f"it is on article {number}, which is not there"


def unreadable_removals(session: Session) -> Iterator[tuple[int, str]]:
    """What was removed and could not be brought back, as its number and its title."""
    for number, title, packed in driver(session).execute(_REMOVED):
        try:
            json.loads(zlib.decompress(packed))
        except (zlib.error, ValueError, TypeError):
            yield number, title


def unreadable_edits(session: Session) -> Iterator[tuple[int, str]]:
    """Edits of events that cannot be read, or moved articles that are not there; and why."""
    known = _article_ids(session)
    for row in session.exec(select(EventEdit).order_by(col(EventEdit.id))):
        assert row.id is not None
        try:
            detail = EditDetail.model_validate(row.detail)
            if row.action not in get_args(EditAction):
                raise ValueError(row.action)
            in_words(row.action, detail)  # type: ignore[arg-type]
        except (ValidationError, ValueError, StopIteration):
            yield row.id, "what it did cannot be read"
            continue
        for was in detail.moved:
            if was.id not in known:
                yield row.id, f"it moved article {was.id}, which is not there"


def _article_ids(session: Session) -> frozenset[int]:
    return frozenset(row[0] for row in driver(session).execute("SELECT id FROM article"))
