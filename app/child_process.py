"""A process that does what this one tells it, and can be killed: for work that may take too long."""

import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

_SECONDS_TO_START = 60.0
_MEMORY = 2 * 1024**3
# of 19; enough that a server on the same two cores answers as if they were half idle
_NICENESS = 10
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

    def answer(self, seconds: float) -> Any:
        """The next answer. Raises TimeoutError after ``seconds``, EOFError when the process is gone."""
        if not self._pipe.poll(seconds):
            raise TimeoutError
        try:
            return self._pipe.recv()
        except ConnectionResetError:
            raise EOFError from None

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
