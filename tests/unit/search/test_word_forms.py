"""Words as texts have them, and those that are the house's own."""

from app.search.word_forms import Seen, look_up, words_of_name, words_of_outlet
from app.text.term_counts import column_of


def _number(word: str) -> int:
    number = column_of(word)
    assert number is not None
    return number


def _seen(texts: list[str], word: str) -> Seen:
    return look_up(texts, frozenset({_number(word)}))[_number(word)]


def test_a_word_is_shown_in_its_most_frequent_form() -> None:
    seen = _seen(["Immigrants came. An immigrant’s son. The immigrants, all immigrants."], "immigrant")
    assert (seen.form, seen.met) == ("immigrants", 4)
    assert _seen(["Obama’s speech. Obama said so."], "obama").form == "Obama"


def test_sentences_that_articles_repeat_are_stock() -> None:
    news = [f"A letter arrived in town number {number}." for number in range(4)]
    letters = [f"{text} Subscribe to our letter, and to our other letter." for text in news]
    assert _seen(letters, "letter").is_stock(None)
    assert not _seen(news, "letter").is_stock(None)


def test_credits_are_stock_whoever_is_credited() -> None:
    texts = [
        f"The mayor spoke.\n{name} contributed to this report." for name in ("Ann Lee", "Bo Day", "Cy Fox")
    ]
    assert _seen(texts, "contributed").is_stock(None)
    assert not _seen(["She contributed a lot. He contributed nothing."], "contributed").is_stock(None)
    # the agency is meant in capitals, the word is not
    assert _seen(["The house burned, AP says."], "ap").is_stock(None)


def test_a_phrase_that_only_one_side_repeats_is_stock() -> None:
    album = [f"Hide caption {number} of 9 picture {number}" for number in range(1, 7)]
    elsewhere = _seen(["They hide in the woods. Foxes hide. To hide is an art."], "hide")
    seen = _seen(album, "hide")
    assert seen.is_stock(elsewhere)
    assert not seen.is_stock(seen)
    assert not seen.is_stock(None)


def test_names_are_words() -> None:
    assert words_of_name("Jane O’Neill") == {_number("jane"), _number("o’neill")}
    assert _number("fox") in words_of_outlet("Fox News", "foxnews.com")
    assert _number("foxnews") in words_of_outlet("Fox News", "foxnews.com")
