"""What is kept of the corpus is counted anew when something has written to it, here or elsewhere."""

from pathlib import Path

from sqlalchemy import text

from app.database import Database
from app.store import corpus, outlets


def _names(database: Database) -> list[tuple[str, int]]:
    with database.read_session() as session:
        return [(one.name, one.article_count) for one in outlets.outlets(session)]


def test_another_connection_writes(seeded: Database) -> None:
    before = _names(seeded)
    with seeded.read_session() as session:
        counted = corpus.counts(session)
    elsewhere = Database(Path(seeded.path))
    with elsewhere.write_session() as session:
        outlets.rename(session, before[0][0], "Another name")
        session.execute(text("UPDATE article SET day = 730000 WHERE id = 1"))
    elsewhere.close()
    assert ("Another name", before[0][1]) in _names(seeded)
    with seeded.read_session() as session:
        assert corpus.counts(session).undated == counted.undated - 1


def test_what_is_rolled_back_is_not_kept(seeded: Database) -> None:
    before = _names(seeded)
    try:
        with seeded.write_session() as session:
            session.execute(text("UPDATE article SET outlet_id = NULL"))
            assert outlets.outlets(session) == []
            raise RuntimeError
    except RuntimeError:
        pass
    with seeded.write_session() as session:
        session.execute(text("UPDATE article SET title = title || '!' WHERE id = 2"))
    assert _names(seeded) == before
