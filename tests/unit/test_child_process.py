"""A process apart answers for its own time, not for that in which others had the processor."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from app.child_process import ChildProcess

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="this system does not tell how long a process waited"
)


def _busy_on_one_processor(started: Event) -> None:
    os.sched_setaffinity(0, {0})
    started.set()
    while True:
        pass


def _serve(pipe: Connection) -> None:
    os.sched_setaffinity(0, {0})
    pipe.send("ready")
    while True:
        (seconds,) = pipe.recv()
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass
        pipe.send("done")


@pytest.fixture
def crowd() -> Iterator[None]:
    """Two processes that want all of the processor on which the one under test runs."""
    context = multiprocessing.get_context("spawn")
    started = [context.Event() for _ in range(2)]
    others = [context.Process(target=_busy_on_one_processor, args=(event,)) for event in started]
    for other in others:
        other.start()
    assert all(event.wait(30) for event in started)
    yield
    for other in others:
        other.kill()
        other.join()


@pytest.mark.usefixtures("crowd")
def test_time_in_which_others_ran_does_not_count() -> None:
    process = ChildProcess(_serve, "test")
    try:
        assert process.ask(0.25)  # of a processor shared by three: about 0.75 s
        began = time.monotonic()
        assert process.answer(0.3, at_most=60) == "done"
        # it did take longer than it was given
        assert time.monotonic() - began > 0.3
        assert process.ask(30.0)
        with pytest.raises(TimeoutError):
            process.answer(0.2, at_most=0.4)
    finally:
        process.kill()
