"""The words of two sides, on a corpus whose differences are known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import Row, filled

from app.database import Database
from app.events.job import group_events
from app.search import word_use as module
from app.search.results import SearchParameters
from app.search.word_use import WordUse, word_use

_NAMES = "Ash Birch Cedar Elm Fir Hazel Larch Maple".split()  # noqa: SIM905
# No sentence is in two texts, or it would count as the house's own.
ROWS = [
    *(
        Row(
            f"Harbour {number}",
            f"Gazette readers in {name} want ferries. The ferries run late in {name}, and ferries are full.",
            outlet="Gazette",
            byline="Maria Okafor",
            day=f"2024-01-{number:02d}",
        )
        for number, name in enumerate(_NAMES, 1)
    ),
    *(
        Row(
            f"Council {number}",
            f"Taxes rise in {name}, and the taxes hurt. In {name} ferries came up once. Okafor saw {name}.",
            outlet="Courier",
            day=f"2025-01-{number:02d}",
        )
        for number, name in enumerate(_NAMES, 1)
    ),
    Row("Alone", "Zeppelins zeppelins zeppelins zeppelins.", outlet="Courier", day="2025-02-01"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = filled(tmp_path_factory.mktemp("words") / "corpus.sqlite3", ROWS)
    group_events(database)
    yield database
    database.close()


def _use(database: Database, a: SearchParameters, b: SearchParameters | None = None) -> WordUse:
    with database.read_session() as session:
        return word_use(session, a, b)


GAZETTE, COURIER = (SearchParameters(outlet=(slug,)) for slug in ("gazette", "courier"))


def test_each_side_has_its_words_with_counts_on_both(corpus: Database) -> None:
    use = _use(corpus, GAZETTE, COURIER)
    words_a = {item.word.lower(): item for item in use.more_in_a}
    ferries = words_a["ferries"]
    assert (ferries.a.count, ferries.a.articles) == (24, 8)
    assert (ferries.b.count, ferries.b.articles) == (8, 8)
    assert ferries.a.rate == pytest.approx(10_000 * 24 / use.a.words, abs=0.01)
    assert ferries.z > 0 > use.more_in_b[0].z
    assert use.more_in_b[0].word.lower() == "taxes"
    assert [item.z for item in use.more_in_a] == sorted((item.z for item in use.more_in_a), reverse=True)


def test_one_article_makes_no_word_of_a_side(corpus: Database) -> None:
    assert "zeppelins" not in {item.word.lower() for item in _use(corpus, GAZETTE, COURIER).more_in_b}


def test_a_house_is_not_known_by_its_own_name(corpus: Database) -> None:
    use = _use(corpus, GAZETTE)
    assert ("Gazette", "name") in {(item.word, item.reason) for item in use.left_out}
    assert "Gazette" not in {item.word for item in use.more_in_a}
    # others may speak of a person who writes here
    assert "Okafor" in {item.word for item in use.more_in_b}


def test_the_rest_is_what_the_first_side_does_not_find(corpus: Database) -> None:
    use = _use(corpus, GAZETTE)
    assert (use.a.found, use.b.found, use.b.parameters) == (8, 9, None)
    overlapping = _use(corpus, GAZETTE, SearchParameters(q="ferries"))
    assert (overlapping.a.found, overlapping.b.found) == (8, 8)


def test_with_few_words_nothing_is_called_clear(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    use = _use(corpus, GAZETTE, COURIER)
    assert not use.enough
    assert not any(item.clear for item in use.more_in_a)
    monkeypatch.setattr(module, "ENOUGH_WORDS", 10)
    monkeypatch.setattr(module, "CLEAR_Z", 0.5)
    assert any(item.clear for item in _use(corpus, GAZETTE, COURIER).more_in_a)


def test_an_even_choice_stands_for_many(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ARTICLES", 4)
    use = _use(corpus, GAZETTE, COURIER)
    assert (use.a.found, use.a.chosen, use.a.counted, use.b.counted) == (8, 4, 4, 4)
    assert use == _use(corpus, GAZETTE, COURIER)
    monkeypatch.setattr(module, "_MOST_BYTES", 60)
    assert _use(corpus, GAZETTE, COURIER).a.chosen < 4


def test_articles_that_are_not_counted_yet_are_named(tmp_path: Path) -> None:
    database = filled(tmp_path / "uncounted.sqlite3", ROWS)
    use = _use(database, GAZETTE, COURIER)
    database.close()
    assert (use.a.found, use.a.chosen, use.a.counted) == (8, 8, 0)
    assert use.more_in_a == ()


def test_nothing_against_something_is_no_error(corpus: Database) -> None:
    use = _use(corpus, SearchParameters(q="nowherefound"), COURIER)
    assert (use.a.found, use.more_in_a, use.more_in_b) == (0, (), ())
    assert _use(corpus, SearchParameters()).b.found == 0
