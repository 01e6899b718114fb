"""Windows of days, by which the links of all articles are found with the texts of a few at hand. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.events import kept_links, method
from app.events.candidates import Numbers, Values
from app.events.grouping import Linked
from app.events.pair_features import Pairs

# What a pair hangs on: its second judgement on the pairs of third articles, as far away as candidates may be;
# these on the lists of both, which hold articles as far again; and on whether one stands in the lists of
# others, which hold articles as far again. The later article of the pair may be as far from the earlier one.
_BEFORE = 3 * method.CANDIDATE_DAYS
_AFTER = 4 * method.CANDIDATE_DAYS


@dataclass(frozen=True, slots=True)
class Window:
    """Texts by day from ``first`` up to ``last``, without it; ``low`` to ``high`` is what they hang on."""

    first: int
    last: int
    low: int
    high: int


def windows(days: Numbers) -> Iterator[Window]:
    """Windows that hold all texts once; ``days`` ascend. None is divided between two days.

    A window has so many days at least that reading what it hangs on does not cost a multiple of it.
    """
    first = 0
    while first < len(days):
        last = max(
            min(first + method.WINDOW, len(days)) - 1,
            int(np.searchsorted(days, days[first] + method.WINDOW_DAYS)) - 1,
        )
        # those of no day hang on each other alone
        end = days[last] if days[first] else 0
        last = int(np.searchsorted(days, end, side="right"))
        low = int(np.searchsorted(days, days[first] - _BEFORE))
        high = int(np.searchsorted(days, days[last - 1] + _AFTER, side="right"))
        yield Window(first, last, low if days[first] else first, high if days[first] else last)
        first = last


class Carried:
    """The pairs of all windows so far, as far as they are still needed. ``ids`` are the texts' articles."""

    def __init__(self, ids: Numbers) -> None:
        self._ids = ids
        self._open: Linked | None = None
        self._counting: list[tuple[NDArray[np.int32], NDArray[np.int32], Values]] = []

    def take(self, window: Window, found: Linked) -> Iterator[tuple[int, bytes]]:
        """Take in the pairs of all texts that a window hangs on; what is to be kept of its own texts.

        A pair is taken in with its earlier text, so that all those of a text are found with its window.
        """
        left, right = found.pairs.left + window.low, found.pairs.right + window.low
        found = replace(found, pairs=replace(found.pairs, left=left, right=right))
        found = _those(found, (left >= window.first) & (left < window.last))
        left, right, final = found.pairs.left, found.pairs.right, found.final
        counts = final >= method.LEAST_LINK
        self._counting.append((left[counts].astype(np.int32), right[counts].astype(np.int32), final[counts]))
        if self._open is not None:
            found = _both(self._open, found)
        self._open = _those(found, found.pairs.right >= window.last)
        return kept_links.packed(self._ids, found, np.arange(window.first, window.last))

    def counting(self) -> tuple[Pairs, Values]:
        """The pairs that have a link that counts, by the places of their texts, and its probability."""
        nothing = np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        left, right, final = (np.concatenate(part) for part in zip(nothing, *self._counting, strict=True))
        return Pairs(left, right, *(np.zeros(0, np.float32),) * 3), final


def _those(found: Linked, chosen: NDArray[np.bool_]) -> Linked:
    pairs = Pairs(*(getattr(found.pairs, field.name)[chosen] for field in fields(Pairs)))
    return Linked(pairs, found.first[chosen], found.final[chosen])


def _both(one: Linked, other: Linked) -> Linked:
    def end_to_end(name: str) -> Any:
        return np.concatenate((getattr(one.pairs, name), getattr(other.pairs, name)))

    pairs = Pairs(*(end_to_end(field.name) for field in fields(Pairs)))
    first, final = np.concatenate((one.first, other.first)), np.concatenate((one.final, other.final))
    return Linked(pairs, first, final)
