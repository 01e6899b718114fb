"""How alike two passages are, for every pair of passages of two sides at once: lexical features, no model.

Each feature is a matrix (passages of A × passages of B). Besides the likeness of two passages themselves
there are competition (is there a better partner in the row or column?) and neighbourhood (do the passages
around agree?).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.compare.runs import longest_runs
from app.compare.texts import Text, Weights, passage_weights, take_apart

Matrix = NDArray[np.float64]

_GRAMS = (3, 4, 5)


def features(
    passages_a: Sequence[str], passages_b: Sequence[str], idf: Weights | None = None
) -> dict[str, Matrix]:
    """Every feature of every pair of passages by name, each a matrix of passages of A × passages of B.

    ``idf`` gives the weight of a stem; without it weights are counted over the passages of both sides.
    Swapping the sides transposes every matrix and changes nothing else.
    """
    a, b = take_apart(passages_a, passages_b)
    weight = _lookup(idf, a + b)
    stems_a, stems_b = _weighted(a, b, lambda text: text.stems, weight)
    cosine = _cosine(stems_a, stems_b)
    characters = _character_cosine(a, b)
    both = (cosine + characters) / 2
    lengths_a, lengths_b = (np.array([max(len(t.words), 1) for t in side], dtype=float) for side in (a, b))
    shorter = np.minimum.outer(lengths_a, lengths_b)
    run = longest_runs([text.words for text in a], [text.words for text in b])
    return {
        "cosine": cosine,
        "characters": characters,
        **_shared(a, b, stems_a, stems_b, weight),
        "run": np.log1p(run),
        "run share": run / shorter,
        "length ratio": shorter / np.maximum.outer(lengths_a, lengths_b),
        "shorter": np.log(shorter),
        **_competition(both),
        **_neighbourhood(both),
        "early": _early(len(a), len(b)),
    }


def _shared(
    a: Sequence[Text],
    b: Sequence[Text],
    stems_a: sparse.csr_matrix,
    stems_b: sparse.csr_matrix,
    weight: Callable[[str], float],
) -> dict[str, Matrix]:
    """What two passages have in common: weighed words, names, numbers, quoted words."""
    names_a, names_b = _weighted(a, b, lambda text: text.names, weight)
    quoted_a, quoted_b = _weighted(a, b, lambda text: text.quoted, weight)
    numbers_a, numbers_b = _weighted(a, b, lambda text: text.numbers, lambda _: 1.0)
    shared, quoted = _product(stems_a, stems_b), _product(quoted_a, quoted_b)
    return {
        "contained": shared / np.maximum(np.minimum.outer(_mass(stems_a), _mass(stems_b)), 1e-9),
        "shared weight": np.log1p(shared),
        "name cosine": _cosine(names_a, names_b),
        "shared numbers": np.minimum(_product(numbers_a, numbers_b), 3.0),
        "quoted": quoted / np.maximum(np.minimum.outer(_mass(quoted_a), _mass(quoted_b)), 1e-9),
        "quoted weight": np.log1p(quoted),
    }


def _lookup(idf: Weights | None, texts: Sequence[Text]) -> Callable[[str], float]:
    if callable(idf):
        return idf
    table: Mapping[str, float] = passage_weights(texts) if idf is None else idf
    unseen = max(table.values(), default=1.0)
    return lambda item: table.get(item, unseen)


def _weighted(
    a: Sequence[Text],
    b: Sequence[Text],
    items: Callable[[Text], Iterable[str]],
    weight: Callable[[str], float],
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Passages × items in one vocabulary: an item that is present has its weight, one that is not has 0."""
    vocabulary: dict[str, int] = {}
    weights: list[float] = []
    rows: list[tuple[list[int], list[int]]] = []
    for side in (a, b):
        starts: list[int] = [0]
        columns: list[int] = []
        for text in side:
            for item in set(items(text)):
                if item not in vocabulary:
                    vocabulary[item] = len(vocabulary)
                    weights.append(weight(item))
                columns.append(vocabulary[item])
            starts.append(len(columns))
        rows.append((starts, columns))
    values = np.array(weights, dtype=float)
    shape = max(len(vocabulary), 1)
    one, two = (
        sparse.csr_matrix((values[columns], columns, starts), shape=(len(starts) - 1, shape))
        for starts, columns in rows
    )
    return one, two


