"""What is marked in a text is what SQLite's full-text index matched in it, and nothing else."""

from collections.abc import Iterator
from time import process_time

import pytest
from highlights import Highlights, near, quoted
from hypothesis import given
from hypothesis import strategies as st

from app.search.marks import Marker, Span, kept, wanted
from app.search.nodes import And, AnyWord, Dated, Not, Or, Phrase, Words
from app.text.analysis import stem

PIECES = [
    *("wall", "Wall", "walls", "the", "THE", "U.S.", "Mexico's", "Mexico’s", "possible", "possibility"),
    *(
        "hope",
        "hoping",
        "hop",
        "happy",
        "happiness",
        "ponies",
        "café",
        "cafe\u0301s",
        "CAFÉ",
        "naïve",
        "İstanbul",
    ),
    *(
        "10,000",
        "x_y",
        "--",
        "…",
        "\n\n",
        "😀",
        "Œuvre",
        "ﬁn",
        "Москва",
        "москвы",
        "e-mail",
        "ß",
        "a",
        "中文",
        "١٢",
    ),
]
# what Porter's rules act on
PARTS = [
    *(
        "a",
        "e",
        "i",
        "o",
        "y",
        "b",
        "p",
        "t",
        "l",
        "ss",
        "at",
        "bl",
        "iz",
        "hop",
        "fall",
        "trouble",
        "feed",
        "sky",
    ),
    *("s", "es", "ies", "ed", "ing", "ational", "izer", "abli", "biliti", "entli", "ousli", "iviti", "icate"),
    *("alize", "iciti", "ful", "ness", "logi", "ement", "ion", "ous", "ate", "ance", "enci"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
ASKED = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)


def spans(words: list[Words], text: str, language: str | None = "en") -> tuple[Span, ...]:
    return Marker(words).spans(text, "body", language)


def marked(words: list[Words], text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in spans(words, text, language)]


@pytest.fixture(scope="module")
def fts5() -> Iterator[Highlights]:
    held = Highlights()
    yield held
    held.close()


def highlighted(fts5: Highlights, index: str, text: str, expression: str) -> tuple[Span, ...]:
    fts5.hold([text])
    return fts5.of(index, expression).get(1, ())


@given(TEXTS, ASKED, ASKED)
def test_words_and_phrases_are_those_that_fts5_marks(fts5: Highlights, text: str, one: str, other: str):
    expected = highlighted(fts5, "article_fts", text, f"{quoted(one)} OR {quoted(other)}")
    assert spans([Phrase(one), Phrase(other)], text) == expected


@given(TEXTS, st.lists(st.sampled_from(PIECES), min_size=2, max_size=3), st.integers(0, 5))
def test_words_near_each_other_are_those_that_fts5_marks(
    fts5: Highlights, text: str, words: list[str], slop: int
):
    expected = highlighted(fts5, "article_fts", text, near(words, slop))
    assert spans([Phrase(" ".join(words), slop=slop)], text) == expected


@given(
    TEXTS, ASKED, st.lists(st.sampled_from(["wall", "walls", "cafe", "истанбул", "москва", "a"]), min_size=1)
)
def test_beginnings_and_listed_words_are_those_that_fts5_marks(
    fts5: Highlights, text: str, beginning: str, words: list[str]
):
    listed = " OR ".join(map(quoted, words))
    expected = highlighted(fts5, "article_words", text, f"{quoted(beginning)} * OR {listed}")
    assert spans([Phrase(beginning, prefix=True), AnyWord(tuple(words))], text) == expected


@given(TEXTS)
def test_many_words_at_once_are_those_that_fts5_marks(fts5: Highlights, text: str):
    single = [word for word in PIECES if word.isalpha()]
    expected = highlighted(fts5, "article_fts", text, " OR ".join(map(quoted, single)))
    assert spans([Phrase(word) for word in single], text) == expected


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join))
def test_every_word_begins_with_what_is_kept_of_its_stem(word: str):
    assert word.startswith(kept(stem(word, "en")))


@pytest.mark.parametrize(
    ("language", "asked", "text", "found"),
    [
        ("de", "Regierung", "Die Regierungen in Köln, die Regierung.", ["Regierungen", "Regierung"]),
        ("de", "koln", "Die Regierungen in Köln.", ["Köln"]),
        ("fr", "manifestations", "Une manifestation à Nice.", ["manifestation"]),
        ("es", "elección", "Las elecciones de mayo.", ["elecciones"]),
        ("zh", "墨西哥", "在墨西哥城，墨西哥", ["墨西哥", "墨西哥"]),
        ("ja", "選挙", "総選挙は", ["選挙"]),
        ("ja", "選挙 総", "総選挙は、選挙(総)", ["選挙(総"]),
        ("ru", "москва", "Москва и москвы", ["Москва", "москвы"]),
    ],
)
def test_each_language_has_its_own_forms(language: str, asked: str, text: str, found: list[str]):
    assert marked([Phrase(asked)], text, language) == found


def test_phrases_in_scripts_without_spaces_keep_their_places():
    text = "総選挙は 5 月、東京cafe\u0301で東京"
    assert spans([Phrase("東京"), Phrase("café")], text, "ja") == ((9, 11), (11, 16), (17, 19))


def test_a_phrase_of_letters_passes_a_run_of_spaces_in_one_way():
    """Were there several ways, all were tried, and this would not end."""
    letters = " ".join("abcdefghij" * 3)
    text = f"a b c{' … ' * 2_000}d {letters}"
    assert marked([Phrase(letters)], text) == [letters]
    assert marked([Phrase(letters, prefix=True)], text) == [letters]
    assert marked([Phrase("a b"), Phrase("c d")], text)[:2] == ["a b", f"c{' … ' * 2_000}d"]


def test_a_long_phrase_of_one_word_costs_no_more_than_the_text():
    """Tried anew at every word it took seconds; words near each other kept as many copies of all places."""
    text = "a " * 20_000
    many = " ".join("a" * 480)
    began = process_time()
    assert marked([Phrase(many)], text) == [text[:-1]]
    assert marked([Phrase(f"{many} b")], text) == []
    assert len(spans([Phrase(many, slop=3)], text)) == 20_000
    assert process_time() - began < 3
    assert marked([Phrase("a b a b a b a b a c")], "a b a b a b a b a b a c a") == ["a b a b a b a b a c"]


def test_a_field_is_marked_only_by_what_is_asked_of_it():
    marker = Marker([Phrase("wall", field="title"), Phrase("tax"), Phrase("smith", field="byline")])
    text = "Wall tax Smith"
    assert [marker.spans(text, field, "en") for field in ("title", "body")] == [((0, 4), (5, 8)), ((5, 8),)]


def test_what_is_negated_is_not_wanted():
    wall, tax, words = Phrase("wall"), Phrase("tax"), AnyWord(("steel",))
    tree = And((Or((wall, words)), Not(tax), Dated(None, None), wall))
    assert wanted(tree) == (wall, words)
    assert wanted(None) == wanted(Not(tax)) == ()


def test_queries_without_a_word_mark_nothing():
    for empty in (Phrase("…"), Phrase("--", slop=3), Phrase("", prefix=True), AnyWord(())):
        assert spans([empty], "A wall … of -- stone") == ()
