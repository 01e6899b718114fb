"""What a person does with events: each edit, its undo, and what the event job makes of it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from happenings import BRIDGE, FLOOD, VERDICT, add_articles, happenings
from sqlmodel import Session, select

from app.database import Database
from app.errors import AmbiguousError, InvalidParameterError, NotFoundError, ParallaxError
from app.events import by_hand
from app.events.job import group_events
from app.models import ArticleAlone, ArticleTerms, Event, EventMember
from app.store import changes, event_edit_log, event_edits, event_holds
from app.store.event_edit_log import EditRecord

NOW = "2026-11-26T12:00:00+00:00"
LATER = "2026-11-27T12:00:00+00:00"

Edit = Callable[[Session], EditRecord]


@dataclass
class Corpus:
    """Three bridges in event 1, two floods in event 2, a verdict alone."""

    database: Database
    ids: dict[str, int]

    def do(self, edit: Edit) -> EditRecord:
        with self.database.write_session() as session:
            return edit(session)

    def move(self, *names: str, into: int) -> EditRecord:
        return self.do(lambda s: by_hand.move(s, [self.ids[name] for name in names], into, NOW))

    def remove(self, *names: str) -> EditRecord:
        return self.do(lambda s: by_hand.remove(s, [self.ids[name] for name in names], NOW))

    def split(self, *names: str, title: str = "") -> EditRecord:
        return self.do(lambda s: by_hand.split(s, [self.ids[name] for name in names], title, NOW))

    def undo(self, edit: EditRecord) -> EditRecord:
        return self.do(lambda s: event_edits.undo(s, edit.id, LATER))

    def add(self, *items: tuple[str, str, int | None]) -> None:
        added = add_articles(self.database, items)
        self.ids |= dict(zip([name for name, _, _ in items], added, strict=True))

    def everything(self) -> tuple[object, ...]:
        """All that an undo must bring back, to the letter."""
        with self.database.read_session() as session:
            rows = [session.exec(select(table)).all() for table in (Event, EventMember, ArticleAlone)]
            return tuple(sorted(str(row.model_dump()) for row in found) for found in rows)

    def titles(self) -> dict[int, str]:
        with self.database.read_session() as session:
            return {row.id or 0: row.title for row in session.exec(select(Event)).all()}


@pytest.fixture
def corpus(database: Database) -> Corpus:
    made = Corpus(database, {})
    made.add(("bridge-a", BRIDGE, 4), ("bridge-b", BRIDGE, 4), ("bridge-c", BRIDGE, 5))
    made.add(("flood-a", FLOOD, 4), ("flood-b", FLOOD, 5), ("verdict-a", VERDICT, 5))
    group_events(database)
    assert happenings(database) == {1: {"bridge-a", "bridge-b", "bridge-c"}, 2: {"flood-a", "flood-b"}}
    return made


EDITS: dict[str, tuple[Callable[[Corpus], EditRecord], dict[int, set[str]], str]] = {
    "rename": (
        lambda corpus: corpus.do(lambda s: event_edits.rename(s, 1, "The  bridge\n shuts", NOW)),
        {1: {"bridge-a", "bridge-b", "bridge-c"}, 2: {"flood-a", "flood-b"}},
        "Renamed event 1 “harbour bridge will close for nine m bridge-a” to “The bridge shuts”.",
    ),
    "merge": (
        lambda corpus: corpus.do(lambda s: event_edits.merge(s, 2, 1, NOW)),
        {1: {"bridge-a", "bridge-b", "bridge-c", "flood-a", "flood-b"}},
        "Merged event 2 “",
    ),
    "split": (
        lambda corpus: corpus.split("bridge-b", "bridge-c"),
        {1: {"bridge-a"}, 2: {"flood-a", "flood-b"}, 3: {"bridge-b", "bridge-c"}},
        "Split “harbour bridge will close for nine m bridge-b” and “harbour bridge will close for nine m "
        "bridge-c” off event 1 “harbour bridge will close for nine m bridge-a” into the new event 3.",
    ),
    "move": (
        lambda corpus: corpus.move("bridge-c", "flood-a", "verdict-a", into=2),
        {1: {"bridge-a", "bridge-b"}, 2: {"flood-a", "flood-b", "bridge-c", "verdict-a"}},
        "Moved “",
    ),
    "remove": (
        lambda corpus: corpus.remove("bridge-c", "flood-a", "flood-b"),
        {1: {"bridge-a", "bridge-b"}},
        "Took “",
    ),
    "lock": (
        lambda corpus: corpus.do(lambda s: event_edits.lock(s, 2, NOW)),
        {1: {"bridge-a", "bridge-b", "bridge-c"}, 2: {"flood-a", "flood-b"}},
        "Locked event 2 “",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_outlasts_a_rebuild_and_is_undone_to_the_letter(corpus: Corpus, name: str) -> None:
    make, expected, told = EDITS[name]
    before = corpus.everything()
    edit = make(corpus)
    assert edit.what.startswith(told)
    assert (edit.at, edit.undone_at, edit.action) == (NOW, None, name)
    assert happenings(corpus.database) == expected
    titles = corpus.titles()
    group_events(corpus.database, rebuild=True)
    assert happenings(corpus.database) == expected
    assert corpus.titles() == titles
    # terms made anew, as after a change of how they are counted, make every article pending
    with corpus.database.write_session() as session:
        for row in session.exec(select(ArticleTerms)).all():
            session.delete(row)
    group_events(corpus.database)
    assert happenings(corpus.database) == expected
    assert corpus.undo(edit).undone_at == LATER
    assert corpus.everything() == before
    group_events(corpus.database, rebuild=True)
    assert happenings(corpus.database) == {1: {"bridge-a", "bridge-b", "bridge-c"}, 2: {"flood-a", "flood-b"}}


def test_what_was_taken_out_is_joined_by_nothing(corpus: Corpus) -> None:
    corpus.remove("bridge-a", "bridge-b", "bridge-c")
    corpus.add(("bridge-d", BRIDGE, 5), ("bridge-e", BRIDGE, None))
    group_events(corpus.database)
    expected = {2: {"flood-a", "flood-b"}, 3: {"bridge-d", "bridge-e"}}
    assert happenings(corpus.database) == expected
    group_events(corpus.database, rebuild=True)
    assert happenings(corpus.database) == expected
    # a person may still put it elsewhere
    corpus.move("bridge-a", into=3)
    group_events(corpus.database, rebuild=True)
    assert happenings(corpus.database)[3] == {"bridge-a", "bridge-d", "bridge-e"}


def test_a_locked_event_gains_nothing_and_refuses_edits(corpus: Corpus) -> None:
    lock = corpus.do(lambda s: event_edits.lock(s, 1, NOW))
    corpus.add(("bridge-d", BRIDGE, 5), ("bridge-e", BRIDGE, None))
    group_events(corpus.database)
    assert happenings(corpus.database)[1] == {"bridge-a", "bridge-b", "bridge-c"}
    group_events(corpus.database, rebuild=True)
    found = happenings(corpus.database)
    assert found[1] == {"bridge-a", "bridge-b", "bridge-c"}
    assert {"bridge-d", "bridge-e"} in found.values()
    refused: tuple[Edit, ...] = (
        lambda s: event_edits.rename(s, 1, "Another", NOW),
        lambda s: event_edits.merge(s, 1, 2, NOW),
        lambda s: event_edits.merge(s, 2, 1, NOW),
        lambda s: by_hand.move(s, [corpus.ids["flood-a"]], 1, NOW),
        lambda s: by_hand.move(s, [corpus.ids["bridge-a"]], 2, NOW),
        lambda s: by_hand.remove(s, [corpus.ids["bridge-a"]], NOW),
        lambda s: by_hand.split(s, [corpus.ids["bridge-a"]], "", NOW),
        lambda s: event_edits.lock(s, 1, NOW),
    )
    for edit in refused:
        with pytest.raises(InvalidParameterError, match="locked"):
            corpus.do(edit)
    assert happenings(corpus.database) == found
    corpus.do(lambda s: event_edits.unlock(s, 1, NOW))
    with pytest.raises(InvalidParameterError, match=r"Unlocked event 1 .* Undo that first"):
        corpus.undo(lock)
    group_events(corpus.database, rebuild=True)
    assert happenings(corpus.database)[1] == {f"bridge-{letter}" for letter in "abcde"}


def test_edited_events_gain_what_comes_later(corpus: Corpus) -> None:
    corpus.do(lambda s: event_edits.rename(s, 1, "The bridge", NOW))
    corpus.add(("bridge-d", BRIDGE, 5))
    group_events(corpus.database)
    assert happenings(corpus.database)[1] == {"bridge-a", "bridge-b", "bridge-c", "bridge-d"}
    assert corpus.titles()[1] == "The bridge"


def test_what_joined_a_new_event_goes_back_with_it(corpus: Corpus) -> None:
    corpus.remove("bridge-a")
    split = corpus.split("bridge-b", title="Nine months")
    corpus.do(lambda s: event_edits.lock(s, 1, NOW))
    corpus.add(("bridge-d", BRIDGE, 5))
    group_events(corpus.database)
    assert happenings(corpus.database)[3] == {"bridge-b", "bridge-d"}
    with pytest.raises(InvalidParameterError, match="Undo that first"):
        corpus.undo(split)
    corpus.do(lambda s: event_edits.undo(s, split.id + 1, LATER))
    corpus.undo(split)
    assert happenings(corpus.database) == {1: {"bridge-b", "bridge-c", "bridge-d"}, 2: {"flood-a", "flood-b"}}


def test_an_event_that_is_back_has_its_number_for_itself(corpus: Corpus) -> None:
    merge = corpus.do(lambda s: event_edits.merge(s, 2, 1, NOW))
    corpus.add(("verdict-b", VERDICT, 5))
    group_events(corpus.database)
    assert happenings(corpus.database)[3] == {"verdict-a", "verdict-b"}
    with corpus.database.read_session() as session:
        assert event_edit_log.merged_into(session, 2) == 1
        assert event_edit_log.merged_into(session, 1) is None
    corpus.undo(merge)
    assert happenings(corpus.database)[2] == {"flood-a", "flood-b"}
    with corpus.database.read_session() as session:
        assert event_edit_log.merged_into(session, 2) is None


def test_edits_are_undone_from_the_newest_on(corpus: Corpus) -> None:
    taken = corpus.remove("bridge-c")
    other = corpus.do(lambda s: event_edits.rename(s, 2, "The flood", NOW))
    # of the article alone, which stood in no event in between
    moved = corpus.move("bridge-c", into=2)
    with corpus.database.read_session() as session:
        total, listed = event_edit_log.log(session, offset=0, limit=10)
        assert event_edit_log.log(session, event_id=1, offset=0, limit=10)[0] == 1
        newest = event_edit_log.newest_standing(session, 1)
    assert total == 3
    assert [(one.id, one.blocked_by) for one in listed] == [
        (moved.id, None),
        (other.id, moved.id),
        (taken.id, moved.id),
    ]
    assert newest is not None
    assert newest.id == taken.id
    for edit in (taken, other):
        with pytest.raises(InvalidParameterError, match=r"Moved “.* from no event to event 2 “The flood”"):
            corpus.undo(edit)
    for edit in (moved, taken, other):
        corpus.undo(edit)
    with pytest.raises(InvalidParameterError, match="undone already, on 2026-11-27"):
        corpus.undo(taken)


def test_a_title_follows_the_articles_unless_a_person_gave_it(corpus: Corpus) -> None:
    corpus.remove("bridge-a")
    assert corpus.titles()[1].endswith(("bridge-b", "bridge-c"))
    corpus.do(lambda s: event_edits.rename(s, 2, "The flood", NOW))
    corpus.remove("flood-a")
    assert corpus.titles()[2] == "The flood"


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (lambda s: event_edits.rename(s, 9, "A title", NOW), NotFoundError),
        (lambda s: event_edits.rename(s, 1, " – \u202e ", NOW), InvalidParameterError),
        (lambda s: event_edits.rename(s, 1, "x" * 301, NOW), InvalidParameterError),
        (lambda s: event_edits.merge(s, 1, 1, NOW), InvalidParameterError),
        (lambda s: event_edits.merge(s, 9, 1, NOW), NotFoundError),
        (lambda s: event_edits.merge(s, 1, 9, NOW), NotFoundError),
        (lambda s: by_hand.split(s, [1, 2, 3], "", NOW), InvalidParameterError),
        (lambda s: by_hand.split(s, [], "", NOW), InvalidParameterError),
        (lambda s: by_hand.move(s, [1], 1, NOW), InvalidParameterError),
        (lambda s: by_hand.move(s, [99], 1, NOW), NotFoundError),
        (lambda s: by_hand.remove(s, list(range(1, 502)), NOW), InvalidParameterError),
        (lambda s: event_edits.unlock(s, 1, NOW), InvalidParameterError),
        (lambda s: event_edits.undo(s, 1, NOW), NotFoundError),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    corpus: Corpus, edit: Edit, error: type[ParallaxError]
) -> None:
    before = corpus.everything()
    with pytest.raises(error):
        corpus.do(edit)
    assert corpus.everything() == before
    with corpus.database.read_session() as session:
        assert event_edit_log.log(session, offset=0, limit=1)[0] == 0


def test_an_event_is_found_by_number_address_or_title(corpus: Corpus) -> None:
    corpus.do(lambda s: event_edits.rename(s, 2, "2024", NOW))
    title = corpus.titles()[1]
    with corpus.database.read_session() as session:
        for reference in (
            "1",
            "#1",
            " /events/1#headlines ",
            "http://127.0.0.1:8000/events/1",
            title.upper(),
        ):
            assert event_edits.find(session, reference) == 1
        assert event_edits.find(session, "2024") == 2
        for reference in ("77", "", "no such title", "9" * 19):
            with pytest.raises(NotFoundError):
                event_edits.find(session, reference)
    corpus.do(lambda s: event_edits.rename(s, 1, "2024", NOW))
    with corpus.database.read_session() as session, pytest.raises(AmbiguousError, match="1, 2"):
        event_edits.find(session, "2024")


def test_searches_learn_that_groups_changed(corpus: Corpus) -> None:
    with corpus.database.read_session() as session:
        before = changes.state(session).groups
    corpus.remove("bridge-a")
    with corpus.database.read_session() as session:
        assert changes.state(session).groups > before


def test_an_edit_while_the_job_runs_is_heeded(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.add(("bridge-d", BRIDGE, 5))
    read = event_holds.held
    edits: list[Edit] = [
        lambda s: event_edits.lock(s, 1, NOW),
        lambda s: by_hand.remove(s, [corpus.ids["flood-a"]], NOW),
    ]

    def held(session: Session) -> event_holds.Held:
        """What the job reads, and a person who comes just afterwards."""
        found = read(session)
        if edits:
            corpus.do(edits.pop(0))
        return found

    monkeypatch.setattr(event_holds, "held", held)
    group_events(corpus.database)
    group_events(corpus.database, rebuild=True)
    assert edits == []
    assert happenings(corpus.database) == {1: {"bridge-a", "bridge-b", "bridge-c"}, 2: {"flood-b"}}
