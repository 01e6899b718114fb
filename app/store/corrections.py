"""What a person knows better than the document: values set by hand, which outlive every re-ingest.

A correction holds what the person set and what was extracted in its place, column by column. Reading an
article anew changes the second and leaves the first, so that it can always be undone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlmodel import Session, col, select

from app.errors import InvalidParameterError, NotFoundError
from app.models import Article, Correction, Outlet
from app.records import Published, Record
from app.store import outlets, stems
from app.text.addresses import url_key
from app.text.dates import day_of, parse_date
from app.text.language import normalise

Field = Literal["title", "byline", "published", "language", "section", "url", "outlet"]
FIELDS: tuple[Field, ...] = get_args(Field)
EVIDENCE = "set by hand"
LONGEST = 500
"""Characters of a value, an address apart."""
_LONGEST_ADDRESS = 2_000

# The columns that a field decides. An outlet's are its own case: what the document named has a column beside.
_COLUMNS: dict[Field, tuple[str, ...]] = {
    "title": ("title", "title_source"),
    "byline": ("byline", "author_role", "author_evidence"),
    "published": ("published", "day"),
    "language": ("language",),
    "section": ("section",),
    "url": ("url", "url_key"),
    "outlet": ("extracted_outlet_id",),
}
_STEMMED = frozenset(("title", "byline", "language"))
_FORMERLY = text(
    """SELECT json_extract(extracted, '$.url_key'), article_id FROM correction
    WHERE field = 'url' AND json_extract(extracted, '$.url_key') IS NOT NULL"""
)


class CorrectionRecord(Record):
    """A value set by hand, in words, and the extracted one that it stands for. None: there is none."""

    field: Field
    value: str | None
    extracted: str | None
    set_at: str


def set_by_hand(
    session: Session, article_id: int, field: str, value: str | None, *, now: str | None = None
) -> None:
    """Set a field of an article; None or an empty value says that there is none (no author, no known date).

    ``published`` is a day, a day with a time, a month or a year; ``outlet`` a name. ``now`` is the instant
    to note, by default the present. Raises NotFoundError for an article that is not there, and
    InvalidParameterError for a field that cannot be set or a value that cannot be one.
    """
    known = _field(field)
    row = _article(session, article_id)
    checked = _CHECKS[known](_cleaned(value))
    if known == "outlet" and checked is not None:
        checked = outlets.ensure(session, checked)
    set_at = now or datetime.now(UTC).isoformat(timespec="seconds")
    found = session.get(Correction, (article_id, known))
    if found is None:
        kept = {name: getattr(row, name) for name in _COLUMNS[known]}
        found = Correction(article_id=article_id, field=known, extracted=kept, set_at=set_at)
    found.value, found.set_at = checked, set_at
    session.add(found)
    _write(session, row, _columns(session, known, checked))


def undo(session: Session, article_id: int, field: str) -> None:
    """Go back to what was extracted. Does nothing for a field that nobody set; raises as ``set_by_hand``."""
    known = _field(field)
    row = _article(session, article_id)
    found = session.get(Correction, (article_id, known))
    if found is None:
        return
    kept = dict(found.extracted)
    if known == "outlet":
        kept |= {"outlet_id": outlets.shown(session, kept["extracted_outlet_id"]), "outlet_by_person": False}
    session.delete(found)
    _write(session, row, kept)


def of_article(session: Session, article_id: int) -> tuple[CorrectionRecord, ...]:
    """What a person set on this article, in the order of FIELDS."""
    rows = sorted(_rows(session, article_id), key=lambda row: FIELDS.index(_field(row.field)))
    return tuple(
        CorrectionRecord(
            field=(field := _field(row.field)),
            value=_in_words(session, field, row.value),
            extracted=_in_words(session, field, row.extracted[_COLUMNS[field][0]]),
            set_at=row.set_at,
        )
        for row in rows
    )


def reapplied(session: Session, article_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """What to store of newly extracted column values: a person's values win, the extracted are remembered.

    ``values`` are columns of the article, all or some of them. An outlet comes as ``extracted_outlet_id`` (or
    ``outlet_id``), the id that ``outlets.ensure`` gave; what goes out follows merges.
    """
    stored = dict(values)
    if "outlet_id" in values or "extracted_outlet_id" in values:
        extracted = values.get("extracted_outlet_id", values.get("outlet_id"))
        stored["extracted_outlet_id"] = extracted
        stored |= {"outlet_id": outlets.shown(session, extracted), "outlet_by_person": False}
    for row in _rows(session, article_id):
        field = _field(row.field)
        new = {name: stored[name] for name in _COLUMNS[field] if name in stored}
        if not new:
            continue
        # A fresh value: a JSON column does not notice what is changed inside it.
        row.extracted = {**row.extracted, **new}
        session.add(row)
        stored |= _columns(session, field, row.value)
    return stored


def as_extracted(session: Session, article_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """The way back of ``reapplied``: stored column values in, out with what was extracted where a person set
    another value. Older versions of an article keep these, for they are what its documents say."""
    kept: dict[str, Any] = {}
    for row in _rows(session, article_id):
        kept |= row.extracted
    return {name: kept.get(name, value) for name, value in values.items()}


def unapplied(session: Session) -> Iterator[tuple[int, str]]:
    """Article and field of each correction that cannot be undone, or that its article does not show.

    Those of articles that are not there are left out.
    """
    query = select(Correction, Article).join(Article, col(Article.id) == Correction.article_id)
    for row, article in session.exec(query.order_by(col(Correction.article_id))):
        known = next((field for field in FIELDS if field == row.field), None)
        if (
            known is None
            or not isinstance(row.extracted, dict)
            or set(_COLUMNS[known]) - row.extracted.keys()
        ):
            yield row.article_id, row.field
            continue
        try:
            shown = _columns(session, known, row.value)
        except ValueError:
            shown = {"field": row.value}
        if any(getattr(article, name, None) != value for name, value in shown.items()):
            yield row.article_id, row.field


def formerly_at(session: Session, url_keys: Sequence[str]) -> dict[str, int]:
    """Articles whose address a person set, by the key of the address that their documents give.

    A document that comes in again gives the old one, and is to be known again by it.
    """
    wanted = set(url_keys)
    return {key: number for key, number in session.execute(_FORMERLY).all() if key in wanted}


def _field(name: str) -> Field:
    for field in FIELDS:
        if field == name:
            return field
    raise InvalidParameterError(f"“{name[:80]}” cannot be set by hand. What can: {', '.join(FIELDS)}.")


def _article(session: Session, article_id: int) -> Article:
    row = session.get(Article, article_id)
    if row is None:
        raise NotFoundError(f"There is no article {article_id}.")
    return row


def _rows(session: Session, article_id: int) -> Sequence[Correction]:
    return session.exec(select(Correction).where(Correction.article_id == article_id)).all()


def _write(session: Session, row: Article, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    if row.id is not None and not _STEMMED.isdisjoint(columns):
        stems.refresh(session, [row.id])


def _columns(session: Session, field: Field, value: Any) -> dict[str, Any]:
    """The columns of an article whose ``field`` a person set to ``value``, as a correction keeps it."""
    match field:
        case "title":
            return {"title": value, "title_source": "hand"}
        case "byline":
            # The role was that of the author whom the document names.
            return {"byline": value, "author_role": None, "author_evidence": EVIDENCE}
        case "published":
            known = None if value is None else Published.model_validate(value)
            return {"published": value, "day": day_of(known)}
        case "url":
            return {"url": value, "url_key": url_key(value)}
        case "outlet":
            return {"outlet_id": outlets.shown(session, value), "outlet_by_person": True}
        case _:
            return {field: value}


def _in_words(session: Session, field: Field, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if field == "published":
        return str(value["date"])
    if field == "outlet":
        row = session.get(Outlet, value)
        return None if row is None else row.name
    return str(value)


def _cleaned(value: str | None) -> str | None:
    """A value in one line, without what cannot be seen; None when nothing is left."""
    printable = "".join(mark if mark.isprintable() else " " for mark in value or "")
    return " ".join(printable.split()) or None


def _words(name: str) -> Callable[[str | None], str | None]:
    def check(value: str | None) -> str | None:
        if value is None:
            return None
        if len(value) > LONGEST:
            raise InvalidParameterError(f"That is too long for {name}: at most {LONGEST} characters.")
        if not any(mark.isalnum() for mark in value):
            raise InvalidParameterError(f"“{value}” needs at least one letter or figure to be {name}.")
        return value

    return check


def _title(value: str | None) -> str:
    checked = _words("a headline")(value)
    if checked is None:
        raise InvalidParameterError("A headline cannot be empty. Undo goes back to what was extracted.")
    return checked


def _published(value: str | None) -> dict[str, Any] | None:
    if value is None:
        return None
    found, reason = parse_date(value, EVIDENCE)
    if found is None:
        told = reason or f"“{value[:80]}” is no date"
        raise InvalidParameterError(f"{told[0].upper()}{told[1:]}. Write a day as 2025-05-07.")
    if found.evidence.endswith("assumed)") or "assumed: " in found.evidence:
        raise InvalidParameterError(f"“{value[:80]}” can be read in two ways. Write a day as 2025-05-07.")
    return found.model_copy(update={"evidence": EVIDENCE}).model_dump(mode="json")


def _language(value: str | None) -> str | None:
    code = None if value is None else normalise(value)
    if value is not None and code is None:
        raise InvalidParameterError(f"“{value[:80]}” is no language. Write its two letters, such as en.")
    return code


def _url(value: str | None) -> str | None:
    if value is None:
        return None
    # The key is None for what is no address at all, and for a site's front page, which is no article's.
    if len(value) > _LONGEST_ADDRESS or re.search(r"\s", value) or url_key(value) is None:
        raise InvalidParameterError(f"“{value[:200]}” is no web address of an article.")
    if urlsplit(value).username is not None:
        raise InvalidParameterError("An address with a name or password in it is not kept.")
    return value


_CHECKS: dict[Field, Callable[[str | None], Any]] = {
    "title": _title,
    "byline": _words("an author"),
    "published": _published,
    "language": _language,
    "section": _words("a section"),
    "url": _url,
    "outlet": _words("an outlet"),
}
