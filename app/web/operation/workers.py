"""Several processes that answer on one socket: started, replaced when one dies, ended together."""

import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from typing import Any

_log = logging.getLogger(__name__)

_SPAWN = multiprocessing.get_context("spawn")
FAILED_TO_START = 3
"""The exit code of a process that could not begin to answer; uvicorn's own."""

_LOOK_EVERY = 0.5
# a process that ends so soon is not replaced at once, or the machine would do nothing else
_SOON_SECONDS = 5.0
_PAUSE = 5.0
# longer than a process itself takes for the requests and the import in hand
_MOST_SECONDS_TO_END = 120.0


@dataclass
class _Worker:
    process: SpawnProcess
    began: float


class Workers:
    """``count`` processes, each of which runs ``target`` on the ``listening`` socket until SIGTERM."""

    def __init__(self, count: int, target: Callable[..., int], listening: socket.socket, *given: Any) -> None:
        self._count = count
        self._target = target
        self._listening = listening
        self._given = (listening, *given)
        self._workers: list[_Worker] = []
        self._signals = 0
        self._next_start = 0.0

    def run(self) -> int:
        """Keep them running until SIGTERM or SIGINT; the exit code. A second signal ends them at once."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        self._fill_up()
        while not self._signals:
            multiprocessing.connection.wait([one.process.sentinel for one in self._workers], _LOOK_EVERY)
            if not self._signals and not self._looked_after():
                self._end()
                return FAILED_TO_START
        self._end()
        return 0

    def _on_signal(self, *_: object) -> None:
        self._signals += 1
        if self._signals > 1:
            for one in self._workers:
                one.process.kill()

    def _fill_up(self) -> None:
        while len(self._workers) < self._count:
            # no daemon: an import has processes of its own
            process = _SPAWN.Process(target=_run, args=(self._target, self._given), daemon=False)
            process.start()
            self._workers.append(_Worker(process, time.monotonic()))

    def _looked_after(self) -> bool:
        """Replace what has ended. False when nothing runs and a new process could not start either."""
        ended = [one for one in self._workers if one.process.exitcode is not None]
        for one in ended:
            self._workers.remove(one)
            code = one.process.exitcode
            _log.error("the process %s that answered requests ended by itself (%s)", one.process.pid, code)
            if code == FAILED_TO_START and not self._workers:
                return False
            if time.monotonic() - one.began < _SOON_SECONDS:
                self._next_start = time.monotonic() + _PAUSE
        if time.monotonic() >= self._next_start:
            self._fill_up()
        elif not self._workers:
            time.sleep(_LOOK_EVERY)
        return True

    def _end(self) -> None:
        # while it is open here, who connects waits for an answer that nobody gives
        self._listening.close()
        for one in self._workers:
            one.process.terminate()
        deadline = time.monotonic() + _MOST_SECONDS_TO_END
        for one in self._workers:
            one.process.join(max(0.0, deadline - time.monotonic()))
            if one.process.exitcode is None:
                one.process.kill()
                one.process.join()


def _run(target: Callable[..., int], given: Sequence[Any]) -> None:
    # an interrupt from the terminal reaches every process; the one that watches over them passes it on
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parallax-parent", daemon=True).start()
    sys.exit(target(*given))


def _end_with_parent() -> None:
    """Nobody would ever end this process if the one that watches over it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
