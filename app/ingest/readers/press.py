"""What the exports of press archives have in common: articles as lines, dates in many languages, bylines."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.ingest.readers.base import Original, Reading, Source, Unreadable
from app.records import RawDocument
from app.text.dates import MONTHS

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_DATE = re.compile(
    rf"^(?:[^\W\d_]++(?:[-,.][^\W\d_]*+)?[,.]?\s+)?(?:(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?"
    rf"|(?:(?:le|el|den)\s+)?(?P<day2>\d{{1,2}})(?:er|\.|º|st|nd|rd|th)?\s*(?:de\s+|of\s+)?(?P<month2>{_MONTH})\.?,?(?:\s+del?)?)"
    rf"\s+{_YEAR}\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?!\d)(?::\d{2})?(?:\s*(?P<half>[AP]M)\b)?(?:\s*(?P<zone>[A-Z]{3,4})\b)?"
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST_REST = 80
_BY = re.compile(r"^(?:by|von|par|por|door|di|av|af)\s*:?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a collection: its lines as they stand there, and what they say."""

    lines: Sequence[str]
    fields: dict[str, str]


def handed_up(source: Source, data: bytes, media_type: str, pieces: Iterable[Piece]) -> Iterator[Reading]:
    """The file itself, then each article in it with its own text. An article without a text is a problem.

    ``line`` of what is handed up is the number of the article in the collection, from 1.
    """
    yield Original(data=data, media_type=media_type, origin=source.origin)
    container = hashlib.sha256(data).hexdigest()
    for number, piece in enumerate(pieces, 1):
        text = "\n".join(piece.lines).encode("utf-8", "replace")
        if not _LETTERS.search(piece.fields.get("body", "")):
            title = piece.fields.get("title", "")[:100]
            reason = f"article {number} of the collection has no text" + (f": {title!r}" if title else "")
            yield Unreadable(source.origin, number, reason, text)
            continue
        yield RawDocument(
            data=text,
            media_type="text/plain",
            external_id=piece.fields.get("id") or f"{source.name}:{number}",
            origin=source.origin,
            line=number,
            url=piece.fields.get("url"),
            fields=piece.fields,
            container=container,
        )


def date_of_line(line: str) -> str | None:
    """The date that a line of its own states, in ISO 8601 with the time of day when there is one; else None.

    Behind the date there may be the weekday, a time and the name of the edition, as in "March 3, 2021
    Wednesday 5:30 PM GMT, Late Edition".
    """
    found = _DATE.match(line.strip())
    if (
        found is None
        or len(found["rest"]) > _LONGEST_REST
        or found["rest"].rstrip().endswith((".", "?", "!"))
    ):
        return None
    month = MONTHS[(found["month"] or found["month2"]).lower()]
    day = int(found["day"] or found["day2"])
    if not 1 <= day <= 31:
        return None
    stamp = f"{found['year']}-{month:02d}-{day:02d}"
    clock = _CLOCK.search(found["rest"])
    if clock is None:
        return stamp
    return f"{stamp} {clock['hour']}:{clock['minute']} {clock['half'] or ''} {clock['zone'] or ''}".strip()


def without_by(byline: str) -> str:
    """A byline without the word before the name."""
    return _BY.sub("", byline).strip(" ;,")


def is_byline(line: str) -> bool:
    """Whether a line begins as a byline does."""
    return _BY.match(line) is not None
