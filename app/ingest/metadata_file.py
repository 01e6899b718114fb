"""A table beside the articles that says what they are: ``metadata.csv`` or ``.json``, a row a file."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.errors import UnreadableInputError
from app.ingest.fields import column_key, record_fields
from app.ingest.readers.base import MAX_RECORD_BYTES, ReadOptions, Source, Unreadable, too_large, whole
from app.ingest.readers.json_scan import elements, members, skip_space
from app.ingest.readers.json_values import text_of
from app.ingest.readers.streams import lines, opened
from app.ingest.readers.table import header_names, read_table
from app.records import RawDocument
from app.text.decode import clean_characters, decode

METADATA_NAMES = ("metadata.csv", "metadata.json", "metadata.tsv")
FILE_COLUMNS = ("file", "filename", "file_name", "filepath", "file_path", "path", "document")
"""The names of the column that says which file a row is about, the surest first."""
_NO_FILES = "it names no files: a column file (or filename, or path) must say which file a row describes"
_LARGEST = 16 * 1024 * 1024
_MOST_ROWS = 200_000
# What a file holds is never overridden, nor what it is known by.
_NOT_STATED = ("body", "id", "file")
_ABSOLUTE = re.compile(r"(?:[A-Za-z]:)?/")


@dataclass(slots=True)
class _Row:
    file: str
    line: int
    stated: dict[str, str]
    data: bytes
    uses: int = 0


@dataclass(slots=True)
class Metadata:
    """What one metadata file says, by the files it names. ``problems`` are the rows that say nothing."""

    name: str
    origin: str
    problems: list[Unreadable] = field(default_factory=list)
    _by_path: dict[str, _Row] = field(default_factory=dict)
    _by_name: dict[str, _Row] = field(default_factory=dict)

    def add(self, file: str, line: int, stated: dict[str, str], data: bytes) -> None:
        """Note what a row says of ``file``; what stands twice or says nothing is a problem."""
        path = _key(file)
        bare = path.rsplit("/", 1)[-1]
        if len(self._by_path) >= _MOST_ROWS:
            raise UnreadableInputError(f"it has more than {_MOST_ROWS:,} rows", line)
        if not bare:
            self.problems.append(Unreadable(self.origin, line, "the row names no file", data))
        elif path in self._by_path:
            reason = f"it describes {file.strip()[:200]} again; what stands first counts"
            self.problems.append(Unreadable(self.origin, line, reason, data))
        else:
            row = self._by_path[path] = _Row(file.strip(), line, stated, data)
            # A path from another machine can only be known by its end.
            if path == bare or _ABSOLUTE.match(path):
                self._by_name.setdefault(bare, row)

    def row_of(self, path: str) -> _Row | None:
        """The row about the file at ``path``, as seen from the metadata file's folder."""
        path = _key(path)
        bare = path.rsplit("/", 1)[-1]
        row = self._by_path.get(path) or self._by_name.get(bare)
        return row or self._by_name.get(bare.rsplit(".", 1)[0])

    def unmatched(self) -> Iterator[Unreadable]:
        """Rows that no file answered to, or several did."""
        for row in self._by_path.values():
            if row.uses == 0:
                reason = f"there is no file {row.file[:200]!r} beside it"
            elif row.uses > 1:
                reason = f"{row.uses:,} files are called {row.file[:200]!r}: give the path of each"
            else:
                continue
            yield Unreadable(self.origin, row.line, reason, row.data)


class Catalogue:
    """The metadata files met so far, each by its folder. Folders are told by the origins of sources, so that
    the inside of an archive is a folder too."""

    def __init__(self) -> None:
        self._by_folder: dict[str, list[Metadata]] = {}
        self._everywhere: Metadata | None = None

    def add(self, source: Source) -> list[Unreadable] | None:
        """Read the metadata file ``source`` for its folder; its problems. None when it is no such file but
        records with a text of their own."""
        try:
            found = read_metadata(source)
        except UnreadableInputError as error:
            return [Unreadable(source.origin, error.line, error.reason)]
        if found is None:
            return None
        known = self._by_folder.setdefault(_folder(source.origin), [])
        if all(other.origin != found.origin for other in known):
            known.append(found)
            return found.problems
        return []

    def use_everywhere(self, metadata: Metadata) -> None:
        """Let ``metadata`` count for all sources, before any that lies beside them."""
        self._everywhere = metadata

    def described(self, source: Source) -> Source:
        """``source`` with what the nearest metadata file that names it says of it; else as it is."""
        metadata, row = next(self._answers(source.origin), (None, None))
        if metadata is None or row is None:
            return source
        row.uses += 1
        stated_in = f"{metadata.name}, line {row.line}"
        return replace(source, stated=row.stated, stated_in=stated_in) if row.stated else source

    def _answers(self, origin: str) -> Iterator[tuple[Metadata, _Row]]:
        parts = origin.split("/")
        if self._everywhere is not None:
            for start in range(len(parts)):
                if (row := self._everywhere.row_of("/".join(parts[start:]))) is not None:
                    yield self._everywhere, row
        for end in range(len(parts) - 1, -1, -1):
            for metadata in self._by_folder.get("/".join(parts[:end]), ()):
                if (row := metadata.row_of("/".join(parts[end:]))) is not None:
                    yield metadata, row

    def unmatched(self, below: str | None = None) -> Iterator[Unreadable]:
        """Rows without a file, of the metadata files in and below a folder, which are then done with; without
        ``below`` of the one that counts everywhere."""
        if below is None:
            if self._everywhere is not None:
                yield from self._everywhere.unmatched()
            return
        start = "" if below in {"", "."} else f"{below.rstrip('/')}/"
        for folder in [name for name in self._by_folder if f"{name}/".startswith(start)]:
            for metadata in self._by_folder.pop(folder):
                yield from metadata.unmatched()


