"""The index of stems of articles in other languages than English.

Written in the transaction that stores or changes an article. FTS5 stems English itself and knows no other
language: what stands here are stems that the program made (``text.analysis``), as text.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import Session

from app.database import Database
from app.text.analysis import ENGLISH, REVISION, Stems, stems_of

_CHUNK = 400
_INSERT = text(
    "INSERT INTO article_stems(rowid, title, dek, body, byline) VALUES (:id, :title, :dek, :body, :byline)"
)
_DELETE = (
    text("DELETE FROM article_stems WHERE rowid = :id"),
    text("DELETE FROM article_stems_pending WHERE article_id = :id"),
)
_TEXTS = text("SELECT language, title, dek, body, coalesce(byline, '') FROM article WHERE id = :id")
_PENDING = text("SELECT article_id FROM article_stems_pending ORDER BY article_id LIMIT :most")
_ALL_PENDING = text(
    """INSERT OR IGNORE INTO article_stems_pending (article_id)
    SELECT id FROM article WHERE language IS NOT NULL AND language <> :english"""
)
# these two read their texts from the article table
_REBUILD = (
    text("INSERT INTO article_fts(article_fts) VALUES ('rebuild')"),
    text("INSERT INTO article_words(article_words) VALUES ('rebuild')"),
)
# What searches found before is not what they find now.
_CHANGED = text("UPDATE corpus_change SET count = count + 1 WHERE name = 'text'")


def index(session: Session, made: Iterable[tuple[int, Stems]]) -> None:
    """Put the stems of new articles into the index, by their ids. English articles have none."""
    rows = [{"id": number, **stems._asdict()} for number, stems in made]
    if rows:
        session.execute(_INSERT, rows)


def index_anew(session: Session) -> None:
    """Fill the indexes of a corpus that came in whole; ``bring_up_to_date`` then makes the stems."""
    for statement in _REBUILD:
        session.execute(statement)
    session.execute(_ALL_PENDING, {"english": ENGLISH})


def refresh(session: Session, ids: Sequence[int]) -> None:
    """Bring the index up to what these articles say now: after a change of a text or of the language."""
    if not ids:
        return
    for statement in _DELETE:
        session.execute(statement, [{"id": number} for number in ids])
    made = []
    for number in ids:
        found = session.execute(_TEXTS, {"id": number}).one_or_none()
        stems = None if found is None else stems_of(*found)
        if stems is not None:
            made.append((number, stems))
    index(session, made)


def bring_up_to_date(database: Database) -> None:
    """Stem the articles that came in before there was this index, or whose stems another version made.

    A transaction for some hundred articles each: what was done is kept when it is stopped, and the rest
    follows when the database is opened next. The file's ``user_version`` says which version made its stems.
    """
    with database.read_session() as session:
        current = session.execute(text("PRAGMA user_version")).scalar() == REVISION
        if current and not _pending(session):
            return
    if not current:
        with database.write_session() as session:
            session.execute(_ALL_PENDING, {"english": ENGLISH})
            session.execute(text(f"PRAGMA user_version = {REVISION}"))
    while _next_chunk(database):
        pass


def _pending(session: Session) -> Sequence[int]:
    return session.execute(_PENDING, {"most": _CHUNK}).scalars().all()


def _next_chunk(database: Database) -> bool:
    with database.write_session() as session:
        ids = _pending(session)
        if ids:
            refresh(session, ids)
            session.execute(_CHANGED)
        return bool(ids)
