"""Parsing apart: in processes that can be killed, for what strangers wrote may never come to an end.

A pool holds a few processes, each driven by one thread of this one. They read documents (``understand``) and
run those readers that hand bytes to a parser (``read``). A process that takes too long over one document, or
dies of it, is replaced; that document becomes a problem and all others go on.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from typing import Any

from app import child_process
from app.child_process import ChildProcess
from app.errors import UnreadableInputError
from app.ingest.decide import Prepared, Reject
from app.ingest.readers import formats
from app.ingest.readers.base import Format, ReadOptions, Source
from app.ingest.reading import Found
from app.records import RawDocument

SECONDS_A_DOCUMENT = 30.0
"""The longest one document may take. The slowest honest page of the measured sets takes under two."""
SECONDS_AN_ITEM = 60.0
"""The longest a reader may take from one record to the next."""
SECONDS_A_FILE = 600.0
"""The longest a reader may take over one file, not counting what is done with its records."""
_IDLE_SECONDS = 120.0
_MOST_PROCESSES = 8
# A process may have died of something else than its document.
_ATTEMPTS = 2

Understood = Prepared | Reject


class Pool:
    """Processes that parse. ``size`` of them understand documents; readers that run apart get more."""

    def __init__(self, size: int | None = None, seconds: float = SECONDS_A_DOCUMENT) -> None:
        self._seconds = seconds
        self.size = min(size or os.cpu_count() or 1, _MOST_PROCESSES)
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="parallax-pool")
        self._idle: list[ChildProcess] = []
        self._lock = threading.Lock()

    def understand(self, documents: Sequence[RawDocument]) -> "Future[list[Understood]]":
        """What each of these documents holds, in their order, as soon as a process has the time."""
        return self._threads.submit(self._understand, documents)

    def _understand(self, documents: Sequence[RawDocument]) -> list[Understood]:
        found = self._asked(documents)
        if found is None:
            # One of them takes too long, or crashes the process: each by itself tells which.
            found = [understood for document in documents for understood in self._one(document)]
        return found

    def _one(self, document: RawDocument) -> list[Understood]:
        for _ in range(_ATTEMPTS):
            try:
                found = self._asked([document])
            except TimeoutError:
                return [Reject(f"reading it took longer than {self._seconds:.0f} seconds")]
            if found is not None:
                return found
        return [Reject("the process that read it crashed")]

    def _asked(self, documents: Sequence[RawDocument]) -> list[Understood] | None:
        """What a process makes of these documents, in one answer: every message costs this process a wait for
        its lock. None when it crashed or, unless they are one, took too long; raises TimeoutError for one."""
        process = self._taken()
        try:
            if not process.ask("understand", documents):
                raise EOFError
            found: list[Understood] = process.answer(self._seconds)
        except TimeoutError:
            process.kill()
            if len(documents) == 1:
                raise
            return None
        except EOFError:
            process.kill()
            return None
        self._give_back(process)
        return found

    def read(self, listed: Format, source: Source, options: ReadOptions) -> Iterator[Found | Source]:
        """Run a reader: here, or apart when its format says so. Raises UnreadableInputError and OSError."""
        if not listed.apart:
            yield from listed.read(source, options)
            return
        process, left = self._taken(), SECONDS_A_FILE
        whole = False
        try:
            if not process.ask("read", listed.name, source, options):
                raise EOFError
            while True:
                began = time.monotonic()
                kind, *value = process.answer(min(SECONDS_AN_ITEM, left))
                left -= time.monotonic() - began
                if kind == "end":
                    whole = True
                    return
                if kind != "item":
                    whole = True
                    raise _error(kind, *value)
                yield value[0]
        except TimeoutError:
            raise UnreadableInputError(f"reading it as {listed.name} took too long") from None
        except EOFError:
            raise UnreadableInputError(f"the process that read it as {listed.name} crashed") from None
        finally:
            if whole:
                self._give_back(process)
            else:
                process.kill()

    def _taken(self) -> ChildProcess:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.alive:
                    return process
                process.kill()
        return _begun()

    def _give_back(self, process: ChildProcess) -> None:
        with self._lock:
            if len(self._idle) < self.size:
                self._idle.append(process)
                return
        process.kill()

    def warm(self) -> None:
        """Start all processes now: they take a second to begin, in which others can open the database."""
        with self._lock:
            while len(self._idle) < self.size:
                self._idle.append(_begun())

    def rest(self) -> None:
        """End the processes that have nothing to do, and give their memory back."""
        with self._lock:
            while self._idle:
                self._idle.pop().kill()

    def close(self) -> None:
        """End all processes. What is in hand is lost."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.rest()


def _begun() -> ChildProcess:
    return ChildProcess(serve, "parallax-reader")


@cache
def shared() -> Pool:
    """The pool of this process. Its processes end by themselves when nothing has come in for a while."""
    return Pool()


def _error(kind: str, *value: Any) -> Exception:
    return OSError(*value) if kind == "system" else UnreadableInputError(*value)


def serve(pipe: Connection) -> None:
    """What a process of the pool does until its pipe is closed."""
    # An interrupt from the terminal reaches it too; whoever drives it decides what that means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_process.step_aside()
    child_process.limit_memory()
    # Only here: the process that reads inputs and writes needs no parser, nor their memory.
    import app.ingest.prepare  # noqa: F401

    formats()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send("ready")
        while pipe.poll(_IDLE_SECONDS):
            task, *given = pipe.recv()
            _TASKS[task](pipe, *given)


def _understand(pipe: Connection, documents: Sequence[RawDocument]) -> None:
    from app.ingest.prepare import understand

    pipe.send([understand(raw) for raw in documents])


def _read(pipe: Connection, name: str, source: Source, options: ReadOptions) -> None:
    listed = next(listed for listed in formats() if listed.name == name)
    try:
        for item in listed.read(source, options):
            pipe.send(("item", item))
    except UnreadableInputError as error:
        pipe.send(("unreadable", error.reason, error.line))
    except MemoryError:
        pipe.send(("unreadable", "reading it takes more memory than a file may have"))
    except OSError as error:
        pipe.send(("system", error.errno, error.strerror))
    except RecursionError:
        pipe.send(("unreadable", "nested too deeply"))
    except Exception as error:
        # Whatever a parser stumbles over in one file must not keep the others out.
        pipe.send(("unreadable", f"it could not be read: {type(error).__name__}: {str(error)[:300]}"))
    else:
        pipe.send(("end",))


_TASKS: dict[str, Callable[..., None]] = {"understand": _understand, "read": _read}
