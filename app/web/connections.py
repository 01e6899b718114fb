"""Connections of those who are slow, or many: each has so long to send its request and to take its answer.

uvicorn waits for ever for a request that has begun, and for an answer to be taken: some hundred connections
that do nothing would use up what the system lets a process hold open.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 600
"""More at a time are refused. A process may mostly hold 1,024 files open, and each request that reads the
database takes three of them."""
HEAD_SECONDS = 20.0
"""From the first byte of a request, or from the beginning of the connection, to the end of its headers."""
BODY_SECONDS = 30.0
"""Between two pieces of a request's body."""
ANSWER_SECONDS = 60.0
"""For as long an answer may lie there without any of it being taken."""

_REFUSED = b"HTTP/1.1 %s\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_TOO_MANY = _REFUSED % b"503 Service Unavailable"
_TOO_SLOW = _REFUSED % b"408 Request Timeout"


class Connection(H11Protocol):
    """One connection. uvicorn makes it; see the module for what it adds."""

    _request_timer: asyncio.TimerHandle | None = None
    _answer_timer: asyncio.TimerHandle | None = None
    _in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuse it when there are too many, else give it time for its first request."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(_TOO_MANY)
            transport.close()
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._expect_nothing()
        self._stop_answer_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request, and see what is to come."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.SEND_BODY:
            self._expect_nothing()
            self._request_timer = self._later(BODY_SECONDS, self._body_is_late)
        elif self.conn.their_state is h11.IDLE:
            if not self._in_head:
                self._expect_head()
        else:
            self._expect_nothing()

    def pause_writing(self) -> None:
        """The answer is not taken as fast as it is sent."""
        super().pause_writing()
        self._stop_answer_timer()
        self._answer_timer = self._later(ANSWER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It is taken again."""
        self._stop_answer_timer()
        super().resume_writing()

    def _expect_head(self) -> None:
        self._expect_nothing()
        self._in_head = True
        self._request_timer = self._later(HEAD_SECONDS, self._head_is_late)

    def _expect_nothing(self) -> None:
        self._in_head = False
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None

    def _stop_answer_timer(self) -> None:
        if self._answer_timer is not None:
            self._answer_timer.cancel()
            self._answer_timer = None

    def _head_is_late(self) -> None:
        # while an earlier answer is being sent, the next request has time
        if self.cycle is not None and not self.cycle.response_complete:
            self._expect_head()
            return
        self.transport.write(_TOO_SLOW)
        self.transport.close()

    def _body_is_late(self) -> None:
        if self.flow.read_paused:
            # it is this server that does not take it
            self._request_timer = self._later(BODY_SECONDS, self._body_is_late)
            return
        self.transport.abort()

    def _later(self, seconds: float, do: Callable[[], Any]) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, do)
