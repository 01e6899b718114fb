"""What lists and pages of events are made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event as sqlalchemy_event
from stored import index_all

from app.database import Database
from app.models import Article, Document, Event, EventMember, IngestRun, Outlet
from app.store import events

_DAY = 739_000


@pytest.fixture
def filled(database: Database) -> Database:
    """Three events: three articles by two outlets, two undated and unknown ones, two by one outlet."""
    with database.write_session() as session:
        session.add(IngestRun(id=1, started_at="", paths=[]))
        session.add(Document(id=1, sha256="0", media_type="text/plain", origin="made up", size=0, data=b""))
        session.add_all(
            [Outlet(id=1, slug="ledger", name="Ledger"), Outlet(id=2, slug="courier", name="Courier")]
        )
        session.add_all(
            [
                Event(id=1, title="Bridge closed", article_count=3, first_day=_DAY, last_day=_DAY + 1),
                Event(id=2, title="100% of nothing", article_count=2),
                Event(id=3, title="River floods", article_count=2, first_day=_DAY + 2, last_day=_DAY + 2),
            ]
        )
        placed = [(1, 1, _DAY + 1), (1, 2, _DAY), (1, 2, None), (2, None, None), (2, None, None)]
        placed += [(3, 1, _DAY + 2), (3, 1, _DAY + 2), (None, 1, _DAY)]
        session.flush()
        for number, (event_id, outlet_id, day) in enumerate(placed, 1):
            session.add(
                Article(
                    id=number,
                    external_id=f"a{number}",
                    document_id=1,
                    run_id=1,
                    outlet_id=outlet_id,
                    day=day,
                    language={1: "fr", 2: "fr", 6: "en", 7: "de"}.get(number),
                    word_count=1,
                    content_hash=str(number),
                    title=f"Headline {number}",
                    title_source="record",
                    cited_outlets=[],
                    origin="test",
                    ingested_at="",
                    body="",
                    blocks=[],
                )
            )
            session.flush()
            if event_id is not None:
                session.add(EventMember(article_id=number, event_id=event_id))
        index_all(session)
    return database


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    sqlalchemy_event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sqlalchemy_event.remove(database.engine, "before_cursor_execute", note)


def test_an_event_shows_its_articles_oldest_first_and_undated_last(filled: Database) -> None:
    with filled.read_session() as session:
        found = events.event(session, 1)
        assert events.event(session, 99) is None
    assert found is not None
    assert [card.id for card in found.articles] == [2, 1, 3]
    assert [outlet.name for outlet in found.outlets] == ["Courier", "Ledger"]
    assert (found.unknown_outlet_count, found.article_count) == (0, 3)


def test_an_event_has_the_language_of_its_articles_if_it_is_one(filled: Database) -> None:
    with filled.read_session() as session:
        found = {card.id: card.language for card in events.newest_events(session, 9)}
    assert found == {1: "fr", 2: None, 3: None}


def test_the_newest_come_first_and_the_undated_last(filled: Database) -> None:
    with filled.read_session() as session:
        assert [card.id for card in events.newest_events(session, 9)] == [3, 1, 2]
        total, cards = events.events_page(session, sort="covered", offset=0, limit=2)
        undated = events.event(session, 2)
    assert (total, [card.id for card in cards]) == (3, [1, 3])
    assert undated is not None
    assert (undated.unknown_outlet_count, undated.outlets, undated.first_day) == (2, (), None)


@pytest.mark.parametrize(
    ("q", "outlet", "expected"),
    [
        ("BRIDGE", None, [1]),
        ("closed bridge", None, [1]),
        ("bridge floods", None, []),
        ("“headline 6", None, [3]),
        ("headlines 6", None, [3]),
        ('title : "bridge" OR floods* -', None, []),
        ('"headline" 6', None, [3]),
        ("\0", None, [3, 1, 2]),
        ("one two three four five six seven " * 9, None, []),
        ("100%", None, [2]),
        ("%", None, [2]),
        (None, "courier", [1]),
        (None, "ledger", [3, 1]),
        (None, "unknown", [2]),
        (None, "nobody", []),
        ("floods", "courier", []),
    ],
)
def test_events_are_found_by_words_and_outlets(
    filled: Database, q: str | None, outlet: str | None, expected: list[int]
) -> None:
    with filled.read_session() as session:
        total, cards = events.events_page(session, q=q, outlet=outlet, offset=0, limit=9)
    assert [card.id for card in cards] == expected
    assert total == len(expected)


def test_the_number_of_queries_does_not_grow_with_the_events(filled: Database) -> None:
    with filled.read_session() as session, _counted(filled) as few:
        events.events_page(session, offset=0, limit=1)
    with filled.read_session() as session, _counted(filled) as many:
        events.events_page(session, offset=0, limit=9)
    # BEGIN, the count, the events, their independent texts, their outlets
    assert len(few) == len(many) == 5


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 9, [3, 1]),
        (1, None, [3, 1]),
        (2, None, [3]),
        (None, 0, [1]),
        (None, 2, [3, 1]),
        (1, 1, [1]),
        (9, None, []),
    ],
)
def test_events_are_narrowed_to_days_they_reach_into(
    filled: Database, first: int | None, last: int | None, expected: list[int]
) -> None:
    days = [None if day is None else date.fromordinal(_DAY + day) for day in (first, last)]
    with filled.read_session() as session:
        total, cards = events.events_page(session, from_day=days[0], to_day=days[1], offset=0, limit=9)
    assert ([card.id for card in cards], total) == (expected, len(expected))


def test_the_oldest_come_first_and_the_undated_still_last(filled: Database) -> None:
    with filled.read_session() as session:
        total, cards = events.events_page(session, sort="oldest", offset=0, limit=9)
    assert (total, [card.id for card in cards]) == (3, [1, 3, 2])


def test_an_event_counts_in_each_month_it_reaches_into(filled: Database) -> None:
    last_of_month, new_year = date(2023, 12, 31).toordinal(), date(2024, 1, 2).toordinal()
    with filled.write_session() as session:
        session.add(
            Event(id=4, title="Old year", article_count=0, first_day=last_of_month, last_day=new_year)
        )
    month = date.fromordinal(_DAY).strftime("%Y-%m")
    with filled.read_session() as session, _counted(filled) as statements:
        assert events.months(session) == ([("2023-12", 1), ("2024-01", 1), (month, 2)], 1)
        # BEGIN, the counts
        assert len(statements) == 2
        assert events.months(session, q="bridge") == ([(month, 1)], 0)
        assert events.months(session, outlet="unknown") == ([], 1)
        in_january = events.events_page(
            session, from_day=date(2024, 1, 1), to_day=date(2024, 1, 31), offset=0, limit=9
        )
        assert in_january[0] == 1


def test_an_empty_corpus_has_no_events(database: Database) -> None:
    with database.read_session() as session:
        assert events.events_page(session, offset=0, limit=9) == (0, [])
        assert events.event_members(session) == []


def test_members_are_listed_by_their_external_ids(filled: Database) -> None:
    with filled.read_session() as session:
        assert events.event_members(session)[:2] == [
            (1, "Bridge closed", ["a2", "a1", "a3"]),
            (2, "100% of nothing", ["a4", "a5"]),
        ]
