"""Stretches in quotation marks: all kinds of marks, over paragraphs, and what only looks like them."""

import pytest

from app.text.quotations import quoted


def found(*paragraphs: str) -> list[str]:
    return [paragraphs[one.paragraph][one.start : one.end] for one in quoted(paragraphs)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"I go," he said, "and stay."', ["I go,", "and stay."]),
        ("“One. Two.” He called it “bad”.", ["One. Two.", "bad"]),
        ("„Das ist gut“, sagte er. „Nein”, sagte sie.", ["Das ist gut", "Nein"]),
        ("« Non », dit-elle. »Ja«, sagte er.", ["Non", "Ja"]),
        ("「東京『駅』です」と言った。", ["東京『駅』です"]),
        ("``Latex style,'' he said.", ["Latex style,"]),
        ("'I can't go,' said the workers' leader.", ["I can't go,"]),
        ("‘Brexit means “Brexit”,’ she said.", ["Brexit means “Brexit”,"]),
        ('He told her: "He said "no" and left."', ['He said "no" and left.']),
        ("“It’s the ‘best’ one,” she said.", ["It’s the ‘best’ one,"]),
        ('a "political statement"on the night', ["political statement"]),
    ],
)
def test_marks_of_many_kinds(text: str, wanted: list[str]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "He is 6' 2\" tall and she 5'4\".",
        "Rock ’n’ roll of the ’90s’ best; the boys' toys and the students' rights.",
        "Don't. It's theirs, isn't it?",
        "tell 'em about the '60s",
        '"" and “”',
    ],
)
def test_apostrophes_and_inches_are_no_quotations(text: str) -> None:
    assert found(text) == []


def test_a_quotation_goes_on_over_paragraphs_that_open_again() -> None:
    marks = quoted(["“One. Two.", "“Three,” she said.", "“Four,” he said."])
    assert [(m.paragraph, m.continues, m.closed) for m in marks] == [
        (0, False, True),
        (1, True, True),
        (2, False, True),
    ]


def test_a_quotation_goes_on_over_paragraphs_that_do_not_open_again() -> None:
    assert found('He said: "This is it.', "It goes on.", 'And ends." Then he left.') == [
        "This is it.",
        "It goes on.",
        "And ends.",
    ]


def test_a_quotation_that_nobody_closes_ends_with_its_paragraph() -> None:
    marks = quoted(['He said, "This is it.', "Nobody closes."])
    assert [(m.paragraph, m.closed) for m in marks] == [(0, False)]


def test_a_lost_mark_does_not_turn_the_rest_around() -> None:
    assert found("“We are so many. He said. “I am sure,” she added.", "“Yes,” he said.")[-2:] == [
        "I am sure,",
        "Yes,",
    ]
