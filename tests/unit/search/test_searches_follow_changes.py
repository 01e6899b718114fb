"""What searches keep does not outlive what it was made of."""

import pytest
from made_up_corpus import fill
from sqlmodel import text

from app.database import Database
from app.search.page import search
from app.search.results import SearchPage, SearchParameters


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database)
    return database


def _page(database: Database, query: str, *events: int) -> SearchPage:
    with database.read_session() as session:
        return search(session, SearchParameters(q=query, event=events, copies="show"))


def _ids(page: SearchPage) -> list[int]:
    return [hit.article.id for hit in page.hits]


@pytest.mark.parametrize(("query", "chosen"), [("bridge event:1", ()), ("bridge", (1,))])
def test_an_article_that_leaves_its_event_leaves_its_results(
    filled: Database, query: str, chosen: tuple[int, ...]
) -> None:
    assert sorted(_ids(_page(filled, query, *chosen))) == [1, 2]
    with filled.write_session() as session:
        session.execute(text("DELETE FROM event_member WHERE article_id = 1"))
    after = _page(filled, query, *chosen)
    assert (_ids(after), after.total, after.texts) == ([2], 1, 1)


def test_a_session_that_began_before_an_article_was_deleted_goes_on(filled: Database) -> None:
    with filled.read_session() as before:
        total = search(before, SearchParameters(q="")).total
        with filled.write_session() as session:
            for table in ("article_terms", "article_fingerprint", "event_member", "article_copy"):
                session.execute(text(f"DELETE FROM {table} WHERE article_id = {total}"))
            session.execute(text(f"DELETE FROM article WHERE id = {total}"))
        assert _page(filled, "").total == total - 1
        for query in ("the", "note OR bridge", "-bridge"):
            assert search(before, SearchParameters(q=query)).total < total


def test_what_is_no_event_holds_no_article(filled: Database) -> None:
    for query, chosen in (("event:0", ()), ("event:99", ()), ("", (0,)), ("", (99,))):
        assert _page(filled, query, *chosen).total == 0


def test_events_are_found_by_words_of_their_title_in_any_case_and_without_diacritics(
    filled: Database,
) -> None:
    assert _page(filled, "event:BRIDGE").total == 2
    with filled.write_session() as session:
        session.execute(text("UPDATE event SET title = 'Élections à Zürich: 100_000 “voix”' WHERE id = 1"))
    for query in ("event:élections", "event:elections", 'event:"ZÜRICH élection"', "event:voix"):
        assert _page(filled, query).total == 2, query
    assert _page(filled, "event:bridge").total == 0
