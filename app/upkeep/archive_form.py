"""The interchange form of a corpus: which files there are, and how a row stands in them (docs/formats.md)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from app.records import Block, Published, Record
from app.store.archive import ColumnOf, columns

FORMAT = "parallax-corpus"
VERSION = 1
MANIFEST = "manifest.json"
ORIGINALS = "originals"
MAX_MANIFEST_BYTES = 1_000_000
MAX_LINE_BYTES = 256 * 1024 * 1024
MAX_ORIGINAL_BYTES = 500_000_000

DIGEST = re.compile(r"[0-9a-f]{64}")
_INT64 = range(-(2**63), 2**63)
_BLOCKS = TypeAdapter(tuple[Block, ...])


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of thing: the file with a line for each, the table it comes from, and columns left out because
    they are made anew."""

    file: str
    table: str
    without: frozenset[str] = frozenset()

    def columns(self) -> tuple[ColumnOf, ...]:
        """The columns that stand in the file."""
        return tuple(column for column in columns(self.table) if column.name not in self.without)


DOCUMENTS = Noun("documents.jsonl", "document", frozenset({"data"}))
STORYLINE_EVENTS = Noun("storyline_events.jsonl", "event_storyline", frozenset({"sketch"}))
DECIDED = Noun("decided.jsonl", "article_terms", frozenset({"version", "terms"}))
NOUNS = (
    Noun("outlets.jsonl", "outlet"),
    DOCUMENTS,
    Noun("runs.jsonl", "ingest_run"),
    Noun("articles.jsonl", "article"),
    Noun("versions.jsonl", "article_version"),
    Noun("corrections.jsonl", "correction"),
    Noun("problems.jsonl", "ingest_problem"),
    Noun("feeds.jsonl", "feed"),
    Noun("feed_items.jsonl", "feed_item"),
    Noun("feed_failures.jsonl", "feed_failure"),
    Noun("saved_searches.jsonl", "saved_search"),
    Noun("notes.jsonl", "note"),
    Noun("frozen_comparisons.jsonl", "frozen_comparison"),
    Noun("events.jsonl", "event"),
    Noun("event_articles.jsonl", "event_member"),
    Noun("articles_alone.jsonl", "article_alone"),
    Noun("event_edits.jsonl", "event_edit"),
    Noun("storylines.jsonl", "storyline"),
    STORYLINE_EVENTS,
    DECIDED,
)


class FileFacts(Record):
    """A file of lines: how many there are, its size in bytes and its SHA-256."""

    name: str
    rows: int
    bytes: int
    sha256: str


class Manifest(Record):
    """What stands beside the files. ``last_numbers`` are the highest ever given to an event and to a
    storyline, ``schema_revision`` that of the database it was made from."""

    format: str
    version: int
    made_at: str
    schema_revision: str
    files: tuple[FileFacts, ...]
    originals: int
    originals_bytes: int
    last_numbers: dict[str, int]


def original_name(sha256: str) -> str:
    """Where the bytes with this digest lie."""
    return f"{ORIGINALS}/{sha256[:2]}/{sha256}"


def line_of(noun: Noun, row: Mapping[str, Any]) -> bytes:
    """A row as a line of JSON. Days are ISO 8601."""
    said = {
        column.name: _day_out(row[column.name]) if column.kind == "day" else row[column.name]
        for column in noun.columns()
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(noun: Noun, line: bytes) -> dict[str, Any]:
    """The row that a line holds. Raises ValueError that says in words what is wrong with it."""
    try:
        said = json.loads(line, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error})") from error
    if not isinstance(said, dict):
        raise ValueError("it is no JSON object")
    wanted = noun.columns()
    names = {column.name for column in wanted}
    if names != said.keys():
        unknown, missing = sorted(said.keys() - names), sorted(names - said.keys())
        raise ValueError(
            f"it lacks “{missing[0]}”" if missing else f"it has a field “{unknown[0][:60]}” that is not known"
        )
    row = {column.name: _value(column, said[column.name]) for column in wanted}
    _check_shapes(row)
    return row


def _value(column: ColumnOf, value: Any) -> Any:
    if value is None:
        if not column.optional:
            raise ValueError(f"“{column.name}” is null")
        return None
    if column.kind == "json":
        _check_text(json.dumps(value, ensure_ascii=False), column.name)
        return value
    if column.kind == "day":
        return _day_in(column.name, value)
    right = {
        "integer": type(value) is int and value in _INT64,
        "boolean": type(value) is bool,
        "number": type(value) in (int, float),
        "text": type(value) is str,
    }[column.kind]
    if not right:
        raise ValueError(f"“{column.name}” is no {column.kind}")
    if column.kind == "text":
        _check_text(value, column.name)
    return value


def _check_text(value: str, name: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"“{name}” holds half a character") from error


def _check_shapes(row: Mapping[str, Any]) -> None:
    """What pages read of JSON columns must be what they expect."""
    if "blocks" in row:
        _BLOCKS.validate_python(row["blocks"])
    for name in ("published", "updated"):
        if row.get(name) is not None:
            Published.model_validate(row[name])


def _day_out(day: int | None) -> str | int | None:
    # 0 says that a day was looked for and not found
    return date.fromordinal(day).isoformat() if day else day


def _day_in(name: str, value: Any) -> int:
    if type(value) is int and value == 0:
        return 0
    if type(value) is not str:
        raise ValueError(f"“{name}” is no day")
    try:
        return date.fromisoformat(value).toordinal()
    except ValueError as error:
        raise ValueError(f"“{name}” is no day") from error


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")
