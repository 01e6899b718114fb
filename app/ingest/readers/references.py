"""What all libraries of references share: a reference with an abstract or note is an article's record, one
without names its page."""

import re
from collections.abc import Iterator

from app.ingest.readers.base import Address, Reading, Source, Unreadable
from app.ingest.readers.json_values import document
from app.ingest.readers.url_list import web_address

_DAY = re.compile(r"^\s*(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?(?![\d:])")


def reference(
    source: Source,
    data: bytes,
    line: int,
    fields: dict[str, str],
    *,
    media_type: str,
    container: str | None = None,
) -> Iterator[Reading]:
    """The article of a reference. Without a text it is a problem, and an address where it names one."""
    fields = {name: value.strip() for name, value in fields.items() if value.strip()}
    if "body" not in fields:
        yield Unreadable(
            source.origin, line, "the reference has no text: neither an abstract nor a longer note", data
        )
        if (url := web_address(fields.get("url", ""))) is not None:
            yield Address(
                url, source.origin, line, title=fields.get("title"), published=fields.get("published")
            )
        return
    yield document(source, data, line, fields, media_type=media_type, container=container)


def iso_day(stated: str) -> str:
    """``2025/05/07/morning edition`` as ``2025-05-07``; what does not begin so, as it stands."""
    found = _DAY.match(stated)
    if found is None:
        return stated.strip()
    year, month, day = found.groups()
    parts = [year]
    if month and 1 <= int(month) <= 12:
        parts.append(month.zfill(2))
        if day and 1 <= int(day) <= 31:
            parts.append(day.zfill(2))
    return "-".join(parts)


def given_first(name: str) -> str:
    """``Bee, Ann`` as ``Ann Bee``."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return f"{given} {family}".strip() if comma and given else family
