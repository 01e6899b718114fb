"""What to do with a document: decided here, without touching anything; carried out by app.ingest.run."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.columns import Packed
from app.records import RawDocument
from app.text.analysis import Stems


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as it will be stored.

    ``values`` are columns of the article table: all that come from the document. ``outlet`` is the outlet's
    name and domain. ``doubts`` are problems that do not keep the article out. ``data`` are the original
    bytes, deflated. ``stems`` are those of a text that is not in English.
    """

    values: dict[str, Any]
    outlet: tuple[str, str | None] | None
    doubts: tuple[str, ...]
    marks: bytes
    data: Packed
    stems: Stems | None


@dataclass(frozen=True, slots=True)
class Known:
    """The article that the same bytes under the same id became.

    ``reading`` is the digest of what a person had said about them. ``is_newest`` is False when the article
    has got a newer version since.
    """

    article_id: int
    reading: str | None
    is_newest: bool


@dataclass(frozen=True, slots=True)
class Existing:
    """The article of the same address. ``hashes`` are the content hashes of all its versions."""

    article_id: int
    hashes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Store:
    """Take the article in as a new one."""

    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Change:
    """The text at an address has changed: keep the old one, and make this the article's newest version."""

    article_id: int
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Renew:
    """The bytes are known, but a person has said something else about them: read them anew, in place."""

    article_id: int
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Same:
    """It is in the corpus already: nothing to do."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Keep the bytes and the reason, but make no article of it. ``line`` is of the file, when known."""

    reason: str
    line: int | None = None


Decision = Store | Change | Renew | Same | Reject


def decide(
    understood: Prepared | Reject | None,
    *,
    known: Known | None,
    existing: Existing | None,
    reading: str | None,
    today: date,
) -> Decision:
    """Decide about one document from what extraction made of it and what the corpus has already.

    ``understood`` is None where extraction was spared because the document was known. ``reading`` is the
    digest of what a person said about this document. An article that states to be published later than
    tomorrow (time zones differ by a day) loses that date.
    """
    if is_same(known, reading) or understood is None:
        return Same()
    if isinstance(understood, Reject):
        return understood
    prepared = _without_future(understood, today)
    if known is not None:
        return Renew(known.article_id, prepared)
    if existing is None:
        return Store(prepared)
    if prepared.values["content_hash"] in existing.hashes:
        return Same()
    return Change(existing.article_id, prepared)


def is_same(known: Known | None, reading: str | None) -> bool:
    """Whether known bytes need not be read again. Those of an older version never are: what a person says of
    a document goes to the article as it is now."""
    return known is not None and (not known.is_newest or known.reading == reading)


def _without_future(prepared: Prepared, today: date) -> Prepared:
    stated: dict[str, Any] | None = prepared.values["published"]
    if stated is None or stated["date"][:10] <= (today + timedelta(days=1)).isoformat():
        return prepared
    doubt = (
        f"the date {stated['date']} lies in the future of this machine's clock ({today}); the article is "
        "kept without a date"
    )
    values = prepared.values | {"published": None, "day": None}
    return replace(prepared, values=values, doubts=(*prepared.doubts, doubt))


def reading_of(raw: RawDocument, field_map: Mapping[str, str]) -> str | None:
    """A digest of what a person said about ``raw``; None when nothing was said.

    The same bytes are read again when this has changed.
    """
    said = {"map": dict(field_map) if raw.fields is not None else {}, "stated": raw.stated or {}}
    if not any(said.values()):
        return None
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
