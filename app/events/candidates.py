"""Which articles could report the same event at all: the nearest of each among those of its days. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.events import method

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]

# rows whose resemblance to others is worked out in one sparse product
_BLOCK = 128
# pairs that are compared at once
_PLACED_BLOCK = 4_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of each row, the nearest first: row ``i`` has ``to[starts[i]:starts[i + 1]]``."""

    starts: Numbers
    to: Numbers
    cosine: Values

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    @property
    def lengths(self) -> Numbers:
        """How many neighbours each row has."""
        return np.diff(self.starts)

    @property
    def of(self) -> Numbers:
        """The row that each entry belongs to."""
        return np.repeat(np.arange(self.rows), self.lengths)

    @property
    def places(self) -> Numbers:
        """The place of each entry in its row's list, from 0."""
        return np.arange(len(self.to)) - np.repeat(self.starts[:-1], self.lengths)


def nearest(matrix: csr_array, days: Numbers) -> Neighbours:
    """The ``NEAREST`` rows of each within ``CANDIDATE_DAYS`` that reach ``LEAST_COSINE``.

    Rows have length 1 and stand by day.
    """
    rows, to, cosines = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for first in range(0, len(days), _BLOCK):
        last = min(first + _BLOCK, len(days))
        low = int(np.searchsorted(days, days[first] - method.CANDIDATE_DAYS))
        high = int(np.searchsorted(days, days[last - 1] + method.CANDIDATE_DAYS, side="right"))
        products = (matrix[first:last] @ matrix[low:high].T).toarray()
        products[np.abs(days[first:last, None] - days[None, low:high]) > method.CANDIDATE_DAYS] = 0
        products[np.arange(last - first), np.arange(first, last) - low] = 0
        found_rows, found_to, found = _largest(products)
        rows.append(found_rows + first)
        to.append(found_to + low)
        cosines.append(found)
    starts = np.zeros(len(days) + 1, dtype=np.int64)
    np.cumsum(np.bincount(np.concatenate(rows), minlength=len(days)), out=starts[1:])
    return Neighbours(starts, np.concatenate(to), np.concatenate(cosines))


def _largest(products: Values) -> tuple[Numbers, Numbers, Values]:
    """Rows, columns and values of the largest entries of each row that reach the least cosine."""
    most = min(method.NEAREST, products.shape[1])
    top = np.argpartition(-products, most - 1, axis=1)[:, :most]
    top.sort(axis=1)
    values = np.take_along_axis(products, top, 1)
    order = np.argsort(-values, axis=1, kind="stable")
    top, values = np.take_along_axis(top, order, 1), np.take_along_axis(values, order, 1)
    rows, places = np.nonzero(values >= method.LEAST_COSINE)
    return rows, top[rows, places], values[rows, places].astype(np.float32)


class Placing:
    """Estimates when undated articles appeared, from the days of the dated ones that they resemble.

    Only articles that share one of an undated article's weightiest rare words are looked at, and of these
    the ones that share most by weight. That is as good as to look at all, and what it costs does not grow
    with all articles, since a word that many have is not rare.
    """

    def __init__(self, matrix: csr_array, is_rare: NDArray[np.bool_]) -> None:
        """``matrix`` holds the undated articles; ``is_rare`` tells of each column."""
        self._matrix = matrix
        self._rare = _weightiest(matrix, is_rare)
        # of the best so far: which undated row, how much is shared, how far it resembles, and on which day
        self._row, self._day = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._share, self._cosine = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32)

    def beside(self, matrix: csr_array, days: Numbers) -> None:
        """Take in dated articles to resemble; to be called for one part of a corpus after another."""
        if not len(days) or not self._matrix.shape[0]:
            return
        shares = (self._rare @ matrix.T.tocsr()).tocoo()
        # to sort all that share a word costs most
        worth = np.flatnonzero(shares.data >= method.LEAST_SHARED)
        row, to = (part[worth].astype(np.int64) for part in shares.coords)
        share = shares.data[worth]
        best = _best(row, share, np.zeros(len(row), dtype=np.float32), days[to])
        row, to, share = row[best], to[best], share[best]
        cosine = np.zeros(len(row), dtype=np.float32)
        for first in range(0, len(row), _PLACED_BLOCK):
            part = slice(first, first + _PLACED_BLOCK)
            cosine[part] = self._matrix[row[part]].multiply(matrix[to[part]]).sum(axis=1)
        row, day = np.concatenate((self._row, row)), np.concatenate((self._day, days[to]))
        share, cosine = np.concatenate((self._share, share)), np.concatenate((self._cosine, cosine))
        best = _best(row, share, cosine, day)
        self._row, self._day, self._share, self._cosine = row[best], day[best], share[best], cosine[best]

    def days(self) -> Numbers:
        """The median day of each article's neighbours, weighted by resemblance; 0 when it has none."""
        found = np.zeros(self._matrix.shape[0], dtype=np.int64)
        counts = self._cosine >= method.LEAST_COSINE
        row, day = self._row[counts], self._day[counts]
        weight = self._cosine[counts].astype(np.float64) ** 3
        order = np.lexsort((day, row))
        row, day, weight = row[order], day[order], weight[order]
        for first, last in zip(*_runs(row), strict=True):
            summed = np.cumsum(weight[first:last])
            found[row[first]] = day[first:last][np.searchsorted(summed, summed[-1] / 2)]
        return found


def _weightiest(matrix: csr_array, is_rare: NDArray[np.bool_]) -> csr_array:
    """The matrix with the ``RARE_WORDS`` largest of the rare values of each row."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    order = order[is_rare[matrix.indices[order]]]
    rows = rows[order]
    kept = _places(rows) < method.RARE_WORDS
    order, rows = order[kept], rows[kept]
    starts = np.searchsorted(rows, np.arange(matrix.shape[0] + 1))
    return csr_array((matrix.data[order], matrix.indices[order], starts), shape=matrix.shape)


def _best(row: Numbers, share: Values, cosine: Values, day: Numbers) -> Numbers:
    """The places of the ``PLACED_BY`` largest shares of each row; of equal ones those that resemble more."""
    order = np.lexsort((day, -cosine, -share, row))
    best: Numbers = order[_places(row[order]) < method.PLACED_BY]
    return best


def _runs(rows: Numbers) -> tuple[list[int], list[int]]:
    """Where each run of equal numbers begins and ends."""
    bounds = np.flatnonzero(np.diff(rows, prepend=-1, append=-1))
    return bounds[:-1].tolist(), bounds[1:].tolist()


def _places(rows: Numbers) -> Numbers:
    """Of ascending numbers: the place of each among its equals, from 0."""
    first = np.searchsorted(rows, rows)
    places: Numbers = np.arange(len(rows)) - first
    return places
