"""Grouping by hand-made vectors: what joins what, and what stays apart."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from app.events import method
from app.events.cluster import UNDATED, UNDECIDED, assign


def _group(
    vectors: Sequence[Sequence[float]],
    days: Sequence[int],
    groups: Sequence[int] | None = None,
    texts: Sequence[int] | None = None,
) -> list[int]:
    rows = np.array(vectors, dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return assign(
        csr_array(rows),
        np.array(days, dtype=np.int64),
        np.array([UNDECIDED] * len(rows) if groups is None else groups, dtype=np.int64),
        np.arange(len(rows)) if texts is None else np.array(texts, dtype=np.int64),
    ).tolist()


def _at(similarity: float) -> list[float]:
    """A vector of this similarity to [1, 0]."""
    return [similarity, float(np.sqrt(1 - similarity**2))]


def test_nothing_gives_nothing() -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert len(assign(csr_array((0, 2), dtype=np.float32), empty, empty, empty)) == 0


def test_like_articles_of_one_day_come_together_and_others_do_not() -> None:
    assert _group([[1, 0, 0], [0, 1, 0], [1, 0.1, 0], [0, 0, 1]], [9, 9, 9, 9]) == [0, 1, 0, 2]


def test_the_order_of_rows_is_kept_whatever_their_days() -> None:
    assert _group([[0, 1], [1, 0], [0, 1], [1, 0]], [30, 10, 31, 11]) == [0, 1, 0, 1]


def test_resemblance_fades_with_the_days_and_ends_with_the_window() -> None:
    just_enough = method.THRESHOLD + 0.01
    assert _group([[1, 0], _at(just_enough)], [9, 9]) == [0, 0]
    assert _group([[1, 0], _at(just_enough)], [9, 10]) == [0, 1]
    assert _group([[1, 0], [1, 0]], [9, 9 + method.WINDOW_DAYS]) == [0, 0]
    assert _group([[1, 0], [1, 0]], [9, 10 + method.WINDOW_DAYS]) == [0, 1]


def test_an_earlier_day_that_comes_in_late_finds_its_event() -> None:
    assert _group([[1, 0], [0, 1], [1, 0]], [12, 12, 10], groups=[4, 7, UNDECIDED]) == [4, 7, 4]


def test_without_a_date_it_takes_more() -> None:
    between = (method.THRESHOLD + method.THRESHOLD_UNDATED) / 2
    enough = method.THRESHOLD_UNDATED + 0.01
    for days in ([UNDATED, UNDATED], [9, UNDATED], [UNDATED, 9]):
        assert _group([[1, 0], _at(between)], days) == [0, 1]
        assert _group([[1, 0], _at(enough)], days) == [0, 0]


def test_the_average_decides_and_not_the_nearest_member() -> None:
    group = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert _group([*group, [1, 0, 0.01]], [9] * 4, groups=[0, 0, 0, UNDECIDED])[3] == 0
    wide = [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    assert _group([*wide, wide[0]], [9] * 6, groups=[0, 0, 0, 0, 0, UNDECIDED])[5] == 1


def test_copies_of_a_text_have_one_voice() -> None:
    copies = [[1, 0]] * 8
    rows = [*copies, [0, 1], [0.01, 1]]
    decided = [0] * 9 + [UNDECIDED]
    assert _group(rows, [9] * 10, groups=decided)[-1] == 1
    assert _group(rows, [9] * 10, groups=decided, texts=[0] * 8 + [1, 2])[-1] == 0


def test_decided_articles_stay_where_they_are() -> None:
    assert _group([[1, 0], [1, 0], [1, 0]], [9, 9, 9], groups=[3, 5, UNDECIDED]) == [3, 5, 3]


def test_a_text_without_terms_stays_alone() -> None:
    empty = csr_array((2, 3), dtype=np.float32)
    days, groups = np.array([9, UNDATED]), np.array([UNDECIDED, UNDECIDED])
    assert assign(empty, days, groups, np.arange(2)).tolist() == [0, 1]
