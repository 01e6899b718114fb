"""WARC files, as web archives keep them (ISO 28500): every page in one is a source of its own.

Read apart: warcio parses what strangers' servers answered. What a record says about the day of its capture is
when the page was collected and not when it was published, and so it is not handed up.
"""

import logging
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from typing import BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from app.ingest.readers.base import (
    MAX_FILE_BYTES,
    MAX_RECORD_BYTES,
    Format,
    Reading,
    ReadOptions,
    Source,
    Unreadable,
    too_large,
)
from app.ingest.readers.faults import in_words
from app.ingest.readers.unpacking import Budget, BudgetSpentError, shown_name

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_OTHERS = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
        "application/xml", "text/xml", "application/pdf", "application/rtf", "text/rtf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)  # fmt: skip
# Text that servers send as text/plain and that no one wrote to be read.
_NO_PROSE = (
    ".js",
    ".css",
    ".json",
    ".map",
    ".csv",
    "/robots.txt",
    "/ads.txt",
    "/app-ads.txt",
    "/security.txt",
)
_KNOWN_ENCODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_UNKNOWN_ENCODINGS = frozenset({"br", "zstd", "compress", "dcb", "dcz"})
_MAGIC = b"\x1f\x8b\x08"
_BLOCK = 256 * 1024
_ENOUGH = 1_024
_LONGEST_NAME = 200
logging.getLogger("warcio").setLevel(logging.ERROR)
# What warcio raises over a record that is none; it checks little and so stumbles in many ways.
_DAMAGES = (
    ArchiveLoadFailed, zlib.error, EOFError, ValueError, TypeError, AttributeError, IndexError, KeyError,
    AssertionError, OverflowError,
)  # fmt: skip


class _Gzipped:
    """The gzip members of a file, one after the other: a web archive has a record in each."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream, self._budget = stream, budget
        self._packed = b""
        self._decompressor = zlib.decompressobj(wbits=31)
        self._at = self.begins = 0

    def next(self) -> bool:
        """Go to where the next member begins, past what is left of this one or is damaged; False at the end.

        The member in hand has been read to its end, or something in it is broken.
        """
        follows = self._decompressor.eof
        if follows:
            self._packed = self._decompressor.unused_data
        start = 0
        while True:
            found = self._packed.find(_MAGIC, start)
            if found < 0:
                more = self._more()
                if not more:
                    return False
                self._packed = self._packed[max(len(self._packed) - len(_MAGIC) + 1, start) :] + more
                start = 0
                continue
            if len(self._packed) - found < _ENOUGH:
                self._packed += self._more()
            # Behind a damage any three bytes can look like a beginning.
            if follows or _begins_record(self._packed[found : found + _ENOUGH]):
                self._packed = self._packed[found:]
                self.begins = self._at - len(self._packed)
                self._decompressor = zlib.decompressobj(wbits=31)
                return True
            start = found + 1

    def skip(self) -> None:
        """Give up what is left of the member. Where it is damaged, its first byte is passed over, so that the
        same damage is not found again."""
        if self._decompressor.eof:
            return
        self._decompressor = zlib.decompressobj(wbits=31)
        self._packed = self._packed[1:]

    def _more(self) -> bytes:
        data = self._stream.read(_BLOCK)
        self._at += len(data)
        return data

    def read(self, size: int = _BLOCK) -> bytes:
        """Up to ``size`` bytes of the member. Raises zlib.error where it is damaged, EOFError where it ends
        before its end."""
        while not self._decompressor.eof:
            packed = self._packed or self._more()
            if not packed:
                raise EOFError("the file is cut off here")
            # Kept for the search behind a damage, of which the decompressor says only that it is there.
            self._packed = packed
            data = self._decompressor.decompress(packed, size)
            self._packed = self._decompressor.unconsumed_tail
            if data:
                self._budget.charge(len(data))
                return data
        return b""


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(packed[:_ENOUGH], 5) == b"WARC/"
    except zlib.error:
        return False


def read_warc(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The pages of a WARC file, plain or compressed record by record (or as a whole)."""
    with source.open() as stream:
        yield from pages_of(stream, source.head, source.origin, Budget(source))


def pages_of(stream: BinaryIO, head: bytes, origin: str, budget: Budget) -> Iterator[Reading]:
    """Every page that the WARC in ``stream`` holds; ``head`` is how it begins. Damaged records are named, and
    what follows them is read. Redirects, errors, pictures, scripts and repeated records are passed over."""
    try:
        yield from _packed(stream, origin, budget) if head.startswith(_MAGIC) else _plain(stream, origin)
    except BudgetSpentError as error:
        yield Unreadable(origin, None, error.reason)


