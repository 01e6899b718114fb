"""Files that are one article each: plain text and saved pages."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.ingest.readers.base import MAX_RECORD_BYTES, Reader, Reading, ReadOptions, Unreadable, too_large
from app.records import RawDocument


def _read(path: Path, options: ReadOptions, media_type: str) -> Iterator[Reading]:
    size = path.stat().st_size
    if size > MAX_RECORD_BYTES:
        yield Unreadable(str(path), None, too_large(size))
        return
    yield RawDocument(
        data=path.read_bytes(),
        media_type=media_type,
        external_id=path.name,
        origin=str(path),
        url=options.url,
    )


read_text: Reader = partial(_read, media_type="text/plain")
read_page: Reader = partial(_read, media_type="text/html")
