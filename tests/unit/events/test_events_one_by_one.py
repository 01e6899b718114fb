"""The event job where it takes articles one by one, and where their day changes."""

import pytest
from happenings import BRIDGE, FLOOD, VERDICT, add_articles, events_of
from sqlalchemy import text
from sqlmodel import col, select, update

from app.database import Database
from app.events import batches, method, title, vectors
from app.events.job import group_events
from app.models import Article, ArticleTerms, Event, EventMember
from app.store import corrections, event_edits, events, terms
from app.text import term_counts

_NOW = "2024-04-02T00:00:00+00:00"


@pytest.fixture
def alone(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database in which articles are taken one by one, and in no other way."""
    monkeypatch.setattr(method, "ALONE_FROM", 0)
    monkeypatch.setattr(method, "COSTS_ALONE", 0)
    monkeypatch.setattr(batches.Batches, "decide", lambda _self, _chunk: 1 / 0)
    return database


def _links(database: Database) -> set[int]:
    with database.read_session() as session:
        return set(session.execute(text("SELECT article_id FROM article_links")).scalars())


def _undecided(database: Database) -> list[int]:
    with database.read_session() as session:
        return [number for number, _ in terms.pending(session, term_counts.VERSION)]


def _days(database: Database) -> dict[int, int | None]:
    with database.read_session() as session:
        rows = session.exec(select(ArticleTerms.article_id, ArticleTerms.placed_day)).all()
        return dict(rows)


def test_articles_join_an_event_or_make_one(alone: Database) -> None:
    add_articles(alone, [("bridge-a", f"{BRIDGE} Ferries will run.", 4), ("flood-a", FLOOD, 4)])
    assert group_events(alone).events == 0
    add_articles(alone, [("bridge-b", BRIDGE, 5), ("verdict-a", VERDICT, 5)])
    assert group_events(alone).events == 1
    add_articles(
        alone, [("bridge-c", f"{BRIDGE} Shops protest.", 3), ("flood-b", f"{FLOOD} No one died.", 6)]
    )
    report = group_events(alone)
    assert (report.articles, report.events) == (2, 2)
    assert events_of(alone) == [["bridge-c", "bridge-a", "bridge-b"], ["flood-a", "flood-b"]]
    with alone.read_session() as session:
        first = events.event(session, 1)
    assert first is not None
    assert (first.article_count, first.first_day, first.last_day) == (3, "2024-03-03", "2024-03-05")
    assert _undecided(alone) == []
    group_events(alone, rebuild=True)
    assert events_of(alone) == [["bridge-c", "bridge-a", "bridge-b"], ["flood-a", "flood-b"]]


def test_an_exact_copy_goes_where_its_text_is_and_has_no_links(alone: Database) -> None:
    ids = add_articles(alone, [("bridge-a", BRIDGE, 4), ("bridge-b", BRIDGE, 5), ("flood-a", FLOOD, 5)])
    ids += add_articles(alone, [("bridge-c", BRIDGE, 6 + method.CANDIDATE_DAYS), ("flood-b", FLOOD, 3)])
    with alone.write_session() as session:
        # the titles, which name the articles, are part of the text
        for row in session.exec(select(Article)).all():
            row.content_hash = row.external_id[:5]
    group_events(alone)
    assert events_of(alone) == [["bridge-a", "bridge-b"], ["flood-b", "flood-a"]]
    assert _links(alone) == {ids[0], ids[4], ids[3]}


def test_undated_articles_are_placed_by_the_words_they_share(alone: Database) -> None:
    add_articles(alone, [("flood-a", FLOOD, 4), ("bridge-a", f"{BRIDGE} Ferries will run.", 9)])
    group_events(alone)
    ids = add_articles(alone, [("bridge-b", BRIDGE, None), ("verdict-a", VERDICT, None)])
    group_events(alone)
    assert events_of(alone) == [["bridge-a", "bridge-b"]]
    with alone.read_session() as session:
        day = session.execute(text("SELECT day FROM article WHERE id = 2")).scalar_one()
    assert (_days(alone)[ids[0]], _days(alone)[ids[1]]) == (day, 0)


def test_what_has_no_day_is_looked_at_again_when_its_like_comes(
    alone: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(method, "MOST_COMPARED", 2)
    kept = [f"{VERDICT} He will appeal.", VERDICT, f"{BRIDGE} Ferries will run.", f"{FLOOD} No one died."]
    add_articles(alone, [(f"undated-{number}", body, None) for number, body in enumerate(kept)])
    group_events(alone)
    assert events_of(alone) == [["undated-0", "undated-1"]]
    ids = add_articles(alone, [("bridge-a", BRIDGE, 4)])
    report = group_events(alone)
    assert (report.articles, report.events) == (2, 2)
    assert events_of(alone)[1] == ["bridge-a", "undated-2"]
    assert _days(alone)[ids[0] - 2] != 0
    assert _undecided(alone) == []


def test_a_day_that_was_taken_away_or_set_right_is_decided_on_again(alone: Database) -> None:
    ids = add_articles(
        alone,
        [("bridge-a", f"{BRIDGE} Ferries will run.", 4), ("flood-a", FLOOD, 4), ("bridge-b", BRIDGE, 25)],
    )
    group_events(alone)
    assert events_of(alone) == []
    with alone.write_session() as session:
        corrections.set_by_hand(session, ids[2], "published", "2024-03-05", now=_NOW)
    assert _undecided(alone) == [ids[2]]
    group_events(alone)
    assert events_of(alone) == [["bridge-a", "bridge-b"]]
    with alone.write_session() as session:
        corrections.set_by_hand(session, ids[2], "published", None, now=_NOW)
    assert _undecided(alone) == [ids[2]]
    group_events(alone)
    assert _undecided(alone) == []
    assert _days(alone)[ids[2]]
    assert events_of(alone) == [["bridge-a", "bridge-b"]]
    with alone.read_session() as session:
        event = session.exec(select(Event)).one()
        assert event.first_day == event.last_day


def test_a_changed_text_leaves_no_links_of_the_old_one(alone: Database) -> None:
    ids = add_articles(alone, [("bridge-a", f"{BRIDGE} Ferries will run.", 4), ("other-b", BRIDGE, 5)])
    group_events(alone)
    with alone.write_session() as session:
        session.execute(text("DELETE FROM event_member"))
        session.execute(
            text("UPDATE article SET body = :body, title = '' WHERE id = :id"), {"body": FLOOD, "id": ids[1]}
        )
        session.execute(text("DELETE FROM article_terms WHERE article_id = :id"), {"id": ids[1]})
    assert _undecided(alone) == [ids[1]]
    group_events(alone)
    with alone.read_session() as session:
        kept = session.execute(text("SELECT links FROM article_links WHERE article_id = 1")).scalar_one()
    assert kept == b""
    assert events_of(alone) == []


def test_what_a_person_locked_or_took_out_takes_no_part(alone: Database) -> None:
    ids = add_articles(
        alone,
        [
            ("bridge-a", f"{BRIDGE} Ferries will run.", 4),
            ("bridge-b", BRIDGE, 4),
            ("flood-a", f"{FLOOD} No one died.", 4),
        ],
    )
    group_events(alone)
    with alone.write_session() as session:
        event_edits.lock(session, 1, _NOW)
        session.execute(text("INSERT INTO article_alone (article_id) VALUES (:id)"), {"id": ids[2]})
    add_articles(alone, [("bridge-c", f"{BRIDGE} Shops protest.", 5), ("flood-b", FLOOD, 5)])
    group_events(alone)
    assert events_of(alone) == [["bridge-a", "bridge-b"]]


def test_where_links_lack_the_articles_around_are_worked_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(method, "ALONE_FROM", 0)
    ids = add_articles(database, [("bridge-a", f"{BRIDGE} Ferries will run.", 4), ("flood-a", FLOOD, 4)])
    group_events(database)
    with database.write_session() as session:
        session.execute(text("DELETE FROM article_links"))
    ids += add_articles(database, [("bridge-b", BRIDGE, 5)])
    group_events(database)
    assert events_of(database) == [["bridge-a", "bridge-b"]]
    assert _links(database) == set(ids)


def test_a_failure_leaves_nothing_behind(alone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_articles(alone, [("bridge-a", f"{BRIDGE} Ferries will run.", 4)])
    group_events(alone)
    ids = add_articles(alone, [("bridge-b", BRIDGE, 4)])
    with monkeypatch.context() as patch:
        patch.setattr(title, "choose", lambda _headlines: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            group_events(alone)
    assert _undecided(alone) == ids
    assert ids[0] not in _links(alone) | _days(alone).keys()
    assert group_events(alone).events == 1


def test_what_another_run_decides_meanwhile_counts(alone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_articles(alone, [("bridge-a", f"{BRIDGE} Ferries will run.", 4), ("flood-a", FLOOD, 4)])
    group_events(alone)
    ids = add_articles(alone, [("bridge-b", BRIDGE, 4), ("flood-b", f"{FLOOD} No one died.", 5)])
    count_terms = vectors.count_terms

    def interfere(title: str, body: str, language: str | None) -> object:
        monkeypatch.setattr(vectors, "count_terms", count_terms)
        group_events(alone)
        return count_terms(title, body, language)

    monkeypatch.setattr(vectors, "count_terms", interfere)
    group_events(alone)
    assert events_of(alone) == [["bridge-a", "bridge-b"], ["flood-a", "flood-b"]]
    with alone.read_session() as session:
        assert len(session.exec(select(EventMember).where(col(EventMember.article_id).in_(ids))).all()) == 2


def test_a_rebuild_that_is_ended_leaves_the_events_as_they_were(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_articles(database, [("bridge-a", BRIDGE, 4), ("bridge-b", BRIDGE, 5), ("flood-a", FLOOD, 5)])
    group_events(database)
    with database.write_session() as session:
        session.exec(update(EventMember).where(col(EventMember.article_id) == 2).values(article_id=3))
    before = events_of(database)
    late = add_articles(database, [("flood-b", FLOOD, 5)])
    with monkeypatch.context() as patch:
        patch.setattr(events, "regroup", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            group_events(database, rebuild=True)
    assert events_of(database) == before
    assert _undecided(database) == late
    assert group_events(database, rebuild=True).articles == 4
    assert sorted(events_of(database)) == [["bridge-a", "bridge-b"], ["flood-a", "flood-b"]]
    assert _undecided(database) == []
