"""CSV and its relatives: a header line, then one record a row."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import IO

from app.ingest.fields import record_fields
from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Format,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
)
from app.ingest.readers.streams import lines, opened
from app.records import RawDocument
from app.text.decode import decode

_DELIMITERS = (",", ";", "\t", "|")


class _Lines:
    """Decoded lines for the csv module, remembering the bytes that the row in hand was made of."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._numbered = lines(stream)
        self._again: deque[tuple[int, bytes | int]] = deque()
        self._row: list[tuple[int, bytes]] = []
        self._size = 0
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.number, line = self._again.popleft() if self._again else next(self._numbered)
        if isinstance(line, int):
            raise csv.Error(too_large(line))
        self._row.append((self.number, line))
        self._size += len(line)
        if self._size > MAX_RECORD_BYTES:
            raise csv.Error(too_large(self._size) + "; is a quotation mark never closed?")
        return decode(line).text

    def taken(self) -> bytes:
        """The bytes of the row in hand; the next line begins another."""
        row = b"".join(line for _, line in self._row)
        self._row, self._size = [], 0
        return row

    def give_back(self) -> bytes:
        """Read all lines of the row in hand but the first again: they need not share its fault. The first."""
        first, rest = self._row[:1], self._row[1:]
        self._again.extendleft(reversed(rest))
        self._row, self._size = [], 0
        if rest:
            self.number = rest[0][0] - 1
        return first[0][1] if first else b""


def read_table(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The rows of a CSV file. The delimiter is the commonest one in the header line."""
    csv.field_size_limit(MAX_RECORD_BYTES)
    with opened(source) as stream:
        text, header = _Lines(stream), b""
        try:
            first = next(text, "")
            header = text.taken()
            names, delimiter = header_names(first)
        except csv.Error as error:
            yield Unreadable(
                source.origin, 1, f"the first line is no header of CSV: {_reason(error)}", header
            )
            return
        if not any(name.strip() for name in names):
            yield Unreadable(source.origin, 1, "the first line holds no column names", header)
            return
        yield from _rows(source, text, header, names, delimiter, options)


def header_names(line: str) -> tuple[list[str], str]:
    """The column names in a header line, and the delimiter: the commonest one. Raises csv.Error."""
    delimiter = max(_DELIMITERS, key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []), delimiter


def _rows(
    source: Source, text: _Lines, header: bytes, names: list[str], delimiter: str, options: ReadOptions
) -> Iterator[Reading]:
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        begins = text.number + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"not a row of CSV: {_reason(error)}"
            yield Unreadable(source.origin, begins, reason, text.give_back())
            rows = csv.reader(text, delimiter=delimiter, strict=True)
            continue
        data = text.taken()
        if any(cell.strip() for cell in row):
            yield _record(source, begins, header + data, names, row, options)


def _reason(error: csv.Error) -> str:
    # The module speaks to programmers of the mode a file was opened in.
    return str(error).partition(" - do you")[0]


def _record(
    source: Source, line: int, data: bytes, names: list[str], row: list[str], options: ReadOptions
) -> Reading:
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        reason = f"the row has {len(row)} cells, the header names {len(names)} columns"
        return Unreadable(source.origin, line, reason, data)
    fields = record_fields(dict(zip(names, row, strict=False)), options.field_map)
    return RawDocument(
        data=data,
        media_type="text/csv",
        external_id=fields.get("id", "").strip() or f"{source.name}:{line}",
        origin=source.origin,
        line=line,
        url=fields.get("url"),
        fields=fields,
    )


FORMATS = (Format("CSV", (".csv", ".tsv", ".csv.gz", ".tsv.gz"), read_table, media_types=("text/csv",)),)
