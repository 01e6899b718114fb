"""Files that are one article each: plain text and saved pages."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.ingest.readers.base import (
    MAX_RECORD_BYTES,
    Reader,
    Reading,
    ReadOptions,
    Unreadable,
    shown,
    too_large,
)
from app.records import RawDocument


def _read(path: Path, options: ReadOptions, media_type: str) -> Iterator[Reading]:
    with path.open("rb") as file:
        # The file may grow between asking its size and reading it.
        data = file.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        yield Unreadable(shown(path), None, too_large(max(len(data), path.stat().st_size)))
        return
    yield RawDocument(
        data=data,
        media_type=media_type,
        external_id=shown(Path(path.name)),
        origin=shown(path),
        url=options.url,
    )


read_text: Reader = partial(_read, media_type="text/plain")
read_page: Reader = partial(_read, media_type="text/html")
