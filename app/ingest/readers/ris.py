"""RIS: references as Zotero, databases of newspapers and libraries export them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Format,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
)
from app.ingest.readers.csl import text_of_note
from app.ingest.readers.faults import in_words
from app.ingest.readers.references import given_first, iso_day, reference
from app.ingest.readers.streams import lines, opened
from app.text.decode import decode

# Some write one space where the format has two.
_TAG = re.compile(r"^\s*([A-Z][A-Z0-9]) {1,2}- ?")
# Possessive, as where comments end is not to be tried in all ways.
_FIRST = re.compile(r"\s*+(?:#[^\r\n]*+\s++)*+TY {1,2}- ?[A-Z]{3,6}\b")


def read_ris(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The references of a RIS file, each as the lines it consists of. Lines between references are passed
    over when they hold no tag."""
    record: list[bytes] = []
    begins = size = 0
    with opened(source) as stream:
        for number, line in lines(stream):
            size += line if isinstance(line, int) else len(line)
            text = "" if isinstance(line, int) else decode(line).text.removeprefix("\ufeff")
            found = _TAG.match(text)
            tag = found.group(1) if found else ""
            if tag == "TY" and record and not isinstance(line, int):
                # Some leave out the last line of a reference; what follows shows that it is whole.
                yield from _read(source, [*record, b"ER  - \n"], begins, size - len(line))
                record = []
            if tag == "TY" or (not record and (tag or isinstance(line, int))):
                begins, size = number, line if isinstance(line, int) else len(line)
                record = [b""]
            if record and size <= MAX_RECORD_BYTES and not isinstance(line, int):
                record.append(line)
            if tag == "ER" and record:
                yield from _read(source, record, begins, size)
                record = []
    if record:
        yield from _read(source, record, begins, size)


def _read(source: Source, record: list[bytes], line: int, size: int) -> Iterator[Reading]:
    data = b"".join(record).rstrip() + b"\n"
    if size > MAX_RECORD_BYTES:
        yield Unreadable(source.origin, line, too_large(size))
        return
    written = [decode(part).text.removeprefix("\ufeff").rstrip("\r\n") for part in record if part]
    tags = [found.group(1) if (found := _TAG.match(text)) else "" for text in written]
    if tags[:1] != ["TY"] or tags[-1:] != ["ER"]:
        missing = "its first line (TY) is missing" if tags[:1] != ["TY"] else "its last line (ER) is missing"
        yield Unreadable(source.origin, line, f"not a whole reference: {missing}", data)
        return
    text = "\n".join(_TAG.sub(lambda found: f"{found.group(1)}  - ", part) for part in written)
    try:
        found = rispy.loads(text + "\n", enforce_list_tags=False)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        yield Unreadable(source.origin, line, f"not a reference of RIS: {in_words(error)}", data)
        return
    fields = _fields(found[0]) if found else {}
    yield from reference(source, data, line, fields, media_type="application/x-research-info-systems")


def _fields(said: Mapping[str, Any]) -> dict[str, str]:
    def first(*names: str) -> str:
        return next((text for name in names if (text := _text(said.get(name)))), "")

    notes = [text_of_note(first(name)) for name in ("notes", "research_notes")]
    people = [said.get(name) for name in ("authors", "first_authors") if said.get(name)]
    names = [name for some in people for name in (some if isinstance(some, list) else [some])]
    dates = [iso_day(first(name)) for name in ("date", "publication_year", "year")]
    stated = [date for date in dates if date]
    return {
        "title": first("title", "primary_title", "short_title"),
        "body": first("abstract", "notes_abstract") or next(filter(None, notes), ""),
        "outlet": first(
            "secondary_title",
            "journal_name",
            "alternate_title3",
            "alternate_title2",
            "alternate_title1",
            "publisher",
        ),
        # Of several dates the one that says most; a year alone stands beside a full day.
        "published": max((date for date in stated if re.match(r"\d{4}", date)), key=len, default="")
        or (stated[0] if stated else ""),
        "author": ", ".join(dict.fromkeys(given_first(str(name)) for name in names)),
        "url": next(iter(first("urls").split()), ""),
        "language": first("language"),
        "section": first("section"),
        "id": first("id", "accession_number"),
    }


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(str(part).strip() for part in value if str(part).strip())
    return str(value).strip() if value is not None else ""


def _is_ris(head: bytes) -> int:
    return 3 if _FIRST.match(decode(head).text.removeprefix("\ufeff")) else 0


FORMATS = (
    Format(
        "RIS references",
        (".ris",),
        read_ris,
        _is_ris,
        media_types=("application/x-research-info-systems",),
        apart=True,
    ),
)
