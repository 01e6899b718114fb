import numpy as np
import pytest

from app.compare.features import features
from app.compare.runs import longest_runs, shared_runs
from app.compare.texts import spans, take_apart

ONE = [
    "The Senate passed the budget on Friday by 52 votes to 48.",
    "“We will not give in to threats,” said Senator Maria Lopez of Ohio.",
    "Rain is expected in the north.",
]
OTHER = [
    "Lopez told reporters that “we will not give in to threats” from anyone.",
    "By 52 to 48, senators voted for the budget.",
]


def test_swapping_the_sides_transposes_every_feature():
    forth, back = features(ONE, OTHER), features(OTHER, ONE)
    for name, matrix in forth.items():
        assert matrix.shape == (3, 2), name
        assert np.isfinite(matrix).all(), name
        np.testing.assert_allclose(matrix, back[name].T, atol=1e-12, err_msg=name)


def test_what_passages_share_is_seen():
    found = features(ONE, OTHER)
    assert found["shared numbers"][0, 1] == 2
    assert found["shared numbers"][1, 0] == 0
    assert found["quoted"][1, 0] == pytest.approx(1)
    assert found["cosine"][0, 1] > found["cosine"][2, 1]
    assert found["lead, worse"][1, 0] > 0


@pytest.mark.parametrize("passages", [["…"], ["Yes."], ["Same words here, the same."] * 3])
def test_odd_passages_give_finite_numbers(passages):
    for name, matrix in features(passages, ["Yes.", "«Да»"]).items():
        assert np.isfinite(matrix).all(), name


def test_words_that_few_passages_have_anchor_a_pair():
    found = features(["The harbour froze.", "The harbour is old."], ["A frozen harbour.", "An old quarrel."])
    assert found["anchors"][1, 1] > found["anchors"][0, 0] > found["anchors"][0, 1] == 0


def test_what_only_one_has_and_what_conflicts_is_seen():
    found = features(
        ["He did not vote on Monday for 12 laws."], ["He voted on Tuesday for 13 laws and a budget."]
    )
    for name in ("numbers conflict", "days conflict", "denies, one", "pronoun, both"):
        assert found[name][0, 0] == 1, name
    assert found["shared day"][0, 0] == found["shared numbers"][0, 0] == 0
    assert found["unshared, more"][0, 0] > found["unshared, less"][0, 0] > 0


def test_names_are_words_with_a_capital_inside_sentences():
    texts, _ = take_apart(
        ["However, officials met Angela Merkel.", "Officials say however that she left."], []
    )
    assert set(texts[0].names) == {"angela", "merkel"}


def test_shared_runs_do_not_overlap_and_come_longest_first():
    a, b = list("abcdxefg"), list("efgyabcd")
    found = shared_runs(a, b, 3)
    assert [(run.a, run.b, run.length) for run in found] == [(0, 4, 4), (5, 0, 3)]
    assert longest_runs([a, ["q"]], [b]).tolist() == [[4.0], [0.0]]


def test_word_places_are_those_of_the_original_text():
    text = "Le Café’s “Ångström” is 3.5 m."
    assert [(word, text[start:end]) for word, start, end in spans(text)][:3] == [
        ("le", "Le"),
        ("cafe", "Café’s"),
        ("angstrom", "Ångström"),
    ]


def test_longest_runs_are_those_of_each_pair():
    a = [["one", "two", "three", "four", "five"], ["x", "one", "two", "three"], []]
    b = [["zero", "one", "two", "three", "four"], ["four", "five", "one", "two", "three"], ["one", "two"]]
    expected = [[max((run.length for run in shared_runs(p, q, 3)), default=0) for q in b] for p in a]
    assert longest_runs(a, b).tolist() == expected == [[4, 3, 0], [3, 3, 0], [0, 0, 0]]


def test_passages_that_repeat_themselves_cost_little_and_equal_ones_are_equal():
    many = [["a"] * (100 + n) for n in range(600)]
    assert longest_runs(many, many).shape == (600, 600)
    assert shared_runs(many[300], many[300], 4)[0].length == 400
    assert shared_runs(many[300], many[301], 4) == []
