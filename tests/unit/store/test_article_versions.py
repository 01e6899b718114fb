"""An article whose text came in changed: its versions as the ingest keeps them."""

import json
from pathlib import Path

import pytest

from app.database import Database
from app.ingest.run import ingest
from app.records import BlockKind
from app.store import articles, corrections, outlets, versions

URL = "https://ledger.example/city/bridge"
TEXTS = (
    ("Bridge to close", "The bridge will close on Monday, the council said. Repairs take nine months."),
    ("Bridge closes", "The bridge will close on Tuesday, the council said. Repairs take nine months."),
    ("Bridge  closes", "The bridge closed on Tuesday, the council said. Repairs take ten months."),
)


def take_in(database: Database, folder: Path, number: int) -> None:
    title, text = TEXTS[number]
    record = {"id": f"r{number}", "title": title, "text": text, "url": URL, "author": "Maria Okafor"}
    file = folder / f"day-{number}.jsonl"
    file.write_text(json.dumps(record) + "\n")
    ingest(database, [file])


@pytest.fixture
def changed(database: Database, tmp_path: Path) -> Database:
    """One article in three versions, whose title and author a person set after the first."""
    take_in(database, tmp_path, 0)
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "title", "The harbour bridge")
        corrections.set_by_hand(session, 1, "byline", "M. Okafor")
    take_in(database, tmp_path, 1)
    take_in(database, tmp_path, 2)
    return database


def test_versions_are_listed_oldest_first_as_their_documents_say(changed: Database) -> None:
    with changed.read_session() as session:
        listed = versions.of_article(session, 1)
        article = articles.get(session, 1)
    assert [card.version for card in listed] == [1, 2, 3]
    assert [card.title for card in listed] == ["Bridge to close", "Bridge closes", "Bridge closes"]
    assert [card.headline_changed for card in listed] == [False, True, False]
    assert {card.byline for card in listed} == {"Maria Okafor"}
    assert [Path(card.origin).name for card in listed] == ["day-0.jsonl", "day-1.jsonl", "day-2.jsonl"]
    assert [card.run_id for card in listed] == [1, 2, 3]
    assert article is not None
    assert (article.version, article.title, article.byline) == (3, "The harbour bridge", "M. Okafor")


def test_each_version_has_its_text_and_its_original(changed: Database) -> None:
    with changed.read_session() as session:
        for number, (_, text) in enumerate(TEXTS, 1):
            record = versions.version(session, 1, number)
            assert record is not None
            assert [block.text for block in record.blocks if block.kind == BlockKind.PARAGRAPH] == [text]
            document = versions.original(session, 1, number)
            assert document is not None
            assert json.loads(document.data)["text"] == text


def test_what_is_not_there_is_none(changed: Database) -> None:
    with changed.read_session() as session:
        assert versions.of_article(session, 9) == ()
        assert versions.version(session, 1, 4) is None
        assert versions.version(session, 9, 1) is None
        assert versions.original(session, 1, 0) is None


def test_undoing_a_correction_shows_what_the_newest_version_says(changed: Database) -> None:
    with changed.write_session() as session:
        corrections.undo(session, 1, "title")
        article = articles.get(session, 1)
    assert article is not None
    assert article.title == TEXTS[2][0].replace("  ", " ")


def test_an_address_set_by_hand_stays_and_the_document_is_known_by_its_own(
    database: Database, tmp_path: Path
) -> None:
    take_in(database, tmp_path, 0)
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "url", "https://ledger.example/right")
        corrections.set_by_hand(session, 1, "published", "2025-05-07")
    take_in(database, tmp_path, 1)
    take_in(database, tmp_path, 1)
    with database.read_session() as session:
        assert [card.version for card in versions.of_article(session, 1)] == [1, 2]
        article = articles.get(session, 1)
        assert articles.get(session, 2) is None
    assert article is not None
    assert (article.url, article.day) == ("https://ledger.example/right", "2025-05-07")
    with database.write_session() as session:
        corrections.undo(session, 1, "url")
        article = articles.get(session, 1)
    assert article is not None
    assert article.url == URL


def test_an_address_that_a_person_gave_to_another_article_is_that_ones(
    database: Database, tmp_path: Path
) -> None:
    take_in(database, tmp_path, 0)
    other = {"id": "other", "title": "Another", "text": "Quite another text about the port and its cranes."}
    (tmp_path / "other.jsonl").write_text(json.dumps(other) + "\n")
    ingest(database, [tmp_path / "other.jsonl"])
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "url", "https://ledger.example/right")
        corrections.set_by_hand(session, 2, "url", URL)
    take_in(database, tmp_path, 1)
    with database.read_session() as session:
        assert len(versions.of_article(session, 1)) == 1
        assert [card.title for card in versions.of_article(session, 2)] == ["Another", "Bridge closes"]


def test_what_comes_in_later_is_shown_under_the_merged_outlet(database: Database, tmp_path: Path) -> None:
    for number, name in enumerate(("Ledger", "Ledger Online", "Ledger Online")):
        record = {"id": str(number), "text": f"Text number {number} about the bridge.", "source": name}
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(record) + "\n")
        ingest(database, [tmp_path / f"{number}.jsonl"])
        if number == 1:
            with database.write_session() as session:
                outlets.merge(session, "ledger-online", "ledger")
    with database.write_session() as session:
        assert [(it.name, it.article_count) for it in outlets.outlets(session)] == [("Ledger", 3)]
        outlets.unmerge(session, "ledger-online")
        found = {it.name: it.article_count for it in outlets.outlets(session)}
    assert found == {"Ledger": 1, "Ledger Online": 2}
