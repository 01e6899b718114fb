"""Fitting the event model: what is left out together, and what a fit learns."""

import numpy as np

from app.events.pair_features import Pairs
from app.events.train import Event, Examples, fit, fold_numbers, held_out


def test_events_that_are_near_in_time_are_left_out_together() -> None:
    folds = fold_numbers([100, 300, 110, 124, 500], [True] * 5)
    assert folds[0] == folds[2] == folds[3]
    assert len({folds[0], folds[1], folds[4]}) == 3


def test_events_that_are_not_judged_are_left_out_only_with_those_near_them() -> None:
    folds = fold_numbers([100, 110, 300, 400, 500], [True, False, False, True, False])
    assert folds[0] == folds[1]
    assert not {folds[2], folds[4]} & {folds[0], folds[3]}


def test_pairs_of_articles_without_an_event_are_kept_whatever_is_left_out() -> None:
    folds = np.array([[0, -1], [0, 1], [1, -1]])
    none = np.zeros(0, dtype=np.float32)
    pairs = Pairs(np.zeros(3, dtype=np.int64), np.ones(3, dtype=np.int64), none, none, none)
    examples = Examples(2, pairs, {}, np.arange(3), np.zeros(3, dtype=bool), folds)
    assert examples.without(-2).tolist() == [0, 1, 2]
    assert examples.without(0).tolist() == [2]
    assert examples.within(0, without=1).tolist() == [0]


def test_what_it_says_of_unseen_events_is_measured() -> None:
    """Ten events of three articles each and one near miss each, told apart by one feature."""
    rows, left, right, same, value, folds, events = 40, [], [], [], [], [], []
    for number in range(10):
        first = number * 4
        fold = number % 5
        events.append(Event((first, first + 1, first + 2), (first + 3,), (), fold, True))
        for a in range(4):
            for b in range(a + 1, 4):
                left.append(first + a)
                right.append(first + b)
                same.append(b < 3)
                value.append(1.0 if b < 3 else 0.0)
                folds.append((fold, fold if b < 3 else -1))
    column = np.array(value, dtype=np.float32)
    pairs = Pairs(np.array(left), np.array(right), column, column, column)
    examples = Examples(rows, pairs, {"like": column}, np.arange(60), np.array(same), np.array(folds))
    figures = held_out(examples, events, [0.3] * 30)
    assert figures["near misses taken in"] == 0
    assert figures["in one group"] == 10
    assert fit({"like": column}, np.array(same), 1.0).coefficients[0] > 0
