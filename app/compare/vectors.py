"""Passages as sets of weighted items, and how those of two sides overlap."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float64]
# for each passage of a side its items; what comes twice counts once
Rows = Sequence[Iterable[Hashable]]

_LITTLE = 1e-9
# Up to so many numbers a dense product is quicker than a sparse one.
_DENSE = 300_000


class Overlap:
    """What the passages of A share with those of B: an item that both have counts with its weight."""

    def __init__(self, a: Rows, b: Rows, weight: Callable[[Hashable], float]) -> None:
        numbers: dict[Hashable, int] = {}
        (self._rows_a, items_a), (self._rows_b, items_b) = (_numbered(side, numbers) for side in (a, b))
        self._shape = len(a), len(b)
        weights = np.array([weight(item) for item in numbers], dtype=float)
        self._weights_a, self._weights_b = weights[items_a], weights[items_b]
        common, places_a = np.unique(items_a[np.isin(items_a, items_b)], return_inverse=True)
        self._common, self._places_a = common, places_a
        self._in_b_a, self._in_a_b = np.isin(items_a, common), np.isin(items_b, common)
        self._places_b = np.searchsorted(common, items_b[self._in_a_b])
        self._common_weights = weights[common]
        self.shared = self._over_shared(self._common_weights)
        self.mass_a, self.mass_b = self._sums(self._weights_a, self._weights_b)

    def _sums(self, values_a: Matrix, values_b: Matrix) -> tuple[Matrix, Matrix]:
        """The values of each side's items summed by passage."""
        a = np.bincount(self._rows_a, weights=values_a, minlength=self._shape[0])
        b = np.bincount(self._rows_b, weights=values_b, minlength=self._shape[1])
        return a.astype(float), b.astype(float)

    def _over_shared(self, values: Matrix) -> Matrix:
        """The values of the items that two passages share, summed."""
        rows_a, rows_b = self._rows_a[self._in_b_a], self._rows_b[self._in_a_b]
        wide = len(self._common)
        if sum(self._shape) * wide <= _DENSE:
            a, b = (np.zeros((length, wide)) for length in self._shape)
            a[rows_a, self._places_a] = values[self._places_a]
            b[rows_b, self._places_b] = 1.0
            return np.asarray(a @ b.T)
        one = sparse.csr_matrix(
            (values[self._places_a], (rows_a, self._places_a)), shape=(self._shape[0], wide)
        )
        other = sparse.csr_matrix(
            (np.ones(len(rows_b)), (self._places_b, rows_b)), shape=(wide, self._shape[1])
        )
        return np.asarray((one @ other).toarray(), dtype=float)

    def cosine(self) -> Matrix:
        """Cosine of the weights, 0 where a passage has no item."""
        norm_a, norm_b = (np.sqrt(sums) for sums in self._sums(self._weights_a**2, self._weights_b**2))
        norms = np.maximum(np.multiply.outer(norm_a, norm_b), _LITTLE)
        return np.asarray(self._over_shared(self._common_weights**2) / norms)

    def contained(self) -> Matrix:
        """The share of the lighter passage that the other one has."""
        return np.asarray(self.shared / np.maximum(np.minimum.outer(self.mass_a, self.mass_b), _LITTLE))

    def covered(self) -> Matrix:
        """The share of the heavier passage that the other one has."""
        return np.asarray(self.shared / np.maximum(np.maximum.outer(self.mass_a, self.mass_b), _LITTLE))

    def unshared(self) -> tuple[Matrix, Matrix]:
        """The weight that only one of two passages has: the less and the more of the two."""
        only_a, only_b = self.mass_a[:, None] - self.shared, self.mass_b[None, :] - self.shared
        return np.minimum(only_a, only_b).clip(0), np.maximum(only_a, only_b).clip(0)

    def conflict(self) -> Matrix:
        """1 where both passages have items and share none."""
        both = np.multiply.outer(self.mass_a > 0, self.mass_b > 0)
        return np.asarray(both & (self.shared == 0), dtype=float)


def anchors(a: Rows, b: Rows) -> Matrix:
    """The summed weight of shared items, each the more telling the fewer passages of either side have it."""
    counts_a, counts_b = (Counter(item for row in side for item in set(row)) for side in (a, b))
    common = counts_a.keys() & counts_b.keys()
    in_a, in_b = ([[item for item in row if item in common] for row in side] for side in (a, b))
    return Overlap(in_a, in_b, lambda item: (counts_a[item] * counts_b[item]) ** -0.5).shared


def _numbered(side: Rows, numbers: dict[Hashable, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The passage and the number of each item of a side; ``numbers`` grows by what is new."""
    rows: list[int] = []
    items: list[int] = []
    for row, given in enumerate(side):
        # in the order they come: sets of words have another one in each process
        for item in dict.fromkeys(given):
            rows.append(row)
            items.append(numbers.setdefault(item, len(numbers)))
    return np.array(rows, dtype=np.int64), np.array(items, dtype=np.int64)
