"""Finding copies in a database: what is grouped, what is not, and that it can be broken off at any point."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from sqlmodel import col, select, update
from stored import index_all

from app.database import Database
from app.ingest import copies as job
from app.ingest import resemblance
from app.ingest.copies import find_copies
from app.ingest.resemblance import HOUSE_ARTICLES, Corpus
from app.models import (
    Article,
    ArticleCopy,
    ArticleFingerprint,
    Document,
    Event,
    EventMember,
    IngestRun,
    Outlet,
)
from app.store import copies, events
from app.text import fingerprints
from app.text.fingerprints import marks

_DAY = 737_000


def prose(seed: int, length: int = 500) -> list[str]:
    choose = random.Random(seed)
    return [f"word{choose.randrange(5000)}" for _ in range(length)]


class Shelf:
    """A database to which articles are added in few words."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write_session() as session:
            session.add(Document(id=1, sha256="0", media_type="text/plain", origin="o", size=1, data=b"x"))
            session.add(IngestRun(id=1, started_at="2026-01-01", paths=[], options={}))
            session.add_all(Outlet(id=n, slug=f"outlet-{n}", name=f"Outlet {n}") for n in range(1, 9))

    def add(
        self,
        number: int,
        words: Sequence[str],
        *,
        outlet: int | None = None,
        day: int | None = 0,
        run: int = 1,
        marked: bool = True,
    ) -> None:
        body = " ".join(words)
        with self.database.write_session() as session:
            session.add(
                Article(
                    id=number,
                    external_id=f"article {number}",
                    document_id=1,
                    run_id=run,
                    outlet_id=outlet,
                    day=None if day is None else _DAY + day,
                    word_count=len(words),
                    content_hash=f"{hash(body)}",
                    title=f"Title {number}",
                    title_source="text",
                    cited_outlets=[],
                    origin="o",
                    ingested_at="2026-01-01",
                    body=body,
                    blocks=[],
                )
            )
            index_all(session)
            if marked:
                copies.keep_marks(session, [(number, marks("", body))])

    def groups(self) -> dict[int, tuple[int, str]]:
        with self.database.read_session() as session:
            return {row.article_id: (row.group_id, row.kind) for row in session.exec(select(ArticleCopy))}

    def unchecked(self) -> list[int]:
        with self.database.read_session() as session:
            return copies.unchecked(session)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


def _edited(words: Sequence[str]) -> list[str]:
    return ["changed" if place % 97 == 5 else word for place, word in enumerate(words)]


def _wire(shelf: Shelf) -> None:
    wire = prose(1)
    shelf.add(1, wire, outlet=1)
    shelf.add(2, _edited(wire), outlet=2, day=1)
    shelf.add(3, wire[:250] + prose(2, 250), outlet=3, day=1)
    shelf.add(4, wire, outlet=4, day=2)
    shelf.add(5, prose(3), outlet=5)


_WIRE = {1: (1, "first"), 2: (1, "near"), 3: (1, "part"), 4: (1, "exact")}


def test_copies_of_a_wire(shelf: Shelf) -> None:
    _wire(shelf)
    calls: list[tuple[int, int]] = []
    assert find_copies(shelf.database, lambda done, total: calls.append((done, total))) == 3
    assert shelf.groups() == _WIRE
    assert calls == [(5, 5)]
    assert shelf.unchecked() == []
    assert find_copies(shelf.database) == 0
    with shelf.database.read_session() as session:
        assert copies.copies_in_run(session, 1) == 3


def test_many_at_once_are_found_as_few_are(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "FEW", 0)
    monkeypatch.setattr(job, "CHUNK", 2)
    monkeypatch.setattr(resemblance, "_PART", 50)
    _wire(shelf)
    assert find_copies(shelf.database) == 3
    assert shelf.groups() == _WIRE


def test_one_after_the_other_in_any_order(database: Database) -> None:
    shelf = Shelf(database)
    wire = prose(1)
    arrivals = [
        (1, _edited(wire), 2, 1),
        (2, wire[:250] + prose(2, 250), 3, 1),
        (3, wire, 4, 2),
        (4, prose(3), 5, 0),
        (5, wire, 1, 0),
    ]
    for number, words, outlet, day in arrivals:
        shelf.add(number, words, outlet=outlet, day=day)
        find_copies(database)
    # the last to come is the earliest, and so the first of the group
    assert shelf.groups() == {5: (5, "first"), 1: (5, "near"), 2: (5, "part"), 3: (5, "exact")}


def test_a_new_version_is_checked_anew(shelf: Shelf) -> None:
    _wire(shelf)
    find_copies(shelf.database)
    with shelf.database.write_session() as session:
        other = " ".join(prose(9))
        session.execute(update(Article).where(col(Article.id) == 1).values(body=other, content_hash="other"))
        copies.keep_marks(session, [(1, marks("", other))])
    find_copies(shelf.database)
    found = shelf.groups()
    assert set(found) == {2, 3, 4}
    assert len({of for of, _ in found.values()}) == 1


def test_marks_of_an_older_version_or_none_are_made_anew(shelf: Shelf) -> None:
    wire = prose(1)
    shelf.add(1, wire, outlet=1, marked=False)
    shelf.add(2, wire, outlet=2, day=1)
    with shelf.database.write_session() as session:
        session.execute(update(ArticleFingerprint).values(version=0, marks=b"1234", checked=True))
    assert find_copies(shelf.database) == 1
    with shelf.database.read_session() as session:
        rows = session.exec(select(ArticleFingerprint)).all()
        assert {row.version for row in rows} == {fingerprints.VERSION}
        assert {row.marks for row in rows} == {marks("", " ".join(wire))}