def is_metadata_name(name: str) -> bool:
    """Whether a file of this name may be a metadata file."""
    return name.lower() in METADATA_NAMES


def read_metadata(source: Source) -> Metadata | None:
    """What ``source`` says of the files beside it; None when its rows are records with a text of their own.

    Raises UnreadableInputError when it names no files, or cannot be read.
    """
    if source.suffix == ".json":
        return _from_json(source)
    return _from_table(source)


def _stated(fields: Mapping[str, str]) -> dict[str, str]:
    """Our fields without those that a person cannot state, and without what no text should hold."""
    cleaned = {name: clean_characters(value).text.strip() for name, value in fields.items()}
    return {name: value for name, value in cleaned.items() if value and name not in _NOT_STATED}


def _from_table(source: Source) -> Metadata | None:
    with opened(source) as stream:
        _, first = next(lines(stream), (1, b""))
    if isinstance(first, int):
        raise UnreadableInputError(too_large(first), 1)
    if not first.strip():
        raise UnreadableInputError("the file is empty")
    try:
        names, _ = header_names(decode(first).text)
    except csv.Error as error:
        raise UnreadableInputError(f"the first line is no header of CSV: {error}", 1) from None
    column = _file_column(names)
    if "body" in record_fields(dict.fromkeys(names, "x")):
        return None
    if column is None:
        raise UnreadableInputError(_NO_FILES, 1)
    found = Metadata(source.name, source.origin)
    for row in read_table(source, ReadOptions(field_map={"file": column})):
        if isinstance(row, Unreadable):
            found.problems.append(row)
        elif isinstance(row, RawDocument) and row.fields is not None:
            found.add(row.fields.get("file", ""), row.line or 0, _stated(row.fields), row.data)
    return found


def _file_column(names: Iterable[str]) -> str | None:
    by_key = {column_key(name): name for name in reversed([*names])}
    return next((by_key[known] for known in FILE_COLUMNS if known in by_key), None)


def _from_json(source: Source) -> Metadata | None:
    text = decode(whole(source, _LARGEST)).text.removeprefix("\ufeff")
    start = len(text) - len(text.lstrip())
    if not text.strip():
        raise UnreadableInputError("the file is empty")
    found = Metadata(source.name, source.origin)
    line, counted, bodies, named, faults = 1, 0, 0, 0, 0
    for name, begin, end in _json_rows(text, start):
        line, counted = line + text.count("\n", counted, begin), begin
        data = text[begin : end if end >= 0 else None][:MAX_RECORD_BYTES].encode("utf-8", "replace")
        values = _json_row(data) if end >= 0 else "it breaks off here"
        if isinstance(values, str):
            faults += 1
            found.problems.append(Unreadable(source.origin, line, f"not valid JSON: {values}", data))
            continue
        column = None if name is not None else _file_column(values)
        file = name if name is not None else values.get(column or "", "")
        named += bool(file)
        bodies += "body" in record_fields(values)
        found.add(file, line, _stated(record_fields(values)), data)
    if bodies:
        return None
    if not named and not faults:
        raise UnreadableInputError(_NO_FILES, 1)
    return found


def _json_rows(text: str, start: int) -> Iterator[tuple[str | None, int, int]]:
    """Name, begin and end of each row: of a list, of the one list in an object, or of an object by files."""
    if text[start] == "[":
        yield from ((None, begin, end) for begin, end in elements(text, start))
        return
    if text[start] != "{":
        raise UnreadableInputError("there is no JSON object or list in it")
    inner = list(members(text, start))
    lists = [begin for _, begin, end in inner if text[begin : begin + 1] == "[" and end >= 0]
    if len(lists) == 1 and text.startswith("{", skip_space(text, lists[0] + 1)):
        yield from ((None, begin, end) for begin, end in elements(text, lists[0]))
        return
    for name, begin, end in inner:
        if text[begin : begin + 1] == "{":
            yield _json_name(name), begin, end


def _json_name(name: str) -> str:
    try:
        return str(json.loads(f'"{name}"', strict=False))
    except ValueError:
        return name


def _json_row(data: bytes) -> dict[str, str] | str:
    try:
        value = json.loads(data, strict=False)
        return (
            {name: text_of(item) for name, item in value.items()} if isinstance(value, dict) else "no object"
        )
    except RecursionError:
        return "nested too deeply"
    except UnreadableInputError as error:
        return error.reason
    except ValueError as error:
        return str(error).partition(":")[0]


def _folder(origin: str) -> str:
    return origin.rpartition("/")[0]


def _key(path: str) -> str:
    path = unicodedata.normalize("NFC", path).strip().replace("\\", "/").casefold()
    return path.removeprefix("./")
