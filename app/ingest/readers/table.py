"""CSV and its relatives: a header line, then one record a row."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.ingest.fields import record_fields
from app.ingest.readers.base import MAX_RECORD_BYTES, Reading, ReadOptions, Unreadable, too_large
from app.records import RawDocument
from app.text.decode import decode

_DELIMITERS = (",", ";", "\t", "|")


class _Lines:
    """Decoded lines for the csv module, remembering the bytes that the row in hand was made of."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.number = 0
        self.row = b""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_RECORD_BYTES + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.row += line
        if len(self.row) > MAX_RECORD_BYTES:
            raise csv.Error(too_large(len(self.row)) + "; is a quotation mark never closed?")
        return decode(line).text


def read_table(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The rows of a CSV file. The delimiter is the commonest one in the header line."""
    csv.field_size_limit(MAX_RECORD_BYTES)
    with path.open("rb") as stream:
        lines = _Lines(stream)
        first = next(lines, "")
        delimiter = max(_DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=delimiter), [])
        if not any(name.strip() for name in names):
            yield Unreadable(str(path), 1, "the first line holds no column names")
            return
        header, lines.row = lines.row, b""
        if not header.endswith(b"\n"):
            return
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            begins = lines.number + 1
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Unreadable(
                    str(path), begins, f"not a row of CSV: {error}", lines.row[:MAX_RECORD_BYTES]
                )
                rows = csv.reader(lines, delimiter=delimiter, strict=True)
            else:
                if any(cell.strip() for cell in row):
                    yield _record(path, begins, header + lines.row, names, row, options)
            lines.row = b""


def _record(
    path: Path, line: int, data: bytes, names: list[str], row: list[str], options: ReadOptions
) -> Reading:
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        reason = f"the row has {len(row)} cells, the header names {len(names)} columns"
        return Unreadable(str(path), line, reason, data)
    fields = record_fields(dict(zip(names, row, strict=False)), options.field_map)
    return RawDocument(
        data=data,
        media_type="text/csv",
        external_id=fields.get("id") or f"{path.name}:{line}",
        origin=str(path),
        line=line,
        url=fields.get("url"),
        fields=fields,
    )
