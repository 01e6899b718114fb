"""Many addresses at once, as far as manners allow: hosts side by side, the addresses of one in turn."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Generic, TypeVar

from app.errors import FetchError
from app.fetch.client import Answer, Limit
from app.fetch.politeness import PoliteClient

_AHEAD = 2_000
"""Addresses held while their hosts are busy."""

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Subject]):
    """An address to be fetched, and ``about`` what it is for."""

    url: str
    limit: Limit
    about: Subject
    headers: Mapping[str, str] = field(default_factory=dict)


Result = tuple[Wanted[Subject], Answer | FetchError]


def fetch_many(
    client: PoliteClient,
    next_one: Callable[[], Wanted[Subject] | None],
    stopped: Callable[[], bool] | None = None,
) -> Iterator[Result[Subject]]:
    """Each wanted address with its answer or the error, as they come, not in their order.

    ``next_one`` is asked whenever there is room; None says that there is nothing now. It may have something
    again after a result was handed out. The end comes when there is nothing and nothing is on its way.
    Nothing is fetched ahead of what is asked for, but for what is on its way. Once ``stopped`` says so,
    nothing new is fetched.
    """
    crew: _Crew[Subject] = _Crew(client)
    waiting: dict[str, deque[Wanted[Subject]]] = {}
    held = 0
    try:
        while True:
            if stopped is not None and stopped():
                waiting.clear()
                next_one = _nothing
            while held < _AHEAD and (wanted := next_one()) is not None:
                try:
                    host = client.host_of(wanted.url)
                except FetchError as error:
                    yield wanted, error
                    continue
                waiting.setdefault(host, deque()).append(wanted)
                held += 1
            for host in [host for host in waiting if host not in crew.busy]:
                if len(crew.busy) >= client.at_once:
                    break
                queue = waiting.pop(host)
                crew.send(host, queue.popleft())
                held -= 1
                if queue:
                    # Behind the others: each host has its turn.
                    waiting[host] = queue
            if not crew.busy:
                return
            yield crew.receive()
    finally:
        crew.dismiss()


def _nothing() -> None:
    return None


class _Crew(Generic[Subject]):
    """Threads that fetch. They are daemons: who interrupts the program does not wait for slow servers."""

    def __init__(self, client: PoliteClient) -> None:
        self._client = client
        self._jobs: SimpleQueue[tuple[str, Wanted[Subject]] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[str, Wanted[Subject], Answer | Exception]] = SimpleQueue()
        self._threads = 0
        self.busy: set[str] = set()

    def send(self, host: str, wanted: Wanted[Subject]) -> None:
        self.busy.add(host)
        self._jobs.put((host, wanted))
        if self._threads < len(self.busy):
            self._threads += 1
            threading.Thread(target=self._work, daemon=True, name="parallax-fetch").start()

    def receive(self) -> Result[Subject]:
        host, wanted, outcome = self._done.get()
        self.busy.discard(host)
        if isinstance(outcome, Exception) and not isinstance(outcome, FetchError):
            raise outcome
        return wanted, outcome

    def dismiss(self) -> None:
        for _ in range(self._threads):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            host, wanted = job
            outcome: Answer | Exception
            try:
                outcome = self._client.get(wanted.url, limit=wanted.limit, headers=wanted.headers)
            except Exception as error:
                outcome = error
            self._done.put((host, wanted, outcome))
