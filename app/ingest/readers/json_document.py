"""A JSON file: records in a list, wherever it stands, or one record. JSON Feed, CSL-JSON and schema.org are
read for what they are."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from app.errors import UnreadableInputError
from app.ingest.fields import recognise
from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Format,
    Original,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
)
from app.ingest.readers.json_lines import read_json_lines
from app.ingest.readers.json_scan import elements, end_of_value, members, skip_space
from app.ingest.readers.json_values import fields_of, is_article_type, record, text_of
from app.ingest.readers.streams import unpacked
from app.text.decode import decode, looks_binary

_DEEPEST_LIST = 5
_MOST_NODES = 200_000
_MOST_COLUMNS = 1_000
_MOST_USELESS = 10_000
_TEXT = re.compile(r'"(?!")|\[\s*"')
_COLUMN = re.compile(r'\{\s*"0"\s*:')
_ARTICLE = re.compile(r'(?:Article|Posting|Report)"')
_JSON_FEED = re.compile(r'"https?://(?:www\.)?jsonfeed\.org/version/')
_OBJECT = re.compile(r'\s*\{\s*(?:"[^"\n]{0,200}"\s*:|\})')
_LIST = re.compile(r'\s*\[\s*\{\s*["}]')
_UNFINISHED = re.compile(r"[{\[,]\s*$")


_Member = tuple[str, int, int]


class _Record(NamedTuple):
    """A record in the text of its file: where it stands, and what the file says for all its records."""

    start: int
    end: int
    feed: Mapping[str, str] | None = None


def read_json(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The records of a JSON file, plain or gzipped, each as the slice of the file that it is.

    A record without a text is a problem, and an address to be fetched where it names one. Raises
    UnreadableInputError when there is no record to be found.
    """
    data = unpacked(source)
    if looks_binary(data):
        raise UnreadableInputError("this is not text: it holds binary data")
    text = decode(data).text.removeprefix("\ufeff")
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] not in {"[", "{"}:
        raise UnreadableInputError(
            "there is no JSON object or list in it" if text.strip() else "the file is empty"
        )
    end = end_of_value(text, start)
    if end >= 0 and text[start] == "{" and text[skip_space(text, end) :][:1] == "{":
        yield from read_json_lines(source, options)
        return
    if (rows := _columns(text, start, end)) is not None:
        yield from _table(source, data, rows, options)
        return
    line, counted, of_use = 1, 0, False
    for read, place in enumerate(_records(text, start), 1):
        line, counted = line + text.count("\n", counted, place.start), place.start
        for item in _read(source, text, place, line, options):
            of_use = of_use or not isinstance(item, Unreadable)
            yield item
        if read >= _MOST_USELESS and not of_use:
            raise UnreadableInputError(f"none of its first {read:,} records has a text or an address", line)
    if end >= 0 and (rest := skip_space(text, end)) < len(text):
        line += text.count("\n", counted, rest)
        yield Unreadable(source.origin, line, "not valid JSON: something follows the end")


def _records(text: str, start: int) -> Iterator[_Record]:
    places, feed = _places(text, start)
    for place in places:
        if text[place] == "{":
            yield _Record(place, end_of_value(text, place))
        else:
            yield from (_Record(begin, stop, feed) for begin, stop in elements(text, place))


def _places(text: str, start: int) -> tuple[list[int], Mapping[str, str] | None]:
    """Where the lists of records stand, or single records; of a JSON Feed also what it says of itself.

    Those nearest to the root that have a text; else an object that has a title and an address or date; else
    the list whose objects look like records; else the longest list, or the root.
    """
    if text[start] == "[":
        return [start], None
    level, longest, loose = [start], (0, start), 0
    for _ in range(_DEEPEST_LIST):
        inner: list[int] = []
        sure: list[int] = []
        for node in level:
            found = _members(text, node)
            if (items := _feed_items(text, found)) is not None:
                return [items], _feed_fields(text, found)
            if _is_record(text, found):
                sure.append(node)
                continue
            lists = [
                (stop if stop >= 0 else len(text), at) for _, at, stop in found if _holds_objects(text, at)
            ]
            firsts = {at: _members(text, skip_space(text, at + 1)) for _, at in lists}
            sure += [at for _, at in lists if _is_record(text, firsts[at])]
            if not sure and not loose and _is_named(found):
                return [node], None
            loose = loose or next((at for _, at in lists if _looks_like_record(text, firsts[at])), 0)
            longest = max(longest, *((stop - at, at) for stop, at in lists), (0, start))
            inner += [at for _, at, _ in found if text[at : at + 1] == "{"]
            if len(inner) > _MOST_NODES:
                raise _too_many()
        if sure or loose:
            return sure or [loose], None
        level = inner
    return [longest[1]], None


