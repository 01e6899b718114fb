"""Passages as rows of weighted items, and how two sides of such rows overlap."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float64]
# for each passage of a side its items; what comes twice counts once
Rows = Sequence[Iterable[Hashable]]

_LITTLE = 1e-9


class Overlap:
    """What the passages of A share with those of B: an item that both have counts with its weight."""

    def __init__(self, a: Rows, b: Rows, weight: Callable[[Hashable], float]) -> None:
        self._a, self._b = _weighted(a, b, weight)
        present = self._b.copy()
        present.data = np.ones_like(present.data)
        self.shared: Matrix = np.asarray((self._a @ present.T).toarray(), dtype=float)
        self.mass_a, self.mass_b = (np.asarray(m.sum(axis=1)).ravel() for m in (self._a, self._b))

    def cosine(self) -> Matrix:
        """Cosine of the weights, 0 where a passage has no item."""
        return cosine(self._a, self._b)

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


def cosine(a: sparse.csr_matrix, b: sparse.csr_matrix) -> Matrix:
    """Cosine of each row of ``a`` with each of ``b``."""
    norm_a, norm_b = (np.sqrt(np.asarray(m.multiply(m).sum(axis=1)).ravel()) for m in (a, b))
    norms: Matrix = np.maximum(np.multiply.outer(norm_a, norm_b), _LITTLE)
    return np.asarray((a @ b.T).toarray(), dtype=float) / norms


def anchors(a: Rows, b: Rows) -> Matrix:
    """The summed weight of shared items, each the more telling the fewer passages of either side have it."""
    counts_a, counts_b = (Counter(item for row in side for item in set(row)) for side in (a, b))
    common = counts_a.keys() & counts_b.keys()
    in_a, in_b = ([[item for item in row if item in common] for row in side] for side in (a, b))
    return Overlap(in_a, in_b, lambda item: (counts_a[item] * counts_b[item]) ** -0.5).shared


def _weighted(
    a: Rows, b: Rows, weight: Callable[[Hashable], float]
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Passages × items in one vocabulary: an item that is present has its weight, one that is not has 0."""
    vocabulary: dict[Hashable, int] = {}
    weights: list[float] = []
    rows: list[tuple[list[int], list[int]]] = []
    for side in (a, b):
        starts: list[int] = [0]
        columns: list[int] = []
        for items in side:
            # in the order they come: sets of words have another one in each process
            for item in dict.fromkeys(items):
                if item not in vocabulary:
                    vocabulary[item] = len(vocabulary)
                    weights.append(weight(item))
                columns.append(vocabulary[item])
            starts.append(len(columns))
        rows.append((starts, columns))
    values = np.array(weights, dtype=float)
    shape = max(len(vocabulary), 1)
    one, two = (
        sparse.csr_matrix(
            (values[np.array(columns, dtype=np.int64)], columns, starts), shape=(len(starts) - 1, shape)
        )
        for starts, columns in rows
    )
    return one, two