def _packed(stream: BinaryIO, origin: str, budget: Budget) -> Iterator[Reading]:
    members = _Gzipped(stream, budget)
    while members.next():
        try:
            for record in _records(ArchiveIterator(members, block_size=_BLOCK)):
                yield from _page(record, f"{origin}#{members.begins}")
                _check_length(record)
            while members.read():
                pass
        except _DAMAGES as error:
            yield _damaged(origin, members.begins, error)
            members.skip()


def _plain(stream: BinaryIO, origin: str) -> Iterator[Reading]:
    begins = 0
    while True:
        records = ArchiveIterator(_At(stream, begins), block_size=_BLOCK)
        try:
            for record in _records(records):
                yield from _page(record, f"{origin}#{begins + records.offset}")
                _check_length(record)
            return
        except _DAMAGES as error:
            yield _damaged(origin, begins + records.offset, error)
            following = _next_record(stream, begins + records.offset + 1)
            if following is None:
                return
            begins = following


class _At:
    """A stream from ``offset`` on, counted from there."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        stream.seek(offset)
        self._stream, self._offset = stream, offset

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def tell(self) -> int:
        return self._stream.tell() - self._offset


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """Where the next line that begins a record stands, from ``start`` on."""
    mark = b"\nWARC/1."
    stream.seek(start)
    left = b""
    while block := stream.read(_BLOCK):
        window = left + block
        found = window.find(mark)
        if found >= 0:
            return start - len(left) + found + 1
        start += len(block)
        left = window[-len(mark) + 1 :]
    return None


def _damaged(origin: str, offset: int, error: Exception) -> Unreadable:
    return Unreadable(f"{origin}#{offset}", None, f"the record is damaged: {in_words(error)}")


def _records(records: ArchiveIterator) -> Iterator[ArcWarcRecord]:
    """The records one by one. warcio writes to the terminal about those it doubts."""
    while True:
        with redirect_stderr(StringIO()):
            record = next(records, None)
        if record is None:
            return
        yield record


def _page(record: ArcWarcRecord, origin: str) -> Iterator[Source | Unreadable]:
    """The page in a record, if it is one."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in {"response", "resource"} or not url.startswith(("http://", "https://")):
        return
    headers = record.http_headers
    if record.rec_type == "response":
        if headers is None or headers.get_statuscode() != "200":
            return
        declared = headers.get_header("Content-Type") or ""
    else:
        declared = record.content_type or ""
    media_type = declared.partition(";")[0].strip().lower()
    path = url.partition("?")[0].lower()
    if media_type not in _PAGES | _OTHERS or (media_type == "text/plain" and path.endswith(_NO_PROSE)):
        return
    if headers is not None and (reason := _settle_encoding(record)):
        yield Unreadable(origin, None, f"{reason} ({shown_name(url)})")
        return
    limit = MAX_RECORD_BYTES if media_type in _PAGES else MAX_FILE_BYTES
    with redirect_stderr(StringIO()) as complaint:
        data = record.content_stream().read(limit + 1)
    # What cannot be unpacked from its first block on is handed over packed.
    if complaint.getvalue() or (headers is not None and data.startswith(_MAGIC)):
        raise ValueError("what the server packed cannot be unpacked")
    if len(data) > limit:
        yield Unreadable(origin, None, too_large(len(data), limit))
        return
    _check_length(record)
    yield Source(name=_name(url), origin=origin, data=data, media_type=media_type, url=url)


def _check_length(record: ArcWarcRecord) -> None:
    """Raises EOFError when the record ends before its end."""
    while record.raw_stream.read(_BLOCK):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("it is shorter than it says")


def _settle_encoding(record: ArcWarcRecord) -> str | None:
    """Write the payload's encodings as warcio knows them; the reason when it cannot be unpacked."""
    headers = record.http_headers
    encoding = (headers.get_header("Content-Encoding") or "").strip().lower()
    if encoding in _UNKNOWN_ENCODINGS:
        return f"it is packed with {encoding}, which is not read"
    if encoding:
        headers.replace_header("Content-Encoding", _KNOWN_ENCODINGS.get(encoding, "identity"))
    if "chunked" in (headers.get_header("Transfer-Encoding") or "").lower():
        headers.replace_header("Transfer-Encoding", "chunked")
    return None


def _name(url: str) -> str:
    """The address without scheme and query: unlike its last part it tells one front page from another."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return shown_name(url)[-_LONGEST_NAME:]
    return shown_name(parts.netloc + parts.path.rstrip("/"))[-_LONGEST_NAME:]


def _recognises(head: bytes) -> int:
    return 3 * (head.startswith((b"WARC/1.", b"WARC/0.1")) or _begins_record(head))


FORMATS = (
    Format(
        "WARC",
        (".warc", ".warc.gz"),
        read_warc,
        _recognises,
        media_types=("application/warc", "application/warc+gzip"),
        apart=True,
    ),
)
