"""Values set by hand: kept beside what was extracted, found by searches, and there after every re-ingest."""

from typing import Any

import pytest
from made_up_corpus import fill
from sqlmodel import Session

from app.database import Database
from app.errors import InvalidParameterError, NotFoundError
from app.models import Article
from app.records import ArticleRecord
from app.search.page import search
from app.search.results import checked_parameters
from app.store import articles, corrections, outlets

SET = {
    "title": "The bridge will close",
    "byline": "Ann Onymous",
    "published": "7 May 2025, 08:30",
    "language": "Deutsch",
    "section": "City",
    "url": "https://ledger.example/right",
    "outlet": "River News",
}


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database)
    return database


def article(database: Database, number: int = 1) -> ArticleRecord:
    with database.read_session() as session:
        record = articles.get(session, number)
    assert record is not None
    return record


def columns(session: Session, number: int = 1) -> dict[str, Any]:
    """The row as an ingest would extract it anew."""
    row = session.get(Article, number)
    assert row is not None
    return {name: value for name, value in row.model_dump().items() if name != "id"}


def test_every_field_is_set_and_taken_back(filled: Database) -> None:
    before = article(filled)
    with filled.write_session() as session:
        for field, value in SET.items():
            corrections.set_by_hand(session, 1, field, value, now="2026-01-01T00:00:00+00:00")
    after = article(filled)
    assert (after.title, after.title_source) == ("The bridge will close", "hand")
    assert (after.byline, after.author_role, after.author_evidence) == ("Ann Onymous", None, "set by hand")
    assert after.published is not None
    assert (after.published.date, after.published.evidence) == ("2025-05-07T08:30", "set by hand")
    assert (after.day, after.language, after.section) == ("2025-05-07", "de", "City")
    assert after.url == "https://ledger.example/right"
    assert after.outlet is not None
    assert after.extracted_outlet is not None
    assert (after.outlet.name, after.extracted_outlet.name) == ("River News", "The Daily Ledger")
    with filled.read_session() as session:
        listed = corrections.of_article(session, 1)
    assert {record.field: (record.value, record.extracted) for record in listed} == {
        "title": ("The bridge will close", "Harbour bridge to close for nine months"),
        "byline": ("Ann Onymous", "Maria Okafor"),
        "published": ("2025-05-07T08:30", "2025-02-10"),
        "language": ("de", "en"),
        "section": ("City", None),
        "url": ("https://ledger.example/right", "https://www.ledger.example/city/harbour-bridge-to-close"),
        "outlet": ("River News", "The Daily Ledger"),
    }
    with filled.write_session() as session:
        for field in SET:
            corrections.undo(session, 1, field)
            corrections.undo(session, 1, field)
    assert article(filled) == before


def test_setting_twice_remembers_what_was_extracted(filled: Database) -> None:
    with filled.write_session() as session:
        corrections.set_by_hand(session, 1, "title", "First try")
        corrections.set_by_hand(session, 1, "title", "Second try")
        (record,) = corrections.of_article(session, 1)
        assert (record.value, record.extracted) == ("Second try", "Harbour bridge to close for nine months")


def test_a_person_can_say_that_there_is_none(filled: Database) -> None:
    with filled.write_session() as session:
        for field in ("byline", "published", "language", "section", "url", "outlet"):
            corrections.set_by_hand(session, 1, field, " ")
    after = article(filled)
    assert (after.byline, after.published, after.day, after.language) == (None, None, None, None)
    assert (after.section, after.url, after.outlet, after.outlet_by_person) == (None, None, None, True)
    with filled.read_session() as session:
        assert all(record.value is None for record in corrections.of_article(session, 1))


def test_searches_find_the_new_words_only(filled: Database) -> None:
    with filled.write_session() as session:
        corrections.set_by_hand(session, 1, "title", "Zeppelin over the harbour")
        corrections.set_by_hand(session, 1, "byline", "Quentin Quux")

    def found(q: str) -> list[int]:
        with filled.read_session() as session:
            return [hit.article.id for hit in search(session, checked_parameters(q=q)).hits]

    assert found("zeppelin") == [1]
    assert found("quux") == [1]
    assert found("okafor") == []


