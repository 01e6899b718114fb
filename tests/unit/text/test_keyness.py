"""Log-odds ratios under an informative Dirichlet prior, against values worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.keyness import keyness

COUNTS = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=2, max_size=40)


def _floats(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)


def test_values_worked_out_by_hand() -> None:
    # The corpus holds the words 60 : 40, so a prior of 10 words gives 6 and 4.
    found = keyness(_floats(30, 10), _floats(20, 40), _floats(600, 400), prior_words=10)
    odds_a, odds_b = 36 / 14, 26 / 44
    assert found.log_odds[0] == pytest.approx(math.log(odds_a / odds_b))
    assert found.z[0] == pytest.approx(math.log(odds_a / odds_b) / math.sqrt(1 / 36 + 1 / 26))
    # with two words the odds of one are the inverse of the other's
    assert found.log_odds[1] == pytest.approx(-found.log_odds[0])


def test_a_word_as_common_on_both_sides_tells_nothing() -> None:
    found = keyness(_floats(10, 90), _floats(100, 900), _floats(50, 450), prior_words=1)
    assert found.z == pytest.approx([0, 0], abs=1e-9)


def test_of_two_words_with_the_same_ratio_the_common_one_is_clearer() -> None:
    found = keyness(_floats(200, 2, 9_798), _floats(100, 1, 9_899), _floats(300, 3, 19_697), prior_words=100)
    assert found.z[0] > 1.96 > found.z[1] > 0


def test_the_prior_holds_back_a_word_met_once() -> None:
    corpus = _floats(5, 100_000)
    a, b = _floats(1, 999), _floats(0, 1_000)
    weak, strong = (keyness(a, b, corpus, prior_words=words) for words in (10, 100_000))
    assert weak.log_odds[0] > strong.log_odds[0] > 0
    assert strong.z[0] < 1


@given(COUNTS)
def test_the_sides_mirror_each_other_and_every_number_is_finite(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side, dtype=np.float64) for side in zip(*pairs, strict=True))
    forth, back = keyness(a, b, a + b), keyness(b, a, a + b)
    assert np.isfinite(forth.z).all()
    assert forth.z == pytest.approx(-back.z)


def test_nothing_to_compare_is_no_error() -> None:
    assert len(keyness(_floats(), _floats(), _floats()).z) == 0
    assert keyness(_floats(0, 0), _floats(0, 0), _floats(0, 0)).z == pytest.approx([0, 0])


def test_words_of_which_some_are_measured_are_measured_alike() -> None:
    a, b, corpus = _floats(10, 90, 0, 7), _floats(1, 80, 30, 0), _floats(20, 500, 40, 9)
    whole, some = keyness(a, b, corpus), keyness(a, b, corpus, among=np.array([0, 2]))
    assert some.z.tolist() == [whole.z[0], 0, whole.z[2], 0]
    assert some.log_odds.tolist() == [whole.log_odds[0], 0, whole.log_odds[2], 0]
