"""The vocabulary in memory follows the database, and nobody waits for it once it is there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import ROWS, filled
from sqlalchemy import text
from sqlmodel import Session
from stored import index_all

from app.database import Database
from app.models import Article
from app.search import vocabulary
from app.search.vocabulary import Vocabulary, vocabulary_of
from app.store import vocabulary as store


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Database]:
    database = filled(tmp_path / "corpus.sqlite3", ROWS)
    yield database
    database.close()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any corpus counts as one whose words take long to read."""
    monkeypatch.setattr(vocabulary, "_FEW_ARTICLES", 0)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Opens the way for readings in the background, which wait for it."""
    opened, words = threading.Event(), store.words

    def when_open(session: Session) -> object:
        if threading.current_thread().name == "vocabulary":
            assert opened.wait(timeout=20)
        return words(session)

    monkeypatch.setattr(store, "words", when_open)
    monkeypatch.setattr(vocabulary, "_REST", 0)
    return opened


def read(database: Database) -> Vocabulary:
    with database.read_session() as session:
        return vocabulary_of(session)


def wait() -> None:
    for thread in threading.enumerate():
        if thread.name == "vocabulary":
            thread.join()


def counts(words: Vocabulary) -> dict[str, int]:
    return dict(zip(words.words, words.counts.tolist(), strict=True))


def stored_counts(database: Database) -> dict[str, int]:
    with database.read_session() as session:
        return counts(Vocabulary(*store.words(session)))


def add(database: Database, *titles: str) -> None:
    with database.write_session() as session:
        row = session.get(Article, 1)
        assert row is not None
        last = session.execute(text("SELECT max(id) FROM article")).scalar_one()
        for number, title in enumerate(titles, last + 1):
            values = {"id": number, "title": title, "external_id": str(number)}
            session.add(Article(**row.model_dump() | values))
        index_all(session)


def change(database: Database, number: int, **values: str) -> None:
    with database.write_session() as session:
        row = session.get(Article, number)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)


def delete(session: Session, number: int) -> None:
    session.execute(text("DELETE FROM article WHERE id = :id"), {"id": number})


def test_it_holds_the_words_of_all_fields_with_their_articles(corpus: Database) -> None:
    found = read(corpus)
    assert found.count("wall") == 2
    assert found.count("Café") == 1
    assert found.count("tomas") == 1
    assert found.count("墨西哥") == 1
    assert found.near("mexica", 1, 9).words == ("mexico",)
    assert found.matching("bus*s*", 9).words == ("buses", "business")
    assert read(corpus) is found


def test_an_empty_corpus_has_no_words(database: Database) -> None:
    found = read(database)
    assert len(found) == 0
    assert (
        found.near("wall", 2, 9).words == found.matching("*a*", 9).words == found.starting("", 9).words == ()
    )
    assert found.correction("walls") is None


def test_new_changed_and_deleted_articles_are_seen(corpus: Database) -> None:
    read(corpus)
    add(corpus, "Zeppelin over the harbour", "Zeppelin, zeppelin: l'été")
    assert read(corpus).count("zeppelin") == 2
    change(corpus, 6, title="An airship")
    assert read(corpus).count("zeppelin") == 1
    with corpus.write_session() as session:
        delete(session, 7)
    found = read(corpus)
    assert found.count("zeppelin") == found.count("ete") == 0
    assert counts(found) == stored_counts(corpus)


@pytest.mark.usefixtures("large")
def test_few_new_articles_are_counted_as_the_index_counts_them(corpus: Database) -> None:
    read(corpus)
    add(corpus, "Zeppelin ÉTÉ étés, wall! naïve co-op", "Zeppelin 東京 don’t 3.5% _x_ ﬁne Straße")
    assert counts(read(corpus)) == stored_counts(corpus)


@pytest.mark.usefixtures("large")
def test_a_change_to_a_text_is_seen_after_a_reading_in_the_background(
    corpus: Database, gate: threading.Event
) -> None:
    read(corpus)
    change(corpus, 1, title="Zeppelin")
    assert read(corpus).count("zeppelin") == 0
    gate.set()
    wait()
    assert counts(read(corpus)) == stored_counts(corpus)


@pytest.mark.usefixtures("large")
def test_many_new_articles_are_read_in_the_background(
    corpus: Database, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "_FEW_NEW", 1)
    read(corpus)
    add(corpus, "Zeppelin", "Zeppelins")
    assert read(corpus).count("zeppelin") == 0
    gate.set()
    wait()
    assert read(corpus).count("zeppelin") == 1


@pytest.mark.usefixtures("large")
def test_texts_that_change_all_the_time_are_not_read_all_the_time(
    corpus: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "_REST", 1e9)
    read(corpus)
    change(corpus, 1, title="Zeppelin")
    assert read(corpus).count("zeppelin") == 0
    wait()
    assert read(corpus).count("zeppelin") == 0


def test_it_is_read_before_anybody_asks(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary.warm(corpus.engine)
    wait()
    monkeypatch.setattr(store, "words", lambda _session: pytest.fail("it is read again"))
    assert read(corpus).count("wall") == 2


def test_a_database_that_is_gone_is_nobodys_problem_but_of_who_searches_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "without tables.sqlite3")
    vocabulary.warm(database.engine)
    wait()
    database.close()
