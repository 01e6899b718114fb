"""How fast every page is, as the server answers it and as Chromium shows it.

    PYTHONPATH=.:tests/support python tests/bench/page_speed.py DATA [--part server|paint] [--json FILE]

DATA is a data folder; a copy of its database is served, with notes, saved searches and the like put into it.
For each page of the app it chooses addresses with rows of all sizes, the largest among them.

Part "server": one reader asks them one after the other, warmed by one other address of the same route; once,
and all of them again. Milliseconds by the clock and, which a busy machine does not spoil as much, of the
processors, the server and its helping processes together (Linux); bytes as they are sent (gzip). The peer is
the largest style sheet of the same server in the same run: it costs what the server costs without a page.

Part "paint": Chromium with an empty cache opens one page of each route at two widths, three times: largest
contentful paint (median), shift of the layout from the first paint until all has been scrolled past, loaded
and swapped (most), requests and bytes, with fonts and without. ``--latency 50`` has each request wait so long
more. It wants playwright, and takes the browser that PARALLAX_CHROMIUM names.
"""

import argparse
import gzip
import json
import math
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import page_corpus
import page_paint
from load_corpus import serving

_MOST_MS = 100.0
_ROUNDS_OF_PEER = 200
_SLOWEST = 30


class Answer(NamedTuple):
    """An answer: its status, milliseconds by the clock and of the processors, its bytes, and whether it is
    all there is: a page whose costly part is still being made is not."""

    status: int
    took: float
    worked: float
    body: bytes
    is_whole: bool


@dataclass(frozen=True)
class Timed:
    """The pages of one route, each with its address: milliseconds by the clock and of the processors the
    first time, until the ``whole`` page is there, by the clock again, and bytes sent. So many had their
    costly part ``later``; ``failed`` are those with another status than 200."""

    route: str
    addresses: list[str]
    first: list[float]
    worked: list[float]
    whole: list[float]
    later: int
    again: list[float]
    sent: list[int]
    failed: list[str]


