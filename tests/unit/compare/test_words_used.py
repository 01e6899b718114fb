"""Words that one side uses and the other does not, or uses more."""

from app.compare.comparison import Passage
from app.compare.words import words_used
from app.records import BlockKind


def _side(letter: str, *texts: str, articles: int = 1) -> list[Passage]:
    return [
        Passage(
            id=f"{letter}{n}",
            article_id=n % articles,
            block=n,
            kind=BlockKind.PARAGRAPH,
            start=0,
            end=len(text),
            text=text,
        )
        for n, text in enumerate(texts)
    ]


def test_words_of_one_side_are_counted_with_their_forms() -> None:
    a = _side("a", "A storm came.", "The storms sank a boat and a boat.", "Storm warnings came late.")
    b = _side("b", "A boat was late.")
    found = words_used(a, b, ((), ()))
    assert [(use.word, use.count_a, use.count_b, use.first_a, use.z) for use in found.a] == [
        ("storm", 3, 0, "a0", None),
        ("came", 2, 0, "a0", None),
    ]
    assert found.b == ()
    assert not found.pooled


def test_names_stop_words_numbers_and_the_houses_own_words_are_left_out() -> None:
    a = _side("a", "It was Rowe.", "Then Rowe and the gazette left in 2015.", "In 2015 the gazette and Rowe.")
    assert words_used(a, _side("b", "Nothing."), ((), ()), house=["The Gazette"]).a == ()


def test_headlines_are_compared_with_each_other() -> None:
    found = words_used((), (), (["Ferry sinks off Ostend"], ["Ferries sank: ten dead"]))
    assert (found.headline_a, found.headline_b) == (("sinks", "Ostend"), ("sank", "ten", "dead"))


def test_pooled_coverage_has_significance_and_two_texts_have_none() -> None:
    a = _side("a", *["The storm, storm, storm sank the boat."] * 300, articles=3)
    b = _side("b", *["The wave, wave, wave sank the boat."] * 300, articles=3)
    found = words_used(a, b, ((), ()))
    assert found.pooled
    assert [use.word for use in found.a] == ["storm"]
    assert [use.word for use in found.b] == ["wave"]
    assert (found.a[0].z or 0) > 1.96
    assert (found.b[0].z or 0) < -1.96


def test_other_languages_have_their_own_forms_and_scripts_without_spaces_none() -> None:
    a = _side("a", "Las casas son viejas.", "La casa es vieja.")
    assert [use.count_a for use in words_used(a, (), ((), ()), language="es").a] == [2, 2]
    assert words_used(_side("a", "雨が降る。雨が降る。"), (), ((), ()), language="ja").a == ()


def test_shortened_words_are_not_listed_in_pieces() -> None:
    a = _side("a", "They didn’t, we'll and you’ve.", "They didn't, we’ll and you've.")
    assert words_used(a, (), ((), ()), language="en").a == ()
