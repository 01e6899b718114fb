"""Grouping by hand-made probabilities: what joins what, and what stays apart."""

from collections.abc import Sequence

import numpy as np
import pytest

from app.events import method
from app.events.cluster import UNDECIDED, agglomerate

_SURE, _ENOUGH, _WEAK = 0.9, method.THRESHOLD + 0.01, method.THRESHOLD - 0.01


def _group(
    rows: int,
    pairs: Sequence[tuple[int, int, float]],
    groups: Sequence[int] | None = None,
    fixed: Sequence[int] = (),
) -> list[list[int]]:
    found = agglomerate(
        np.array([pair[0] for pair in pairs], dtype=np.int64),
        np.array([pair[1] for pair in pairs], dtype=np.int64),
        np.array([pair[2] for pair in pairs], dtype=np.float32),
        groups or [UNDECIDED] * rows,
        [row in fixed for row in range(rows)],
    )
    return sorted(sorted(rows) for rows in found)


def test_nothing_gives_nothing() -> None:
    assert _group(0, []) == []


def test_a_pair_joins_from_the_threshold_on() -> None:
    assert _group(4, [(0, 1, _ENOUGH), (2, 3, _WEAK)]) == [[0, 1], [2], [3]]


def test_the_average_decides_and_not_the_nearest_member() -> None:
    # one strong link to a group of three is a mean of a third of it
    triangle = [(0, 1, _SURE), (1, 2, _SURE), (0, 2, _SURE)]
    assert _group(4, [*triangle, (2, 3, 0.7)]) == [[0, 1, 2], [3]]
    assert _group(4, [*triangle, (2, 3, 0.85), (1, 3, 0.85)]) == [[0, 1, 2, 3]]


def test_the_surest_pair_comes_first() -> None:
    # 1 goes to 2, which is surer, and 0 has then half of .45
    assert _group(3, [(0, 1, 0.45), (1, 2, _SURE)]) == [[0], [1, 2]]


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_of_the_rows_make_no_difference(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = 30
    pairs = [(a, b, float(random.random())) for a in range(rows) for b in range(a) if random.random() < 0.3]
    renamed = random.permutation(rows).tolist()
    one = _group(rows, pairs)
    other = _group(rows, [(renamed[a], renamed[b], value) for a, b, value in reversed(pairs)])
    assert sorted(sorted(renamed[row] for row in group) for group in one) == other


def test_groups_gain_rows_and_are_not_joined_with_one_another() -> None:
    pairs = [(0, 1, _SURE), (1, 2, _SURE), (0, 2, _SURE)]
    assert _group(3, pairs, groups=[7, 9, UNDECIDED], fixed=[0, 1]) in ([[0, 2], [1]], [[0], [1, 2]])
    # rows of one group stay together, whatever their links
    assert _group(3, [(1, 2, _SURE)], groups=[7, 7, UNDECIDED], fixed=[0, 1]) == [[0, 1, 2]]


def test_what_was_left_alone_stays_alone_until_something_new_comes() -> None:
    assert _group(2, [(0, 1, _SURE)], fixed=[0, 1]) == [[0], [1]]
    pairs = [(0, 1, _SURE), (0, 2, _SURE), (1, 2, _SURE)]
    assert _group(3, pairs, fixed=[0, 1]) == [[0, 1, 2]]
