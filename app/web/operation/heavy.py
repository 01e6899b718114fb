"""Costly work, in a few processes of its own: so much at a time, in a short line, each with a deadline.

A comparison is pure Python. In a thread of the server it would slow down every other request; in a process
apart it takes another core, lets requests that cost little go first, and can be ended. One process takes the
tasks that promise to be short alone, so that somebody who asks for the longest ones does not make all others
wait. Whoever asks for what is being made already gets the same result.

Until the processes are ready the thread that asks does short tasks itself, and where there are none it does
all of them, in the same line.
"""

import gc
import itertools
import logging
import signal
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from app import child_process
from app.child_process import ChildProcess
from app.config import multiply_in_one_thread
from app.errors import TooBusyError

_log = logging.getLogger(__name__)

MOST_WAITING = 16
"""Requests that may wait at a time, also for what others have asked for. They hold threads of the server."""
MOST_LONG_WAITING = 4
"""Of these, so many may be long tasks: one after the other, each of them may take seconds."""
SECONDS_WAITING = 10.0
"""The longest that a request waits for its turn, or for what another one is having made."""
SECONDS = 20.0
"""The longest that work takes. Two texts at the caps of a comparison take three on a machine at rest."""
LONG = 60_000
"""Tasks over more characters of text than these are long ones: a second and more."""

_NICENESS = 5
# after so many a process looks through all that it has kept, which takes 20 ms
_TASKS_TO_TIDY = 100
# of a request that took too long, so that it is not tried again at once
_SECONDS_REMEMBERED = 60.0
_MOST_REMEMBERED = 100
_BUSY = "Many comparisons are being made at the moment, and this one could not be made beside them."
_GONE = "The process that worked on this has ended, perhaps for want of memory."

Key = Hashable
_Result = TypeVar("_Result")


@dataclass
class _Place:
    """Where one task is done at a time: a process, or while there is none the thread that asks."""

    takes_long: bool
    process: ChildProcess | None = None
    is_taken: bool = False
    is_starting: bool = False


@dataclass
class _State:
    places: list[_Place] = field(default_factory=list)
    waiting: int = 0
    long_waiting: int = 0
    flights: "dict[Key, Future[Any]]" = field(default_factory=dict)
    given_up: dict[Key, float] = field(default_factory=dict)