def test_marks_that_change_meanwhile_leave_the_article_unchecked(shelf: Shelf) -> None:
    _wire(shelf)
    with shelf.database.write_session() as session:
        copies.set_checked(session, [(1, b"others"), (2, marks("", " ".join(_edited(prose(1)))))])
    assert shelf.unchecked() == [1, 3, 4, 5]


def test_an_outlets_own_notice_makes_no_copies(shelf: Shelf) -> None:
    notice = prose(50, 300)
    for number in range(1, HOUSE_ARTICLES + 3):
        shelf.add(number, prose(number, 150) + notice, outlet=1, day=number * 10)
    # two texts of other outlets with a short notice in common
    for number, outlet in ((11, 2), (12, 3)):
        shelf.add(number, prose(number, 400) + prose(51, 60), outlet=outlet)
    assert find_copies(shelf.database) == 0
    assert shelf.groups() == {}


def test_a_notice_does_not_hide_a_copy(shelf: Shelf) -> None:
    notice, wire = prose(50, 600), prose(60, 200)
    for number in range(1, 5):
        shelf.add(number, prose(number, 150) + notice, outlet=1, day=number * 10)
    shelf.add(5, wire + notice, outlet=1, day=20)
    shelf.add(6, wire, outlet=2, day=21)
    find_copies(shelf.database)
    assert shelf.groups() == {5: (5, "first"), 6: (5, "near")}


def test_two_reporters_who_quote_one_statement_are_independent(shelf: Shelf) -> None:
    statement = " ".join(prose(70, 200))
    for number in (1, 2):
        shelf.add(number, [*prose(number, 200), f"“{statement}”"], outlet=number)
    assert find_copies(shelf.database) == 0


def test_a_run_broken_off_goes_on(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "CHUNK", 2)
    _wire(shelf)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_copies(shelf.database, interrupt)
    assert len(shelf.unchecked()) == 3
    find_copies(shelf.database)
    assert shelf.groups() == _WIRE


def test_very_short_and_empty_texts(shelf: Shelf) -> None:
    for number in range(1, 4):
        shelf.add(number, ["Nothing."] if number < 3 else [], outlet=number)
    assert find_copies(shelf.database) == 1
    assert shelf.groups() == {1: (1, "first"), 2: (1, "exact")}


def test_an_empty_database(database: Database) -> None:
    assert find_copies(database) == 0


def test_events_count_copies_as_one_voice(shelf: Shelf) -> None:
    _wire(shelf)
    find_copies(shelf.database)
    with shelf.database.write_session() as session:
        session.add(Event(id=1, title="One", article_count=4))
        session.add(Event(id=2, title="Two", article_count=1))
        session.flush()
        places = ((1, 1), (2, 1), (3, 1), (5, 1), (4, 2))
        session.add_all(EventMember(article_id=article, event_id=event) for article, event in places)
    with shelf.database.read_session() as session:
        assert copies.independent_texts(session, [1, 2, 3]) == {1: 2, 2: 1}
        one = events.event(session, 1)
        assert one is not None
        assert (one.article_count, one.independent_texts) == (4, 2)
        assert [(it.article_id, it.repeats, it.kind) for it in one.copies] == [(2, 1, "near"), (3, 1, "part")]
        # without the group's first its others lean on one another
        apart = copies.within(session, [5, 4, 2, 3])
        assert [(it.article_id, it.repeats, it.kind) for it in apart] == [(2, 4, None), (3, 4, None)]


def test_what_an_article_shares(shelf: Shelf) -> None:
    _wire(shelf)
    find_copies(shelf.database)
    with shelf.database.read_session() as session:
        first = copies.of_article(session, 1, 10)
        assert [(it.card.id, it.kind) for it in first] == [(4, "exact"), (2, "near"), (3, "part")]
        assert first[2].share == pytest.approx(0.49, abs=0.1)
        part = copies.of_article(session, 3, 10)
        assert [(it.card.id, it.kind) for it in part] == [(1, "part"), (4, None), (2, None)]
        assert copies.of_article(session, 5, 10) == ()
        assert [copies.group_size(session, number) for number in (2, 5)] == [4, 0]
        assert len(copies.of_article(session, 1, 2)) == 2


def test_only_the_first_holders_of_a_mark_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resemblance, "HOLDERS", 3)
    same = marks("", " ".join(prose(1, 200)))
    corpus = Corpus([same] * 10)
    days = np.array([resemblance.UNKNOWN, *range(30, 21, -1)])
    shares = corpus.all_shared().shares(days, np.full(10, resemblance.UNKNOWN))
    found = shares.matches(np.array([1]), 1)
    assert sorted(found.right.tolist()) == [7, 8, 9]
    assert found.shared.tolist() == [len(same) // 4] * 3


def test_a_text_with_very_many_edited_copies_is_one_voice(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resemblance, "HOLDERS", 20)
    wire, choose = prose(1, 400), random.Random(1)
    for number in range(1, 31):
        edited = [word if choose.random() > 0.01 else "changed" for word in wire]
        shelf.add(number, wire if number == 30 else edited, outlet=number % 8 + 1, day=(30 - number) // 3)
    find_copies(shelf.database)
    assert len({of for of, _ in shelf.groups().values()}) == 1
    assert len(shelf.groups()) == 30
