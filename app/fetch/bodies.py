"""The body of an answer: unpacked piece by piece, never larger than allowed."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Protocol

import httpcore2

from app.errors import BadResponseError, UnreachableError

_PIECE = 256 * 1024
_GZIP = zlib.MAX_WBITS | 16


class _Decoder(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def complete(self) -> bool: ...


class _Plain:
    complete = True

    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Zipped:
    """gzip, also of several members, or deflate with or without its head."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inflate = zlib.decompressobj(_GZIP if gzip else zlib.MAX_WBITS)
        self._untouched = True

    @property
    def complete(self) -> bool:
        return self._untouched or self._inflate.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._untouched and data and not self._gzip:
            # Some servers send deflate without the head that the standard asks for.
            try:
                zlib.decompressobj().decompress(data, 1)
            except zlib.error:
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._untouched = self._untouched and not data
        while data:
            if self._inflate.eof:
                # What follows the end is another member, or padding.
                if not self._gzip or not data.startswith(b"\x1f"):
                    return
                self._inflate = zlib.decompressobj(_GZIP)
            piece = self._inflate.decompress(data, _PIECE)
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            if piece:
                yield piece


def read_body(
    response: httpcore2.Response, headers: Mapping[str, str], limit: int, cut: bool, url: str
) -> bytes:
    """The body of ``response``, decompressed. What goes beyond ``limit`` bytes is refused, or ``cut`` off.

    Raises BadResponseError, UnreachableError, and what httpcore2 raises while reading.
    """
    decoder = _decoder(headers.get("content-encoding", ""), url)
    body = bytearray()
    try:
        for data in response.iter_stream():
            for piece in decoder.pieces(data):
                body += piece
                if len(body) > limit:
                    if cut:
                        return bytes(body[:limit])
                    raise BadResponseError(f"it is larger than {limit // 1024 // 1024} MB", url)
    except zlib.error:
        raise BadResponseError("the answer is compressed, and damaged", url) from None
    finally:
        response.close()
    if not decoder.complete:
        raise UnreachableError("the server broke off", url)
    return bytes(body)


def _decoder(named: str, url: str) -> _Decoder:
    codings = [name for part in named.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if not codings:
        return _Plain()
    if codings in (["gzip"], ["x-gzip"], ["deflate"]):
        return _Zipped(gzip=codings != ["deflate"])
    raise BadResponseError("the answer is compressed in a way that was not asked for", url)
