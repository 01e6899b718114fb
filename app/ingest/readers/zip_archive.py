"""ZIP archives: every file in them is a source of its own. Nothing is written to disk.

Read apart: the directory and the packed bytes are a stranger's, and unpacking is work for the processor.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from app.errors import UnreadableInputError
from app.ingest.metadata_file import is_metadata_name
from app.ingest.readers.base import Format, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.faults import in_words
from app.ingest.readers.torn_zip import saved_from
from app.ingest.readers.unpacking import (
    MAX_DIRECTORY_BYTES,
    MAX_ENTRIES,
    Budget,
    BudgetSpentError,
    inner_path,
    is_hidden,
    shown_name,
    unpacked,
)

_METHODS = {
    1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 20: "Zstandard", 93: "Zstandard",
    95: "XZ", 97: "WavPack", 98: "PPMd", 99: "AES encryption",
}  # fmt: skip
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
# The module unpacks all of what it reads in these, whatever was asked for: little bites keep that bounded.
_BITES = {zipfile.ZIP_BZIP2: 4_096, zipfile.ZIP_LZMA: 4_096}
_CHUNK = 64 * 1024
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_UTF_8 = 0x800
DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    RuntimeError, ValueError, OverflowError, MemoryError,
)  # fmt: skip
"""What the module raises over bytes that are no archive, or a damaged one."""


class _Bounded(io.RawIOBase):
    """A file whose list of contents is not read at any length it claims to have."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(MAX_DIRECTORY_BYTES + 1 if size < 0 else min(size, MAX_DIRECTORY_BYTES + 1))
        if len(data) > MAX_DIRECTORY_BYTES:
            raise zipfile.BadZipFile(f"its list of contents is larger than {MAX_DIRECTORY_BYTES >> 20} MB")
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def opened_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive in ``stream``. Raises UnreadableInputError when there is none, or its directory is gone."""
    try:
        return zipfile.ZipFile(_Bounded(stream))
    except DAMAGES as error:
        what = str(error)
        if what == "File is not a zip file":
            what = "its list of contents is missing; was it cut off?"
        raise UnreadableInputError(f"the ZIP archive cannot be opened: {what}") from None


def read_zip(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The files of a ZIP archive. What cannot be unpacked is named, and the others are read; so are those
    before the tear where its end is missing."""
    budget = Budget(source)
    with source.open() as stream:
        try:
            archive = opened_zip(stream)
        except UnreadableInputError as error:
            yield from saved_from(source, stream, budget)
            yield Unreadable(source.origin, None, error.reason)
            return
        with archive:
            yield from _members(source, archive, budget)


def _members(source: Source, archive: zipfile.ZipFile, budget: Budget) -> Iterator[Reading]:
    # What describes the files comes before them.
    entries = sorted(archive.infolist(), key=lambda entry: not is_metadata_name(_last(entry.filename)))
    _refuse_documents(entries)
    overlapping = overlaps(archive, entries)
    number = 0
    for entry in entries:
        # The module's own question fails where a name is empty.
        if entry.filename.endswith("/"):
            continue
        if number >= MAX_ENTRIES:
            reason = f"it holds more than {MAX_ENTRIES:,} files: the others are not read"
            yield Unreadable(source.origin, None, reason)
            return
        number += 1
        path = entry_name(entry)
        origin = f"{source.origin}/{shown_name(path)}"
        try:
            path = inner_path(path)
            if is_hidden(path):
                continue
            if entry.header_offset in overlapping:
                raise UnreadableInputError("it shares its bytes with another file of the archive")
            yield budget.member(source, path, member_bytes(archive, entry, budget))
        except BudgetSpentError as error:
            yield Unreadable(origin, None, error.reason)
            return
        except UnreadableInputError as error:
            yield Unreadable(origin, None, error.reason)


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def member_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """What ``entry`` unpacks to. Raises UnreadableInputError with the reason why it does not."""
    check_readable(entry)
    try:
        with archive.open(entry) as stream:
            chunk = _BITES.get(entry.compress_type, _CHUNK)
            # The module never reads more packed bytes of an entry than the directory states.
            return unpacked(stream, budget, lambda: entry.compress_size, chunk=chunk)
    except DAMAGES as error:
        raise UnreadableInputError(f"it is damaged: {in_words(error)}") from None


def check_readable(entry: zipfile.ZipInfo) -> None:
    """Raises UnreadableInputError for what is no file, is encrypted, or is packed in an unknown way."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise UnreadableInputError("it is a link: links are not followed")
    if kind not in {0, stat.S_IFREG}:
        raise UnreadableInputError("it is not a regular file")
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableInputError("it is encrypted: unpack it with its password first")
    if entry.compress_type not in _READ:
        method = _METHODS.get(entry.compress_type, f"method {entry.compress_type}")
        raise UnreadableInputError(f"it is packed with {method}, which is not read: pack it as plain ZIP")


def overlaps(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> set[int]:
    """Where those entries begin whose bytes run into the next one's: only archives made to deceive do that.

    A bomb of overlapping files needs few bytes for petabytes (D. Fifield, "A better zip bomb", WOOT 2019).
    """
    found: set[int] = set()
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    begins = [*(entry.header_offset for entry in ordered[1:]), archive.start_dir]
    for entry, following in zip(ordered, begins, strict=False):
        least = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if least > following:
            found.add(entry.header_offset)
    return found


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The whole name of an entry. Many programs write UTF-8 without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF_8 and not name.isascii():
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _refuse_documents(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Raises UnreadableInputError for documents that only happen to be stored as a ZIP archive."""
    names = {entry.filename for entry in entries[:1_000]}
    if "[Content_Types].xml" in names:
        raise UnreadableInputError("this is an office document of a kind it does not read")
    if entries and entries[0].filename == "mimetype" and entries[0].compress_size < 100:
        raise UnreadableInputError("this is a document or book, not an archive of articles")


def _recognises(head: bytes) -> int:
    return 2 if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")) else 0


FORMATS = (
    Format(
        "ZIP archive",
        (".zip",),
        read_zip,
        _recognises,
        media_types=("application/zip", "application/x-zip-compressed"),
        apart=True,
    ),
)
