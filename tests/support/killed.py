"""Commands in processes of their own that can be killed at any instant.

They are forked from a process that has loaded the program already, so that an instant falls into their work
and not into their imports.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

_LOADED = (
    "app.cli",
    "app.events.job",
    "app.ingest.feeds",
    "app.ingest.run",
    "app.web.background.job_inputs",
    "app.web.operation.server",
    "app.upkeep.check",
    "app.upkeep.repair",
    "alembic.command",
)
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", *_LOADED])
PATIENCE = 240.0


class Command:
    """``parallax`` with these arguments, running. Its output goes to files beside ``place``."""

    def __init__(self, place: Path, *arguments: object, env: Mapping[str, str] | None = None) -> None:
        self._out, self._err = place.with_suffix(".out"), place.with_suffix(".err")
        self._out.unlink(missing_ok=True)
        given = [str(argument) for argument in arguments]
        self._process = _FORKS.Process(
            target=_run, args=(given, str(self._out), str(self._err), dict(env or {}))
        )
        self._began = time.monotonic()
        self._process.start()
        self.pid: int = self._process.pid or 0

    @property
    def running(self) -> bool:
        return self._process.is_alive()

    @property
    def out(self) -> str:
        return self._out.read_text() if self._out.exists() else ""

    @property
    def err(self) -> str:
        return self._err.read_text() if self._err.exists() else ""

    def kill_at(self, seconds: float) -> bool:
        """Kill it so long after its start; whether it was running still."""
        self._process.join(max(0.0, self._began + seconds - time.monotonic()))
        return self.kill()

    def kill(self) -> bool:
        """Kill it now; whether it was running."""
        running = self._process.is_alive()
        self._process.kill()
        self._process.join()
        return running

    def ended(self) -> tuple[int, float]:
        """Its exit code and how many seconds it took, once it has ended by itself."""
        self._process.join(PATIENCE)
        assert not self._process.is_alive(), f"it does not come to an end: {self.err}"
        return self._process.exitcode or 0, time.monotonic() - self._began

    def terminated(self) -> int:
        """Its exit code after it was asked to end."""
        self._process.terminate()
        return self.ended()[0]


def left_behind(leaders: list[int]) -> list[int]:
    """The processes that killed commands have left, after giving them the time to notice."""
    until = time.monotonic() + 20
    while (left := _in_sessions(set(leaders))) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def _in_sessions(leaders: set[int]) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) in leaders and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def _run(arguments: list[str], out: str, err: str, env: dict[str, str]) -> None:
    os.setsid()
    for place, number in ((out, 1), (err, 2)):
        file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
    # what was loaded before has the streams of another process
    sys.stdout = os.fdopen(1, "w", buffering=1)
    sys.stderr = os.fdopen(2, "w", buffering=1)
    os.environ.update(env)
    sys.argv = ["parallax", *arguments]
    from app.cli import main

    main()
