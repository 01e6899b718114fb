"""Candidates, features and probabilities on made-up articles."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from scipy.sparse import csr_array

from app.events import candidates, method, pair_features
from app.events.candidates import Placing, nearest
from app.events.facts import columns, facts
from app.events.link_model import LinkModel, Regression, load
from app.events.pair_features import Articles, Pairs, Parts

_SUNDAY = date(2024, 3, 3).toordinal()


def _unit(rows: Sequence[Sequence[float]]) -> csr_array:
    matrix = np.array(rows, dtype=np.float32)
    return csr_array(matrix / np.linalg.norm(matrix, axis=1, keepdims=True))


def _days(*days: int) -> candidates.Numbers:
    return np.array(days, dtype=np.int64)


def test_neighbours_are_the_nearest_of_those_days() -> None:
    rows = _unit([[1, 0], [1, 0.5], [1, 0.2], [0, 1], [1, 0]])
    found = nearest(rows, _days(9, 9, 10, 10, 11 + method.CANDIDATE_DAYS))
    lists = [found.to[found.starts[row] : found.starts[row + 1]].tolist() for row in range(5)]
    assert lists[0] == [2, 1]
    assert lists[3] == [1, 2]
    assert lists[4] == []


def test_an_undated_article_is_placed_where_its_like_stand() -> None:
    placing = Placing(_unit([[1, 0], [0, 1], [0.01, 1]]), np.ones(2, dtype=bool))
    placing.beside(_unit([[1, 0], [1, 0.1]]), _days(20, 21))
    placing.beside(_unit([[1, 0.2], [0, 1]]), _days(22, 90))
    assert placing.days().tolist() == [21, 90, 90]
    by_rare = Placing(_unit([[1, 0.2]]), np.array([False, True]))
    by_rare.beside(_unit([[1, 0], [0.2, 1]]), _days(20, 21))
    assert by_rare.days().tolist() == [21]
    assert Placing(_unit([[1, 0]]), np.ones(2, dtype=bool)).days().tolist() == [0]


def test_weekdays_are_the_last_ones_up_to_the_day_of_the_article() -> None:
    found = facts("", "On Friday he spoke; next Monday he leaves.", day=_SUNDAY, url=None, section=None)
    assert found.days == {_SUNDAY - 2}
    assert facts("", "On Friday.", day=None, url=None, section=None).days == frozenset()


def test_opinion_is_told_by_address_title_or_section() -> None:
    for title, url, section in (
        ("x", "https://a.example/opinion/x", None),
        ("Opinion: x", None, None),
        ("x", None, "Commentary"),
    ):
        assert facts(title, "", day=None, url=url, section=section).opinion
    assert not facts("x", "", day=None, url="https://a.example/news/x", section="News").opinion


def _features(cosines: Sequence[Sequence[float]]) -> tuple[Pairs, dict[str, candidates.Values]]:
    rows = _unit(cosines)
    days = _days(*[_SUNDAY] * rows.shape[0])
    near = nearest(rows, days)
    usual = np.array(load().usual, dtype=np.float32)
    pairs = pair_features.pairs(near, usual)
    articles = Articles(
        days=days,
        undated=np.zeros(len(days), dtype=bool),
        words=np.full(len(days), 500),
        outlets=np.arange(len(days)) + 1,
        facts=columns([facts("", "", day=None, url=None, section=None)] * len(days)),
    )
    return pairs, pair_features.features(pairs, near, Parts(rows, rows, rows, rows), articles, usual)


def test_in_a_small_corpus_ranks_count_the_neighbours_that_are_usual_elsewhere() -> None:
    pairs, values = _features([[1, 0], [1, 0.1]])
    assert values["better rank"].tolist() == [0]
    pairs, values = _features([[1, 0], [0.25, 1]])
    assert pairs.cosine[0] == pytest.approx(0.2425, abs=1e-3)
    assert np.expm1(values["better rank"][0]) == pytest.approx(
        sum(value > pairs.cosine[0] for value in load().usual[1:]), abs=0.01
    )


def test_the_model_has_all_its_features_and_knows_like_from_unlike() -> None:
    pairs, values = _features([[1, 0, 0.1], [1, 0.05, 0.1], [0.15, 1, 0.1]])
    probability = load().probabilities(pairs, values)
    by_pair = {(a, b): p for a, b, p in zip(pairs.left, pairs.right, probability.tolist(), strict=True)}
    assert by_pair[0, 1] > method.THRESHOLD > by_pair[0, 2]


def test_no_pairs_have_no_probabilities() -> None:
    pairs, values = _features([[1, 0], [0, 1]])
    assert len(load().probabilities(pairs, values)) == 0


def test_what_is_improbable_is_not_judged_twice() -> None:
    first = Regression(("cosine",), (0.0,), (1.0,), (0.0,), -9.0)
    second = Regression(("cosine",), (0.0,), (1.0,), (0.0,), 9.0)
    pairs, values = _features([[1, 0], [1, 0.1]])
    assert LinkModel(load().usual, first, second).probabilities(pairs, values)[0] < method.JUDGED_TWICE
