"""Passages hold the hits, are whole sentences where they can be, and say where they were cut."""

from hypothesis import given
from hypothesis import strategies as st

from app.search.marks import Marker
from app.search.nodes import Phrase
from app.search.results import Segment
from app.search.snippets import WIDTH, passages, title_segments

FILLER = "Nothing of note was said in the long hours of that day. "


def shown(body: str, *asked: str, dek: str = "") -> list[str]:
    found = passages(dek, body, Marker([Phrase(text) for text in asked]), "en")
    return [
        "".join(f"<{segment.text}>" if segment.hit else segment.text for segment in passage)
        for passage in found
    ]


def test_a_title_is_cut_where_words_matched() -> None:
    assert title_segments("A  wall, in\nMexico", Marker([Phrase("walls")]), "en") == (
        Segment(text="A "),
        Segment(text="wall", hit=True),
        Segment(text=", in Mexico"),
    )
    assert title_segments("", Marker([Phrase("walls")]), "en") == ()


def test_the_passages_with_the_most_different_words_are_shown_in_the_order_of_the_text() -> None:
    text = "The wall, the walls, the wall. " + FILLER * 10 + "A wall in Mexico. " + FILLER * 10
    text += "Mexico’s wall. " + FILLER * 10
    first, second = shown(text, "wall", "mexico")
    assert first.startswith("A <wall> in <Mexico>. Nothing of note")
    assert second.startswith("<Mexico>’s <wall>. Nothing")
    assert first.endswith("that day.")
    assert second.endswith("that day.")


def test_whole_sentences_are_shown_where_they_are_short_enough() -> None:
    assert shown(FILLER * 5 + "Mr. Ruiz saw the U.S. wall.\n\n" + FILLER, "wall") == [
        "Mr. Ruiz saw the U.S. <wall>."
    ]
    [long] = shown(FILLER * 5 + "and so on " * 40 + "the wall " + "of stone " * 40, "wall")
    assert long.startswith("…")
    assert long.endswith("…")
    assert "<wall>" in long


def test_the_dek_serves_when_the_body_has_no_hit() -> None:
    assert shown("No hit here.", "wall", dek="The wall of stone.") == ["The <wall> of stone."]
    assert shown("The body begins so. " + FILLER * 9, "wall")[0].startswith("The body begins so. Nothing")
    assert shown("The body begins so.", "wall", dek="A dek.") == ["A dek."]
    assert shown("", "wall") == shown(" \n", "wall", dek=" ") == []


def test_scripts_without_spaces_are_cut_anywhere() -> None:
    found = passages("", "在墨西哥城" * 100, Marker([Phrase("墨西哥")]), "zh")
    assert len(found) == 2
    assert all(any(segment.hit for segment in passage) for passage in found)


PIECES = ["word", "hit", "two hits", "end.", "x" * 300, "\n\n", "hit.", "Hits!", "“Hit,” he said."]


@given(st.lists(st.sampled_from(PIECES), max_size=200), st.booleans())
def test_passages_are_short_pieces_of_the_text(words: list[str], asked: bool) -> None:
    text = " ".join(words)
    marker = Marker([Phrase("hit"), Phrase("two hits")] if asked else [])
    found = passages("", text, marker, "en")
    flat = " ".join(text.split())
    at = 0
    for passage in found:
        plain = "".join(segment.text for segment in passage)
        assert len(plain) <= WIDTH + 100
        assert plain.strip("…").strip() in flat
        at = flat.index(plain.strip("…").strip(), at)  # in order, and not overlapping
        at += len(plain.strip("…").strip())
    assert bool(found) == bool(flat)
    assert any(segment.hit for passage in found for segment in passage) == bool(
        asked and marker.spans(text, "body", "en")
    )