def _members(text: str, start: int) -> list[_Member]:
    found = list(islice(members(text, start), _MOST_NODES + 1))
    if len(found) > _MOST_NODES:
        raise _too_many()
    return found


def _too_many() -> UnreadableInputError:
    return UnreadableInputError(
        f"more than {_MOST_NODES:,} names or objects outside a list: this is no list of records"
    )


def _feed_items(text: str, found: list[_Member]) -> int | None:
    if not any(name == "version" and _JSON_FEED.match(text, at) for name, at, _ in found):
        return None
    return next((at for name, at, _ in found if name == "items" and text[at : at + 1] == "["), None)


def _holds_objects(text: str, at: int) -> bool:
    first = skip_space(text, at + 1)
    return text[at : at + 1] == "[" and text[first : first + 1] == "{"


def _is_record(text: str, found: list[_Member]) -> bool:
    """Whether an object has the text of an article, or schema.org's type of one."""
    known = recognise(name for name, _, _ in found)
    texts = {name for name, at, _ in found if _TEXT.match(text, at)}
    if any(name in texts for name in known.get("body", ())):
        return True
    return any(
        name == "@graph" or (name == "@type" and _ARTICLE.search(text, at, max(at, stop)))
        for name, at, stop in found
    )


def _is_named(found: list[_Member]) -> bool:
    known = recognise(name for name, _, _ in found)
    return "title" in known and ("url" in known or "published" in known)


def _looks_like_record(text: str, found: list[_Member]) -> bool:
    """Whether anything about an object is recognised, or it wraps another as search engines do."""
    known = recognise(name for name, _, _ in found)
    wraps = any(text[at : at + 1] == "{" for _, at, _ in found)
    return not known.keys().isdisjoint(("title", "url")) or wraps


def _read(source: Source, text: str, place: _Record, line: int, options: ReadOptions) -> Iterator[Reading]:
    if place.end < 0:
        kept = text[place.start :][:MAX_RECORD_BYTES].encode("utf-8", "replace")
        yield Unreadable(source.origin, line, "not valid JSON: it breaks off here", kept)
        return
    data = text[place.start : place.end].encode("utf-8", "replace")
    if len(data) > MAX_RECORD_BYTES:
        yield Unreadable(source.origin, line, too_large(len(data)))
        return
    try:
        value = json.loads(data, strict=False)
        if not isinstance(value, dict):
            yield Unreadable(source.origin, line, "this element of the list is not a JSON object", data)
            return
        if isinstance(value.get("item"), dict) and not is_article_type(value):
            value = value["item"]  # an element of schema.org's ItemList
        if isinstance(value.get("@graph"), list):
            yield from _graph(source, value["@graph"], data, line, options)
            return
        if place.feed is None and not is_article_type(value) and "articleBody" not in value:
            return  # the publisher, a picture: what stands beside articles in schema.org
        fields = _item_fields(value, place.feed) if place.feed is not None else None
        fields = fields if fields is not None else fields_of(value, options.field_map)
    except RecursionError:
        yield Unreadable(source.origin, line, "nested too deeply", data)
    except UnreadableInputError as error:
        yield Unreadable(source.origin, line, error.reason, data)
    except ValueError as error:
        reason = re.sub(r": line 1 column \d+ \(char \d+\)", "", str(error).partition(";")[0])
        yield Unreadable(source.origin, line, f"not valid JSON: {reason}", data)
    else:
        yield from record(source, data, line, fields)


def _graph(
    source: Source, nodes: list[Any], data: bytes, line: int, options: ReadOptions
) -> Iterator[Reading]:
    """The articles of a schema.org graph; where it holds one, the graph itself is its original."""
    found = [node for node in nodes if isinstance(node, dict) and "@type" in node and is_article_type(node)]
    names = {
        node["@id"]: node for node in nodes if isinstance(node, dict) and isinstance(node.get("@id"), str)
    }
    for node in found:
        # A graph names its publisher and authors by reference.
        linked = {key: _linked(item, names) for key, item in node.items() if key in {"author", "publisher"}}
        own = data if len(found) == 1 else json.dumps(node, ensure_ascii=False).encode("utf-8", "replace")
        yield from record(source, own, line, fields_of({**node, **linked}, options.field_map))


