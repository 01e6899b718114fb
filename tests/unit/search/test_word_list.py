import fnmatch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.search.word_list import Vocabulary

LETTERS = st.text(alphabet="abcé", min_size=1, max_size=6)
CORPUS = st.dictionaries(LETTERS.map(lambda word: word.replace("é", "e")), st.integers(1, 5), max_size=40)


def vocabulary(counts: dict[str, int]) -> Vocabulary:
    words = sorted(counts)
    return Vocabulary(words, np.asarray([counts[word] for word in words], dtype=np.int32))


def most_frequent(counts: dict[str, int], among: list[str]) -> tuple[str, ...]:
    return tuple(sorted(among, key=lambda word: (-counts[word], word)))


def slips(a: str, b: str) -> int:
    """The distance by its definition, a table of all beginnings (optimal string alignment)."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (a[i - 1] != b[j - 1]),
                table[i - 2, j - 2] + 1
                if i > 1 and j > 1 and a[i - 2 : i] == b[j - 1] + b[j - 2]
                else len(a) + len(b),
            )
    return table[len(a), len(b)]


@given(CORPUS, st.text(alphabet="abcÉ*?", max_size=8), st.integers(1, 50))
def test_a_pattern_stands_for_what_fnmatch_finds(counts: dict[str, int], pattern: str, limit: int) -> None:
    plain = pattern.replace("É", "e")
    expected = most_frequent(counts, [word for word in counts if fnmatch.fnmatchcase(word, plain)])
    found = vocabulary(counts).matching(pattern, limit)
    assert found.words == expected[:limit]
    assert found.cut == (len(expected) > limit)


@given(CORPUS, LETTERS, st.integers(0, 2), st.integers(1, 50))
def test_slips_are_those_of_the_definition(
    counts: dict[str, int], word: str, distance: int, limit: int
) -> None:
    plain = word.replace("é", "e")
    expected = most_frequent(counts, [other for other in counts if slips(plain, other) <= distance])
    found = vocabulary(counts).near(word, distance, limit)
    assert found.words == expected[:limit]
    assert found.cut == (len(expected) > limit)


@given(CORPUS, LETTERS, st.integers(0, 5))
def test_words_that_begin_so_come_with_the_most_frequent_first(
    counts: dict[str, int], prefix: str, limit: int
) -> None:
    plain = prefix.replace("é", "e")
    expected = most_frequent(counts, [word for word in counts if word.startswith(plain)])
    found = vocabulary(counts).starting(prefix, limit)
    assert found.words == expected[:limit]
    assert found.cut == (len(expected) > limit)


@given(CORPUS, CORPUS)
def test_new_articles_are_added_to_the_counts(counts: dict[str, int], added: dict[str, int]) -> None:
    both = {word: counts.get(word, 0) + added.get(word, 0) for word in {*counts, *added}}
    known = vocabulary(counts)
    extended = known.extended(added)
    assert list(extended.words) == sorted(both)
    assert {word: extended.count(word) for word in both} == both
    assert {word: known.count(word) for word in counts} == counts


def test_what_is_asked_is_folded_and_nothing_in_it_is_a_regular_expression() -> None:
    known = vocabulary({"uber": 2, "ubung": 1, "a.b": 1, "strasse": 1})
    assert known.count("Über") == 2
    assert known.matching("ÜB*", 9).words == ("uber", "ubung")
    assert known.matching("*[u]b(.*)", 9).words == ()
    assert known.matching("ub.r*", 9).words == ()


def test_a_pattern_of_many_stars_ends_soon_on_a_long_word() -> None:
    # it would be years if all ways to share the word out among the stars were tried
    known = vocabulary({"a" * 20_000: 1})
    assert known.matching("*" + "a*" * 400 + "b", 9).words == ()
    assert known.matching("*?" * 400 + "*b*", 9).words == ()


def test_a_correction_is_frequent_and_near() -> None:
    known = vocabulary({"immigration": 900, "migration": 90, "imitation": 5, "senate": 400, "senat": 1})
    assert known.correction("imigration") == "immigration"
    assert known.correction("Imigratoin") == "immigration"
    assert known.correction("senat") == "senate"
    assert known.correction("seante") == "senate"


def test_what_may_be_right_is_not_corrected() -> None:
    known = vocabulary({"hillary": 40, "hilary": 20, "cat": 900, "covid19": 300, "2016": 500, "senate": 9})
    assert known.correction("hillary") is None
    assert known.correction("hilary") is None  # half as frequent: a name of its own
    assert known.correction("caat") == "cat"
    assert known.correction("cta") is None  # too short to tell
    assert known.correction("covid18") is None
    assert known.correction("2015") is None
    assert known.correction("xylophone") is None
