"""JSON Lines, plain or gzipped: one record a line."""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.errors import UnreadableInputError
from app.ingest.readers.base import Format, Reading, ReadOptions, Source, Unreadable, too_large
from app.ingest.readers.json_values import document, fields_of
from app.ingest.readers.streams import lines, opened
from app.text.decode import decode

_PLACE = re.compile(r": line 1 column (\d+) \(char \d+\)")


def read_json_lines(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The records of a ``.jsonl`` or ``.jsonl.gz`` file. Blank lines are passed over.

    Raises UnreadableInputError when the file is no text, and with the line where its gzip is damaged.
    """
    with opened(source) as stream:
        for number, line in lines(stream):
            if isinstance(line, int):
                yield Unreadable(source.origin, number, too_large(line))
            elif line.strip():
                yield _record(source, number, line.rstrip(b"\r\n"), options)


def _parsed(line: bytes) -> Any:
    """The value of a line. Raises ValueError and RecursionError."""
    try:
        # Nearly every line is sound; its texts are cleaned where they are understood, off the critical path.
        return json.loads(line.decode())
    except ValueError:
        return json.loads(decode(line).text)


def _record(source: Source, number: int, line: bytes, options: ReadOptions) -> Reading:
    try:
        value = _parsed(line)
        if not isinstance(value, dict):
            return Unreadable(source.origin, number, "the line is not a JSON object", line)
        fields = fields_of(value, options.field_map)
    except RecursionError:
        return Unreadable(source.origin, number, "nested too deeply", line)
    except UnreadableInputError as error:
        return Unreadable(source.origin, number, error.reason, line)
    except ValueError as error:
        # What follows a semicolon is advice for programmers; the line is the file's, not the record's.
        reason = _PLACE.sub(r" at character \1", str(error).partition(";")[0])
        return Unreadable(source.origin, number, f"not valid JSON: {reason}", line)
    return document(source, line, number, fields)


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
