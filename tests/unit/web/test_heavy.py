"""Costly work: made once for all who ask, in a short line, given up after a while."""

import gc
import operator
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import TooBusyError
from app.web.operation import heavy
from app.web.operation.heavy import LONG, MOST_LONG_WAITING, HeavyWork

_PATIENCE = 60.0


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Requests at the same time."""
    with ThreadPoolExecutor(20) as pool:
        yield pool


class Held:
    """A task that goes on until it is let go, and counts how often it was begun."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()
        self.count = 0

    def __call__(self, said: str) -> str:
        self.count += 1
        self.begun.release()
        assert self.go_on.wait(_PATIENCE)
        return said


def _until(condition: object) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition() and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.005)


def test_who_asks_for_the_same_gets_what_is_being_made(threads: ThreadPoolExecutor) -> None:
    work, task = HeavyWork(0), Held()
    asked = [threads.submit(work.make, "key", 1, task, "made") for _ in range(5)]
    assert task.begun.acquire(timeout=_PATIENCE)
    _until(lambda: work.waiting == 4)
    task.go_on.set()
    assert [one.result(_PATIENCE) for one in asked] == ["made"] * 5
    assert task.count == 1


def test_long_tasks_leave_a_place_for_short_ones_and_their_line_is_short(threads: ThreadPoolExecutor) -> None:
    work, long_one = HeavyWork(0), Held()
    asked = [
        threads.submit(work.make, number, LONG + 1, long_one, "long")
        for number in range(MOST_LONG_WAITING + 1)
    ]
    assert long_one.begun.acquire(timeout=_PATIENCE)
    _until(lambda: work.waiting == MOST_LONG_WAITING)
    assert work.make("short", 10, operator.add, 2, 3) == 5
    with pytest.raises(TooBusyError):
        work.make("one more", LONG + 1, long_one, "long")
    long_one.go_on.set()
    assert [one.result(_PATIENCE) for one in asked] == ["long"] * (MOST_LONG_WAITING + 1)


def test_nobody_waits_for_ever(threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "SECONDS_WAITING", 0.1)
    work, task = HeavyWork(0), Held()
    asked = threads.submit(work.make, "a", LONG + 1, task, "made")
    assert task.begun.acquire(timeout=_PATIENCE)
    for key in ("a", "b"):
        with pytest.raises(TooBusyError):
            work.make(key, LONG + 1, task, "made")
    task.go_on.set()
    assert asked.result(_PATIENCE) == "made"
    assert work.make("b", LONG + 1, task, "now") == "now"


def test_a_process_is_ended_when_its_task_takes_too_long_and_another_takes_its_place() -> None:
    work = HeavyWork(1, seconds=0.5)
    work.start()
    try:
        _until(work.numbers)
        (first,) = work.numbers()
        assert work.make("sum", 10, operator.add, 2, 3) == 5
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            work.make("division", 10, operator.truediv, 2, 0)
        with pytest.raises(TooBusyError):
            work.make("sleep", 10, time.sleep, 600)
        # not tried again at once
        with pytest.raises(TooBusyError):
            work.make("sleep", 10, Held(), "not begun")
        # meanwhile the thread that asks does short tasks, and long ones wait for the next process
        assert work.make("product", 10, operator.mul, 2, 3) == 6
        assert work.make("long", LONG + 1, os.getpid) in work.numbers()
        _until(work.numbers)
        assert work.numbers() != [first]
    finally:
        work.close()


def test_a_process_multiplies_in_one_thread_and_tidies_up_between_tasks() -> None:
    work = HeavyWork(1)
    work.start()
    try:
        _until(work.numbers)
        assert work.make("threads", 1, os.getenv, "OPENBLAS_NUM_THREADS") == "1"
        assert work.make("tidying", 1, gc.isenabled) is False
        assert work.make("set aside", 1, gc.get_freeze_count) > 0
    finally:
        work.close()
