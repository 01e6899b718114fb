"""The last few results of costly work: filters and the data of a page ask for the same one again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from math import inf
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar, cast

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_MOST_AT_ONCE = 4
# long enough for the page that asked to be shown with it
_SECONDS_PASSING = 10.0


class Kept(Generic[Key, Value]):
    """Up to ``most`` results by their keys, and of these no more than ``most_bytes`` by their ``size``; the
    one that was asked for longest ago goes first. One that alone is larger is kept until another is made: who
    has been told to come back for it must find it.

    One that ``is_passing``, for it would be fuller in a quiet moment, is kept for ten seconds alone.
    """

    def __init__(
        self,
        most: int,
        is_passing: Callable[[Value], bool] = lambda _: False,
        *,
        size: Callable[[Value], int] = lambda _: 0,
        most_bytes: int = 0,
    ) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._is_passing = is_passing
        self._size = size
        self._bytes = 0
        # each with the moment until which it holds
        self._results: OrderedDict[Key, tuple[Value, float]] = OrderedDict()
        self._in_hand: dict[Key, Future[Value]] = {}
        self._lock = Lock()

    def clear(self) -> None:
        """Let go of all of them."""
        with self._lock:
            self._results.clear()
            self._bytes = 0

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The result for ``key``, made now if it is not kept."""
        with self._lock:
            held = self._held(key)
            if held is not None:
                return held[0]
            in_hand = self._in_hand.get(key)
        return self._made(key, make) if in_hand is None else in_hand.result()

    def soon(self, key: Key, make: Callable[[], Value], seconds: float) -> Value | None:
        """The result for ``key`` if it is kept, or made within ``seconds``; else None, and a thread goes on
        making it. So ``make`` must need nothing that ends with the request."""
        with self._lock:
            held = self._held(key)
            if held is not None:
                return held[0]
            in_hand = self._in_hand.get(key)
            if in_hand is None and len(self._in_hand) < _MOST_AT_ONCE:
                in_hand = self._in_hand[key] = Future()
                work = (key, make, in_hand)
                Thread(target=self._carry_out, args=work, name="parallax-soon", daemon=True).start()
        if in_hand is None:
            # so much is in hand already that this one has to wait
            return self.get(key, make)
        try:
            return in_hand.result(seconds)
        except TimeoutError:
            return None

    def _held(self, key: Key) -> tuple[Value, float] | None:
        held = self._results.get(key)
        if held is None or held[1] < monotonic():
            return None
        self._results.move_to_end(key)
        return held

    def _made(self, key: Key, make: Callable[[], Value]) -> Value:
        made = make()
        until = monotonic() + _SECONDS_PASSING if self._is_passing(made) else inf
        size = self._size(made)
        with self._lock:
            before = self._results.pop(key, None)
            self._bytes += size - (self._size(before[0]) if before else 0)
            self._results[key] = made, until
            while len(self._results) > self._most or (
                self._bytes > self._most_bytes and len(self._results) > 1
            ):
                self._bytes -= self._size(self._results.popitem(last=False)[1][0])
        return made

    def _carry_out(self, key: Key, make: Callable[[], Value], promised: "Future[Value]") -> None:
        made: Value | None = None
        failed: BaseException | None = None
        try:
            made = self._made(key, make)
        except BaseException as error:
            failed = error
        with self._lock:
            # before anybody is told: whoever asks then finds the result, or begins anew
            del self._in_hand[key]
        if failed is not None:
            promised.set_exception(failed)
        else:
            promised.set_result(cast("Value", made))
