"""How much of an article's text stands in others: shared marks, counted for many articles at once.

An article is a *place* here, its row in the arrays. Passages that an outlet prints under many of its articles
(its own notices, galleries, lists of links) are set aside first: what is left is the article's own text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from app.text.fingerprints import from_bytes

HOUSE_ARTICLES = 3
"""A run of words in so many articles of one outlet is the house's own, if they lie HOUSE_DAYS apart. Without
this, 9 of 10 pairs above half shared in AllSides were photo galleries of CNN and country lists of Time."""
HOUSE_DAYS = 14
"""Days from the first to the last of them: within two weeks it can be one running story."""
HOUSE_UNDATED = 5
"""So many articles of one outlet without a known day are taken to lie apart."""
HOLDERS = 100
"""Of the articles that bear a mark the earliest so many are looked at (the longer ones of a day first, the
undated last): bounds the work for an article, and the text that all of them repeat is among these."""
UNKNOWN = -1
"""Stands for a day or an outlet that is not known."""

_PART = 2_000_000

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of places, and how many marks they share."""

    left: Places
    right: Places
    shared: Places


class Corpus:
    """The marks of all articles, one array after the other."""

    def __init__(self, marks: Sequence[bytes]) -> None:
        """``marks`` as app.text.fingerprints.marks makes them, by place."""
        self.sizes: Places = np.fromiter(map(len, marks), dtype=np.int64, count=len(marks)) // 4
        self._ends = np.cumsum(self.sizes)
        self._marks = from_bytes(b"".join(marks))

    def __len__(self) -> int:
        return len(self.sizes)

    def bearing(self, places: Places) -> "Bearings":
        """Which of the marks of these places stand elsewhere, too, and where."""
        return self._gathered(self._near(places))

    def all_shared(self) -> "Bearings":
        """Every mark that two or more places bear, and where."""
        return self._gathered(self._by_part())

    def _gathered(self, keys: Iterator[npt.NDArray[np.uint64]]) -> "Bearings":
        found = [_repeated(part) for part in keys]
        both = np.concatenate(found) if found else np.empty(0, dtype=np.uint64)
        marks, places = both >> np.uint64(32), (both & np.uint64(0xFFFFFFFF)).astype(np.int64)
        numbers = np.cumsum(np.diff(marks, prepend=marks[:1]) != 0)
        return Bearings(numbers, places, self.sizes)

    def _places_of(self, entries: Places) -> npt.NDArray[np.uint64]:
        return np.searchsorted(self._ends, entries, side="right").astype(np.uint64)

    def _near(self, places: Places) -> Iterator[npt.NDArray[np.uint64]]:
        wanted = np.unique(
            np.concatenate(
                [self._marks[self._ends[place] - self.sizes[place] : self._ends[place]] for place in places]
                or [self._marks[:0]]
            )
        )
        # A table of the marks' upper halves passes over nearly all the others at a glance.
        glance = np.zeros(1 << 16, dtype=bool)
        glance[wanted >> np.uint32(16)] = True
        entries = np.flatnonzero(glance[self._marks >> np.uint32(16)])
        entries = entries[np.isin(self._marks[entries], wanted)]
        yield self._marks[entries].astype(np.uint64) << np.uint64(32) | self._places_of(entries)

    def _by_part(self) -> Iterator[npt.NDArray[np.uint64]]:
        """Marks and places, in parts by the size of the mark, so that sorting takes little memory."""
        parts = -(-len(self._marks) // _PART)
        bounds = [(part << 32) // parts for part in range(parts + 1)] if parts else []
        for low, high in pairwise(bounds):
            entries = np.flatnonzero((self._marks >= low) & (self._marks <= high - 1))
            yield self._marks[entries].astype(np.uint64) << np.uint64(32) | self._places_of(entries)


def _repeated(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """``keys`` (mark and place), sorted, without those whose mark is the only one of its kind."""
    keys = np.sort(keys)
    marks = keys >> np.uint64(32)
    again = marks[1:] == marks[:-1]
    kept = np.zeros(len(keys), dtype=bool)
    kept[1:] |= again
    kept[:-1] |= again
    return keys[kept]


@dataclass(frozen=True, slots=True)
class Bearings:
    """Which place bears which shared mark. ``numbers`` of marks ascend; ``sizes`` are all its marks."""

    numbers: Places
    places: Places
    sizes: Places

    def shares(self, days: Places, outlets: Places) -> "Shares":
        """What the places share; ``days`` and ``outlets`` by place, UNKNOWN where they are not known."""
        house = self._house(days, outlets)
        own = self.sizes - np.bincount(self.places[house], minlength=len(self.sizes))
        numbers, places = self.numbers[~house], self.places[~house]
        late = np.where(days == UNKNOWN, np.iinfo(np.int64).max, days)
        order = np.lexsort((places, -own[places], late[places], numbers))
        return Shares(numbers[order], places[order], own)

    def _house(self, days: Places, outlets: Places) -> npt.NDArray[np.bool_]:
        """Which bearings belong to a passage that the place's outlet prints again and again."""
        outlet, day = outlets[self.places], days[self.places]
        house = np.zeros(len(self.places), dtype=bool)
        named = np.flatnonzero(outlet != UNKNOWN)
        if not len(named):
            return house
        order = named[np.lexsort((outlet[named], self.numbers[named]))]
        numbers, outlet, day = self.numbers[order], outlet[order], day[order]
        starts = np.flatnonzero((np.diff(numbers, prepend=-1) != 0) | (np.diff(outlet, prepend=UNKNOWN) != 0))
        counts = np.diff(starts, append=len(order))
        undated = np.add.reduceat((day == UNKNOWN).astype(np.int64), starts)
        last = np.maximum.reduceat(day, starts)
        earliest = np.minimum.reduceat(np.where(day == UNKNOWN, np.iinfo(np.int64).max, day), starts)
        apart = (counts > undated) & (last - earliest > HOUSE_DAYS)
        ours = ((counts >= HOUSE_ARTICLES) & apart) | (undated >= HOUSE_UNDATED)
        house[order] = np.repeat(ours, counts)
        return house


class Shares:
    """What places share of their own text. ``own`` says how many marks of each place are its own."""

    def __init__(self, numbers: Places, places: Places, own: Places) -> None:
        """``numbers`` of marks ascend; the places that bear one mark are in the order of HOLDERS."""
        self.own = own
        shape = (len(own), int(numbers[-1]) + 1 if len(numbers) else 1)
        ones = np.ones(len(numbers), dtype=np.int32)
        self._bearers = csr_array((ones, (places, numbers)), shape=shape)
        early = np.arange(len(numbers)) - np.searchsorted(numbers, numbers) < HOLDERS
        self._holders = csr_array((ones[early], (places[early], numbers[early])), shape=shape).T

    def matches(self, rows: Places, least: int) -> Matches:
        """The pairs of one of ``rows`` and any place that share ``least`` marks or more."""
        found = (self._bearers[rows] @ self._holders).tocoo()
        left, right = rows[found.row], found.col.astype(np.int64)
        kept = (left != right) & (found.data >= least)
        return Matches(left[kept], right[kept], found.data[kept].astype(np.int64))
