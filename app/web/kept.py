"""The last few results of costly work: filters and the data of a page ask for the same one again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Up to ``most`` results by their keys; the one that was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        """Let go of all of them."""
        with self._lock:
            self._results.clear()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The result for ``key``, made now if it is not kept."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        made = make()
        with self._lock:
            self._results[key] = made
            while len(self._results) > self._most:
                self._results.popitem(last=False)
        return made
