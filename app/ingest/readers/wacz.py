"""WACZ: a ZIP archive of WARC files with a description (specs.webrecorder.net/wacz).

The WARC files under ``archive/`` are read in place, for they may be large; lists of pages and the index
repeat what they hold. Read apart, as ZIP and WARC are.
"""

from collections.abc import Iterator
from typing import BinaryIO, cast

from app.errors import UnreadableInputError
from app.ingest.readers.base import Format, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.faults import in_words
from app.ingest.readers.unpacking import Budget, inner_path
from app.ingest.readers.warc import pages_of
from app.ingest.readers.zip_archive import DAMAGES, check_readable, opened_zip, overlaps

_HEAD = 64


def read_wacz(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The pages of all WARC files in a WACZ file. A damaged one is named, and the others are read."""
    budget = Budget(source)
    with source.open() as stream, opened_zip(stream) as archive:
        entries = archive.infolist()
        overlapping = overlaps(archive, entries)
        for entry in entries:
            if not entry.filename.lower().endswith((".warc", ".warc.gz")):
                continue
            origin = source.origin
            try:
                origin = f"{source.origin}/{inner_path(entry.orig_filename)}"
                check_readable(entry)
                if entry.header_offset in overlapping:
                    raise UnreadableInputError("it shares its bytes with another file of the archive")
                with archive.open(entry) as packed:
                    head = packed.read(_HEAD)
                    packed.seek(0)
                    yield from pages_of(cast("BinaryIO", packed), head, origin, budget)
            except UnreadableInputError as error:
                yield Unreadable(origin, None, error.reason)
            except DAMAGES as error:
                yield Unreadable(origin, None, f"it is damaged: {in_words(error)}")


def _recognises(head: bytes) -> int:
    if not head.startswith(b"PK\x03\x04"):
        return 0
    # A list of contents stands at the end; what comes first is in sight.
    named = b"datapackage.json" in head or (b"archive/" in head[:200] and b".warc" in head[:200])
    return 3 if named else 2 * (b"indexes/index.cdx" in head)


FORMATS = (
    Format(
        "WACZ",
        (".wacz",),
        read_wacz,
        _recognises,
        media_types=("application/wacz", "application/x-wacz", "application/wacz+zip"),
        apart=True,
    ),
)
