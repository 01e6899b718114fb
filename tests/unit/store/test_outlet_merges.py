"""Outlets that a person merges: shown as one everywhere, and parted again to the letter."""

import pytest
from made_up_corpus import fill
from sqlmodel import Session, select

from app.database import Database
from app.errors import InvalidParameterError, NotFoundError
from app.models import Article
from app.search.page import search
from app.search.results import checked_parameters
from app.store import articles, corpus, corrections, outlets

LEDGER, COURIER, MINUTES = "the-daily-ledger", "northern-courier", "town-hall-minutes"


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database)
    return database


def places(session: Session) -> list[tuple[int | None, int | None]]:
    return list(
        session.exec(select(Article.outlet_id, Article.extracted_outlet_id).order_by(Article.id)).all()
    )


def counts(session: Session) -> dict[str, int]:
    return {record.slug: record.article_count for record in outlets.outlets(session)}


def test_a_merge_shows_the_articles_under_the_other_and_is_undone_exactly(filled: Database) -> None:
    with filled.write_session() as session:
        before = places(session)
        assert outlets.merge(session, LEDGER, COURIER).slug == COURIER
        assert counts(session) == {MINUTES: 60, COURIER: 2}
        assert corpus.counts(session).outlets == 2
        assert [before[0][1], before[1][1]] == [place[1] for place in places(session)[:2]]
        (alias,) = outlets.aliases(session, outlets.ensure(session, "Northern Courier"))
        assert (alias.slug, alias.merged_into) == (LEDGER, "Northern Courier")
        assert outlets.unmerge(session, LEDGER).slug == LEDGER
        assert places(session) == before
        assert outlets.aliases(session, outlets.ensure(session, "Northern Courier")) == ()


def test_the_old_slug_leads_to_the_outlet_it_is_shown_as(filled: Database) -> None:
    with filled.write_session() as session:
        outlets.merge(session, LEDGER, "Northern Courier")
        found = outlets.outlet(session, LEDGER)
    assert found is not None
    assert (found.slug, found.article_count) == (COURIER, 2)


@pytest.mark.parametrize("undone", [(LEDGER, COURIER), (COURIER, LEDGER)])
def test_chains_come_apart_in_any_order(filled: Database, undone: tuple[str, str]) -> None:
    with filled.write_session() as session:
        before = places(session)
        outlets.merge(session, LEDGER, COURIER)
        outlets.merge(session, COURIER, MINUTES)
        assert counts(session) == {MINUTES: 62}
        minutes = outlets.ensure(session, "Town Hall Minutes")
        assert [alias.slug for alias in outlets.aliases(session, minutes)] == [COURIER, LEDGER]
        outlets.unmerge(session, undone[0])
        assert counts(session) == (
            {MINUTES: 61, LEDGER: 1} if undone[0] == LEDGER else {MINUTES: 60, COURIER: 2}
        )
        outlets.unmerge(session, undone[1])
        assert places(session) == before


def test_a_merge_into_a_merged_outlet_follows_it(filled: Database) -> None:
    with filled.write_session() as session:
        outlets.merge(session, COURIER, MINUTES)
        assert outlets.merge(session, LEDGER, COURIER).slug == MINUTES
        assert counts(session) == {MINUTES: 62}
        outlets.unmerge(session, COURIER)
        assert counts(session) == {MINUTES: 60, COURIER: 2}


def test_what_makes_no_sense_is_refused(filled: Database) -> None:
    with filled.write_session() as session:
        outlets.merge(session, LEDGER, COURIER)
        assert outlets.merge(session, LEDGER, COURIER).slug == COURIER
        for slug, into in ((COURIER, COURIER), (COURIER, LEDGER), (LEDGER, MINUTES)):
            with pytest.raises(InvalidParameterError):
                outlets.merge(session, slug, into)
        for slug, into in ((COURIER, "nowhere"), ("nowhere", COURIER), ("unknown", COURIER), ("", COURIER)):
            with pytest.raises(NotFoundError):
                outlets.merge(session, slug, into)
        with pytest.raises(NotFoundError):
            outlets.unmerge(session, "nowhere")
        assert outlets.unmerge(session, COURIER).slug == COURIER
        assert counts(session) == {MINUTES: 60, COURIER: 2}


def test_what_comes_in_later_lands_in_the_merged_outlet_and_goes_back_with_it(filled: Database) -> None:
    with filled.write_session() as session:
        outlets.merge(session, LEDGER, COURIER)
        own = outlets.ensure(session, "The Daily Ledger", "ledger.example")
        stored = corrections.reapplied(session, 3, {"extracted_outlet_id": own})
        assert (
            stored["outlet_id"] == outlets.shown(session, own) == outlets.ensure(session, "Northern Courier")
        )
        row = session.get(Article, 3)
        assert row is not None
        row.outlet_id, row.extracted_outlet_id = stored["outlet_id"], stored["extracted_outlet_id"]
        session.add(row)
        session.flush()
        outlets.unmerge(session, LEDGER)
        assert counts(session) == {MINUTES: 60, LEDGER: 2, COURIER: 1}


def test_an_outlet_set_by_hand_follows_merges_and_comes_back(filled: Database) -> None:
    with filled.write_session() as session:
        corrections.set_by_hand(session, 3, "outlet", "The Daily Ledger")
        corrections.set_by_hand(session, 1, "outlet", "Town Hall Minutes")
        before = places(session)
        outlets.merge(session, LEDGER, COURIER)
        assert counts(session) == {MINUTES: 61, COURIER: 2}
        corrections.set_by_hand(session, 4, "outlet", "The Daily Ledger")
        record = articles.get(session, 4)
        assert record is not None
        assert record.outlet is not None
        assert record.outlet.slug == COURIER
        corrections.undo(session, 4, "outlet")
        outlets.unmerge(session, LEDGER)
        assert places(session) == before
        assert counts(session) == {MINUTES: 61, LEDGER: 1, COURIER: 1}


def test_searches_know_the_merged_outlet_by_every_name(filled: Database) -> None:
    with filled.write_session() as session:
        outlets.merge(session, LEDGER, COURIER)
    with filled.read_session() as session:
        for query in ('outlet:"The Daily Ledger"', 'outlet:"Northern Courier"', "outlet:ledger.example"):
            found = search(session, checked_parameters(q=query))
            assert [hit.article.id for hit in found.hits] == [2, 1], query
            assert found.facets is not None
            (facet,) = found.facets.outlets
            assert (facet.outlet and facet.outlet.slug, facet.count) == (COURIER, 2)
        assert search(session, checked_parameters(q="bridge", outlet=[LEDGER])).total == 2


def test_an_outlet_gets_another_name_and_is_found_by_both(filled: Database) -> None:
    with filled.write_session() as session:
        own = outlets.ensure(session, "The Daily Ledger")
        renamed = outlets.rename(session, LEDGER, "  Ledger\u202e &\tSons ")
        assert (renamed.id, renamed.slug, renamed.name) == (own, LEDGER, "Ledger & Sons")
        assert outlets.ensure(session, "The Daily Ledger") == outlets.ensure(session, "Ledger & Sons") == own
        for name in ("", "?!", "x" * 201, "Northern Courier", "northern courier"):
            with pytest.raises(InvalidParameterError):
                outlets.rename(session, LEDGER, name)
