"""A note's place is found again in a text that changed, or is said to be gone."""

from app.text.anchors import LONGEST_QUOTE, Anchor, Place, anchor, find

TEXT = ("Headline", "The bridge closes. It costs “48 million” crowns. The bridge closes.", "Ferries run.")


def anchored(block: int, words: str, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = TEXT[block].index(words, start + 1)
    made = anchor(TEXT, Place(block, start, start + len(words)), 1)
    assert made is not None
    assert made.quote == words
    return made


def words(blocks: tuple[str, ...], place: Place | None) -> str | None:
    return None if place is None else blocks[place.block][place.start : place.end]


def test_an_unchanged_text_has_it_where_it_was() -> None:
    made = anchored(1, "The bridge closes.", nth=1)
    assert find(made, TEXT) == Place(1, made.start, made.end)


def test_it_moves_with_its_words() -> None:
    made = anchored(1, "It costs “48 million” crowns.")
    moved = ("Headline", "A new first paragraph.", 'The bridge closes. It costs  "48 million"\ncrowns. More.')
    assert words(moved, find(made, moved)) == 'It costs  "48 million"\ncrowns.'


def test_of_equal_words_those_in_the_same_surroundings_are_meant() -> None:
    made = anchored(1, "The bridge closes.", nth=1)
    moved = ("The bridge closes. It costs more.", "It costs “48 million” crowns. The bridge closes.")
    assert find(made, moved) == Place(1, 30, 48)


def test_changed_words_are_gone() -> None:
    made = anchored(1, "It costs “48 million” crowns.")
    assert find(made, ("It costs “52 million” crowns.",)) is None
    assert find(made, ()) is None


def test_what_holds_no_words_or_too_many_is_no_place() -> None:
    long = ("x" * (LONGEST_QUOTE + 1), "   ")
    for place in (Place(0, 0, len(long[0])), Place(1, 0, 3), Place(2, 0, 1), Place(0, 5, 5), Place(0, -1, 2)):
        assert anchor(long, place, 1) is None
