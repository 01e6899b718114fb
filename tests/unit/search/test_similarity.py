"""Key terms out of counts and frequencies, and how alike two articles' words are."""

import numpy as np

from app.events.vectors import count_terms
from app.search.similarity import KeyTerm, key_terms, own_weights, resemblance
from app.text.term_counts import join
from app.text.tokens import words

_FREQUENCIES = {"bridge": 40, "bridges": 9, "ferry": 4, "ferries": 6, "council": 3_000, "harbour": 12}


def _terms(*texts: str, language: str | None = "en", names: tuple[str, ...] = ()) -> dict[str, KeyTerm]:
    found = key_terms(texts, language, names, lambda word: _FREQUENCIES.get(word, 1), 10_000, 10)
    assert [term.weight for term in found] == sorted((term.weight for term in found), reverse=True)
    return {term.term: term for term in found}


def test_a_term_is_a_stem_as_the_article_mostly_writes_it() -> None:
    found = _terms("The Bridge", "The bridge and two bridges; the bridge was closed. A ferry helped.")
    assert list(found) == ["bridge"]
    assert found["bridge"].forms == ("bridge", "bridges")
    assert (found["bridge"].count, found["bridge"].articles) == (4, 40)


def test_rare_words_weigh_more_and_common_ones_are_left_out() -> None:
    text = "A bridge, a ferry. Bridge; ferry! The council: council, council, council. 2012 and 2012."
    assert list(_terms(text)) == ["ferry", "bridge"]


def test_the_weight_is_bo1() -> None:
    # 2 log2((1 + f) / f) + log2(1 + f) with f = 40 / 10,000
    expected = 2 * np.log2(1.004 / 0.004) + np.log2(1.004)
    assert _terms("bridge. Bridge.")["bridge"].weight == round(float(expected), 2)


def test_words_that_stand_together_are_one_term() -> None:
    found = _terms("The Harbour-Bridge: harbour bridge, a Harbour Bridge. Harbour Bridge! Far off, a bridge.")
    assert list(found) == ["Harbour Bridge"]
    assert found["Harbour Bridge"].forms == ("harbour bridge",)
    assert (found["Harbour Bridge"].count, found["Harbour Bridge"].articles) == (4, 12)


def test_names_of_outlet_and_author_do_not_count_but_their_words_do() -> None:
    text = "Harbour Post: the ferry. A ferry by Ann Bridge. Ann Bridge saw a bridge, a bridge."
    assert list(_terms(text, names=("The Harbour Post", "Ann Bridge"))) == ["ferry", "bridge"]


def test_other_languages_have_their_own_stop_words_and_stems() -> None:
    found = _terms(
        "Die Brücke wurde gesperrt, weil die Brücken alt wurden. Brücken wurden nicht.", language="de"
    )
    assert list(found) == ["Brücken"]
    assert found["Brücken"].forms == ("brucke", "brucken")


def test_the_article_with_the_same_rare_words_is_most_alike() -> None:
    texts = (
        ("Bridge to close", "The harbour bridge will close in April and ferries will run."),
        ("Ferries from April", "When the harbour bridge is closed, ferries run every twelve minutes."),
        ("Budget agreed", "The council agreed on a budget after a long meeting in April."),
        ("", ""),
    )
    counts, starts = join([count_terms(*text).tobytes() for text in texts])
    own = set(words(" ".join(texts[0])))
    weights = own_weights(own, lambda word: _FREQUENCIES.get(word, 500), 10_000)
    alike = resemblance(counts, starts, weights, 10_000).tolist()
    assert 1 > alike[0] > alike[1] > alike[2] == 0
    same, starts = join([count_terms(*texts[0]).tobytes()] * 2)
    assert abs(resemblance(same, starts, weights, 10_000)[0] - 1) < 1e-5
