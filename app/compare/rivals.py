"""How a pair of passages stands against its rivals and beside its neighbours, from one score of each pair."""

import numpy as np

from app.compare.vectors import Matrix


def competition(score: Matrix) -> dict[str, Matrix]:
    """Each cell against the others of its row and of its column, the worse and the better of the two.

    ``lead`` is the distance to the best of the others, ``above mean`` that to the mean.
    """
    lead_a, lead_b = score - best_other(score), score - best_other(score.T).T
    above_a, above_b = (score - score.mean(axis=axis, keepdims=True) for axis in (1, 0))
    return {
        "lead, worse": np.minimum(lead_a, lead_b),
        "lead, better": np.maximum(lead_a, lead_b),
        "above mean, worse": np.minimum(above_a, above_b),
        "above mean, better": np.maximum(above_a, above_b),
    }


def best_other(score: Matrix) -> Matrix:
    """For each cell the highest of the other cells of its row, 0 where there is none."""
    if score.shape[1] < 2:
        return np.zeros_like(score)
    best = score.argmax(axis=1)
    highest = np.take_along_axis(score, best[:, None], axis=1)
    second = np.partition(score, -2, axis=1)[:, -2:-1]
    others = np.broadcast_to(highest, score.shape).copy()
    np.put_along_axis(others, best[:, None], second, axis=1)
    return others


def neighbourhood(score: Matrix) -> dict[str, Matrix]:
    """Whether the passages before or after agree as well, and whether a neighbour fits the same partner."""
    padded = np.pad(score, 1)
    return {
        "neighbours": np.maximum(padded[2:, 2:], padded[:-2, :-2]),
        "beside": np.maximum.reduce(
            [padded[1:-1, 2:], padded[1:-1, :-2], padded[2:, 1:-1], padded[:-2, 1:-1]]
        ),
    }
