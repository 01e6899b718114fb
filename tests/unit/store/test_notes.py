"""Notes: on passages and comparisons, found by their words, bounded."""

import pytest
from made_up_corpus import fill

from app.database import Database
from app.errors import InvalidParameterError, NotFoundError
from app.store import notes
from app.store.notes import Sides
from app.text.anchors import Place, anchor

NOW, LATER = "2026-01-06T10:00:00+00:00", "2026-01-07T10:00:00+00:00"
PASSAGE = anchor(("The bridge closes in März.",), Place(0, 0, 18), 1)
SIDES = Sides(a=(1, 3), b=(2,), title="Ledger and Courier, side by side", address="/events/1/compare?a=x&b=y")


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database)
    return database


def test_a_note_is_kept_changed_and_deleted(filled: Database) -> None:
    assert PASSAGE is not None
    with filled.write_session() as session:
        made = notes.on_passage(session, 1, PASSAGE, "  Who said so?\r\nAsk. \0", NOW)
    assert made.text == "Who said so?\nAsk."
    with filled.write_session() as session:
        notes.edit(session, made.id, "The mayor said so.", LATER)
    with filled.read_session() as session:
        (kept,) = notes.of_articles(session, [1, 2])
        assert (kept.text, kept.anchor) == ("The mayor said so.", PASSAGE)
        assert (kept.made_at, kept.changed_at) == (NOW, LATER)
        assert notes.of_articles(session, [2]) == []
    with filled.write_session() as session:
        notes.remove(session, made.id, LATER)
        with pytest.raises(NotFoundError):
            notes.note(session, made.id)


def test_a_comparison_is_known_by_its_articles_in_either_order(filled: Database) -> None:
    with filled.write_session() as session:
        made = notes.on_comparison(session, SIDES, "Only one names the baker.", NOW)
        assert notes.of_comparison(session, [1], [2]) == [made]
        assert notes.of_comparison(session, [2, 9], [3]) == [made]
        for a, b in (([1], [3]), ([1, 3], [4]), ([2], [2])):
            assert notes.of_comparison(session, a, b) == []


def test_they_are_found_by_words_of_note_passage_and_title(filled: Database) -> None:
    assert PASSAGE is not None
    with filled.write_session() as session:
        first = notes.on_passage(session, 1, PASSAGE, "Zürich knew it first", NOW)
        second = notes.on_comparison(session, SIDES, "Compare the figures", LATER)
        for q, found in (
            ("", [second, first]),
            ("zurich", [first]),
            ("BRIDGE first", [first]),
            ("courier fig", [second]),
            ("ridge", []),
            ("%", [second, first]),
        ):
            assert notes.notes(session, q=q, offset=0, limit=9) == (len(found), found), q
        assert notes.notes(session, offset=1, limit=1) == (2, [first])


def test_notes_are_bounded(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled.write_session() as session:
        for text in ("", " \n\0", "x" * (notes.LONGEST + 1)):
            with pytest.raises(InvalidParameterError):
                notes.on_comparison(session, SIDES, text, NOW)
        monkeypatch.setattr(notes, "MOST", 1)
        notes.on_comparison(session, SIDES, "x" * notes.LONGEST, NOW)
        with pytest.raises(InvalidParameterError, match="already"):
            notes.on_comparison(session, SIDES, "one more", NOW)
