"""Connections that are slow or too many are ended, and take nothing from the others."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.web import connections
from app.web.connections import Connection

_LARGE = "x" * 20_000_000
_PATIENCE = 30.0


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    body = await request.body()
    answer = _LARGE if request.url.path == "/large" else f"{len(body)} bytes"
    await PlainTextResponse(answer)(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits only for a moment, and for three at a time."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(connections, name, 0.3)
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(_app, http=Connection, lifespan="off", log_config=None, ws="none"))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listening.close()


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)


def _rest(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    pieces = []
    try:
        while piece := connection.recv(65_536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "], ids=["nothing", "half a head"]
)
def test_a_request_that_does_not_come(port: int, begun: bytes) -> None:
    with _connected(port) as connection:
        connection.sendall(begun)
        assert _rest(connection).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_drips_has_no_more_time(port: int) -> None:
    with _connected(port) as connection:
        end = time.monotonic() + _PATIENCE
        connection.sendall(b"GET / HTTP/1.1\r\n")
        is_open = True
        while is_open and time.monotonic() < end:
            time.sleep(0.05)
            try:
                connection.sendall(b"X-Slow: 1\r\n")
            except OSError:
                is_open = False
        assert not is_open


def test_a_body_that_does_not_come(port: int) -> None:
    with _connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        assert b"200 OK" not in _rest(connection)


def test_a_body_that_comes_in_pieces_is_taken(port: int) -> None:
    with _connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\nConnection: close\r\n\r\n")
        for _ in range(12):
            connection.sendall(b"a")
            time.sleep(0.05)
        assert _rest(connection).endswith(b"12 bytes")


def test_an_answer_that_nobody_takes(port: int) -> None:
    with _connected(port) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        time.sleep(1.5)
        assert len(_rest(connection)) < len(_LARGE)


def test_too_many_are_refused_and_told_when_to_come_again(port: int) -> None:
    waiting = [_connected(port) for _ in range(3)]
    with _connected(port) as one_more:
        said = _rest(one_more)
    assert said.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 5" in said
    for connection in waiting:
        _rest(connection)
        connection.close()
    with _connected(port) as later:
        later.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert _rest(later).endswith(b"0 bytes")
