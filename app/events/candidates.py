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
_PLACED_BLOCK = 512


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
    """Estimates when undated articles appeared, from the days of the dated ones that they resemble."""

    def __init__(self, matrix: csr_array) -> None:
        self._matrix = matrix
        self._cosine = np.zeros((matrix.shape[0], 0), dtype=np.float32)
        self._day = np.zeros((matrix.shape[0], 0), dtype=np.int64)

    def beside(self, matrix: csr_array, days: Numbers) -> None:
        """Take in dated articles to resemble; to be called for one part of a corpus after another."""
        if not len(days) or not self._matrix.shape[0]:
            return
        other = matrix.T.tocsr()
        blocks = range(0, self._matrix.shape[0], _PLACED_BLOCK)
        kept = [self._nearer(first, other, days) for first in blocks]
        self._cosine = np.concatenate([cosine for cosine, _ in kept])
        self._day = np.concatenate([day for _, day in kept])

    def _nearer(self, first: int, other: csr_array, days: Numbers) -> tuple[Values, Numbers]:
        inner = slice(first, first + _PLACED_BLOCK)
        products = (self._matrix[inner] @ other).toarray().astype(np.float32)
        cosine = np.concatenate((self._cosine[inner], products), axis=1)
        day = np.concatenate((self._day[inner], np.broadcast_to(days, products.shape)), axis=1)
        if cosine.shape[1] <= method.PLACED_BY:
            return cosine, day
        top = np.argpartition(-cosine, method.PLACED_BY - 1, axis=1)[:, : method.PLACED_BY]
        return np.take_along_axis(cosine, top, 1), np.take_along_axis(day, top, 1)

    def days(self) -> Numbers:
        """The median day of each article's neighbours, weighted by resemblance; 0 when it has none."""
        weight = np.where(self._cosine >= method.LEAST_COSINE, self._cosine.astype(np.float64) ** 3, 0)
        found = np.zeros(self._matrix.shape[0], dtype=np.int64)
        for row in np.flatnonzero(weight.sum(axis=1) > 0):
            order = np.argsort(self._day[row], kind="stable")
            summed = np.cumsum(weight[row][order])
            found[row] = self._day[row][order][np.searchsorted(summed, summed[-1] / 2)]
        return found
