"""Tar archives, plain or compressed, and single compressed files. Nothing is written to disk.

Read apart: a header made for it keeps the standard library's reader busy for hours. The archive is read once
from its beginning to its end, so that its size does not matter.
"""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from app.errors import UnreadableInputError
from app.ingest.metadata_file import is_metadata_name
from app.ingest.readers.base import Format, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.faults import in_words
from app.ingest.readers.unpacking import (
    MAX_ENTRIES,
    Budget,
    BudgetSpentError,
    Member,
    inner_path,
    is_hidden,
    shown_name,
    unpacked,
)

_BLOCK = 512
_LONGEST_HEADER = 32 * 1024
_SEARCHED = 64 * 1024 * 1024
_SKIPPED = 256 * 1024
_XZ_MEMORY = 256 * 1024 * 1024
_PEEK = 1_024
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
_DAMAGES = (
    tarfile.TarError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError,
    ValueError, OverflowError, RecursionError, MemoryError,
)  # fmt: skip


class _Unxz(io.RawIOBase):
    """What an XZ file unpacks to. Unlike the library's own file it bounds the memory a header may ask for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decompressor = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if self._decompressor.eof:
                rest = self._decompressor.unused_data.lstrip(b"\0") or self._stream.read(_SKIPPED)
                if not rest:
                    return 0
                self._decompressor = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
            elif self._decompressor.needs_input:
                rest = self._stream.read(_SKIPPED)
                if not rest:
                    raise EOFError("the compressed file ends too early")
            else:
                rest = b""
            data = self._decompressor.decompress(rest, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)


class _Forward:
    """A stream that tarfile reads headers from. It only goes forward, and no header is read at any length it
    claims to have. What it passes over is unpacked too, and so it counts."""

    def __init__(self, stream: io.BufferedIOBase, budget: Budget) -> None:
        self._stream, self._budget = stream, budget
        self._position = 0
        self.last = b""

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> int:
        if position < self._position:
            raise tarfile.ReadError("it points back into itself")
        while self._position < position:
            part = self._stream.read(min(_SKIPPED, position - self._position))
            if not part:
                break
            self._position += len(part)
            self._budget.charge(len(part))
        return self._position

    def read(self, size: int) -> bytes:
        if size > _LONGEST_HEADER:
            raise tarfile.ReadError("it holds a header that is larger than any name")
        self.last = self._stream.read(size)
        self._position += len(self.last)
        return self.last

    def part(self, size: int) -> "_Part":
        """The next ``size`` bytes as a stream of their own."""
        return _Part(self, size)

    def take(self, size: int) -> bytes:
        """Up to ``size`` bytes of a member."""
        data = self._stream.read(size)
        self._position += len(data)
        return data


class _Part:
    def __init__(self, stream: _Forward, size: int) -> None:
        self._stream, self.left = stream, size

    def read(self, size: int, /) -> bytes:
        data = self._stream.take(min(size, self.left))
        self.left -= len(data)
        return data


def _plain(raw: BinaryIO, head: bytes) -> io.BufferedIOBase:
    """``raw`` unpacked, as its first bytes say."""
    if head.startswith(_GZIP):
        return gzip.GzipFile(fileobj=raw)
    if head.startswith(_BZIP2):
        return bz2.BZ2File(raw)
    if head.startswith(_XZ):
        return io.BufferedReader(_Unxz(raw))
    return cast("io.BufferedIOBase", raw)


def read_tar(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The files of a tar archive. What is no file or leads out of the archive is named; the rest is read."""
    described: set[str] = set()
    with suppress(UnreadableInputError, *_DAMAGES):
        for member in _descriptions(source):
            described.add(member.origin)
            yield member
    budget = Budget(source)
    with source.open() as raw, _plain(raw, source.head) as stream:
        forward = _Forward(stream, budget)
        try:
            for found in _members(source, forward, raw, budget):
                if found.origin not in described:
                    yield found
        except BudgetSpentError as error:
            yield Unreadable(source.origin, None, error.reason)
        except _DAMAGES as error:
            yield Unreadable(source.origin, None, f"the archive is damaged from here on: {in_words(error)}")


