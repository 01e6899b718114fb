"""What the articles of an event share, and the events nearest to it."""

from collections.abc import Iterator

import pytest
from ferry_events import fill_ferry, put
from made_up_corpus import fill
from sqlalchemy import event as sqlalchemy_event
from sqlmodel import Session

from app.database import Database
from app.store import articles, events
from app.web.events.event_context import MOST_READ, EventContext, event_context, to_read


@pytest.fixture
def ferry(database: Database) -> Iterator[tuple[Session, dict[str, int]]]:
    """The sinking of a ferry, and events before, after, long after, undated, and about something else."""
    fill(database)
    numbers = fill_ferry(database)
    with database.read_session() as session:
        yield session, numbers


def of(session: Session, number: int) -> EventContext:
    event = events.event(session, number)
    assert event is not None
    return event_context(session, event, articles.get_many(session, to_read(event)))


def test_terms_and_names_come_with_the_number_of_articles(ferry: tuple[Session, dict[str, int]]) -> None:
    session, numbers = ferry
    found = of(session, numbers["sinking"])
    terms = {term.term.lower(): (term.articles, term.in_corpus) for term in found.key_terms}
    # its own, those of four events, and the one that is about something else
    assert terms["ferry"] == (2, 11)
    assert terms["copper"] == (2, 10)
    assert found.read == 2
    assert [(name.name, name.texts, name.count) for name in found.names] == [("Ida Holm", 2, 3)]


def test_near_events_stand_in_order_of_their_days(ferry: tuple[Session, dict[str, int]]) -> None:
    session, numbers = ferry
    found = of(session, numbers["sinking"])
    assert [(one.event.id, one.days_apart) for one in found.near] == [
        (numbers["before"], -9),
        (numbers["after"], 10),
    ]
    assert {one.event.id: one.days_apart for one in found.others} == {
        numbers["long after"]: 375,
        numbers["undated"]: None,
    }
    assert "ferry" in found.near[0].shared


def test_nothing_lies_before_or_after_an_undated_event(ferry: tuple[Session, dict[str, int]]) -> None:
    session, numbers = ferry
    found = of(session, numbers["undated"])
    assert found.near == ()
    assert {one.days_apart for one in found.others} <= {None}


def test_the_number_of_queries_is_bounded(ferry: tuple[Session, dict[str, int]]) -> None:
    session, numbers = ferry
    of(session, numbers["sinking"])
    event = events.event(session, numbers["sinking"])
    assert event is not None
    read = articles.get_many(session, to_read(event))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = session.connection().engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    event_context(session, event, read)
    sqlalchemy_event.remove(engine, "before_cursor_execute", note)
    # the states of words and articles, and the cards of all events named, their outlets, their copies
    assert len(statements) <= 8


def test_copies_are_not_read_and_few_of_many_are(crowd: tuple[Session, int]) -> None:
    session, number = crowd
    event = events.event(session, number)
    assert event is not None
    read = to_read(event)
    assert len(read) == MOST_READ
    assert read[0] == event.articles[0].id
    assert len(set(read)) == len(read)


@pytest.fixture
def crowd(database: Database) -> Iterator[tuple[Session, int]]:
    """An event of thirty articles."""
    fill(database)
    with database.write_session() as session:
        number = put(session, "2025-05-10", *(f"Text {place} of many." for place in range(30)))
    with database.read_session() as session:
        yield session, number