class Reader:
    """One reader on one connection to a server, whose main process has the number ``pid``."""

    def __init__(self, port: int, pid: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._pid = pid

    def ask(self, address: str, **headers: str) -> Answer:
        """One answer, as soon as all of it is there."""
        worked, began = _worked(self._pid), time.perf_counter()
        self._connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1_000
        is_whole = answer.headers["Cache-Control"] != "no-store"
        return Answer(answer.status, took, _worked(self._pid) - worked, body, is_whole)

    def times(self, route: str, addresses: Sequence[str]) -> Timed:
        """What a route takes. Its last address warms it, where there are more."""
        rest = list(addresses[:-1]) or list(addresses)
        self.ask(addresses[-1])
        first, whole = [], []
        for address in rest:
            first.append(self.ask(address))
            whole.append(first[-1].took)
            if not first[-1].is_whole:
                # as the page itself does
                whole[-1] += self.ask(address, **{"HX-Request": "true"}).took + self.ask(address).took
        again = [self.ask(address) for address in rest]
        answers = list(zip(rest, first, strict=True))
        return Timed(
            route=route,
            addresses=rest,
            first=[one.took for one in first],
            worked=[one.worked for one in first],
            whole=whole,
            later=sum(not one.is_whole for one in first),
            again=[one.took for one in again],
            sent=[len(one.body) for one in first],
            failed=[f"{address}: {one.status}" for address, one in answers if one.status != 200],
        )


def _worked(pid: int) -> float:
    """Milliseconds of the processors that a process, and those that it has started, took until now."""
    total = 0
    for number in _family(pid):
        for task in Path(f"/proc/{number}/task").glob("*/schedstat"):
            with suppress(OSError):
                total += int(task.read_text().split()[0])
    return total / 1_000_000


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--each", type=int, default=21, help="addresses of a route, at most")
    parser.add_argument("--part", choices=("server", "paint"), help="only this one")
    parser.add_argument("--only", default="", help="only routes that match this expression")
    parser.add_argument("--latency", type=int, default=0, help="milliseconds more for each request")
    parser.add_argument("--json", type=Path, help="write all that was measured to this file")
    given = parser.parse_args()
    found: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = page_corpus.copied(given.data, Path(folder))
        known = page_corpus.addresses(path, given.each)
        routes = {route: some for route, some in sorted(known.items()) if re.search(given.only, route)}
        for route in [route for route, some in routes.items() if not some]:
            print(f"{route}: nothing in this corpus has such a page")
            del routes[route]
        with serving(Path(folder)) as (port, pid):
            if given.part != "paint":
                found["server"] = _server(Reader(port, pid), routes)
            if given.part != "server":
                found["paint"] = _paint(port, routes, given.latency)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


def _server(reader: Reader, routes: dict[str, list[str]]) -> dict[str, object]:
    peer = _peer(reader)
    print(f"\npeer, the largest style sheet: {peer:.2f} ms (median of {_ROUNDS_OF_PEER})\n")
    heads = ("p50", "p95", "max", "later", "p95", "p50", "p95", "p50", "p95", "max", "peer", "KB")
    print(f"{'':36}{'clock':>24}{'whole':>16}{'again':>16}{'processors':>24}{'times':>8}")
    print(f"{'route':32}{'n':>4}" + "".join(f"{head:>8}" for head in heads))
    timed = []
    for route, addresses in routes.items():
        one = reader.times(route, addresses)
        timed.append(one)
        figures = (
            *(quantile(one.first, share) for share in (0.5, 0.95, 1.0)),
            one.later,
            quantile(one.whole, 0.95),
            *(quantile(one.again, share) for share in (0.5, 0.95)),
            *(quantile(one.worked, share) for share in (0.5, 0.95, 1.0)),
            quantile(one.first, 0.5) / peer,
            statistics.median(one.sent) / 1_000,
        )
        slow = " *" if quantile(one.first, 0.95) > _MOST_MS else ""
        row = "".join(f"{figure:8.1f}" for figure in figures)
        print(f"{route:32}{len(one.first):4}{row}{slow}", flush=True)
    _print_slowest(timed)
    return {"peer_ms": peer, "routes": [asdict(one) for one in timed]}


def _peer(reader: Reader) -> float:
    """Milliseconds of the largest style sheet that the first page names."""
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', gzip.decompress(reader.ask("/").body).decode())
    largest = max(sheets, key=lambda sheet: len(reader.ask(sheet).body))
    return statistics.median(reader.ask(largest).took for _ in range(_ROUNDS_OF_PEER))


def _print_slowest(timed: Sequence[Timed]) -> None:
    """The addresses that took longer than a page may, the slowest first."""
    slow = [
        (worked, took, address)
        for one in timed
        for worked, took, address in zip(one.worked, one.first, one.addresses, strict=True)
        if max(took, worked) > _MOST_MS
    ]
    print(f"\n{len(slow)} of {sum(len(one.first) for one in timed)} pages took over {_MOST_MS:.0f} ms:")
    for worked, took, address in sorted(slow, reverse=True)[:_SLOWEST]:
        print(f"{took:8.0f} by the clock, {worked:6.0f} of the processors  {address}")
    for failed in (line for one in timed for line in one.failed):
        print(f"no page: {failed}")


def _paint(port: int, routes: dict[str, list[str]], latency: int) -> list[dict[str, object]]:
    first = {route: some[0] for route, some in routes.items()}
    heads = ("width", "LCP ms", "shift", "asked", "KB", "no fonts")
    print(f"\n{'route':32}" + "".join(f"{head:>9}" for head in heads) + "  largest")
    painted = []
    for one in page_paint.painted(f"http://127.0.0.1:{port}", first, latency):
        painted.append(asdict(one))
        sizes = f"{one.sent / 1_000:9.1f}{one.sent_without_fonts / 1_000:9.1f}"
        row = f"{one.width:9}{one.lcp:9.0f}{one.shift:9.4f}{one.requests:9}{sizes}"
        print(f"{one.route:32}{row}  {one.largest}", flush=True)
    return painted


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


if __name__ == "__main__":
    main()