def _linked(item: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(item, list):
        return [_linked(part, names) for part in item]
    stated = item.get("@id") if isinstance(item, dict) and "name" not in item else None
    return names.get(stated, item) if isinstance(stated, str) else item


def _feed_fields(text: str, found: list[_Member]) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for name, at, stop in found:
        if name in {"title", "home_page_url", "language"} and text[at] == '"' and stop >= 0:
            try:
                known[name] = str(json.loads(text[at:stop], strict=False))
            except ValueError:
                continue
    return known


def _item_fields(item: Mapping[str, Any], feed: Mapping[str, str]) -> dict[str, str]:
    """The fields of an item of a JSON Feed."""
    content = text_of(item.get("content_html")) or text_of(item.get("content_text"))
    summary = text_of(item.get("summary"))
    tags = item.get("tags")
    found = {
        "title": text_of(item.get("title")),
        "body": content if content.strip() else summary,
        "dek": summary if content.strip() else "",
        "outlet": feed.get("title", ""),
        "domain": feed.get("home_page_url", ""),
        "url": text_of(item.get("url")) or text_of(item.get("external_url")),
        "published": text_of(item.get("date_published")) or text_of(item.get("date_modified")),
        "updated": text_of(item.get("date_modified")),
        "author": text_of(item.get("authors")) or text_of(item.get("author")),
        "language": text_of(item.get("language")) or feed.get("language", ""),
        "section": text_of(tags[0]) if isinstance(tags, list) and tags else "",
        "id": text_of(item.get("id")),
    }
    return {name: value for name, value in found.items() if value.strip()}


def _columns(text: str, start: int, end: int) -> list[dict[str, Any]] | None:
    """The rows of a table that was written column by column, or as names beside lists of cells; None for
    anything else."""
    if text[start] != "{" or end < 0:
        return None
    heads = [(name, at) for name, at, _ in islice(members(text, start), _MOST_COLUMNS + 1)]
    if len(heads) > _MOST_COLUMNS:
        return None
    names = recognise(name for name, _ in heads)
    by_column = "body" in names and all(_COLUMN.match(text, at) for _, at in heads)
    split = {name for name, _ in heads} >= {"columns", "data"} and len(heads) <= 3
    if not by_column and not (split and not _holds_objects(text, dict(heads)["data"])):
        return None
    try:
        value = json.loads(text[start:end], strict=False)
        if by_column:
            keys = list(next(iter(value.values())))
            return [{name: cells.get(key) for name, cells in value.items()} for key in keys]
        return [dict(zip(map(str, value["columns"]), row, strict=False)) for row in value["data"]]
    except (ValueError, RecursionError, TypeError, AttributeError):
        return None


def _table(
    source: Source, data: bytes, rows: list[dict[str, Any]], options: ReadOptions
) -> Iterator[Reading]:
    """The rows of a table; a row is no slice of it, so the table is kept and a row's line is its number."""
    yield Original(data, "application/json", source.origin)
    container = hashlib.sha256(data).hexdigest()
    for number, row in enumerate(rows, 1):
        own = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
        if len(own) > MAX_RECORD_BYTES:
            yield Unreadable(source.origin, number, too_large(len(own)))
            continue
        try:
            fields = fields_of(row, options.field_map)
        except UnreadableInputError as error:
            yield Unreadable(source.origin, number, error.reason, own)
        else:
            yield from record(source, own, number, fields, container)


def _is_json(head: bytes) -> int:
    text = decode(head).text.removeprefix("\ufeff")
    if _LIST.match(text):
        return 2
    if not _OBJECT.match(text):
        return 0
    first, ends, rest = text.lstrip().partition("\n")
    if not ends:
        return 2
    try:
        # A line that is an object, and another behind it, are JSON Lines.
        return 2 if isinstance(json.loads(first), dict) and not rest.strip() else 0
    except (ValueError, RecursionError):
        return 2 if _UNFINISHED.search(first) else 1


FORMATS = (
    Format(
        "JSON",
        (".json", ".json.gz", ".jsonld"),
        read_json,
        _is_json,
        media_types=(
            "application/json", "application/feed+json", "application/ld+json",
            "application/vnd.citationstyles.csl+json",
        ),
    ),
)  # fmt: skip
