"""The catalogue in memory follows the database: new articles, changed ones, events, copies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import ROWS, Row, filled
from sqlmodel import Session
from stored import index_all

from app.database import Database
from app.models import Article, ArticleCopy, Event, EventMember
from app.search import catalogues
from app.search.catalogue import Catalogue
from app.search.catalogues import Kept, catalogue_of


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Database]:
    database = filled(tmp_path / "corpus.sqlite3", ROWS)
    yield database
    database.close()


def read(database: Database) -> Catalogue:
    with database.read_session() as session:
        return catalogue_of(session)[0]


def change(session: Session, number: int, **values: object) -> None:
    article = session.get(Article, number)
    assert article is not None
    for name, value in values.items():
        setattr(article, name, value)


def test_it_holds_what_is_known_and_is_kept(corpus: Database) -> None:
    found = read(corpus)
    assert found.ids.tolist() == [1, 2, 3, 4, 5]
    assert found.outlet.tolist() == [1, 2, 1, 0, 0]
    assert [found.languages[number] for number in found.language] == ["en", "en-GB", "en", "zh", "en"]
    assert found.month[0] == 2016 * 12 + 1
    assert found.day[2] == 0
    assert [found.author_names[number] for number in found.authors] == ["Maria Okafor", "Tomás Ruiz"]
    assert found.author_start.tolist() == [0, 1, 2, 2, 2, 2]
    assert read(corpus) is found


def test_new_articles_are_added_behind(corpus: Database, tmp_path: Path) -> None:
    read(corpus)
    other = filled(
        tmp_path / "other.sqlite3", [*ROWS, Row("New", "text", byline="Tomás Ruiz, Ann Lee", language="de")]
    )
    with other.read_session() as session:
        row = session.get(Article, 6)
        assert row is not None
        values = row.model_dump()
    other.close()
    with corpus.write_session() as session:
        session.add(Article(**values | {"document_id": 1}))
        session.flush()
        index_all(session)
    found = read(corpus)
    assert found.ids.tolist() == [1, 2, 3, 4, 5, 6]
    assert [found.author_names[number] for number in found.authors[found.author_start[5] :]] == [
        "Tomás Ruiz",
        "Ann Lee",
    ]
    assert found.languages[found.language[5]] == "de"


def test_changes_of_articles_events_and_copies_are_seen(corpus: Database) -> None:
    read(corpus)
    with corpus.write_session() as session:
        change(session, 1, outlet_id=2, day=None)
        session.add(Event(id=3, title="Storm", article_count=2))
        session.flush()
        session.add_all([EventMember(article_id=number, event_id=3) for number in (1, 2)])
        session.add(ArticleCopy(article_id=2, group_id=2, kind="first"))
        session.add(ArticleCopy(article_id=5, group_id=2, kind="near", matched_id=2, share=0.9))
    found = read(corpus)
    assert found.outlet.tolist() == [2, 2, 1, 0, 0]
    assert found.day[0] == found.month[0] == 0
    assert found.event.tolist() == [3, 3, 0, 0, 0]
    assert found.copy_group.tolist() == [0, 2, 0, 0, 2]
    assert found.is_copy.tolist() == [False, False, False, False, True]
    with corpus.write_session() as session:
        member = session.get(EventMember, 1)
        assert member is not None
        session.delete(member)
    assert read(corpus).event.tolist() == [0, 3, 0, 0, 0]


def test_groups_that_are_slow_to_read_are_not_read_at_each_change(
    corpus: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "_CHEAP_SECONDS", -1.0)
    monkeypatch.setattr(catalogues, "_REST", 1e9)
    read(corpus)
    with corpus.write_session() as session:
        session.add(ArticleCopy(article_id=2, group_id=2, kind="first"))
    assert read(corpus).copy_group.tolist() == [0] * 5


def test_what_was_found_is_kept_within_bounds_and_for_one_state() -> None:
    kept = Kept(1_000)
    first = read_array(400)
    kept.put("now", "a", first)
    assert kept.get("now", "a") == (first,)
    kept.put("now", "b", read_array(400))
    assert kept.get("now", "a") is None
    assert kept.get("now", "b") is not None
    assert kept.get("later", "b") is None
    kept.put("later", "c", first)
    assert kept.get("now", "b") is None


def read_array(size: int) -> object:
    import numpy as np

    return np.zeros(size, np.uint8)
