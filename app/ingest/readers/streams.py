"""Files of records as lines of UTF-8: regular files only, unpacked, and never more of a line than the cap."""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, cast

from app.errors import UnreadableInputError
from app.ingest.readers.base import MAX_FILE_BYTES, MAX_RECORD_BYTES, Source, too_large, whole
from app.ingest.readers.faults import in_words
from app.text.decode import looks_binary, wide_encoding

_CHUNK = 1024 * 1024
_PEEK = 8_192
_GZIP = b"\x1f\x8b"


class _Recoded(io.RawIOBase):
    """A stream in another encoding, read as UTF-8: in UTF-16 a byte 10 need not be the end of a line."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream = stream
        self._text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = self._text.read(_PEEK).encode("utf-8", "replace")
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size

    def close(self) -> None:
        self._text.close()
        super().close()


class _Unzipped(gzip.GzipFile):
    """A gzip file that closes the file it reads from, which the library's own leaves open."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(fileobj=raw)
        self._raw = raw

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._raw.close()


_DAMAGES = (EOFError, gzip.BadGzipFile, zlib.error)


def opened(source: Source) -> IO[bytes]:
    """The bytes of ``source``, unpacked when they are gzipped; UTF-16 and UTF-32 come as UTF-8.

    Raises UnreadableInputError when they are no text or the gzip is damaged, and OSError.
    """
    raw = source.open()
    packed = source.head.startswith(_GZIP)
    # A buffered reader can look ahead; the type of files in general cannot. The caller closes it.
    stream = cast(
        "io.BufferedReader",
        _Unzipped(raw) if packed else io.BufferedReader(cast("io.RawIOBase", raw)),
    )
    try:
        start = stream.peek(_PEEK)[:_PEEK]
        if looks_binary(start):
            raise UnreadableInputError("this is not text: it holds binary data")
        encoding = wide_encoding(start)
    except _DAMAGES as error:
        stream.close()
        raise _damaged(error) from None
    except BaseException:
        stream.close()
        raise
    return stream if encoding is None else io.BufferedReader(_Recoded(stream, encoding))


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | int]]:
    """Each line with its number; of a line over the cap only its size, so that memory stays bounded.

    Raises UnreadableInputError with the line where a gzip is damaged.
    """
    number = 0
    while line := _line(stream, MAX_RECORD_BYTES + 1, number + 1):
        number += 1
        if len(line) <= MAX_RECORD_BYTES or line.endswith(b"\n"):
            yield number, line
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := _line(stream, _CHUNK, number)):
            size += len(line)
        yield number, size


def _line(stream: IO[bytes], most: int, number: int) -> bytes:
    try:
        return stream.readline(most)
    except _DAMAGES as error:
        raise _damaged(error, number) from None


def _damaged(error: Exception, line: int | None = None) -> UnreadableInputError:
    where = "" if line is None else " from here on"
    return UnreadableInputError(f"the compressed file is damaged{where}: {in_words(error)}", line)


def unpacked(source: Source, limit: int = MAX_FILE_BYTES) -> bytes:
    """All bytes of ``source``, unpacked when they are gzipped. Raises UnreadableInputError when they, or what
    they unpack to, are more than ``limit``, and when the gzip is damaged."""
    data = whole(source, limit)
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            data = stream.read(limit + 1)
    except _DAMAGES as error:
        raise _damaged(error) from None
    if len(data) > limit:
        raise UnreadableInputError(f"unpacked it is {too_large(len(data), limit)}")
    return data
