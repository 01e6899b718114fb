"""JSON Lines, plain or gzipped: one record a line."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import UnreadableInputError
from app.ingest.fields import record_fields
from app.ingest.readers.base import Format, Reading, ReadOptions, Source, Unreadable, too_large
from app.ingest.readers.streams import lines, opened
from app.records import RawDocument
from app.text.decode import clean_characters, decode

_LONGEST_NAME = 100
_DEEPEST = 50
_DAMAGES = (EOFError, gzip.BadGzipFile, zlib.error)


def read_json_lines(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The records of a ``.jsonl`` or ``.jsonl.gz`` file. Blank lines are passed over."""
    number = 0
    try:
        with opened(source) as stream:
            for number, line in lines(stream):
                if isinstance(line, int):
                    yield Unreadable(source.origin, number, too_large(line))
                elif line.strip():
                    yield _record(source, number, line.rstrip(b"\r\n"), options)
    except _DAMAGES as error:
        yield Unreadable(source.origin, number + 1, f"the compressed file is damaged from here on ({error})")


def _record(source: Source, number: int, line: bytes, options: ReadOptions) -> Reading:
    try:
        value = json.loads(decode(line).text)
        if not isinstance(value, dict):
            return Unreadable(source.origin, number, "the line is not a JSON object", line)
        found = {name: _text(item) for name, item in value.items()}
    except RecursionError:
        return Unreadable(source.origin, number, "nested too deeply", line)
    except UnreadableInputError as error:
        return Unreadable(source.origin, number, error.reason, line)
    except ValueError as error:
        # What follows a semicolon is advice for programmers.
        return Unreadable(source.origin, number, f"not valid JSON: {str(error).partition(';')[0]}", line)
    fields = record_fields(found, options.field_map)
    return RawDocument(
        data=line,
        media_type="application/json",
        external_id=_identity(fields) or f"{source.name}:{number}",
        origin=source.origin,
        line=number,
        url=fields.get("url"),
        fields=fields,
    )


def _identity(fields: Mapping[str, str]) -> str:
    """The record's id; an escape in JSON can smuggle in characters that no database stores."""
    return clean_characters(fields.get("id", "")).text.strip()


def _text(value: Any, depth: int = 0) -> str:
    """A JSON value as a field's text: an object by its ``name`` or the like, names in a list joined by
    commas, paragraphs in a list by blank lines. Raises UnreadableInputError for a value without a bottom."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if depth > _DEEPEST:
        raise UnreadableInputError("nested too deeply")
    if isinstance(value, list):
        items = [item for part in value if (item := _text(part, depth + 1))]
        return ("\n\n" if any(len(item) > _LONGEST_NAME for item in items) else ", ").join(items)
    if isinstance(value, Mapping):
        keys = ("name", "title", "text", "value")
        return next((_text(value[key], depth + 1) for key in keys if key in value), "")
    return str(value)


def _recognises(head: bytes) -> int:
    """A line that is one JSON object, whole or cut by the end of ``head``, is a record."""
    if head.startswith(b"\x1f\x8b"):
        return 0
    first, ends, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or b'"' not in first[:200]:
        return 0
    if not ends:
        return 1
    try:
        return 2 if isinstance(json.loads(first), dict) else 0
    except (ValueError, RecursionError):
        return 0


FORMATS = (
    Format("JSON Lines", (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"), read_json_lines, _recognises),
)