def _descriptions(source: Source) -> Iterator[Member]:
    """The metadata files near the beginning. What describes the files is to be known before them, and the
    archive is no list that says where they are. Damage ends the search: it is named by who reads the rest."""
    budget = Budget(source)
    with source.open() as raw, _plain(raw, source.head) as stream:
        forward = _Forward(stream, budget)
        archive = tarfile.TarFile(fileobj=forward, mode="r", errorlevel=1)  # type: ignore[arg-type]
        while (entry := archive.next()) is not None and forward.tell() < _SEARCHED:
            archive.members.clear()  # type: ignore[attr-defined]
            path = entry.name.rpartition("/")[2]
            if is_metadata_name(path) and entry.isreg() and not entry.issparse():
                path = inner_path(entry.name)
                data = unpacked(forward.part(entry.size), budget, lambda: budget.packed)
                if not is_hidden(path):
                    yield budget.member(source, path, data)


def _members(
    source: Source, forward: _Forward, raw: BinaryIO, budget: Budget
) -> Iterator[Member | Unreadable]:
    archive = tarfile.TarFile(fileobj=forward, mode="r", errorlevel=1)  # type: ignore[arg-type]
    number = 0
    while (entry := archive.next()) is not None:
        archive.members.clear()  # type: ignore[attr-defined]  # it would keep every header for ever
        if entry.isdir():
            continue
        if number >= MAX_ENTRIES:
            reason = f"it holds more than {MAX_ENTRIES:,} files: the others are not read"
            yield Unreadable(source.origin, None, reason)
            return
        number += 1
        try:
            path = inner_path(entry.name)
            if is_hidden(path):
                continue
            _check(entry)
            began = raw.tell()
            part = forward.part(entry.size)
            # Packed bytes are read ahead; that only makes the ratio milder.
            data = unpacked(part, budget, lambda began=began: raw.tell() - began + _SKIPPED)  # type: ignore[misc]
            if part.left:
                raise EOFError("the archive ends within this file")
            yield budget.member(source, path, data)
        except BudgetSpentError:
            raise
        except UnreadableInputError as error:
            yield Unreadable(f"{source.origin}/{shown_name(entry.name)}", None, error.reason)
        except EOFError as error:
            yield Unreadable(f"{source.origin}/{shown_name(entry.name)}", None, str(error))
            return
    if forward.last.strip(b"\0") or len(forward.last) < _BLOCK:
        yield Unreadable(source.origin, None, "the archive has no end mark: it may be cut off here")


def _check(entry: tarfile.TarInfo) -> None:
    if entry.issym() or entry.islnk():
        raise UnreadableInputError("it is a link: links are not followed")
    if not entry.isreg():
        raise UnreadableInputError("it is not a regular file")
    if entry.issparse():
        raise UnreadableInputError("it is stored with holes, which is not read")


def read_compressed(source: Source, _options: ReadOptions) -> Iterator[Reading]:
    """The one file in a gzip, bzip2 or XZ file, under its name without the ending."""
    budget = Budget(source)
    name = PurePosixPath(source.name).stem if source.suffix in _ENDINGS else source.name
    with source.open() as raw, _plain(raw, source.head) as stream:
        if not source.head.startswith((_GZIP, _BZIP2, _XZ)):
            raise UnreadableInputError("this is not a compressed file, whatever its name says")
        try:
            data = unpacked(stream, budget, lambda: budget.packed)
        except _DAMAGES as error:
            raise UnreadableInputError(f"the compressed file is damaged: {in_words(error)}") from None
    member = budget.member(source, name, data)
    yield member


def _is_tar(head: bytes) -> int:
    if head.startswith(_GZIP):
        with suppress(zlib.error):
            head = zlib.decompressobj(wbits=31).decompress(head, _PEEK)
    elif head.startswith(_XZ):
        with suppress(lzma.LZMAError):
            head = lzma.LZMADecompressor(memlimit=_XZ_MEMORY).decompress(head, _PEEK)
    return 3 if head[257:262] == b"ustar" else 0


_ENDINGS = (".gz", ".bz2", ".xz")
FORMATS = (
    Format(
        "tar archive",
        (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"),
        read_tar,
        _is_tar,
        media_types=("application/x-tar", "application/x-gtar"),
        apart=True,
    ),
    Format(
        "compressed file",
        _ENDINGS,
        # By its ending only: gzipped lines and web archives are read as streams by readers of their own.
        read_compressed,
        media_types=("application/gzip", "application/x-gzip", "application/x-bzip2", "application/x-xz"),
        apart=True,
    ),
)