class HeavyWork:
    """The processes of one server, and the line before them. Safe to call from any thread."""

    def __init__(self, processes: int, seconds: float = SECONDS) -> None:
        """With 0 ``processes`` all work is done by the threads that ask, two at a time."""
        self._seconds = seconds
        self._processes = processes
        self._changed = threading.Condition()
        self._closed = False
        count = max(processes, 1 if processes else 2)
        # where there is one place alone, it takes whatever comes
        self._state = _State([_Place(takes_long=count == 1 or place > 0) for place in range(count)])

    @property
    def is_apart(self) -> bool:
        """Whether processes of their own do the work."""
        return self._processes > 0

    def start(self) -> None:
        """Start the processes in the background; they take a second or two to be ready."""
        for place in self._state.places if self._processes else []:
            self._begin(place)

    def close(self) -> None:
        """End the processes, and what is in hand with them."""
        with self._changed:
            self._closed = True
            ending = [place.process for place in self._state.places if place.process]
        for process in ending:
            process.kill()

    def numbers(self) -> list[int]:
        """By which numbers the system knows the processes that are ready."""
        with self._changed:
            found = [place.process.number for place in self._state.places if place.process]
        return [number for number in found if number is not None]

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn, or for what another one is having made."""
        return self._state.waiting

    @property
    def running(self) -> int:
        """How many tasks are in hand."""
        return sum(place.is_taken for place in self._state.places)

    def make(
        self,
        key: Key,
        characters: int,
        task: Callable[..., _Result],
        *given: Any,
        patience: float | None = None,
    ) -> _Result:
        """What ``task`` makes of ``given``: a function of a module, and what can be sent to a process.

        ``key`` tells that the result of two calls is the same one, and ``characters`` are those of the texts
        it goes through. It waits ``SECONDS_WAITING`` for its turn, or only ``patience``. Raises TooBusyError,
        and whatever the task raises.
        """
        end = time.monotonic() + (SECONDS_WAITING if patience is None else patience)
        with self._changed:
            self._refuse_what_failed(key)
            flight = self._state.flights.get(key)
            if flight is None:
                flight = self._state.flights[key] = Future()
                is_first = True
            else:
                is_first = False
        if not is_first:
            return cast("_Result", self._same(flight, end))
        try:
            found = self._in_turn(key, end, characters > LONG, task, given)
        except BaseException as error:
            flight.set_exception(error)
            raise
        else:
            flight.set_result(found)
            return found
        finally:
            with self._changed:
                del self._state.flights[key]

    def _same(self, flight: "Future[Any]", end: float) -> Any:
        """What another request is having made."""
        with self._waiting(takes_long=False):
            try:
                return flight.result(max(end - time.monotonic(), 0))
            except TimeoutError:
                raise TooBusyError(_BUSY) from None

    def _in_turn(
        self, key: Key, end: float, is_long: bool, task: Callable[..., _Result], given: tuple[Any, ...]
    ) -> _Result:
        place = self._taken(is_long, end)
        try:
            if place.process is None:
                return task(*given)
            return self._asked(place, key, task, given)
        finally:
            with self._changed:
                place.is_taken = False
                self._changed.notify_all()

    def _taken(self, is_long: bool, end: float) -> _Place:
        with self._waiting(is_long), self._changed:
            while True:
                # a short task leaves the place of the long ones free as long as it can
                free = [p for p in self._state.places if not p.is_taken and self._fits(p, is_long)]
                if free:
                    place = min(free, key=lambda p: p.takes_long)
                    place.is_taken = True
                    return place
                if not self._changed.wait(max(end - time.monotonic(), 0)) and time.monotonic() >= end:
                    raise TooBusyError(_BUSY)

    def _fits(self, place: _Place, is_long: bool) -> bool:
        """Whether a task can be done there. A long one waits for a process that is about to be ready: in a
        thread of the server it would slow down everybody."""
        return not is_long or (place.takes_long and (place.process is not None or not place.is_starting))

    def _asked(
        self, place: _Place, key: Key, task: Callable[..., _Result], given: tuple[Any, ...]
    ) -> _Result:
        process = place.process
        assert process is not None
        try:
            if not process.ask(task, given):
                raise EOFError
            is_fine, found = process.answer(self._seconds, at_most=self._seconds)
        except TimeoutError:
            with self._changed:
                self._state.given_up[key] = time.monotonic() + _SECONDS_REMEMBERED
            self._replace(place, process)
            raise self._too_long() from None
        except EOFError:
            self._replace(place, process)
            raise TooBusyError(_GONE) from None
        if not is_fine:
            raise found
        return cast("_Result", found)

    def _replace(self, place: _Place, process: ChildProcess) -> None:
        with self._changed:
            place.process = None
        process.kill()
        self._begin(place)

    def _begin(self, place: _Place) -> None:
        place.is_starting = True
        threading.Thread(target=self._prepare, args=(place,), name="parallax-heavy", daemon=True).start()

    def _prepare(self, place: _Place) -> None:
        """Have a process ready for this place, which does without one until then."""
        try:
            process = ChildProcess(serve, "parallax-compare")
            process.wait()
        except (OSError, EOFError) as error:
            _log.warning("no process for comparisons could be started: %s", error)
            with self._changed:
                place.is_starting = False
                self._changed.notify_all()
            return
        with self._changed:
            place.is_starting = False
            if not self._closed:
                place.process = process
                self._changed.notify_all()
                return
        process.kill()

    def _refuse_what_failed(self, key: Key) -> None:
        now = time.monotonic()
        given_up = self._state.given_up
        for old in [one for one, until in given_up.items() if until < now]:
            del given_up[old]
        while len(given_up) > _MOST_REMEMBERED:
            del given_up[next(iter(given_up))]
        if key in given_up:
            raise self._too_long()

    def _too_long(self) -> TooBusyError:
        return TooBusyError(f"This took longer than {self._seconds:.0f} seconds, so it was given up.")

    def _waiting(self, takes_long: bool) -> "_Waiting":
        return _Waiting(self._state, self._changed, takes_long)


class _Waiting:
    """A request that waits while the block runs. Raises TooBusyError where too many do."""

    def __init__(self, state: _State, changed: threading.Condition, takes_long: bool) -> None:
        self._state, self._changed, self._long = state, changed, int(takes_long)

    def __enter__(self) -> None:
        with self._changed:
            state = self._state
            if state.waiting >= MOST_WAITING or (self._long and state.long_waiting >= MOST_LONG_WAITING):
                raise TooBusyError(_BUSY)
            state.waiting += 1
            state.long_waiting += self._long

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._state.waiting -= 1
            self._state.long_waiting -= self._long


def serve(pipe: Connection) -> None:
    """What a process does until its pipe is closed: one task after the other."""
    # an interrupt from the terminal reaches it too; the server ends it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_process.step_aside(_NICENESS)
    child_process.limit_memory()
    multiply_in_one_thread()
    # read once, not by the first who asks
    import app.compare.matrix
    import app.web.events.event_words  # noqa: F401
    from app.compare.scorer import default_scorer
    from app.compare.texts import general_weight

    default_scorer()
    general_weight("")
    # Looking for rings among all that a task makes takes a fifth of its time, and finds next to nothing: so
    # it is done when the answer is on its way, seldom among what was kept, and never among what is there
    # from the beginning.
    gc.collect()
    gc.freeze()
    gc.disable()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send("ready")
        for number in itertools.count(1):
            task, given = pipe.recv()
            pipe.send(_done(task, given))
            del task, given
            gc.collect(1 if number % _TASKS_TO_TIDY else 2)


def _done(task: Callable[..., Any], given: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, task(*given)
    except MemoryError:
        return False, TooBusyError("This takes more memory than a comparison may have.")
    except Exception as error:
        # whatever it is, the process goes on; it has to be told in a form that can be sent
        return False, RuntimeError(f"{type(error).__name__}: {str(error)[:300]}")


_shared = HeavyWork(0)


def shared() -> HeavyWork:
    """The one of this server."""
    return _shared


def share(work: HeavyWork) -> None:
    """Make ``work`` the one of this server."""
    global _shared
    _shared = work
