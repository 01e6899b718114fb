"""Files that are one article each: plain text and saved pages."""

import re
from collections.abc import Iterator
from functools import partial

from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Format,
    Reader,
    Reading,
    ReadOptions,
    Source,
    whole,
)
from app.records import RawDocument

# Atomic, so that a comment ends at its first end: to try all of them takes for ever.
_MARKUP = re.compile(
    rb"\s*+(?>(?:<!--.*?-->|<\?xml[^>]*>)\s*)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def _read(source: Source, options: ReadOptions, media_type: str) -> Iterator[Reading]:
    yield RawDocument(
        data=whole(source, MAX_RECORD_BYTES),
        media_type=media_type,
        external_id=source.name,
        origin=source.origin,
        url=options.url or source.url,
    )


def _is_page(head: bytes) -> int:
    return 2 if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) else 0


read_text: Reader = partial(_read, media_type="text/plain")
read_page: Reader = partial(_read, media_type="text/html")

FORMATS = (
    Format("plain text", (".txt", ".text"), read_text, media_types=("text/plain",)),
    Format(
        "web page",
        (".html", ".htm", ".xhtml"),
        read_page,
        _is_page,
        media_types=("text/html", "application/xhtml+xml"),
    ),
)
