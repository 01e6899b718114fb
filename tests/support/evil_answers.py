"""What an evil server says: each entry writes to a connection as it likes, many until it is closed."""

import gzip
import zlib
from collections.abc import Callable
from functools import cache
from threading import Event
from typing import Any

Script = Callable[[Any, Event], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
_BLOCK = b"x" * 16_384
_DRIP_SECONDS = 0.05


@cache
def bomb(wbits: int, times: int = 1) -> bytes:
    """40 MB of zeros in some 40 KB, packed ``times`` over."""
    pack = zlib.compressobj(9, zlib.DEFLATED, wbits)
    data = b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(40)) + pack.flush()
    for _ in range(times - 1):
        data = gzip.compress(data)
    return data


def once(data: bytes) -> Script:
    """Say it and hang up."""
    return lambda stream, _ended: stream.write(data)


def packed(coding: str, data: Callable[[], bytes]) -> Script:
    """A whole answer with this Content-Encoding."""
    return lambda stream, _ended: stream.write(
        OK + b"Content-Encoding: " + coding.encode() + b"\r\n\r\n" + data()
    )


def endless(head: bytes, again: bytes) -> Script:
    """Say one thing, then another for ever."""

    def script(stream: Any, ended: Event) -> None:
        stream.write(head)
        while not ended.is_set():
            stream.write(again)

    return script


def drip(head: bytes, drop: bytes) -> Script:
    """Say one thing, then a little now and then, so that no read ever times out."""

    def script(stream: Any, ended: Event) -> None:
        stream.write(head)
        while not ended.wait(_DRIP_SECONDS):
            stream.write(drop)

    return script


def mute(head: bytes) -> Script:
    """Say one thing, then nothing, and stay."""

    def script(stream: Any, ended: Event) -> None:
        stream.write(head)
        stream.flush()
        ended.wait(120)

    return script


# End by the deadline alone: the server is busy, or quiet, and never too large.
SLOW: dict[str, Script] = {
    "nothing at all": mute(b""),
    "half a status line": mute(b"HTTP/1.1 2"),
    "headers, then nothing": mute(OK),
    "a stated length, then nothing": mute(OK + b"Content-Length: 1000\r\n\r\n"),
    "part of a stated length": mute(OK + b"Content-Length: 1000\r\n\r\npart"),
    "a chunk that never comes": mute(CHUNKED + b"3e8\r\npart"),
    "a body without end, kept open": mute(OK + b"\r\n<p>hello"),
    "half of a gzip stream": mute(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(_BLOCK)[:20]),
    "a status line that drips": drip(b"HTTP/1.1 200 ", b"O"),
    "a header that drips": drip(OK + b"X: ", b"y"),
    "headers that drip": drip(OK, b"X: y\r\n"),
    "a body that drips": drip(OK + b"\r\n", b"x"),
    "a stated length that drips": drip(OK + b"Content-Length: 900000\r\n\r\n", b"x"),
    "chunks that drip": drip(CHUNKED, b"1\r\nx\r\n"),
    "a chunk size that drips": drip(CHUNKED, b"0"),
    "trailers that drip": drip(CHUNKED + b"0\r\n", b"X: y\r\n"),
    "hints that drip": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}

# End by a cap on bytes, or because a rule is broken, at once.
LARGE: dict[str, Script] = {
    "a body without end": endless(OK + b"\r\n", _BLOCK),
    "a body of a stated terabyte": endless(OK + b"Content-Length: 1000000000000\r\n\r\n", _BLOCK),
    "chunks without end": endless(CHUNKED, b"4000\r\n" + _BLOCK + b"\r\n"),
    "tiny chunks without end": endless(CHUNKED, b"1\r\nx\r\n" * 2_000),
    "empty lines without end": endless(b"", b"\r\n" * 8_000),
    "a status line without end": endless(b"HTTP/1.1 200 ", _BLOCK),
    "a header without end": endless(OK + b"X: ", _BLOCK),
    "headers without end": endless(OK, b"X: y\r\n" * 2_000),
    "cookies without end": endless(OK, b"Set-Cookie: a=b; Path=/\r\n" * 500),
    "a folded header without end": endless(OK + b"X: y\r\n", b" z\r\n" * 4_000),
    "hints without end": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 200),
    "continues without end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
    "trailers without end": endless(CHUNKED + b"0\r\n", b"X: y\r\n" * 2_000),
    "a chunk extension without end": endless(CHUNKED + b"1;", _BLOCK),
    "a chunk size without end": endless(CHUNKED, b"0" * 16_384),
    "a chunk of 2^64 bytes": endless(CHUNKED + b"ffffffffffffffff\r\n", _BLOCK),
    "a chunk of 2^80 bytes": endless(CHUNKED + b"fffffffffffffffffffff\r\n", _BLOCK),
    "a bomb of gzip": packed("gzip", lambda: bomb(31)),
    "a bomb of deflate": packed("deflate", lambda: bomb(15)),
    "a bomb of bare deflate": packed("deflate", lambda: bomb(-15)),
    "bombs in one stream": packed("gzip", lambda: bomb(31) * 3),
    "a bomb in a bomb": packed("gzip, gzip", lambda: bomb(31, 2)),
    "gzip members without end": endless(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 800),
    "empty deflate blocks without end": endless(
        OK + b"Content-Encoding: deflate\r\n\r\n\x78\x9c", b"\x00\x00\x00\xff\xff" * 3_000
    ),
}

# Break the rules and hang up.
BROKEN: dict[str, Script] = {
    "nothing, and hung up": once(b""),
    "a brotli body": packed("br", lambda: b"\x0b\x02\x80hello\x03"),
    "a zstd body": packed("zstd", lambda: b"\x28\xb5\x2f\xfd\x00"),
    "codings without end": once(OK + b"Content-Encoding: " + b"gzip, " * 2_000 + b"gzip\r\n\r\nx"),
    "a length below nothing": once(OK + b"Content-Length: -1\r\n\r\nx"),
    "a length in words": once(OK + b"Content-Length: many\r\n\r\nx"),
    "a length of a thousand digits": once(OK + b"Content-Length: " + b"9" * 1_000 + b"\r\n\r\nx"),
    "two lengths": once(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    "more stated than sent": once(OK + b"Content-Length: 100\r\n\r\nx"),
    "an unknown transfer coding": once(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "a chunk size in words": once(CHUNKED + b"many\r\nx\r\n0\r\n\r\n"),
    "a chunk size below nothing": once(CHUNKED + b"-1\r\nx\r\n0\r\n\r\n"),
    "a chunk without an end": once(CHUNKED + b"1\r\nxyz\r\n0\r\n\r\n"),
    "no last chunk": once(CHUNKED + b"1\r\nx\r\n"),
    "a header without a name": once(OK + b": y\r\n\r\nx"),
    "a header without a colon": once(OK + b"just words\r\n\r\nx"),
    "a zero byte in a header": once(OK + b"X: a\0b\r\n\r\nx"),
    "a status of 99": once(b"HTTP/1.1 099 Odd\r\n\r\nx"),
    "a status of 999999": once(b"HTTP/1.1 999999 Odd\r\n\r\nx"),
    "another protocol": once(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "HTTP/2": once(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "an upgrade nobody asked for": once(
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx"
    ),
    "a gzip stream that is none": packed("gzip", lambda: b"not gzip at all"),
    "a redirect to nowhere": once(b"HTTP/1.1 302 Found\r\n\r\n"),
    "300 headers": once(OK + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\nx"),
}
