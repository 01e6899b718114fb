"""Lines of a concordance: contexts, their order, and the address of the place."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from app.search.kwic import WIDTH, Context, contexts, left_key, right_key, text_fragment
from app.search.marks import Marker
from app.search.nodes import Phrase


def lines(text: str, *asked: str) -> list[Context]:
    spans = Marker([Phrase(word) for word in asked]).spans(text, "body", "en")
    return list(contexts(text, "body", spans))


def test_a_line_has_the_words_on_either_side() -> None:
    [line] = lines("Traders like it.\n\nThe  old wall-builders don't.", "wall")
    assert line[3:] == ("Traders like it. The old ", "wall", "-builders don't.")
    [line] = lines("one two three " * 20 + "wall " + "four five six " * 20, "wall")
    assert line.left.startswith(("…one", "…two", "…three"))
    assert line.left.endswith("two three ")
    assert line.right.startswith(" four five")
    assert line.right.endswith(("four…", "five…", "six…"))
    assert WIDTH - 6 <= len(line.left) <= WIDTH + 1
    assert WIDTH - 6 <= len(line.right) <= WIDTH + 1


def test_lines_are_sorted_by_the_nearest_words() -> None:
    text = "The Élysée wall fell. A red wall grew. Then the old wall stood; the wall."
    found = lines(text, "wall")
    assert [line.left.split()[-1] for line in sorted(found, key=left_key)] == ["Élysée", "old", "red", "the"]
    assert [line.right.split()[:1] for line in sorted(found, key=right_key)] == [
        ["fell."],
        ["grew."],
        ["stood;"],
        ["."],
    ]


def test_the_address_tells_the_place_from_others() -> None:
    text = "Another paragraph.\n\nThe cost, 5% of the old-school wall & gate, rose."
    [line] = lines(text, "wall")
    fragment = text_fragment(text, line)
    assert fragment == "#:~:text=5%25%20of%20the%20old%2Dschool-,wall,-%26%20gate%2C%20rose."
    assert text_fragment("Wall", lines("Wall", "wall")[0]) == "#:~:text=Wall"


@given(st.text(alphabet="ab \n.-—é中", max_size=400).map(lambda text: f"{text} hit {text}"))
def test_contexts_are_pieces_of_the_text_close_to_the_key_word(text: str) -> None:
    flat = " ".join(text.split())
    for line in lines(text, "hit"):
        assert line.keyword == "hit"
        assert text[line.start : line.end] == "hit"
        assert (line.left + line.keyword + line.right).strip("… ") in flat
        assert len(line.left) <= WIDTH + 1
        assert len(line.right) <= WIDTH + 1
        assert unquote(text_fragment(text, line)).startswith("#:~:text=")