def _mass(m: sparse.csr_matrix) -> Matrix:
    return np.asarray(m.sum(axis=1)).ravel()


def _product(a: sparse.csr_matrix, b: sparse.csr_matrix) -> Matrix:
    """The summed weight of what two passages share."""
    present = b.copy()
    present.data = np.ones_like(present.data)
    return np.asarray((a @ present.T).toarray(), dtype=float)


def _cosine(a: sparse.csr_matrix, b: sparse.csr_matrix) -> Matrix:
    norm_a, norm_b = (np.sqrt(np.asarray(m.multiply(m).sum(axis=1)).ravel()) for m in (a, b))
    norms: Matrix = np.maximum(np.multiply.outer(norm_a, norm_b), 1e-9)
    cosine: Matrix = np.asarray((a @ b.T).toarray(), dtype=float) / norms
    return cosine


def _character_cosine(a: Sequence[Text], b: Sequence[Text]) -> Matrix:
    """Cosine of TF-IDF vectors of all runs of three to five characters, counted by their hashes."""
    rows, grams = [], []
    for index, text in enumerate((*a, *b)):
        codes = np.frombuffer(f" {' '.join(text.words)} ".encode("utf-32-le"), dtype=np.uint32).astype(
            np.uint64
        )
        for size in _GRAMS:
            if len(codes) >= size:
                hashed = np.zeros(len(codes) - size + 1, dtype=np.uint64)
                for offset in range(size):
                    hashed = hashed * np.uint64(1_000_003) + codes[offset : len(codes) - size + 1 + offset]
                grams.append(hashed * np.uint64(8) + np.uint64(size))
                rows.append(np.full(len(hashed), index))
    total = len(a) + len(b)
    if not grams:
        return np.zeros((len(a), len(b)))
    _, columns = np.unique(np.concatenate(grams), return_inverse=True)
    counts = sparse.csr_matrix(
        (np.ones(len(columns)), (np.concatenate(rows), columns)), shape=(total, columns.max() + 1)
    )
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data = (1 + np.log(counts.data)) * (1 + np.log((1 + total) / (1 + frequency[counts.indices])))
    return _cosine(counts[: len(a)], counts[len(a) :])


def _competition(score: Matrix) -> dict[str, Matrix]:
    """Each cell against the others of its row and of its column, the worse and the better of the two.

    ``rank`` is 1 for the best cell, ½ for the next; ``lead`` the distance to the best of the others.
    """
    found: dict[str, Matrix] = {}
    for name, row, column in zip(
        ("rank", "lead", "above mean"), _against_row(score), _against_row(score.T), strict=True
    ):
        found[f"{name}, worse"] = np.minimum(row, column.T)
        found[f"{name}, better"] = np.maximum(row, column.T)
    return found


def _against_row(score: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    order = np.argsort(-score, axis=1, kind="stable")
    rank = np.empty_like(score)
    np.put_along_axis(
        rank, order, np.broadcast_to(np.arange(score.shape[1], dtype=float), score.shape), axis=1
    )
    ranked = np.take_along_axis(score, order, axis=1)
    second = ranked[:, 1:2] if score.shape[1] > 1 else np.zeros_like(ranked[:, :1])
    lead = score - np.where(rank == 0, second, ranked[:, :1])
    return 1 / (1 + rank), lead, score - score.mean(axis=1, keepdims=True)


def _neighbourhood(score: Matrix) -> dict[str, Matrix]:
    """Whether the passages before or after agree as well, and whether a neighbour fits the same partner."""
    padded = np.pad(score, 1)
    return {
        "neighbours": np.maximum(padded[2:, 2:], padded[:-2, :-2]),
        "beside": np.maximum.reduce(
            [padded[1:-1, 2:], padded[1:-1, :-2], padded[2:, 1:-1], padded[:-2, 1:-1]]
        ),
    }


def _early(length_a: int, length_b: int) -> Matrix:
    """High where both passages stand early in their texts, where the news itself is told."""
    at_a, at_b = 1 + np.arange(length_a, dtype=float)[:, None], 1 + np.arange(length_b, dtype=float)[None, :]
    return np.asarray(1 / (at_a * np.sqrt(at_b)) + 1 / (at_b * np.sqrt(at_a)))
