"""A process that does what this one tells it, and can be killed: for work that may take too long."""

import multiprocessing
import os
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_SECONDS_TO_START = 60.0
_MEMORY = 2 * 1024**3
# of 19: with more, work stands still where other programs keep all processors busy, and readers gain little
_NICENESS = 10
# On a busy machine a process that stepped aside is kept waiting, which says nothing against its task.
_PATIENCE = 10
_SPAWN = multiprocessing.get_context("spawn")


class ChildProcess:
    """One process and the pipe to it. Used by one thread at a time.

    ``serve`` is what it runs: a function of a module that is given the other end of the pipe. It sends
    something, whatever it is, as soon as it is ready for the first task.
    """

    def __init__(self, serve: Callable[[Connection], None], name: str) -> None:
        """Start it. It takes a second to be ready."""
        self._pipe, there = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve, args=(there,), daemon=True, name=name)
        self._process.start()
        # While this end of its pipe is open here, its death would go unnoticed.
        there.close()
        self._ready = False

    def wait(self) -> None:
        """Wait until it is ready. Raises TimeoutError when that takes too long, EOFError when it is gone."""
        if not self._ready:
            self.answer(_SECONDS_TO_START)
            self._ready = True

    def ask(self, *task: Any) -> bool:
        """Hand a task over; False when the process is gone."""
        try:
            # It imports what it needs first, which no task should have to answer for.
            self.wait()
            self._pipe.send(task)
        except (EOFError, OSError):
            return False
        return True

    def answer(self, seconds: float, at_most: float | None = None) -> Any:
        """The next answer. Raises TimeoutError after ``seconds``, EOFError when the process is gone.

        Time in which the system had other processes run in its place does not count, as far as the system
        tells, until ``at_most`` seconds have passed; ten times as many by default.
        """
        began, waited_before = time.monotonic(), self._kept_waiting()
        at_most = _PATIENCE * seconds if at_most is None else at_most
        left = seconds
        while not self._pipe.poll(left):
            passed = time.monotonic() - began
            counted = passed - (self._kept_waiting() - waited_before)
            left = min(seconds - counted, at_most - passed)
            if left <= 0:
                raise TimeoutError
        try:
            return self._pipe.recv()
        except ConnectionResetError:
            raise EOFError from None

    def _kept_waiting(self) -> float:
        """Seconds for which it was ready to run and had no processor (Linux, Documentation/scheduler/
        sched-stats: the second number of schedstat, in nanoseconds); 0 where the system does not tell."""
        try:
            return int(Path(f"/proc/{self.number}/schedstat").read_text().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()

    @property
    def number(self) -> int | None:
        """The number by which the system knows it."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def step_aside(niceness: int = _NICENESS) -> None:
    """Let other processes go first: people read while work is done in the background. It cannot be undone."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(max(niceness - os.nice(0), 0))


def limit_memory() -> None:
    """Give this process two gigabytes at most."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.RLIM_INFINITY))
