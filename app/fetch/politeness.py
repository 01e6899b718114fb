"""Manners towards servers: one request at a time to a host, pauses between them, robots.txt obeyed."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.config import Settings
from app.errors import RefusedAddressError, RobotsError, StatusError, UnreachableError
from app.fetch.client import Answer, GuardedClient, Limit
from app.fetch.robots import Robots
from app.fetch.targets import Target, parse

AT_ONCE = 8
"""Requests at once, to all hosts together."""
MAX_CRAWL_DELAY = 30.0
"""The longest pause that a robots.txt can ask for."""
MAX_WAIT = 60.0
"""The longest a request waits for its turn; a host that asks for more is left alone in this run."""
RETRIES = 2
_BUSY = frozenset({429, 503})
_FIRST_BACK_OFF = 5.0


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class PoliteClient:
    """The guarded client with manners. May be used from several threads: they wait for one another's hosts.

    ``delay`` is the least pause in seconds between two requests to one host. ``now`` and ``sleep`` are the
    clock.
    """

    def __init__(
        self,
        client: GuardedClient,
        *,
        delay: float = 1.0,
        at_once: int = AT_ONCE,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._robots = Robots(client, now)
        self._delay = delay
        self.at_once = at_once
        self._slots = threading.BoundedSemaphore(at_once)
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    @property
    def allow_private(self) -> bool:
        """Whether addresses inside networks are asked."""
        return self._client.allow_private

    def host_of(self, url: str) -> str:
        """The host that a request for ``url`` takes a turn of. Raises RefusedAddressError."""
        return parse(url, allow_private=self.allow_private).place

    def get(self, url: str, *, limit: Limit, headers: Mapping[str, str] | None = None) -> Answer:
        """GuardedClient.get, as the site allows it and when it is this request's turn.

        A host that is busy (429, 503) is asked again, up to RETRIES times, after as long as it says or ever
        longer pauses. Raises FetchError; RobotsError when robots.txt forbids the address.
        """
        for attempt in range(RETRIES + 1):
            try:
                return self._client.get(url, limit=limit, headers=headers, admit=self._admitted)
            except StatusError as error:
                if error.status not in _BUSY:
                    raise
                wait = error.wait if error.wait is not None else _FIRST_BACK_OFF * 2**attempt
                self._back_off(parse(error.url, allow_private=True).place, wait)
                if attempt == RETRIES or wait > MAX_WAIT:
                    raise
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def _admitted(self, target: Target) -> Iterator[None]:
        try:
            rules = self._robots.rules(target, lambda hop: self._turn(hop, None))
        except RefusedAddressError as error:
            # It is the page that a person asked for, not its robots.txt.
            raise RefusedAddressError(error.reason, target.url) from error
        if rules.refusal is not None:
            raise UnreachableError(rules.refusal, target.url)
        if not rules.allows(target):
            raise RobotsError("the site's robots.txt forbids it to programs", target.url)
        with self._turn(target, rules.delay):
            yield

    @contextmanager
    def _turn(self, target: Target, crawl_delay: float | None) -> Iterator[None]:
        with self._lock:
            host = self._hosts.setdefault(target.place, _Host())
        with host.turn:
            wait = host.free_at - self._now()
            if wait > MAX_WAIT:
                raise UnreachableError(
                    f"the site asks to be left alone for {round(wait):,} more seconds", target.url
                )
            if wait > 0:
                self._sleep(wait)
            try:
                with self._slots:
                    yield
            finally:
                pause = max(self._delay, min(crawl_delay or 0.0, MAX_CRAWL_DELAY))
                host.free_at = max(host.free_at, self._now() + pause)

    def _back_off(self, place: str, seconds: float) -> None:
        with self._lock:
            host = self._hosts.setdefault(place, _Host())
        host.free_at = max(host.free_at, self._now() + seconds)


def polite_client(settings: Settings) -> PoliteClient:
    """A client as the settings want it."""
    client = GuardedClient(allow_private=settings.allow_private_addresses)
    return PoliteClient(client, delay=settings.fetch_delay)
