"""What is new in saved searches: exactly the articles taken in since, in their order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import Row, filled

from app.database import Database
from app.errors import InvalidParameterError, NotFoundError
from app.search.arrivals import arrivals, default_name, new_counts
from app.search.results import SearchParameters
from app.store import saved_searches as store
from app.store.saved_searches import SavedSearchRecord

_ROWS = [
    Row(f"Bridge {number}" if number % 2 else f"Ferry {number}", day="2024-01-01") for number in range(1, 13)
]
_NOW = "2025-01-01T00:00:00+00:00"


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Database]:
    database = filled(tmp_path / "corpus.sqlite3", _ROWS)
    yield database
    database.close()


def _saved(database: Database, query: str = "q=bridge", seen_id: int | None = 4) -> SavedSearchRecord:
    with database.write_session() as session:
        return store.save(session, query, " My\n search ", _NOW, seen_id=seen_id)


def test_new_is_what_has_a_higher_id(corpus: Database) -> None:
    saved = _saved(corpus)
    with corpus.read_session() as session:
        found = arrivals(session, saved)
        assert [card.id for card in found.articles] == [5, 7, 9, 11]
        assert (found.new, found.shown_to, found.seen_to) == (4, 11, 11)
        assert [one.new for one in new_counts(session, [saved], 5)] == [4]


def test_marking_a_page_as_seen_leaves_the_rest_new(corpus: Database) -> None:
    saved = _saved(corpus)
    with corpus.write_session() as session:
        first = arrivals(session, saved, limit=2)
        assert ([card.id for card in first.articles], first.new, first.seen_to) == ([5, 7], 4, 11)
        saved = store.mark_seen(session, saved.id, first.shown_to, _NOW)
        assert [card.id for card in arrivals(session, saved, limit=2).articles] == [9, 11]
        # nothing that is yet to come can be marked
        assert store.mark_seen(session, saved.id, 1_000, _NOW).seen_id == 12
        assert store.mark_seen(session, saved.id, 4, _NOW).seen_id == 4


def test_a_search_saved_now_has_nothing_new(corpus: Database) -> None:
    saved = _saved(corpus, seen_id=None)
    with corpus.read_session() as session:
        found = arrivals(session, saved)
        assert (found.new, found.articles, found.shown_to, found.seen_to) == (0, (), 12, 12)
        assert new_counts(session, [saved], 0.0)[0].new == 0


def test_what_cannot_be_counted_is_said(corpus: Database) -> None:
    saved, broken = _saved(corpus), _saved(corpus, "from=never")
    with corpus.read_session() as session:
        assert [one.new for one in new_counts(session, [saved], 0.0)] == [None]
        (one,) = new_counts(session, [broken], 5)
        assert one.new is None
        assert "never" in (one.trouble or "")


def test_one_query_is_saved_once_and_names_are_cleaned(corpus: Database) -> None:
    saved = _saved(corpus)
    assert saved.name == "My search"
    assert _saved(corpus, seen_id=9) == saved
    with corpus.write_session() as session:
        assert store.rename(session, saved.id, "Bridges").name == "Bridges"
        with pytest.raises(InvalidParameterError):
            store.rename(session, saved.id, " \x00 ")
        assert store.called(session, "bridges").id == store.called(session, str(saved.id)).id == saved.id
        store.remove(session, saved.id, "2026-01-06T10:00:00+00:00")
        assert store.of_query(session, "q=bridge") is None
        with pytest.raises(NotFoundError):
            store.called(session, "bridges")


def test_there_is_a_most(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 1)
    _saved(corpus)
    with pytest.raises(InvalidParameterError, match="saved already"):
        _saved(corpus, "q=ferry")


def test_the_name_is_what_is_searched(corpus: Database) -> None:
    with corpus.read_session() as session:
        assert default_name(session, SearchParameters(q="ferry", event=(7,))) == "ferry, event “7”"
