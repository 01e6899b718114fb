import pytest

from app.compare.contradictions import contradict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trump accused Clinton of lying.", "Clinton accused Trump of lying."),
        ("Mr. Trump accused Hillary Clinton of lying.", "Trump was accused of lying by Clinton."),
        ("Smith shot Jones on Friday.", "On Friday, Jones shot Smith."),
        ("Cruz said Rubio was wrong.", "Rubio said Cruz was wrong."),
        ("The Senate passed the budget on Friday.", "The Senate did not pass the budget on Friday."),
        ("He will run for a third term.", "He won’t run for a third term."),
        ("The House failed to pass the budget.", "The House passed the budget."),
    ],
)
def test_the_reverse_in_the_same_words_is_a_contradiction(one, other):
    assert contradict(one, other)
    assert contradict(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trump accused Clinton of lying.", "Hillary Clinton was accused of lying by Mr. Trump."),
        ("Trump met Putin in Helsinki.", "Putin met Trump in Helsinki."),
        ("Smith sued Jones, and Jones sued Smith.", "Jones sued Smith."),
        ("He did not resign on Friday.", "He has no plans to resign on Friday."),
        ("Lopez did not answer.", "The mayor passed the budget after Lopez spoke for an hour on the floods."),
        ("", "…"),
    ],
)
def test_what_may_both_be_true_is_none(one, other):
    assert not contradict(one, other)
    assert not contradict(other, one)


def test_letters_with_marks_apart_from_them_are_words() -> None:
    assert not contradict("Le pre\u0301sident a quitte\u0301 Ostende", "Le pre\u0301sident a quitte\u0301 x")
    assert not contradict("\u0301 \u0e31 \u064e", "\u0301 \u0e31 \u064e")
