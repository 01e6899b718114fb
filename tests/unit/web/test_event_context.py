"""What the articles of an event share, and the events nearest to it."""

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from made_up_corpus import fill
from sqlalchemy import event as sqlalchemy_event
from sqlmodel import Session
from stored import store

from app.database import Database
from app.models import Event, EventMember
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument
from app.store import articles, events
from app.web.event_context import MOST_READ, EventContext, event_context, to_read

_FERRY = (
    "The ferry sank with its copper. Divers searched the ferry. The divers saw copper, said Mayor Ida Holm.",
    "Copper on the ferry? asked Governor Ida Holm. Divers of the ferry, said Holm, took copper from divers.",
)
_numbers = count(1)


def put(session: Session, day: str | None, *texts: str) -> int:
    """Store an event of articles with these texts."""
    ids = []
    for text in texts:
        name = f"more-{next(_numbers)}"
        draft = ArticleDraft(
            external_id=name,
            title=f"News {name}",
            title_source="record",
            published=Published(date=day, precision="day", evidence="made up") if day else None,
            language="en",
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=text, line_start=1, line_end=1),),
        )
        raw = RawDocument(
            data=f"{name}\n{text}".encode(), media_type="text/plain", external_id=name, origin=name
        )
        ids.append(store(session, raw, draft, run_id=1, outlet_id=None, now="2026-01-05T10:00:00+00:00"))
    ordinal = date.fromisoformat(day).toordinal() if day else None
    event = Event(title=f"Event of {day}", article_count=len(ids), first_day=ordinal, last_day=ordinal)
    session.add(event)
    session.flush()
    assert event.id is not None
    session.add_all(EventMember(article_id=number, event_id=event.id) for number in ids)
    session.flush()
    return event.id


@pytest.fixture
def ferry(database: Database) -> Iterator[tuple[Session, dict[str, int]]]:
    """The sinking of a ferry, and events before, after, long after, undated, and about something else."""
    fill(database)
    holm = "Ida Holm asked divers about copper on the ferry"
    with database.write_session() as session:
        numbers = {
            "sinking": put(session, "2025-05-10", *_FERRY),
            "before": put(session, "2025-05-01", f"{holm}.", f"{holm} again."),
            "after": put(session, "2025-05-20", f"{holm}!", f"Of all, {holm}."),
            "long after": put(session, "2026-05-20", f"Then, {holm}!", f"{holm}, they say."),
            "undated": put(session, None, f"{holm}, and more.", f"{holm}, we hear."),
            "other": put(session, "2025-05-11", "A budget was made.", "A budget of the ferry."),
        }
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
