"""Two texts held against each other word by word."""

import random
from collections.abc import Sequence

import pytest

from app.text.word_diff import DiffPassage, diff, diff_line, is_changed

SIGNS = {"kept": "", "removed": "-", "added": "+"}


def drawn(passages: Sequence[DiffPassage]) -> list[str]:
    """Each passage as a line: removed words as [-words], added ones as [+words]."""
    return [
        "".join(
            piece.text if piece.kind == "kept" else f"[{SIGNS[piece.kind]}{piece.text}]"
            for piece in it.pieces
        )
        for it in passages
    ]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            ["The mayor said no on Monday, after the long meeting."],
            ["The mayor said yes on Tuesday, after the long meeting.", "A new paragraph."],
            [
                "The mayor said[- no][+ yes] on[- Monday][+ Tuesday], after the long meeting.",
                "[+A new paragraph.]",
            ],
        ),
        (
            ["The cat sat.", "The dog ran away.", "It rained."],
            ["The cat sat down.", "It rained."],
            ["The cat[- sat.][+ sat down.]", "[-The dog ran away.]", "It rained."],
        ),
        (
            ["One two three.", "Four five six seven.", "The end came soon."],
            ["One two three. And four.", "The new one.", "The end came late."],
            [
                "One two three.[+ And four.]",
                "[-Four five six seven.]",
                "[+The new one.]",
                "The end came[- soon][+ late].",
            ],
        ),
        # a sentence goes in before one that begins alike: the whole of it is new, not parts of both
        (
            ["One stands. It is long enough. The same."],
            ["One stands. It is new. It is long enough. The same."],
            ["One stands.[+ It is new.] It is long enough. The same."],
        ),
        (
            ["東京都は月曜日に発表した。"],
            ["東京都は火曜日に発表した。"],
            ["東京都は[-月][+火]曜日に発表した。"],
        ),
        # hardly a word is left: no confetti of the small words that both happen to have
        (
            ["First of all, some words were spoken here by the man in the street."],
            ["Nothing of this stands any more: the text was rewritten by hand today."],
            [
                "[-First of all, some words were spoken here by the man in the street.]",
                "[+Nothing of this stands any more: the text was rewritten by hand today.]",
            ],
        ),
        ([], ["x y"], ["[+x y]"]),
        (["x y"], [], ["[-x y]"]),
        ([], [], []),
        (["", " "], ["\n"], []),
    ],
)
def test_changes_are_told_word_by_word(old: list[str], new: list[str], shown: list[str]) -> None:
    assert drawn(diff(old, new)) == shown


def test_white_space_and_paragraphs_are_no_change() -> None:
    passages = diff(["One  two\nthree. Four."], ["One two three.", "Four. "])
    assert drawn(passages) == ["One two three.", "Four."]
    assert not is_changed(passages)
    assert is_changed(diff(["One"], ["Two"]))


def test_a_headline_is_one_line() -> None:
    assert [(piece.kind, piece.text) for piece in diff_line("Bridge to close", "Bridge closes")] == [
        ("kept", "Bridge"),
        ("removed", " to close"),
        ("added", " closes"),
    ]
    assert [(piece.kind, piece.text) for piece in diff_line("A b", "C d")] == [
        ("removed", "A b"),
        ("added", " C d"),
    ]
    assert diff_line("", "") == ()


def test_both_texts_are_in_the_pieces() -> None:
    rolled = random.Random(7)
    words = ["a", "b", "c", "d.", "e", "F", "g.", "東", "h", "i", "j"]
    for _ in range(2_000):
        old = [" ".join(rolled.choices(words, k=rolled.randint(0, 7))) for _ in range(rolled.randint(0, 5))]
        new = [" ".join(word for word in line.split() if rolled.random() > 0.2) for line in old]
        new = new[rolled.randint(0, 1) :] + old[: rolled.randint(0, 2)]
        passages = diff(old, new)
        for kinds, text in ((("kept", "removed"), old), (("kept", "added"), new)):
            told = "".join(piece.text for it in passages for piece in it.pieces if piece.kind in kinds)
            assert told.replace(" ", "") == "".join(text).replace(" ", "")
        assert is_changed(passages) == (" ".join(old).split() != " ".join(new).split())


def test_a_text_beyond_all_bounds_is_told_by_paragraphs() -> None:
    rolled = random.Random(7)
    old, new = (
        [" ".join(str(rolled.randrange(10_000)) for _ in range(100)) for _ in range(300)] for _ in range(2)
    )
    passages = diff([*old, "The same."], [*new, "The same."])
    assert {passage.kind for passage in passages[:-1]} == {"removed", "added"}
    assert drawn(passages)[-1] == "The same."


@pytest.mark.parametrize(
    "junk", ["!" * 200_000 + "a", "a" * 200_000, ".'" * 100_000, "a " * 50_000, "\n" * 200_000]
)
def test_junk_is_compared_in_linear_time(junk: str) -> None:
    passages = diff([junk, "The end."], ["b " + junk + " c", "The end!"])
    assert is_changed(passages)
    told = "".join(piece.text for it in passages for piece in it.pieces if piece.kind != "removed")
    assert "".join(told.split()) == "".join(f"b{junk}cTheend!".split())
