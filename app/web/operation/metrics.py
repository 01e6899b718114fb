"""Figures for Prometheus: requests as they are counted, and the state of the corpus when it is asked for.

Where a server has several processes they count in files that all of them read, so whichever is asked tells of
all (the multiprocess mode of prometheus_client, which must not be loaded before it knows of that).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.config import shared_metrics
from app.records import Record
from app.web.operation.heavy import HeavyWork

if TYPE_CHECKING:
    from prometheus_client import Gauge

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class State(Record):
    """What is true at the moment, of the whole server. None is what there is no figure for."""

    articles: int
    events: int
    imports_running: int
    imports_waiting: int
    database_bytes: int
    wal_bytes: int
    free_bytes: int
    last_feed_poll: float | None


_HELP: Mapping[str, tuple[str, str]] = {
    "articles": ("parallax_articles", "Articles in the corpus, counted at most half a minute ago."),
    "events": ("parallax_events", "Events in the corpus, counted at most half a minute ago."),
    "imports_running": ("parallax_imports_running", "Imports that are being carried out by the server."),
    "imports_waiting": ("parallax_imports_waiting", "Imports that wait for their turn."),
    "database_bytes": ("parallax_database_bytes", "Size of the database file."),
    "wal_bytes": ("parallax_wal_bytes", "Size of the write-ahead log beside it."),
    "free_bytes": ("parallax_disk_free_bytes", "Room left on the disk of the data folder."),
    "last_feed_poll": ("parallax_last_feed_poll_timestamp_seconds", "When a feed was asked last."),
}


class Metrics:
    """What one process counts."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._folder = shared_metrics()
        self._work: HeavyWork | None = None
        self._own = CollectorRegistry()
        self._requests = Counter(
            "parallax_requests",
            "Requests that were answered, by the template of their route.",
            ("route", "method", "status"),
            registry=self._own,
        )
        self._seconds = Histogram(
            "parallax_request_seconds",
            "How long answers took, from the first byte of the request to the last of the answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._own,
        )

        def gauge(name: str, told: str) -> "Gauge":
            return Gauge(name, told, multiprocess_mode="livesum", registry=self._own)

        self._in_progress = gauge("parallax_requests_in_progress", "Requests that are being answered.")
        self._heavy_running = gauge("parallax_heavy_running", "Pieces of heavy work in hand.")
        self._heavy_waiting = gauge("parallax_heavy_waiting", "Requests that wait for heavy work to be done.")

    def watch(self, work: HeavyWork) -> None:
        """Tell of the heavy work of this process from now on."""
        self._work = work

    def begun(self) -> None:
        """Count a request that has come."""
        self._in_progress.inc()
        self._look()

    def done(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._in_progress.dec()
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        self._look()

    def _look(self) -> None:
        # heavy work is asked for by requests, so it is right to look with each of them
        if self._work is not None:
            self._heavy_running.set(self._work.running)
            self._heavy_waiting.set(self._work.waiting)

    def exposition(self, state: State | None) -> bytes:
        """Everything in Prometheus's text format; ``state`` is None when the database does not tell it."""
        from prometheus_client import CollectorRegistry, generate_latest, multiprocess

        pids = [os.getpid()]
        registry: CollectorRegistry = self._own
        if self._folder is not None:
            pids = _living(self._folder)
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry, str(self._folder))  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(_Now(state, pids))
        return generate_latest(registry) + generate_latest(now)


class _Now:
    """The collector of what is true at the moment."""

    def __init__(self, state: State | None, pids: list[int]) -> None:
        self._state = state
        self._pids = pids

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        values: dict[str, Any] = {} if self._state is None else self._state.model_dump()
        for name, value in values.items():
            if value is not None:
                yield GaugeMetricFamily(*_HELP[name], value=value)
        memory = GaugeMetricFamily(
            "parallax_process_resident_memory_bytes", "Memory that a process holds.", labels=["pid"]
        )
        cpu = CounterMetricFamily(
            "parallax_process_cpu_seconds", "Processor time that a process has used.", labels=["pid"]
        )
        for pid in self._pids:
            usage = _usage(pid)
            if usage is not None:
                memory.add_metric([str(pid)], usage[0])
                cpu.add_metric([str(pid)], usage[1])
        yield memory
        yield cpu


def _living(folder: Path) -> list[int]:
    """The processes that count in ``folder``. Of others what they said of the moment goes, what they counted
    stays."""
    pids = {os.getpid()}
    for path in folder.glob("*.db"):
        with suppress(ValueError, OSError):
            pid = int(path.stem.rpartition("_")[2])
            if _is_alive(pid):
                pids.add(pid)
            elif path.name.startswith("gauge_live"):
                path.unlink(missing_ok=True)
    return sorted(pids)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _usage(pid: int) -> tuple[int, float] | None:
    """Resident bytes and seconds of processor time, where the system tells them as Linux does."""
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
        # the name in brackets may hold anything, so what follows it is counted from its end
        times = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return pages * _PAGE, (int(times[11]) + int(times[12])) / _TICKS
    except (OSError, ValueError, IndexError):
        return None
