"""A web of one server on this machine: real connections, with names and roads that a test lays.

``LocalWeb`` answers for every host by what a test put under ``host/path``. Its client resolves names by a
table and dials every address that it was given to the one server, keeping which address it was.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore2

from app.fetch.client import GuardedClient
from app.fetch.politeness import PoliteClient
from app.fetch.wire import dial_tcp

PUBLIC = "93.184.216.34"


@dataclass
class Reply:
    """What is answered: a body, or a ``script`` that writes to the connection as it likes."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"
    script: Callable[[Any], None] | None = None


@dataclass
class Asked:
    """A request that came in."""

    host: str
    path: str
    headers: dict[str, str]


Answerer = Reply | Callable[[Asked], Reply]


class LocalWeb:
    """The server, the names, and what came in. ``names`` may hold functions: a resolver with a will."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.port: int = server.server_address[1]
        self.pages: dict[str, Answerer] = {}
        self.names: dict[str, list[str] | Callable[[], list[str]]] = {}
        self.asked: list[Asked] = []
        self.dialled: list[tuple[str, int]] = []
        self.ended = threading.Event()

    def put(self, place: str, body: bytes | str = b"", **more: Any) -> None:
        """Answer ``host/path`` with this."""
        self.pages[place] = Reply(body, **more)

    def redirect(self, place: str, location: str, status: int = 302) -> None:
        """Answer ``host/path`` with a redirect."""
        self.pages[place] = Reply(status=status, headers={"Location": location})

    def paths(self, host: str | None = None) -> list[str]:
        """The paths that were asked for, robots.txt left out."""
        return [
            asked.path for asked in self.asked if asked.path != "/robots.txt" and host in (None, asked.host)
        ]

    def resolve(self, host: str, port: int) -> list[str]:
        found = self.names.get(host, [PUBLIC])
        return found() if callable(found) else found

    def dial(self, address: str, port: int, timeout: float | None) -> httpcore2.NetworkStream:
        self.dialled.append((address, port))
        return dial_tcp("127.0.0.1", self.port, timeout)

    def client(self, **more: Any) -> GuardedClient:
        return GuardedClient(resolve=self.resolve, dial=self.dial, **more)

    def polite(self, clock: "Clock | None" = None, **more: Any) -> PoliteClient:
        """A polite client whose pauses take no time."""
        clock = clock or Clock()
        return PoliteClient(self.client(), now=clock.now, sleep=clock.sleep, **more)


class Clock:
    """A clock that stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@contextmanager
def local_web(pages: Mapping[str, Answerer] | None = None) -> Iterator[LocalWeb]:
    """The server for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("Host", "")
            web.asked.append(Asked(host, self.path, {k.lower(): v for k, v in self.headers.items()}))
            found = web.pages.get(host + self.path, web.pages.get(self.path, Reply("not here", 404)))
            reply = found(web.asked[-1]) if callable(found) else found
            try:
                if reply.script is not None:
                    reply.script(self.wfile)
                    return
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                if reply.status != 304:
                    self.send_header("Content-Type", reply.media_type)
                    self.send_header("Content-Length", str(len(body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = LocalWeb(server)
    web.pages.update(pages or {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        web.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
