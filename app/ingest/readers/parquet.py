"""Parquet: tables of records as data sets are published. Needs the optional extra ``parquet``."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from app.errors import UnreadableInputError
from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Format,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
)
from app.ingest.readers.faults import in_words
from app.ingest.readers.json_values import fields_of, record

_ROWS = 100
"""Rows read at once."""
_BUFFER = 1024 * 1024
_LARGEST_GROUP = 4 * 1024 * 1024 * 1024
_LARGEST_FOOTER = 64 * 1024 * 1024
_MOST_COLUMNS = 1_000
_MISSING = (
    "reading Parquet needs a package that is not installed: install Parallax with its extra "
    "(pip install 'parallax-news[parquet]')"
)


def read_parquet(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The rows of a Parquet file, a few at a time; a row's line is its number, its original the row as JSON.

    Columns of bytes (pictures) and of lists of numbers (vectors) are left out. Raises UnreadableInputError
    when it is no Parquet, or the extra is not installed.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise UnreadableInputError(_MISSING) from None
    faults = (arrow.ArrowException, OSError, ValueError, MemoryError)
    with source.open() as stream:
        try:
            table = parquet.ParquetFile(
                stream, pre_buffer=False, buffer_size=_BUFFER, thrift_string_size_limit=_LARGEST_FOOTER
            )
            columns = _columns(table, arrow)
        except faults as error:
            raise UnreadableInputError(f"not a Parquet file that can be read: {in_words(error)}") from None
        number = before = 0
        for group in range(table.num_row_groups):
            try:
                for batch in table.iter_batches(
                    batch_size=_ROWS, row_groups=[group], columns=columns, use_threads=False
                ):
                    for row in range(batch.num_rows):
                        number += 1
                        yield from _row(source, batch.slice(row, 1), number, options)
            except faults as error:
                last = before + table.metadata.row_group(group).num_rows
                reason = f"the rows from here to {last:,} are damaged: {in_words(error)}"
                yield Unreadable(source.origin, number + 1, reason)
            number = before = before + table.metadata.row_group(group).num_rows


def _columns(table: Any, arrow: Any) -> list[str]:
    """The columns that can hold a text, a name, a date or an address."""
    for group in range(table.num_row_groups):
        if table.metadata.row_group(group).total_byte_size > _LARGEST_GROUP:
            raise UnreadableInputError("a group of its rows is larger than 4 GB")
    schema = table.schema_arrow
    if len(schema) > _MOST_COLUMNS:
        raise UnreadableInputError(f"it has more than {_MOST_COLUMNS:,} columns")
    chosen = [field.name for field in schema if _is_readable(field.type, arrow.types)]
    if not chosen:
        raise UnreadableInputError("none of its columns holds text")
    return chosen


def _is_readable(kind: Any, types: Any) -> bool:
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        inner = kind.value_type
        return not types.is_floating(inner) and not types.is_integer(inner) and _is_readable(inner, types)
    return not (types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind))


def _row(source: Source, row: Any, number: int, options: ReadOptions) -> Iterator[Reading]:
    try:
        (values,) = row.to_pylist()
        data = json.dumps(values, ensure_ascii=False, default=_plain).encode("utf-8", "replace")
    except (ValueError, OverflowError, RecursionError, TypeError) as error:
        yield Unreadable(source.origin, number, f"the row cannot be read: {in_words(error)}")
        return
    if len(data) > MAX_RECORD_BYTES:
        yield Unreadable(source.origin, number, too_large(len(data)))
        return
    try:
        fields = fields_of(json.loads(data, parse_constant=lambda _: None), options.field_map)
    except (UnreadableInputError, ValueError, RecursionError) as error:
        yield Unreadable(source.origin, number, str(error)[:200], data)
        return
    yield from record(source, data, number, fields)


def _plain(value: Any) -> str:
    """What JSON has no type for. A day that was stored as its midnight is a day again."""
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() and value.tzinfo is None else value.isoformat()
        )
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if isinstance(value, bytes) else str(value)


FORMATS = (
    Format(
        "Parquet",
        (".parquet", ".pq"),
        read_parquet,
        lambda head: 3 if head.startswith(b"PAR1") else 0,
        media_types=("application/vnd.apache.parquet",),
        apart=True,
    ),
)
