"""Suggestions and "did you mean" on a small corpus."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_corpus import ROWS, Row, filled

from app.database import Database
from app.models import Event, EventMember
from app.search.engine import find
from app.search.results import SearchParameters
from app.search.suggest import did_you_mean, suggest
from app.store import outlets


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Database]:
    rows = (
        *ROWS,
        Row(
            "Wall of sound",
            "The walrus was here.",
            outlet='The "Daily" Wall',
            byline='Ann "Wally" Lee, Tomás Ruiz',
        ),
    )
    database = filled(tmp_path / "corpus.sqlite3", rows)
    yield database
    database.close()


def meant(database: Database, q: str, **parameters: object) -> str | None:
    asked = SearchParameters.model_validate({"q": q, **parameters})
    with database.read_session() as session:
        return did_you_mean(session, asked, 0)


def suggested(database: Database, text: str, limit: int = 8) -> list[tuple[str, int]]:
    with database.read_session() as session:
        return [(one.query, one.count) for one in suggest(session, text, limit).suggestions]


def test_a_corrected_query_is_offered_when_it_finds_something(corpus: Database) -> None:
    assert meant(corpus, "mexcio bordr") == "mexico border"
    assert meant(corpus, "mexcio", outlet=("the-daily-ledger",)) == "mexico"
    assert meant(corpus, "mexico") is None


def test_it_is_not_offered_when_it_finds_no_more(corpus: Database) -> None:
    assert meant(corpus, "mexcio walruss") is None
    assert meant(corpus, "mexcio", outlet=("fox-news",)) == "mexico"
    assert meant(corpus, "mexcio", from_day="2018-01-01") is None


def test_names_are_found_at_any_word_and_in_any_writing(corpus: Database) -> None:
    assert suggested(corpus, 'author:"TOMÁS r') == [('author:"Tomás Ruiz"', 2)]
    assert suggested(corpus, "author:ruiz") == [('author:"Tomás Ruiz"', 2)]
    assert suggested(corpus, "author:wally") == [('author:"Ann Wally Lee"', 1)]
    assert suggested(corpus, 'outlet:"daily') == [
        ('outlet:"The Daily Wall"', 1),
        ('outlet:"The Daily Ledger"', 1),
    ]


def test_what_is_suggested_finds_as_many_articles_as_it_says(corpus: Database) -> None:
    for text in ("wa", "m", "fox n", "-lab", "author:a", "outlet:t", '"bus l'):
        with corpus.read_session() as session:
            found = suggest(session, text, 20).suggestions
            assert found
            for one in found:
                assert len(find(session, SearchParameters(q=one.put)).rows) >= one.count, one


def test_an_outlet_is_found_by_the_name_of_one_merged_into_it(corpus: Database) -> None:
    with corpus.write_session() as session:
        outlets.merge(session, "the-daily-ledger", "fox-news")
    assert suggested(corpus, "outlet:ledger") == [('outlet:"Fox News"', 3)]


def test_the_largest_events_come_first(corpus: Database) -> None:
    with corpus.write_session() as session:
        session.add_all(
            [
                Event(id=3, title="Storm 100% sure", article_count=2),
                Event(id=4, title="A storm", article_count=3),
            ]
        )
        session.flush()
        session.add_all([EventMember(article_id=number, event_id=3) for number in (1, 2)])
    assert suggested(corpus, "event:storm") == [("event:4", 3), ("event:3", 2)]
    assert suggested(corpus, 'event:"storm 100%') == [("event:3", 2)]
    assert suggested(corpus, 'event:"storm 1_0') == []
