"""Passages hold the hits, are cut between words, and say with an ellipsis where they were cut."""

from hypothesis import given
from hypothesis import strategies as st

from app.search.results import Segment
from app.search.snippets import WIDTH, best_passage, both, read_marks, segments

FILLER = "Nothing of note was said in the long hours of that day. "


def passage(*texts: str) -> str:
    found = best_passage([read_marks(text, "<", ">") for text in texts])
    return "".join(f"<{segment.text}>" if segment.hit else segment.text for segment in found)


def test_marks_become_segments() -> None:
    assert segments(read_marks("a <wall>  in\nMexico", "<", ">")) == (
        Segment(text="a "),
        Segment(text="wall", hit=True),
        Segment(text=" in Mexico"),
    )


def test_two_markings_of_a_text_become_one() -> None:
    one, other = (read_marks(text, "<", ">") for text in ("<a b> c <d>", "a <b c> d"))
    assert both(one, other) == read_marks("<a b c> <d>", "<", ">")


def test_the_passage_has_the_most_different_hits() -> None:
    text = "The <wall>, the <wall>, the <wall>. " + FILLER * 10 + "A <wall> in <Mexico>. " + FILLER * 10
    found = passage(text)
    assert "A <wall> in <Mexico>. Nothing" in found
    assert found.endswith("…")


def test_a_passage_starts_with_a_sentence_when_one_is_near() -> None:
    assert passage(FILLER * 5 + "Here stands a <wall>.").endswith("Here stands a <wall>.")
    assert passage(FILLER * 5 + "and so on " * 20 + "<wall> of stone").startswith("…")


def test_the_dek_serves_when_only_it_has_a_hit() -> None:
    assert passage("No hit here.", "The <wall> of stone.") == "The <wall> of stone."
    assert passage("The body begins so.", "A dek.") == "The body begins so."
    assert passage("", "") == ""


@given(
    st.lists(st.sampled_from(["word", "<hit>", "<two hits>", "end.", "x" * 300, "\n\n", "<"]), max_size=200)
)
def test_passages_are_short_pieces_of_the_text(words: list[str]) -> None:
    marked = read_marks(" ".join(words), "<", ">")
    shown = "".join(segment.text for segment in best_passage([marked]))
    assert shown.strip("…").strip() in marked.text
    assert len(shown) <= WIDTH + 20
