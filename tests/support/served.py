"""``parallax serve`` as a process of its own, with its log: which of its processes answered which request."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from ended import ended

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
# of a server in the long form of a test
_LONGEST = 3600.0


class Served:
    """A running server. ``lines`` are the records of its log so far."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address
        self.lines: list[dict[str, Any]] = []
        self.other: list[str] = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.other.append(line)
                self._changed.notify_all()

    def close(self) -> None:
        """Read what is left of the log of a server that has ended."""
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def said(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE) -> dict[str, Any]:
        """The first record that is ``wanted``, once it is there."""
        with self._changed:
            found: list[dict[str, Any]] = []

            def look() -> bool:
                found[:] = [line for line in self.lines if wanted(line)][:1]
                return bool(found)

            assert self._changed.wait_for(look, seconds), self.other[-20:]
            return found[0]

    def ask(self, method: str, path: str, **given: Any) -> httpx2.Response:
        """One request on a connection of its own."""
        with httpx2.Client(timeout=PATIENCE, trust_env=False) as client:
            return client.request(method, self.address + path, **given)

    def pid_of(self, answer: httpx2.Response) -> int:
        """The process that gave this answer."""
        wanted = answer.headers["x-request-id"]
        return int(self.said(lambda line: line.get("request") == wanted and "route" in line)["pid"])

    def of_both(self, path: str, **given: Any) -> list[httpx2.Response]:
        """Answers to the same question, until two processes have answered it: all of them."""
        answers, pids, end = [], set(), time.monotonic() + PATIENCE
        while len(pids) < 2:
            assert time.monotonic() < end, f"only {pids} answered"
            answer = self.ask("GET", path, **given)
            answers.append(answer)
            pids.add(self.pid_of(answer))
        return answers

    def until(self, path: str, wanted: Callable[[Any], bool], seconds: float = PATIENCE) -> Any:
        """The data at ``path``, once it is as ``wanted``."""
        end = time.monotonic() + seconds
        while True:
            answer = self.ask("GET", path)
            if answer.status_code == 200 and wanted(answer.json()):
                return answer.json()
            assert time.monotonic() < end, answer.text[:2000]
            time.sleep(0.05)


@contextmanager
def serving(data: Path, *options: str, **environment: str) -> Iterator[Served]:
    """A server on ``data`` that has begun to answer; killed at the end, unless it has ended by then."""
    command = [sys.executable, "-m", "app.cli", "--data", str(data), "serve", "--port", "0", *options]
    given = {"PYTHONUNBUFFERED": "1", "PARALLAX_LOG": "json", "PARALLAX_LOG_LEVEL": "info"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **given, "PARALLAX_HEAVY_PROCESSES": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # killed as a group: what it has started must not outlive the test
        start_new_session=True,
    )
    assert process.stdout is not None
    server: Served | None = None
    try:
        with ended(process, _LONGEST):
            said = (line.split()[3] for line in process.stdout if line.startswith("Parallax is at"))
            address = next(said, None)
            assert address is not None, process.stderr and process.stderr.read()
            server = Served(process, address)
            assert server.ask("GET", "/healthz").status_code == 200
            yield server
    finally:
        # a log has its end when what writes it has ended
        if server is not None:
            server.close()
        elif process.stderr is not None:
            process.stderr.close()
