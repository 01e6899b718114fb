"""Incremental average-link grouping. Pure: vectors, days and earlier decisions in, groups out.

An article joins the group whose articles resemble it most on average, when that is enough, and else starts
one. Only articles within a few days of one another are compared. What has no date is compared with
everything, and its resemblances count for less, because nothing says that the two happened at the same time.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.events import method

UNDATED = -1
UNDECIDED = -1

# Rows whose resemblance to everything is worked out in one sparse product.
_BLOCK = 64
_UNDATED_FACTOR = method.THRESHOLD / method.THRESHOLD_UNDATED

Numbers = NDArray[np.int64]
Similarities = NDArray[np.float32]


def assign(vectors: csr_array, days: Numbers, groups: Numbers, texts: Numbers) -> Numbers:
    """Give every undecided article a group.

    ``vectors`` has one row of unit length per article, ``days`` its day ordinal or ``UNDATED``, ``groups``
    the number of its group or ``UNDECIDED``, ``texts`` a number that exact copies share: copies of one text
    in one group speak with one voice. Rows are decided in the order they stand in; new groups are numbered on
    from the highest one given. Returns all groups; decided rows keep theirs.
    """
    return _Grouping(vectors, days, groups, texts).run()


class _Grouping:
    def __init__(self, vectors: csr_array, days: Numbers, groups: Numbers, texts: Numbers) -> None:
        # By day, so that a window of days is one slice of rows; the undated stand first.
        self.order = np.argsort(days, kind="stable")
        self.vectors = vectors[self.order]
        self.days = days[self.order]
        self.groups = groups[self.order]
        self.texts = texts[self.order]
        self.undated = int(np.searchsorted(self.days, UNDATED, side="right"))
        self.voice = np.zeros(len(days), dtype=np.float64)
        self.copies: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self.dense = np.zeros(vectors.shape[1], dtype=np.float32)

    def run(self) -> Numbers:
        place = np.empty_like(self.order)
        place[self.order] = np.arange(len(place))
        for decided in np.flatnonzero(self.groups != UNDECIDED):
            self._settle(int(decided), int(self.groups[decided]))
        following = int(self.groups.max(initial=UNDECIDED)) + 1
        waiting = [int(row) for row in place if self.groups[row] == UNDECIDED]
        for row, rows, links in self._neighbours(waiting):
            group = self._nearest(rows, links)
            if group == UNDECIDED:
                group, following = following, following + 1
            self._settle(row, group)
        return self.groups[place]

    def _settle(self, row: int, group: int) -> None:
        self.groups[row] = group
        copies = self.copies[group, int(self.texts[row])]
        copies.append(row)
        self.voice[copies] = 1 / len(copies)

    def _nearest(self, rows: slice | Numbers, links: Similarities) -> int:
        """The group with the highest average link, or UNDECIDED when none reaches the threshold.

        A voice is 0 until its article is decided, so undecided neighbours have no say.
        """
        voice = self.voice[rows]
        groups = np.maximum(self.groups[rows], 0)
        voices = np.bincount(groups, voice)
        if not voices.any():
            return UNDECIDED
        means = np.bincount(groups, voice * links) / np.where(voices > 0, voices, 1)
        best = int(np.argmax(means))
        return best if means[best] >= method.THRESHOLD else UNDECIDED

    def _neighbours(self, waiting: Sequence[int]) -> Iterator[tuple[int, slice | Numbers, Similarities]]:
        """Each waiting row in turn with the rows to compare it with and the links to them."""
        everything = self.vectors.T.tocsr() if any(row < self.undated for row in waiting) else None
        without_day = self.vectors[: self.undated].T.tocsr()
        for first in range(0, len(waiting), _BLOCK):
            block = waiting[first : first + _BLOCK]
            loose = [row for row in block if row < self.undated]
            dated = [row for row in block if row >= self.undated] if self.undated else []
            to_all = dict(zip(loose, self._products(loose, everything), strict=True))
            to_undated = dict(zip(dated, self._products(dated, without_day), strict=True))
            for row in block:
                if row in to_all:
                    yield row, slice(None), to_all[row]
                else:
                    yield row, *self._around(row, to_undated.get(row))

    def _products(self, rows: list[int], inverted: csr_array | None) -> Similarities:
        if not rows or inverted is None:
            return np.zeros((0, 0), dtype=np.float32)
        links: Similarities = (self.vectors[rows] @ inverted).toarray()
        links *= np.float32(_UNDATED_FACTOR)
        return links

    def _around(self, row: int, to_undated: Similarities | None) -> tuple[slice | Numbers, Similarities]:
        """The rows within the window of a dated row and the links to them, and those without a date."""
        day = self.days[row]
        first = max(int(np.searchsorted(self.days, day - method.WINDOW_DAYS)), self.undated)
        last = int(np.searchsorted(self.days, day + method.WINDOW_DAYS, side="right"))
        apart = np.abs(self.days[first:last] - day)
        links = (self._dots(row, first, last) * np.exp(-method.DECAY_PER_DAY * apart)).astype(np.float32)
        if to_undated is None:
            return slice(first, last), links
        rows = np.concatenate((np.arange(self.undated), np.arange(first, last)))
        return rows, np.concatenate((to_undated, links))

    def _dots(self, row: int, first: int, last: int) -> NDArray[np.float64]:
        """Dot products of one row with a slice of rows, by a dense copy of the one row."""
        starts, columns, values = self.vectors.indptr, self.vectors.indices, self.vectors.data
        own = slice(starts[row], starts[row + 1])
        self.dense[columns[own]] = values[own]
        window = slice(starts[first], starts[last])
        products = values[window] * self.dense[columns[window]]
        self.dense[columns[own]] = 0
        totals = np.concatenate(([0.0], np.cumsum(products, dtype=np.float64)))
        ends = starts[first : last + 1] - starts[first]
        dots: NDArray[np.float64] = totals[ends[1:]] - totals[ends[:-1]]
        return dots
