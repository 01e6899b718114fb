"""A ZIP archive whose end is missing, as a download that broke off: the files before the tear are whole.

The list of contents stands at the end of an archive; each file has a header of its own before its bytes, too
(APPNOTE.TXT 4.3.7), and those are followed here.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import UnreadableInputError
from app.ingest.readers.base import Source, Unreadable
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

_HEADER = struct.Struct("<4s5H3I2H")
_MARK, _DESCRIPTOR = b"PK\x03\x04", b"PK\x07\x08"
_AFTER = (_MARK, b"PK\x01\x02", b"PK\x06\x08", b"")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZE_FOLLOWS, _UTF_8 = 0x1, 0x8, 0x800
_UNKNOWN = 0xFFFFFFFF
_CHUNK = 16 * 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    begins: int

    @property
    def sized(self) -> bool:
        """Whether its header says how long it is."""
        return not self.flags & _SIZE_FOLLOWS and self.packed != _UNKNOWN


class _Contents:
    """What an entry unpacks to, and where its bytes end."""

    def __init__(self, stream: BinaryIO, entry: _Entry) -> None:
        stream.seek(entry.begins)
        self._stream = stream
        self._left = entry.packed if entry.sized else -1
        self._inflate = zlib.decompressobj(wbits=-15) if entry.method == _DEFLATED else None
        self._waiting = b""
        self.read_packed = 0
        self.crc = 0

    def _packed(self) -> bytes:
        data = self._stream.read(_CHUNK if self._left < 0 else min(_CHUNK, self._left))
        self._left -= len(data) if self._left >= 0 else 0
        self.read_packed += len(data)
        return data

    def read(self, size: int, /) -> bytes:
        data = self._packed() if self._inflate is None else self._inflated(self._inflate, size)
        self.crc = zlib.crc32(data, self.crc)
        return data

    def _inflated(self, inflate: "zlib._Decompress", size: int) -> bytes:
        while not inflate.eof:
            packed = self._waiting or self._packed()
            if not packed:
                raise EOFError
            data = inflate.decompress(packed, size)
            self._waiting = inflate.unconsumed_tail
            if data:
                return data
        return b""

    @property
    def whole(self) -> bool:
        return self._inflate.eof if self._inflate is not None else self._left == 0

    @property
    def unused(self) -> int:
        """How many bytes were read that are not its own."""
        return len(self._inflate.unused_data) if self._inflate is not None else 0


def saved_from(source: Source, stream: BinaryIO, budget: Budget) -> Iterator[Member | Unreadable]:
    """The files of the archive in ``stream`` up to where it breaks off."""
    position = 0
    for _ in range(MAX_ENTRIES):
        entry = _entry_at(stream, position)
        if entry is None:
            return
        origin = f"{source.origin}/{shown_name(entry.name)}"
        contents = _Contents(stream, entry)
        empty = entry.name.endswith("/") and entry.method == _STORED
        try:
            # Unpacked even when its name is refused: that may be the only way to find where it ends.
            data = b"" if empty else _unpacked(contents, entry, budget)
            path = inner_path(entry.name)
            if not entry.name.endswith("/") and not is_hidden(path):
                yield budget.member(source, path, data)
        except BudgetSpentError as error:
            yield Unreadable(origin, None, error.reason)
            return
        except UnreadableInputError as error:
            yield Unreadable(origin, None, error.reason)
        except (EOFError, zlib.error):
            yield Unreadable(origin, None, "the archive breaks off in this file, or it is damaged")
        if entry.sized:
            position = entry.begins + entry.packed
        elif contents.whole or empty:
            position = _behind(stream, entry.begins + contents.read_packed - contents.unused)
        else:
            return


def _unpacked(contents: _Contents, entry: _Entry, budget: Budget) -> bytes:
    if entry.flags & _ENCRYPTED:
        raise UnreadableInputError("it is encrypted: unpack it with its password first")
    if entry.method not in {_STORED, _DEFLATED} or (entry.method == _STORED and not entry.sized):
        raise UnreadableInputError("how it is packed cannot be told without the list of contents")
    data = unpacked(contents, budget, lambda: contents.read_packed)
    if not contents.whole:
        raise EOFError
    if entry.sized and contents.crc != entry.crc:
        raise UnreadableInputError("it is damaged: its checksum is wrong")
    return data


def _entry_at(stream: BinaryIO, position: int) -> _Entry | None:
    stream.seek(position)
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_MARK):
        return None
    _, _, flags, method, _, _, crc, packed, _, name_length, extra_length = _HEADER.unpack(header)
    name = stream.read(name_length)
    if len(name) < name_length:
        return None
    return _Entry(
        _decoded(name, flags), flags, method, crc, packed, position + len(header) + name_length + extra_length
    )


def _decoded(name: bytes, flags: int) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8" if flags & _UTF_8 else "cp437", "replace")


def _behind(stream: BinaryIO, position: int) -> int:
    """Where the next header is, behind the sizes that follow some entries in one of four lengths."""
    stream.seek(position)
    tail = stream.read(28)
    lengths = (16, 24) if tail.startswith(_DESCRIPTOR) else (12, 20)
    return position + next((n for n in lengths if tail[n : n + 4] in _AFTER), lengths[0])
