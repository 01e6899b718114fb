"""A check names what is damaged and nothing else; a repair mends what is derived, never originals."""

import hashlib
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest
from happenings import FLOOD, add_articles
from lived_in import live_in

from app.cli.check import tools
from app.database import Database, driver
from app.errors import BusyError
from app.store import corrections, fulltext, integrity
from app.upkeep.check import check
from app.upkeep.findings import RepairReport, Report, wrong_names
from app.upkeep.repair import repair

# what a repair must not touch, whatever was wrong
KEPT = (
    "SELECT * FROM document",
    "SELECT * FROM article",
    "SELECT * FROM article_version",
    "SELECT * FROM outlet",
    "SELECT * FROM ingest_problem",
    "SELECT * FROM correction",
    "SELECT * FROM note",
    "SELECT * FROM saved_search",
    "SELECT * FROM feed",
    "SELECT * FROM feed_failure",
    "SELECT * FROM feed_item",
    "SELECT * FROM frozen_comparison",
    "SELECT * FROM removal",
    "SELECT * FROM event_edit",
    "SELECT * FROM article_alone",
    "SELECT * FROM event_member WHERE by_person",
    "SELECT id, title FROM event WHERE title_by_person OR by_person OR locked",
)
VOCABULARY = "SELECT * FROM article_words_vocab"

# each damage, and the checks that name it
ORIGINALS = {
    "a byte of a document": ("UPDATE document SET data = zeroblob(40) WHERE id = 2", "documents"),
    "a document of another size": ("UPDATE document SET size = size + 1 WHERE id = 2", "documents"),
    "another document's digest": ("UPDATE document SET sha256 = 'ab' WHERE id = 2", "documents"),
    "a document": ("DELETE FROM document WHERE id = 2", "references"),
    "an outlet": ("DELETE FROM outlet WHERE id = 1", "references"),
    "a word of the blocks": ("UPDATE article SET blocks = x'00' WHERE id = 2", "texts"),
    "a digest": ("UPDATE article SET content_hash = 'ab' WHERE id = 2", "texts"),
    "a day": ("UPDATE article SET day = 7 WHERE id NOT IN (SELECT article_id FROM event_member)", "texts"),
    "a version": ("DELETE FROM article_version WHERE version = 1", "versions"),
    "a text of a version": ("UPDATE article_version SET dek = 'x' WHERE version = 2", "texts"),
    "a count": ("UPDATE ingest_run SET seen = seen + 1 WHERE id = 1", "imports"),
    "a problem": ("DELETE FROM ingest_problem WHERE id = 1", "imports"),
}
BY_HAND = {
    "a corrected article": (
        "UPDATE correction SET value = '\"x\"' WHERE field = 'byline'",
        "corrections",
    ),
    "a merge in a circle": (
        "UPDATE outlet SET merged_into = (SELECT id FROM outlet WHERE slug = 'echo') WHERE slug = 'courier'",
        "outlets",
    ),
    "an article of a note": (
        "UPDATE note SET article_id = 999 WHERE article_id IS NOT NULL",
        "references-by-hand",
    ),
    "a side of a note": (
        "UPDATE note SET sides = json_set(sides, '$.a[0]', 999) WHERE sides IS NOT NULL",
        "notes",
    ),
    "an edit": ("UPDATE event_edit SET detail = '{}' WHERE id = 2", "edits"),
    "an article alone": (
        "INSERT INTO article_alone SELECT article_id FROM event_member ORDER BY article_id LIMIT 1",
        "edits",
    ),
    "a frozen comparison": ("UPDATE frozen_comparison SET content = x'789c'", "frozen"),
    "what was removed": ("UPDATE removal SET content = x'789c'", "removed"),
    "a digest of one": ("UPDATE frozen_comparison SET digest = 'x'", "frozen"),
}
INDEXES = {
    "a row of the index of words": (
        "INSERT INTO article_words(article_words, rowid, title, dek, body, byline)"
        " SELECT 'delete', id, title, dek, body, byline FROM article WHERE id = 2",
        "full-text-words",
    ),
    "a row too many": (
        "INSERT INTO article_fts(rowid, title, dek, body, byline) VALUES (999, 'x', '', 'y', '')",
        "full-text-fts",
    ),
    "stems": ("DELETE FROM article_stems WHERE rowid = (SELECT min(rowid) FROM article_stems)", "stems"),
    "stems of an older text": (
        "UPDATE article_stems SET title = 'x' WHERE rowid = (SELECT max(rowid) FROM article_stems)",
        "stems",
    ),
    "an index": ("DROP INDEX ix_article_day", "schema"),
    "a trigger": ("DROP TRIGGER article_fts_update", "schema"),
    "a counter": ("DELETE FROM corpus_change WHERE name = 'facts'", "changes"),
}
GROUPING = {
    "half a fingerprint": (
        "UPDATE article_fingerprint SET marks = x'00' WHERE article_id = 3",
        "fingerprints",
    ),
    "the first of some copies": ("DELETE FROM article_copy WHERE kind = 'first'", "copies"),
    "counted words": (
        "DELETE FROM article_terms WHERE article_id = 2; DELETE FROM article_undecided",
        "terms",
    ),
    "half of them": ("UPDATE article_terms SET terms = x'00' WHERE article_id = 3", "terms"),
    "links": ("UPDATE article_links SET links = x'00' WHERE article_id = 2", "links"),
    "links of nothing": ("INSERT INTO article_links VALUES (999, x'')", "links"),
    "a sketch": ("UPDATE event_storyline SET sketch = x'00'", "storylines"),
    "a member": (
        "DELETE FROM event_member WHERE article_id = ("
        "SELECT max(article_id) FROM event_member WHERE NOT by_person)",
        "events",
    ),
    "a size": ("UPDATE event SET article_count = 40 WHERE id = 1", "events"),
    "days": (
        "UPDATE event SET last_day = last_day + 1 WHERE last_day = (SELECT max(last_day) FROM event)",
        "events",
    ),
}
LOST = {
    "an article that derived rows name": (
        "INSERT INTO article_terms VALUES (999, 1, x'', NULL);"
        "INSERT INTO article_copy VALUES (999, 999, 'first', NULL, NULL);"
        "INSERT INTO article_copy SELECT 998, 999, 'exact', 999, 1",
        "derived-references",
    ),
    "an event": (
        "DELETE FROM event WHERE NOT by_person AND NOT title_by_person AND NOT locked",
        "derived-references",
    ),
}
ALL = ORIGINALS | BY_HAND | INDEXES | GROUPING | LOST


