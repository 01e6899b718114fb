"""The fields of a JSON record, whatever it was made by: a data set, an API, a page's own description, a
library of references."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.errors import UnreadableInputError
from app.ingest.fields import record_fields
from app.ingest.readers.base import Address, Reading, Source, Unreadable
from app.ingest.readers.csl import csl_fields, is_csl
from app.ingest.readers.url_list import web_address
from app.records import RawDocument
from app.text.decode import clean_characters

_LONGEST_NAME = 100
_DEEPEST = 50
# What an object is called, and how CMS, newspapers and databases wrap a single value.
_NAMES = ("name", "title", "text", "value", "rendered", "main", "original", "@value", "$date", "$oid")
# Under which names APIs and search engines wrap a whole record.
_WRAPPERS = (
    "_source",
    "fields",
    "article",
    "attributes",
    "document",
    "doc",
    "item",
    "node",
    "record",
    "thread",
)
_PAGE = ("mainentityofpage", "@id")


def fields_of(value: Mapping[str, Any], overrides: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our fields of a record. Raises UnreadableInputError for a value that is nested without a bottom."""
    if is_csl(value) and not overrides:
        return csl_fields(value)
    flat: dict[str, Any] = dict(value)
    for name, inner in value.items():
        if isinstance(inner, Mapping) and name.lower() in _WRAPPERS:
            # A value of the record itself is surer than one of its wrapping.
            flat = {**flat, **{key: item for key, item in inner.items() if item or key not in flat}}
            if flat.get(name) is inner:
                del flat[name]
    found = {name: text_of(item) for name, item in flat.items()}
    fields = record_fields(found, overrides)
    if "@type" in flat or "@context" in flat:
        _add_page(fields, flat)
    return fields


def _add_page(fields: dict[str, str], flat: Mapping[str, Any]) -> None:
    """schema.org names the page of an article by ``mainEntityOfPage`` or its own ``@id``."""
    for name, item in flat.items():
        stated = item.get("@id") if isinstance(item, Mapping) else item
        if name.lower() in _PAGE and isinstance(stated, str) and stated.startswith(("http://", "https://")):
            fields.setdefault("url", stated)


def record(
    source: Source, data: bytes, line: int, fields: dict[str, str], container: str | None = None
) -> Iterator[Reading]:
    """The article of a record. Without a text it is a problem, and an address where it names one."""
    if "body" not in fields:
        yield Unreadable(source.origin, line, "the record has no text", data)
        if (url := web_address(fields.get("url", ""))) is not None:
            yield Address(url, source.origin, line, title=fields.get("title"))
        return
    yield document(source, data, line, fields, container=container)


def document(
    source: Source,
    data: bytes,
    line: int,
    fields: dict[str, str],
    *,
    media_type: str = "application/json",
    container: str | None = None,
) -> RawDocument:
    """The article of a record under its own id, or under its place in the source where it has none."""
    return RawDocument(
        data=data,
        media_type=media_type,
        external_id=identity(fields) or f"{source.name}:{line}",
        origin=source.origin,
        line=line,
        url=fields.get("url"),
        fields=fields,
        container=container,
    )


def identity(fields: Mapping[str, str]) -> str:
    """The record's id; an escape in JSON can smuggle in characters that no database stores."""
    return clean_characters(fields.get("id", "")).text.strip()


def text_of(value: Any, depth: int = 0) -> str:
    """A JSON value as a field's text: an object by its ``name`` or the like, names in a list joined by
    commas, paragraphs in a list by blank lines. Raises UnreadableInputError for a value without a bottom."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    if depth > _DEEPEST:
        raise UnreadableInputError("nested too deeply")
    if isinstance(value, list):
        items = [item for part in value if (item := text_of(part, depth + 1))]
        return ("\n\n" if any(len(item) > _LONGEST_NAME for item in items) else ", ").join(items)
    if isinstance(value, Mapping):
        return next((text_of(value[key], depth + 1) for key in _NAMES if key in value), "")
    return str(value)


def is_article_type(value: Mapping[str, Any]) -> bool:
    """Whether schema.org's type of ``value`` is a kind of article; True where it states no type."""
    kinds = value.get("@type")
    if kinds is None:
        return True
    stated: Iterable[Any] = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report")) for kind in stated)
