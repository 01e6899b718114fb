"""Events that follow from one another: which are linked, and what becomes of the links."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from ferry_events import fill_ferry, put
from sqlmodel import Session, select

from app.database import Database
from app.events import storylines
from app.events.storyline_job import link_storylines
from app.events.storylines import ALONE, DAYS, SKETCH, Events
from app.events.vectors import count_terms
from app.models import Article, Event, EventMember, EventStoryline
from app.store import event_edits, runs, terms
from app.store import storylines as store
from app.text.term_counts import VERSION

_NOW = "2026-01-06T10:00:00+00:00"


def _sketch(*terms_of_it: int) -> bytes:
    found = np.zeros(len(terms_of_it), dtype=SKETCH)
    found["term"], found["weight"] = sorted(terms_of_it), 1 / np.sqrt(len(terms_of_it))
    return found.tobytes()


# five events of one long storyline, each like its neighbours; two of another; one like nothing
_HAPPENED = [
    (100, 101, _sketch(1, 2, 3)),
    (140, 140, _sketch(1, 2, 4)),
    (180, 182, _sketch(2, 4, 5)),
    (220, 220, _sketch(4, 5, 6)),
    (270, 271, _sketch(5, 6, 7)),
    (120, 120, _sketch(20, 21)),
    (121, 130, _sketch(20, 21, 22)),
    (150, 150, _sketch(30, 31)),
]


def _events(
    happened: Sequence[tuple[int, int, bytes]],
    lines: Sequence[int] | None = None,
    decided: Sequence[bool] | None = None,
) -> Events:
    return Events(
        first=np.array([one[0] for one in happened]),
        last=np.array([one[1] for one in happened]),
        sketches=storylines.matrix([one[2] for one in happened]),
        storylines=lines or [ALONE] * len(happened),
        decided=decided or [False] * len(happened),
    )


def _groups(found: Sequence[Sequence[int]]) -> set[frozenset[int]]:
    return {frozenset(group) for group in found if len(group) > 1}


def test_a_storyline_runs_on_for_longer_than_two_of_its_events_are_compared() -> None:
    assert 2 * DAYS < 271 - 100
    assert _groups(storylines.group(_events(_HAPPENED))) == {frozenset(range(5)), frozenset((5, 6))}


def test_the_order_of_the_events_makes_no_difference() -> None:
    wanted = {frozenset(range(5)), frozenset((5, 6))}
    for order in list(permutations(range(8)))[::2_003]:
        found = storylines.group(_events([_HAPPENED[place] for place in order]))
        assert _groups([[order[place] for place in group] for group in found]) == wanted


def test_the_same_subject_after_a_long_time_is_another_storyline() -> None:
    late = (101 + DAYS + 1, 101 + DAYS + 1, _HAPPENED[0][2])
    assert not _groups(storylines.group(_events([_HAPPENED[0], late])))
    just = (101 + DAYS, 101 + DAYS, _HAPPENED[0][2])
    assert _groups(storylines.group(_events([_HAPPENED[0], just])))


def test_what_was_decided_is_joined_by_new_events_only() -> None:
    same = [(100, 100, _sketch(1, 2))] * 4
    kept = storylines.group(_events(same, [7, 7, 8, ALONE], [True] * 4))
    assert _groups(kept) == {frozenset((0, 1))}
    grown = storylines.group(_events(same, [7, 7, ALONE, ALONE], [True, True, True, False]))
    assert _groups(grown) == {frozenset(range(4))}


def test_a_storyline_lives_on_where_most_of_its_events_are() -> None:
    assert storylines.heirs([[0, 1], [2, 3, 4], [5]], [3, 9, 9, 9, ALONE, 3]) == {0: 3, 1: 9}


def test_a_sketch_holds_what_stands_out_and_copes_with_nothing() -> None:
    counts = count_terms("The ferry", "The ferry sank. " + "Of all words the ferry " * 4)
    weights = np.ones(1 << 20, dtype=np.float32)
    found = np.frombuffer(storylines.sketch(counts, np.array([0, len(counts)]), weights), dtype=SKETCH)
    assert np.linalg.norm(found["weight"]) == pytest.approx(1)
    assert found["weight"].argmax() == 0
    assert storylines.sketch(counts[:0], np.array([0, 0]), weights) == b""
    assert storylines.group(_events([(1, 1, b"")] * 2)) == [[0], [1]]


@pytest.fixture
def ferry(database: Database) -> tuple[Database, dict[str, int]]:
    """The events around a ferry, none of them linked yet."""
    with database.write_session() as session:
        runs.finish(session, runs.start(session, ["test"], _NOW), "finished", _NOW)
    numbers = fill_ferry(database)
    with database.write_session() as session:
        _keep_terms(session)
    return database, numbers


def _keep_terms(session: Session) -> None:
    rows = session.exec(select(Article.id, Article.title, Article.body)).all()
    kept = ((number, count_terms(title, body).tobytes()) for number, title, body in rows if number)
    terms.keep(session, VERSION, kept)


def _lines(database: Database) -> dict[int, int | None]:
    with database.read_session() as session:
        return {one.event_id: one.storyline_id for one in session.exec(select(EventStoryline))}


def test_events_are_linked_and_later_ones_join(ferry: tuple[Database, dict[str, int]]) -> None:
    database, numbers = ferry
    link_storylines(database)
    lines = _lines(database)
    line = lines[numbers["before"]]
    assert line is not None
    assert lines[numbers["after"]] == line
    # a year later, on no day, and about something else
    assert [lines[numbers[name]] for name in ("long after", "undated", "other")] == [None, None, None]
    with database.write_session() as session:
        late = put(session, "2025-06-05", "Ida Holm asked divers about copper on the ferry now.")
        _keep_terms(session)
    link_storylines(database)
    assert _lines(database) == {**lines, late: line}
    with database.read_session() as session:
        place = store.place(session, late, 1)
        titles = {card.title for card in store.storyline(session, line).events}  # type: ignore[union-attr]
        assert store.storylines_page(session, q="no such word", offset=0, limit=9) == (0, [])
        assert store.storylines_page(session, q="event 2025-06-05", offset=0, limit=9)[0] == 1
    assert place is not None
    assert place.storyline.title in titles
    assert [card.id for card in place.before] == [numbers["after"]]
    assert place.after == ()
    link_storylines(database, rebuild=True)
    assert _lines(database) == {**lines, late: line}


def test_edits_by_hand_leave_whole_storylines(ferry: tuple[Database, dict[str, int]]) -> None:
    database, numbers = ferry
    link_storylines(database)
    line = _lines(database)[numbers["before"]]
    assert line is not None
    together = [number for number, found in _lines(database).items() if found == line]
    with database.write_session() as session:
        for number in together:
            event_edits.rename(session, number, f"By hand {number}", _NOW)
        event_edits.lock(session, together[0], _NOW)
        before = [row.model_dump() for row in session.exec(select(Event).order_by(Event.id)).all()]  # type: ignore[arg-type]
        found = store.card(session, line)
        assert found is not None
        assert found.title.startswith("By hand")
    link_storylines(database, rebuild=True)
    with database.write_session() as session:
        rows = session.exec(select(Event).order_by(Event.id)).all()  # type: ignore[arg-type]
        assert [row.model_dump() for row in rows] == before
        # all of them become one event, and one event is no storyline
        event_edits.unlock(session, together[0], _NOW)
        for number in together[1:]:
            event_edits.merge(session, number, together[0], _NOW)
        assert store.card(session, line) is None
        assert store.place(session, together[0], 4) is None
        assert store.count(session) == 0
    link_storylines(database)
    assert set(_lines(database).values()) == {None}


def test_events_without_kept_terms_wait(database: Database) -> None:
    with database.write_session() as session:
        session.add(Event(id=1, title="Nothing kept", article_count=1))
    link_storylines(database)
    assert _lines(database) == {}
    with database.read_session() as session:
        assert session.exec(select(EventMember)).all() == []
