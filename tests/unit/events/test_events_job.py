"""The event job on a database of its own."""

from collections.abc import Sequence

import pytest
from happenings import BRIDGE, FLOOD, VERDICT, add_articles, events_of
from sqlmodel import col, select, update
from stored import store

from app.database import Database
from app.errors import BusyError
from app.events import method, title, vectors
from app.events.job import group_events
from app.models import ArticleTerms, Event, EventMember
from app.records import ArticleDraft, ArticleRecord, RawDocument
from app.store import articles, events, runs


def test_the_seeds_hold_one_event_of_two(seeded: Database) -> None:
    assert events_of(seeded) == [["000_ee04b4540acf9f9d.txt", "001_86d726aede60c637.txt"]]
    assert group_events(seeded, rebuild=True).events == 1
    assert events_of(seeded) == [["000_ee04b4540acf9f9d.txt", "001_86d726aede60c637.txt"]]


def test_the_seeds_hold_one_event_whichever_comes_first(database: Database, seeded: Database) -> None:
    with seeded.read_session() as session:
        found = articles.get_many(session, [5, 4, 3, 2, 1])
    _add_records(database, found)
    group_events(database)
    assert [set(names) for names in events_of(database)] == [{found[3].external_id, found[4].external_id}]


def _add_records(database: Database, found: Sequence[ArticleRecord]) -> None:
    with database.write_session() as session:
        run_id = runs.start(session, ["test"], "2024-04-01T00:00:00+00:00")
        runs.finish(session, run_id, "finished", "2024-04-01T00:00:00+00:00")
        for record in found:
            data = record.external_id.encode()
            store(
                session,
                RawDocument(
                    data=data, media_type="text/plain", external_id=record.external_id, origin="test"
                ),
                ArticleDraft(
                    external_id=record.external_id,
                    title=record.title,
                    title_source=record.title_source,
                    blocks=record.blocks,
                ),
                run_id=run_id,
                outlet_id=None,
                now="2024-04-01T00:00:00+00:00",
            )


def test_articles_that_come_later_join_or_make_an_event(database: Database) -> None:
    add_articles(database, [("bridge-a", BRIDGE, 4), ("flood-a", FLOOD, 4)])
    assert group_events(database).events == 0
    add_articles(database, [("bridge-b", BRIDGE, 5), ("verdict-a", VERDICT, 5)])
    assert group_events(database).events == 1
    add_articles(database, [("bridge-c", BRIDGE, 3), ("flood-b", FLOOD, None)])
    report = group_events(database)
    assert (report.articles, report.events) == (2, 2)
    assert events_of(database) == [["bridge-c", "bridge-a", "bridge-b"], ["flood-a", "flood-b"]]
    with database.read_session() as session:
        first = events.event(session, 1)
    assert first is not None
    assert (first.article_count, first.first_day, first.last_day) == (3, "2024-03-03", "2024-03-05")


def test_a_second_run_has_nothing_to_do(database: Database) -> None:
    add_articles(database, [("bridge-a", BRIDGE, 4), ("flood-a", FLOOD, 4)])
    calls: list[tuple[int, int]] = []
    assert group_events(database, progress=lambda *done: calls.append(done)).articles == 2
    assert calls == [(2, 2)]
    assert group_events(database).articles == 0