@pytest.fixture(scope="module")
def lived_in_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in which everything has happened. Read only: copy it to change it."""
    folder = tmp_path_factory.mktemp("lived-in")
    shutil.copy(seeded_file, folder / "parallax.sqlite3")
    database = Database(folder / "parallax.sqlite3")
    live_in(database, folder)
    database.close()
    return folder / "parallax.sqlite3"


@pytest.fixture
def corpus(lived_in_file: Path, tmp_path: Path) -> Iterator[Database]:
    copy = tmp_path / "data" / "parallax.sqlite3"
    copy.parent.mkdir()
    shutil.copy(lived_in_file, copy)
    database = Database(copy)
    yield database
    database.close()


def _damage(database: Database, *statements: str) -> None:
    """Execute statements as nothing of ours would: without references or triggers in the way."""
    with closing(sqlite3.connect(database.path)) as connection:
        triggers = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for name in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            if statement.startswith("DROP TRIGGER "):
                del triggers[statement.removeprefix("DROP TRIGGER ")]
            else:
                connection.executescript(statement)
        for sql in triggers.values():
            connection.execute(sql)
        connection.commit()


def _check(database: Database) -> Report:
    return check(database, tools(database.path.parent / "uploads"), lambda *_: None)


def _repair(database: Database) -> RepairReport:
    return repair(database, tools(database.path.parent / "uploads"), lambda *_: None)


def _rows(database: Database, queries: Sequence[str]) -> dict[str, str]:
    """A digest of what each of these queries gives."""
    with closing(sqlite3.connect(database.path)) as connection:
        return {
            query: hashlib.sha256(repr(sorted(map(repr, connection.execute(query)))).encode()).hexdigest()
            for query in queries
        }


def test_where_nothing_is_damaged_nothing_is_wrong(corpus: Database, seeded: Database) -> None:
    for database in (corpus, seeded):
        report = _check(database)
        assert report.clean, [finding for finding in report.checks if finding.wrong]
        assert not any(finding.notes for finding in report.checks)
    looked_at = {finding.name: finding.looked_at for finding in _check(corpus).checks}
    tallied_by_wrong = {"references-by-hand", "derived-references"}
    assert {name for name, number in looked_at.items() if not number} == tallied_by_wrong


@pytest.mark.parametrize("damage", ALL)
def test_damage_is_named_and_nothing_else(corpus: Database, damage: str) -> None:
    statement, named = ALL[damage]
    _damage(corpus, statement)
    report = _check(corpus)
    assert wrong_names(report) == set(named.split())
    assert all(finding.examples and finding.advice for finding in report.checks if finding.wrong)
    natures = {finding.nature for finding in report.checks if finding.wrong}
    assert (natures <= {"derived"}) == (damage not in ORIGINALS | BY_HAND)


@pytest.mark.parametrize("damages", [INDEXES, GROUPING, LOST], ids=["indexes", "grouping", "lost"])
def test_what_is_derived_is_made_anew(corpus: Database, damages: dict[str, tuple[str, str]]) -> None:
    before = _rows(corpus, (*KEPT, VOCABULARY))
    _damage(corpus, *(statement for statement, _ in damages.values()))
    repaired = _repair(corpus)
    assert wrong_names(repaired.before) >= {name for _, names in damages.values() for name in names.split()}
    assert repaired.clean, repaired
    assert repaired.not_done == ()
    assert _rows(corpus, (*KEPT, VOCABULARY)) == before
    assert not _repair(corpus).done


@pytest.mark.parametrize("name", ["article_terms", "ix_article_day", "article_words_data"])
def test_damaged_pages_of_what_is_derived_are_replaced(corpus: Database, name: str) -> None:
    before = _rows(corpus, KEPT)
    _overwrite(corpus, name)
    repaired = _repair(corpus)
    assert "derived-pages" in wrong_names(repaired.before)
    assert {finding.nature for finding in repaired.before.checks if finding.wrong} == {"derived"}
    assert repaired.clean, repaired.not_done
    assert _rows(corpus, KEPT) == before


def test_damaged_pages_of_originals_are_named_and_left(corpus: Database) -> None:
    _overwrite(corpus, "article_version")
    damaged = corpus.path.read_bytes()
    repaired = _repair(corpus)
    assert {"pages", "texts"} <= wrong_names(repaired.before) == wrong_names(repaired.after)
    assert (repaired.clean, repaired.done) == (False, ())
    assert any("parallax restore" in (finding.advice or "") for finding in repaired.after.checks)
    assert corpus.path.read_bytes() == damaged


def _overwrite(database: Database, name: str) -> None:
    """Destroy the first page of a table or an index."""
    with closing(sqlite3.connect(database.path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (root,) = connection.execute(query, (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


def test_what_waits_is_no_damage_and_a_repair_does_it(corpus: Database) -> None:
    _damage(
        corpus,
        "UPDATE ingest_run SET status = 'running', finished_at = NULL WHERE id = 2",
        "UPDATE article_fingerprint SET checked = 0 WHERE article_id < 4",
        "DELETE FROM article_fingerprint WHERE article_id = 5",
        "INSERT INTO article_undecided VALUES (2, 1)",
        "INSERT INTO article_stems_pending SELECT max(rowid) FROM article_stems",
    )
    report = _check(corpus)
    assert report.clean
    assert {finding.name for finding in report.checks if finding.notes} == {
        "imports",
        "fingerprints",
        "terms",
        "stems",
    }
    repaired = _repair(corpus)
    assert repaired.clean
    assert not any(finding.notes for finding in repaired.after.checks)


def test_a_corpus_that_is_written_to_is_well(corpus: Database) -> None:
    ended = threading.Event()

    def write() -> None:
        other = Database(corpus.path)
        for number in range(10_000):
            if ended.is_set():
                break
            add_articles(other, [(f"new-{number} {name}", FLOOD, number % 28 + 1) for name in "AB"])
            with other.write_session() as session:
                corrections.set_by_hand(session, 1 + number % 5, "language", ("de", "en", "fr")[number % 3])
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(2):
            report = _check(corpus)
            assert report.clean, [finding for finding in report.checks if finding.wrong]
        # an index is made anew while articles come in and change, or not at all
        _damage_index(corpus)
        with suppress(BusyError):
            fulltext.make_anew(corpus, "article_words", lambda _: None)
    finally:
        ended.set()
        writer.join(60)
    assert _repair(corpus).clean


def _damage_index(database: Database) -> None:
    with database.write_session() as session:
        driver(session).execute(
            "INSERT INTO article_words(article_words, rowid, title, dek, body, byline)"
            " SELECT 'delete', id, title, dek, body, byline FROM article WHERE id = 7"
        )


def test_a_long_statement_can_be_stopped(corpus: Database) -> None:
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
    stop = threading.Timer(0.2, lambda: signal.raise_signal(signal.SIGINT))
    # whoever started the tests in the background has had it ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with corpus.read_session() as session:
        stop.start()
        with pytest.raises(KeyboardInterrupt), integrity.interruptible(driver(session)):
            driver(session).execute(endless)
        assert driver(session).execute("SELECT 1").fetchone() == (1,)
