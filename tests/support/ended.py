"""Processes that tests start and that end with them, whatever becomes of the test."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

# far more than any of them needs, however busy the machine is
PATIENCE = 300.0


@contextmanager
def ended(process: subprocess.Popen[Any], seconds: float = PATIENCE) -> Iterator[None]:
    """Kill ``process`` when the block is left, and close its pipes.

    After ``seconds`` it is killed in any case: who waits for what it says, or for its end, reads its end then
    and fails, and does not wait for ever. One that leads a session is killed with all that it has started.
    """
    late = threading.Timer(seconds, _kill, (process,))
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _kill(process: subprocess.Popen[Any]) -> None:
    if process.poll() is not None:
        return
    with suppress(ProcessLookupError):
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