def test_a_reingest_keeps_what_was_set_and_remembers_what_is_new(filled: Database) -> None:
    with filled.write_session() as session:
        for field, value in SET.items():
            corrections.set_by_hand(session, 1, field, value)
        set_by_hand = columns(session)
        fresh = corrections.as_extracted(session, 1, set_by_hand)
        assert fresh["title"] == "Harbour bridge to close for nine months"
        assert fresh["author_role"] == "city reporter"
        fresh |= {"title": "Bridge closed", "byline": "New Name", "url": "https://ledger.example/c"}
        fresh |= {"extracted_outlet_id": outlets.ensure(session, "Ledger Online"), "body": "New text"}
        stored = corrections.reapplied(session, 1, fresh)
        assert stored == set_by_hand | {
            "body": "New text",
            "extracted_outlet_id": fresh["extracted_outlet_id"],
        }
        extracted = {record.field: record.extracted for record in corrections.of_article(session, 1)}
        assert extracted["title"] == "Bridge closed"
        assert extracted["outlet"] == "Ledger Online"
    with filled.write_session() as session:
        corrections.undo(session, 1, "byline")
        corrections.undo(session, 1, "outlet")
    after = article(filled)
    assert after.byline == "New Name"
    assert after.outlet is not None
    assert after.outlet.name == "Ledger Online"


def test_what_nobody_set_goes_through_as_it_is(filled: Database) -> None:
    with filled.write_session() as session:
        values = {"title": "Other", "extracted_outlet_id": 2, "outlet_id": 2}
        assert corrections.reapplied(session, 1, values) == {**values, "outlet_by_person": False}
        assert corrections.reapplied(session, 1, {"title": "Other"}) == {"title": "Other"}


def test_a_document_is_known_again_by_the_address_it_gives(filled: Database) -> None:
    key = "ledger.example/city/harbour-bridge-to-close"
    with filled.write_session() as session:
        assert corrections.formerly_at(session, [key]) == {}
        corrections.set_by_hand(session, 1, "url", "https://ledger.example/right")
        assert corrections.formerly_at(session, [key, "else.example/1"]) == {key: 1}
        assert columns(session)["url_key"] == "ledger.example/right"


REFUSED = (
    ("title", ""),
    ("title", "\u202e\x00"),
    ("title", "–"),
    ("title", "x" * 501),
    ("byline", "?"),
    ("published", "soon"),
    ("published", "31 February 2025"),
    ("published", "03/04/2025"),
    ("published", "3/4/25"),
    ("language", "Klingonish"),
    ("url", "javascript:alert(1)"),
    ("url", "https://ledger.example/"),
    ("url", "https://ledger.example/a b"),
    ("url", "https://me:secret@ledger.example/a"),
    ("outlet", "..."),
    ("body", "New text"),
    ("id", "7"),
)


def test_what_cannot_be_a_value_is_refused(filled: Database) -> None:
    before = article(filled)
    for field, value in REFUSED:
        with pytest.raises(InvalidParameterError), filled.write_session() as session:
            corrections.set_by_hand(session, 1, field, value)
        assert article(filled) == before, field


def test_an_article_that_is_not_there_is_said(filled: Database) -> None:
    with filled.write_session() as session:
        with pytest.raises(NotFoundError):
            corrections.set_by_hand(session, 999, "title", "X")
        with pytest.raises(NotFoundError):
            corrections.undo(session, 999, "title")
        assert corrections.of_article(session, 999) == ()


def test_hidden_characters_do_not_get_in(filled: Database) -> None:
    with filled.write_session() as session:
        corrections.set_by_hand(session, 1, "title", " A\x00 \ud800title\n\u202ehere ")
    assert article(filled).title == "A title here"
