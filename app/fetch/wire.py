"""Connections to addresses that were checked, with a deadline and a bound on what comes in."""

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore2

from app.errors import BadResponseError

Dial = Callable[[str, int, float | None], httpcore2.NetworkStream]


def dial_tcp(address: str, port: int, timeout: float | None) -> httpcore2.NetworkStream:
    """A connection to an IP address. Raises httpcore2.ConnectError, httpcore2.ConnectTimeout."""
    return httpcore2.SyncBackend().connect_tcp(address, port, timeout)


class Meter:
    """How long, and how much, one request may still take. A server that sends a byte now and then never
    runs into a timeout of its own: only the deadline ends it."""

    def __init__(self, deadline: float, most_bytes: int) -> None:
        self._deadline = deadline
        self._left = most_bytes

    def seconds(self, wished: float | None) -> float:
        """``wished``, or what is left until the deadline. Raises httpcore2.ReadTimeout when it has passed."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the deadline has passed")
        return left if wished is None else min(wished, left)

    def allow(self, more_bytes: int) -> None:
        """Let ``more_bytes`` more come in."""
        self._left += more_bytes

    def count(self, size: int) -> None:
        """Raises BadResponseError when more comes in than any allowed answer needs."""
        self._left -= size
        if self._left < 0:
            raise BadResponseError("the answer is larger than allowed")


class MeteredBackend(httpcore2.NetworkBackend):
    """Dials the addresses it was made with, in their order, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[str], dial: Dial, meter: Meter) -> None:
        self._addresses = addresses
        self._dial = dial
        self._meter = meter

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the name was resolved and checked before
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("there is no address to dial")
        for address in self._addresses:
            try:
                return _MeteredStream(self._dial(address, port, self._meter.seconds(timeout)), self._meter)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _MeteredStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._meter.seconds(timeout))
        self._meter.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.seconds(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._meter.seconds(timeout))
        return _MeteredStream(inner, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
