"""Searches over HTTP while articles are taken in: eight readers, pages and JSON, with and without pauses."""

import gzip
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import enlarged
from search_report import summary
from search_sqlite_peers import free_port, wait_for

from app.search.results import SearchParameters
from app.web.search.search_address import address

READERS = 8
ARTICLES = 5_000
# seconds between two requests of a reader, from and to
MODES = {"with pauses": (0.5, 1.5), "without pauses": (0.0, 0.0)}
_QUIET_SECONDS = 20.0
_MOST_SECONDS = 240.0
_PATHS = ("/search", "/search.json")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: when it was asked for, after how many milliseconds it was there, and what came of it."""

    at: float
    took: float
    fine: bool
    partial: bool


@dataclass(slots=True)
class Readers:
    """Eight threads, each on a connection of its own, that ask until they are stopped."""

    port: int
    addresses: Sequence[str]
    pause: tuple[float, float]
    replies: list[Reply] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """They read while the block runs."""
        self.over.clear()
        threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _read(self, number: int) -> None:
        chance = random.Random(number)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.over.wait(chance.uniform(*self.pause))
        while not self.over.is_set():
            self.replies.append(_asked(connection, chance.choice(self.addresses)))
            self.over.wait(chance.uniform(*self.pause))
        connection.close()


def _asked(connection: HTTPConnection, where: str) -> Reply:
    at = time.monotonic()
    try:
        connection.request("GET", where, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException):
        connection.close()
        return Reply(at, (time.monotonic() - at) * 1000, fine=False, partial=False)
    took = (time.monotonic() - at) * 1000
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return Reply(at, took, fine=response.status == 200, partial=b'"complete":false' in body)


def measured(
    data: Path, source: Path, work: Path, queries: Sequence[SearchParameters]
) -> dict[str, dict[str, Any]]:
    """For each mode: what readers wait for, first alone, then during an ingest of further articles.

    The ingest works on a copy of ``data``, made in ``work``. Exits when it fails.
    """
    more = work / "more.jsonl"
    enlarged.write(source, more, [1], ARTICLES)
    addresses = [address(query, path) for query in queries for path in _PATHS]
    found = {}
    for mode, pause in MODES.items():
        copy = work / "data-http"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns("peers"))
        with _server(copy) as port:
            found[mode] = _under_load(Readers(port, addresses, pause), copy, more)
        shutil.rmtree(copy)
    more.unlink()
    return found


@contextmanager
def _server(data: Path) -> Iterator[int]:
    """A server of its own at the port that it gives."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "app.cli", "--data", data, "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def _under_load(readers: Readers, data: Path, more: Path) -> dict[str, Any]:
    first = _asked(HTTPConnection("127.0.0.1", readers.port, timeout=60), readers.addresses[0])
    with readers.reading():
        time.sleep(_QUIET_SECONDS)
    found: dict[str, Any] = {"first request": round(first.took), "nothing else": _summed(readers.replies)}
    readers.replies.clear()
    command = [sys.executable, "-P", "-m", "app.cli", "--data", data, "ingest", more, "--no-events", "--json"]
    began = time.monotonic()
    with readers.reading(), subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            output, _ = process.communicate(timeout=_MOST_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()
            sys.exit("The ingest took too long.")
    if not output:
        sys.exit("The ingest failed; what it says stands above.")
    found["during ingest"] = _summed(readers.replies)
    found["seconds of ingest"] = round(time.monotonic() - began, 1)
    return found


def _summed(replies: Sequence[Reply]) -> dict[str, Any]:
    times = [reply.took for reply in replies] or [0.0]
    return {
        "requests": len(replies),
        "errors": sum(not reply.fine for reply in replies),
        "partial": sum(reply.partial for reply in replies),
        **summary(times),
    }
