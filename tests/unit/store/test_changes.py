"""The counters by which what is kept in memory knows that it is out of date."""

from made_up_corpus import fill
from sqlmodel import Session, text

from app.database import Database
from app.store import corrections
from app.store.changes import ChangeState, state

NOW = "2026-01-01T00:00:00+00:00"


def _moved(session: Session, before: ChangeState) -> set[str]:
    after = state(session)
    return {name for name, old, new in zip(ChangeState._fields, before, after, strict=True) if new > old}


def test_each_kind_of_change_moves_its_own_counter(database: Database) -> None:
    with database.write_session() as session:
        assert state(session) == ChangeState(0, 0, 0, 0)
    fill(database)
    with database.write_session() as session:
        filled = state(session)
        assert filled.last_id > 0
        assert (filled.text, filled.facts) == (0, 0)

        for field, value in {
            "title": "Floods",
            "byline": "A. Nonymous",
            "url": "https://a.example/x",
        }.items():
            before = state(session)
            corrections.set_by_hand(session, 1, field, value, now=NOW)
            assert _moved(session, before) == {"text"}
        before = state(session)
        corrections.set_by_hand(session, 1, "language", "de", now=NOW)
        assert _moved(session, before) == {"text"}
        for field, value in {"published": "7 May 2019", "outlet": "A Paper Of Its Own"}.items():
            before = state(session)
            corrections.set_by_hand(session, 1, field, value, now=NOW)
            assert _moved(session, before) == {"facts"}
        # what is said again, and what no search holds, moves nothing
        before = state(session)
        corrections.set_by_hand(session, 1, "language", "de", now=NOW)
        corrections.set_by_hand(session, 1, "section", "City", now=NOW)
        assert _moved(session, before) == set()


def test_groups_and_deletions_are_counted(database: Database) -> None:
    fill(database)
    with database.write_session() as session:
        before = state(session)
        session.execute(text("INSERT INTO article_copy (article_id, group_id, kind) VALUES (1, 1, 'first')"))
        assert _moved(session, before) == {"groups"}
        before = state(session)
        session.execute(text("DELETE FROM article_copy WHERE article_id = 1"))
        assert _moved(session, before) == {"groups"}
        before = state(session)
        for table in ("article_terms", "article_fingerprint", "event_member", "article_copy"):
            session.execute(text(f"DELETE FROM {table} WHERE article_id = 1"))
        session.execute(text("DELETE FROM article WHERE id = 1"))
        assert "text" in _moved(session, before)
