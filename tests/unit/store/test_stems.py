"""The index of stems follows every change of an article in another language than English."""

import shutil
from pathlib import Path

import pytest
from foreign_news import ARTICLES, write_folder
from sqlmodel import Session, text

from app.database import Database
from app.ingest.run import ingest
from app.store import corrections, stems
from app.store.changes import state
from app.store.schema import migrate
from app.text.analysis import stems_of

NOW = "2026-01-01T00:00:00+00:00"


def _held(session: Session) -> dict[int, tuple[str, ...]]:
    rows = session.execute(text("SELECT rowid, title, dek, body, byline FROM article_stems"))
    return {row[0]: tuple(row[1:]) for row in rows}


def _wanted(session: Session) -> dict[int, tuple[str, ...]]:
    rows = session.execute(text("SELECT id, language, title, dek, body, coalesce(byline, '') FROM article"))
    return {row[0]: made for row in rows if (made := stems_of(*row[1:])) is not None}


def _number(session: Session, language: str) -> int:
    found = session.execute(text("SELECT id FROM article WHERE language = :code"), {"code": language})
    number: int = found.scalars().first()
    return number


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "news")


@pytest.fixture
def filled(database: Database, folder: Path) -> Database:
    ingest(database, [folder])
    return database


def _right(database: Database) -> int:
    """How many articles have stems, all of them those of their present texts."""
    with database.read_session() as session:
        assert _held(session) == _wanted(session)
        session.execute(text("INSERT INTO article_stems(article_stems) VALUES ('integrity-check')"))
        return len(_held(session))


def test_articles_in_other_languages_come_in_with_their_stems(filled: Database) -> None:
    assert _right(filled) == len(ARTICLES)


def test_a_new_version_replaces_the_stems(filled: Database, folder: Path) -> None:
    page = folder / "de.html"
    page.write_text(page.read_text().replace("Häuser", "Türme"))
    assert ingest(filled, [folder]).run.changed == 1
    _right(filled)
    with filled.read_session() as session:
        assert "turm" in _held(session)[_number(session, "de")][2].split()


def test_a_correction_and_its_undoing_replace_the_stems(filled: Database) -> None:
    with filled.write_session() as session:
        number = _number(session, "de")
        corrections.set_by_hand(session, number, "title", "Die Türme der Städte", now=NOW)
        corrections.set_by_hand(session, number, "byline", "Änne Großmann", now=NOW)
        assert _held(session)[number][0] == "die turm der stadt"
        corrections.undo(session, number, "title")
    everywhere = _right(filled)
    with filled.write_session() as session:
        corrections.set_by_hand(session, number, "language", "en", now=NOW)
        assert number not in _held(session)
        corrections.set_by_hand(session, number, "language", "fr", now=NOW)
    assert _right(filled) == everywhere
    # what a person set outlives a new version of the text
    with filled.write_session() as session:
        assert _held(session)[number][3] == stems_of("fr", "", "", "", "Änne Großmann")[3]


def test_a_deleted_article_leaves_no_stems(filled: Database) -> None:
    with filled.write_session() as session:
        number = _number(session, "fr")
        for table in ("article_terms", "article_fingerprint", "article_copy"):
            session.execute(text(f"DELETE FROM {table} WHERE article_id = {number}"))
        session.execute(text(f"DELETE FROM article WHERE id = {number}"))
        assert number not in _held(session)
    _right(filled)


def test_what_came_in_before_there_was_the_index_is_stemmed_when_the_database_is_opened(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.write_session() as session:
        session.execute(text("DELETE FROM article_stems"))
        session.execute(text("INSERT INTO article_stems_pending SELECT id FROM article"))
        before = state(session)
    filled.close()
    old = Database(shutil.copy(filled.path, tmp_path / "old.sqlite3"))
    monkeypatch.setattr(stems, "_CHUNK", 2)
    migrate(old)
    assert _right(old) > 2
    with old.read_session() as session:
        assert session.execute(text("SELECT count(*) FROM article_stems_pending")).scalar() == 0
        # searches that were kept know nothing of these stems
        assert state(session).text > before.text
    old.close()


def test_stems_of_another_version_are_made_anew(filled: Database) -> None:
    with filled.write_session() as session:
        session.execute(text("UPDATE article_stems SET body = 'x'"))
        session.execute(text("PRAGMA user_version = 1"))
    migrate(filled)
    _right(filled)
    with filled.write_session() as session:
        session.execute(text("UPDATE article_stems SET body = 'x'"))
    migrate(filled)
    with filled.read_session() as session:
        assert {row[2] for row in _held(session).values()} == {"x"}, "what is up to date is left alone"
