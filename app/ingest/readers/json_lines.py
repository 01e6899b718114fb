"""JSON Lines, plain or gzipped: one record a line."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from app.ingest.fields import record_fields
from app.ingest.readers.base import MAX_RECORD_BYTES, Reading, ReadOptions, Unreadable, too_large
from app.records import RawDocument
from app.text.decode import decode

_CHUNK = 1024 * 1024
_LONGEST_NAME = 100


def read_json_lines(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The records of a ``.jsonl`` or ``.jsonl.gz`` file. Blank lines are passed over."""
    with _opened(path) as stream:
        number = 0
        try:
            for number, line in _lines(stream):
                if isinstance(line, int):
                    yield Unreadable(str(path), number, too_large(line))
                elif line.strip():
                    yield _record(path, number, line.rstrip(b"\r\n"), options)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield Unreadable(str(path), number + 1, f"the compressed file is damaged from here on ({error})")


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | int]]:
    """Each line with its number; of a line over the cap only its size, so that memory stays bounded."""
    number = 0
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if len(line) <= MAX_RECORD_BYTES or line.endswith(b"\n"):
            yield number, line
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := stream.readline(_CHUNK)):
            size += len(line)
        yield number, size


def _record(path: Path, number: int, line: bytes, options: ReadOptions) -> Reading:
    try:
        value = json.loads(decode(line).text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else f"not valid JSON: {error}"
        return Unreadable(str(path), number, reason, line)
    if not isinstance(value, dict):
        return Unreadable(str(path), number, "the line is not a JSON object", line)
    fields = record_fields({str(name): _text(item) for name, item in value.items()}, options.field_map)
    return RawDocument(
        data=line,
        media_type="application/json",
        external_id=fields.get("id") or f"{path.name}:{number}",
        origin=str(path),
        line=number,
        url=fields.get("url"),
        fields=fields,
    )


def _text(value: Any) -> str:
    """A JSON value as a field's text: an object by its ``name`` or the like, names in a list joined by
    commas, paragraphs in a list by blank lines."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        items = [item for item in map(_text, value) if item]
        return ("\n\n" if any(len(item) > _LONGEST_NAME for item in items) else ", ").join(items)
    if isinstance(value, Mapping):
        return next((_text(value[key]) for key in ("name", "title", "text", "value") if key in value), "")
    return str(value)
