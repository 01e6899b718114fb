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

# Later than any day, so that the undated stand last.
UNDATED = 1 << 30
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
    order = np.argsort(days, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(place))
    if np.array_equal(order, np.arange(len(order))):  # in order already: no copy of the vectors
        grouping = Grouping(vectors, days, groups, texts)
    else:
        grouping = Grouping(vectors[order], days[order], groups[order], texts[order])
    grouping.decide([int(row) for row in place if grouping.groups[row] == UNDECIDED])
    return grouping.groups[place]


class Grouping:
    """Articles in groups, to which undated ones can be added. Rows stand by day, the undated last.

    ``groups`` holds the group of each row. The arguments are those of ``assign``, in this order.
    """

    def __init__(self, vectors: csr_array, days: Numbers, groups: Numbers, texts: Numbers) -> None:
        # Added rows are parts of their own: to join the parts would copy everything each time.
        self.parts = [vectors]
        self.days = days
        self.groups = groups.copy()
        self.texts = texts
        self.dated = int(np.searchsorted(days, UNDATED))
        self.voice = np.zeros(len(days), dtype=np.float64)
        self.copies: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self.dense = np.zeros(vectors.shape[1], dtype=np.float32)
        self._settle_decided(0)

    def add(self, vectors: csr_array, groups: Numbers, texts: Numbers) -> Numbers:
        """Take in undated articles and decide those that are not; the groups of these articles."""
        first = len(self.days)
        self.parts.append(vectors)
        self.days = np.concatenate((self.days, np.full(len(groups), UNDATED)))
        self.groups = np.concatenate((self.groups, groups))
        self.texts = np.concatenate((self.texts, texts))
        self.voice = np.concatenate((self.voice, np.zeros(len(groups))))
        self._settle_decided(first)
        self.decide((first + np.flatnonzero(groups == UNDECIDED)).tolist())
        return self.groups[first:]

    def decide(self, waiting: Sequence[int]) -> None:
        """Give these rows a group, one after the other."""
        following = int(self.groups.max(initial=UNDECIDED)) + 1
        for row, rows, links in self._neighbours(waiting):
            group = self._nearest(rows, links)
            if group == UNDECIDED:
                group, following = following, following + 1
            self._settle(row, group)

    def _settle_decided(self, first: int) -> None:
        for row in range(first, len(self.groups)):
            if self.groups[row] != UNDECIDED:
                self._settle(row, int(self.groups[row]))

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
        for first in range(0, len(waiting), _BLOCK):
            block = waiting[first : first + _BLOCK]
            loose = [row for row in block if row >= self.dated]
            dated = [row for row in block if row < self.dated] if self.dated < len(self.days) else []
            to_all = dict(zip(loose, self._products(loose, 0), strict=True))
            to_undated = dict(zip(dated, self._products(dated, self.dated), strict=True))
            for row in block:
                if row in to_all:
                    yield row, slice(None), to_all[row]
                else:
                    yield row, *self._around(row, to_undated.get(row))

    def _products(self, rows: Sequence[int], first: int) -> Similarities:
        """The links of these rows of one part to all rows from ``first`` on, which is in the first part."""
        if not rows:
            return np.zeros((0, 0), dtype=np.float32)
        # All waiting rows stand in the part that came last.
        before = sum(part.shape[0] for part in self.parts[:-1])
        wanted = self.parts[-1][[row - before for row in rows]].T.tocsr()
        parts = [_from_row(self.parts[0], first), *self.parts[1:]]
        links: Similarities = np.concatenate([(part @ wanted).toarray() for part in parts]).T
        return np.ascontiguousarray(links) * np.float32(_UNDATED_FACTOR)

    def _around(self, row: int, to_undated: Similarities | None) -> tuple[slice | Numbers, Similarities]:
        """The rows within the window of a dated row and the links to them, and those without a date."""
        day = self.days[row]
        first = int(np.searchsorted(self.days, day - method.WINDOW_DAYS))
        last = int(np.searchsorted(self.days, day + method.WINDOW_DAYS, side="right"))
        apart = np.abs(self.days[first:last] - day)
        links = (self._dots(row, first, last) * np.exp(-method.DECAY_PER_DAY * apart)).astype(np.float32)
        if to_undated is None:
            return slice(first, last), links
        rows = np.concatenate((np.arange(first, last), np.arange(self.dated, len(self.days))))
        return rows, np.concatenate((links, to_undated))

    def _dots(self, row: int, first: int, last: int) -> NDArray[np.float64]:
        """Dot products of one row with a slice of rows, by a dense copy of the one row."""
        starts, columns, values = self.parts[0].indptr, self.parts[0].indices, self.parts[0].data
        own = slice(starts[row], starts[row + 1])
        self.dense[columns[own]] = values[own]
        window = slice(starts[first], starts[last])
        products = values[window] * self.dense[columns[window]]
        self.dense[columns[own]] = 0
        totals = np.concatenate(([0.0], np.cumsum(products, dtype=np.float64)))
        ends = starts[first : last + 1] - starts[first]
        dots: NDArray[np.float64] = totals[ends[1:]] - totals[ends[:-1]]
        return dots


def _from_row(matrix: csr_array, first: int) -> csr_array:
    """The rows of ``matrix`` from ``first`` on, without a copy of what they hold."""
    start = matrix.indptr[first]
    content = (matrix.data[start:], matrix.indices[start:], matrix.indptr[first:] - start)
    return csr_array(content, shape=(matrix.shape[0] - first, matrix.shape[1]))
