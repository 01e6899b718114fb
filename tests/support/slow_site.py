"""A site on this machine whose pages come only when a test lets them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = (
    b"<html><head><title>Ferry sinks</title></head><body><article><h1>Ferry sinks</h1>"
    b"<p>The ferry sank in the harbour on Friday, after a collision with a barge full of gravel.</p>"
    b"<p>Nobody was hurt, the harbour master said, because the ferry had been empty since noon.</p>"
    b"</article></body></html>"
)


@dataclass
class Slow:
    """A site whose pages come only once ``release`` is set."""

    address: str = ""
    asked: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@contextmanager
def slow_site() -> Iterator[Slow]:
    """The site, with its pages let go at the end."""
    site = Slow()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/robots.txt":
                site.asked.set()
                site.release.wait(60)
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            # who asked may have given up
            with suppress(ConnectionError):
                self.wfile.write(PAGE)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    site.release.set()
    server.shutdown()
    thread.join()
    server.server_close()