def test_an_interrupted_run_is_taken_up_where_it_stopped(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(method, "CHUNK", 2)
    days = range(1, 5)
    add_articles(
        database,
        [item for day in days for item in ((f"bridge-{day}", BRIDGE, day), (f"flood-{day}", FLOOD, day))],
    )

    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        group_events(database, progress=stop)
    assert [len(names) for names in events_of(database)] == [2, 2]
    assert group_events(database).articles == 4
    assert sorted(len(names) for names in events_of(database)) == [4, 4]


def test_a_failing_chunk_leaves_nothing_behind(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_articles(database, [("bridge-a", BRIDGE, 4), ("bridge-b", BRIDGE, 4)])
    with monkeypatch.context() as patch:
        patch.setattr(title, "choose", lambda _headlines: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            group_events(database)
    with database.read_session() as session:
        assert session.exec(select(ArticleTerms.article_id)).all() == []
        assert session.exec(select(Event.id)).all() == []
    assert group_events(database).events == 1


def test_what_a_person_decided_outlasts_a_rebuild(database: Database) -> None:
    ids = add_articles(
        database,
        [
            ("bridge-a", BRIDGE, 4),
            ("bridge-b", BRIDGE, 4),
            ("flood-a", FLOOD, 5),
            ("verdict-a", VERDICT, 5),
        ],
    )
    group_events(database)
    with database.write_session() as session:
        session.add(EventMember(article_id=ids[3], event_id=1, by_person=True))
        session.exec(update(Event).where(col(Event.id) == 1).values(title="The bridge", title_by_person=True))
    add_articles(database, [("bridge-c", BRIDGE, 5), ("flood-b", FLOOD, 5)])
    group_events(database)
    expected = [["bridge-a", "bridge-b", "verdict-a", "bridge-c"], ["flood-a", "flood-b"]]
    assert events_of(database) == expected
    group_events(database, rebuild=True)
    assert events_of(database) == expected
    with database.read_session() as session:
        kept = session.get_one(Event, 1)
        assert (kept.title, kept.article_count) == ("The bridge", 4)
        assert session.get_one(EventMember, ids[3]).by_person


def test_a_rebuild_is_blind_to_the_order_of_arrival_and_keeps_event_numbers(database: Database) -> None:
    for item in (
        ("flood-b", FLOOD, 9),
        ("bridge-a", BRIDGE, 4),
        ("flood-a", FLOOD, 3),
        ("bridge-b", BRIDGE, 4),
    ):
        add_articles(database, [item])
        group_events(database)
    with database.read_session() as session:
        before = events.event_members(session)
    with database.write_session() as session:
        session.exec(update(EventMember).where(col(EventMember.article_id) == 3).values(event_id=1))
    report = group_events(database, rebuild=True)
    assert report.articles == 4
    with database.read_session() as session:
        assert events.event_members(session) == before


def test_terms_of_an_older_version_are_made_again(database: Database) -> None:
    ids = add_articles(database, [("bridge-a", BRIDGE, 4), ("bridge-b", BRIDGE, 4)])
    group_events(database)
    with database.write_session() as session:
        session.exec(update(ArticleTerms).values(version=0, terms=b""))
    assert group_events(database).articles == 2
    with database.read_session() as session:
        assert session.get_one(ArticleTerms, ids[0]).terms
    assert events_of(database) == [["bridge-a", "bridge-b"]]


def test_undated_articles_join_across_chunks_and_runs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(method, "CHUNK", 1)
    add_articles(database, [("flood-a", FLOOD, 4), ("bridge-a", BRIDGE, None), ("bridge-b", BRIDGE, None)])
    add_articles(
        database, [("verdict-a", VERDICT, None), ("bridge-c", BRIDGE, None), ("flood-b", FLOOD, None)]
    )
    calls: list[tuple[int, int]] = []
    group_events(database, progress=lambda *done: calls.append(done))
    assert calls == [(number, 6) for number in range(1, 7)]
    add_articles(database, [("verdict-b", VERDICT, None)])
    group_events(database)
    assert sorted(events_of(database)) == [
        ["bridge-a", "bridge-b", "bridge-c"],
        ["flood-a", "flood-b"],
        ["verdict-a", "verdict-b"],
    ]


@pytest.mark.parametrize("day", [4, None])
def test_what_another_run_decides_meanwhile_counts(
    database: Database, monkeypatch: pytest.MonkeyPatch, day: int | None
) -> None:
    add_articles(database, [("bridge-a", BRIDGE, day), ("bridge-b", BRIDGE, day), ("flood-a", FLOOD, day)])
    count_terms = vectors.count_terms

    def interfere(title: str, body: str, language: str | None) -> object:
        monkeypatch.setattr(vectors, "count_terms", count_terms)
        group_events(database)
        return count_terms(title, body, language)

    monkeypatch.setattr(vectors, "count_terms", interfere)
    group_events(database)
    assert events_of(database) == [["bridge-a", "bridge-b"]]


@pytest.mark.parametrize(("day", "rebuild"), [(4, False), (None, False), (4, True)])
def test_a_run_that_is_disturbed_again_and_again_gives_up(
    database: Database, monkeypatch: pytest.MonkeyPatch, day: int | None, rebuild: bool
) -> None:
    add_articles(database, [("bridge-a", BRIDGE, day), ("bridge-b", BRIDGE, day)])
    states = iter(range(1_000))
    monkeypatch.setattr(events, "state", lambda _session: (next(states), 0))
    with pytest.raises(BusyError, match="Another program"):
        group_events(database, rebuild=rebuild)
    assert events_of(database) == []


def test_a_rebuild_takes_in_new_articles_and_decides_once(database: Database) -> None:
    add_articles(database, [("bridge-a", BRIDGE, 4), ("flood-a", FLOOD, None)])
    calls: list[tuple[int, int]] = []
    report = group_events(database, rebuild=True, progress=lambda *done: calls.append(done))
    assert (report.articles, calls) == (2, [(2, 2)])
    add_articles(database, [("bridge-b", BRIDGE, 5), ("flood-b", FLOOD, None)])
    assert group_events(database, rebuild=True).articles == 4
    assert sorted(events_of(database)) == [["bridge-a", "bridge-b"], ["flood-a", "flood-b"]]
    assert group_events(database).articles == 0
