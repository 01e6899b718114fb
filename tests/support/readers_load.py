"""Many readers of one server at a time, in one thread: bare connections, so that the asking costs little.

Each reader keeps a connection open as a browser does, asks for a page, takes the whole answer, and pauses.
"""

import asyncio
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

Pause = tuple[float, float]
"""Seconds between two requests of a reader, from and to."""

PEOPLE: Pause = (1.0, 3.0)
CLOSED_LOOP: Pause = (0.0, 0.0)
_LONGEST_ANSWER = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: what was asked for, when, the milliseconds until it was there as a whole, and its status
    (0: none came), with what it said of when to come again."""

    kind: str
    address: str
    at: float
    took: float
    status: int
    retry_after: str | None = None
    size: int = 0


@dataclass(slots=True)
class Readers:
    """``count`` readers on connections of their own, who ask until they are stopped.

    ``asked`` holds for each kind its share in the requests and the addresses to choose from.
    """

    port: int
    asked: Mapping[str, tuple[float, Sequence[str]]]
    count: int
    pause: Pause
    seed: int = 0
    replies: list[Reply] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """They read while the block runs."""
        self._over.clear()
        thread = threading.Thread(target=lambda: asyncio.run(self._all()), name="readers")
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(number) for number in range(self.count)))

    async def _one(self, number: int) -> None:
        chance = random.Random(self.seed * 1_000 + number)
        kinds = list(self.asked)
        shares = [self.asked[kind][0] for kind in kinds]
        connection = Connection(self.port)
        await asyncio.sleep(chance.uniform(0, max(self.pause)))
        while not self._over.is_set():
            kind = chance.choices(kinds, shares)[0]
            self.replies.append(await connection.get(kind, chance.choice(self.asked[kind][1])))
            await self._rest(chance.uniform(*self.pause))
        connection.close()

    async def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._over.is_set() and (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.25))


class Connection:
    """A connection to this machine that is kept open, and opened again when it was closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._is_reused = False

    async def get(self, kind: str, address: str) -> Reply:
        """Ask for ``address`` and take the whole answer. With a page whose costly part is still being made do
        as that page does: ask once more, wait, and load it anew."""
        at = time.monotonic()
        status, retry_after, size = 0, None, 0
        try:
            async with asyncio.timeout(_LONGEST_ANSWER):
                status, headers, size = await self._ask(address)
                if status == 200 and headers.get("cache-control") == "no-store":
                    status, headers, size = await self._ask(address, "HX-Request: true\r\n")
                if status == 204:
                    status, headers, size = await self._ask(address)
                retry_after = headers.get("retry-after")
        except (OSError, EOFError, TimeoutError, ValueError):
            self.close()
        return Reply(kind, address, at, (time.monotonic() - at) * 1000, status, retry_after, size)

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, address: str, more: str = "") -> tuple[int, dict[str, str], int]:
        try:
            reader, head = await self._head(address, more)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            # The server may close a connection that has rested for a while, just when the next request is
            # on its way. Browsers ask again then, and so is it done here, once.
            began = isinstance(error, asyncio.IncompleteReadError) and error.partial
            if began or not self._is_reused:
                raise
            self.close()
            reader, head = await self._head(address, more)
        status = int(head[0].split(" ")[1])
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        size = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, headers, size

    async def _head(self, address: str, more: str) -> tuple[asyncio.StreamReader, list[str]]:
        self._is_reused = self._streams is not None and not self._streams[0].at_eof()
        if self._streams is None or not self._is_reused:
            self.close()
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: text/html\r\n{more}"
            "Accept-Encoding: gzip\r\n\r\n".encode()
        )
        await writer.drain()
        return reader, (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> int:
    if "chunked" not in headers.get("transfer-encoding", ""):
        return len(await reader.readexactly(int(headers.get("content-length", "0"))))
    size = 0
    while length := int((await reader.readuntil(b"\r\n")).strip(), 16):
        size += len(await reader.readexactly(length))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return size


@contextmanager
def memory_of(process_id: int, every: float = 1.0) -> Iterator[list[tuple[float, float]]]:
    """While the block runs, the megabytes that a process and its children hold, with the seconds since its
    beginning. The list is filled as time goes by."""
    found: list[tuple[float, float]] = []
    over = threading.Event()
    began = time.monotonic()

    def watch() -> None:
        while not over.wait(every):
            held = sum(megabytes(number) for number in (process_id, *_children(process_id)))
            found.append((time.monotonic() - began, held))

    thread = threading.Thread(target=watch, name="memory")
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def megabytes(process_id: int) -> float:
    """What a process holds of the machine's memory that no other does: pages of a file are not counted."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def _children(process_id: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    except OSError:
        return []
    children = [int(number) for number in listed.split()]
    return children + [number for child in children for number in _children(child)]


def table(replies: Sequence[Reply]) -> dict[str, str]:
    """For each kind, and for all: how many, the errors, the 503s, and the quantiles of the times in ms.

    The times are those of answers with status 200.
    """
    by_kind: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        by_kind[reply.kind].append(reply)
    return {kind: _row(some) for kind, some in {**dict(sorted(by_kind.items())), "all": replies}.items()}


def _row(replies: Sequence[Reply]) -> str:
    errors = sum(reply.status not in (200, 503) for reply in replies)
    busy = sum(reply.status == 503 for reply in replies)
    p50, p95, p99, most = (quantile(replies, share) for share in (0.5, 0.95, 0.99, 1.0))
    return (
        f"{len(replies)} requests, {errors} errors, {busy} busy, "
        f"p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, most {most:.0f} ms"
    )


def quantile(replies: Sequence[Reply], share: float) -> float:
    """The milliseconds within which this share of the answers with status 200 came; 0 when there are none."""
    times = sorted(reply.took for reply in replies if reply.status == 200)
    return times[min(int(share * len(times)), len(times) - 1)] if times else 0.0
