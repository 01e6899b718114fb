"""Names that both sides, or only one, have."""

from app.compare.comparison import Passage
from app.compare.names_used import names_used
from app.records import BlockKind


def _side(letter: str, *texts: str) -> list[Passage]:
    return [
        Passage(
            id=f"{letter}{n}",
            article_id=1,
            block=n,
            kind=BlockKind.PARAGRAPH,
            start=0,
            end=len(text),
            text=text,
        )
        for n, text in enumerate(texts)
    ]


def test_a_name_counts_on_both_sides_under_its_fullest_form() -> None:
    a = _side("a", "The ferry sank near Ostend.", "It was Jane Rowe who called, and Rowe was right.")
    b = _side(
        "b",
        "Then Rowe called.",
        "On that day the Harbour Safety Board (HSB) met in the port.",
        "The HSB said nothing.",
    )
    found = {use.name: use for use in names_used(a, b)}
    rowe = found["Jane Rowe"]
    assert (rowe.kind, rowe.count_a, rowe.count_b, rowe.first_a, rowe.first_b) == ("person", 2, 1, "a1", "b0")
    board = found["Harbour Safety Board"]
    assert (board.kind, board.count_a, board.count_b, board.first_b) == ("organisation", 0, 3, "b1")
    assert found["Ostend"].kind == "place"


def test_names_of_both_sides_come_first() -> None:
    a = _side("a", "It was in Bruges, Bruges and Bruges.", "It was Jane Rowe.")
    b = _side("b", "It was Jane Rowe.")
    assert [use.name for use in names_used(a, b)] == ["Jane Rowe", "Bruges"]


def test_a_surname_that_two_share_stays_alone() -> None:
    a = _side("a", "It was Jane Rowe and not Tom Rowe, as Rowe knows.")
    assert {use.name for use in names_used(a, [])} == {"Jane Rowe", "Tom Rowe", "Rowe"}


def test_words_at_the_head_of_a_sentence_and_those_for_peoples_are_no_names() -> None:
    a = _side("a", "Recently the Mexican army came.", "Shortly after that it left.")
    assert names_used(a, _side("b", "")) == ()


def test_an_acronym_with_points_leads_to_the_name_in_full() -> None:
    a = _side("a", "It was the H.S.B. that said so.", "Then HSB staff of the port left for the night.")
    b = _side("b", "On that day the Harbour Safety Board met in the port.", "It was the H.S.B. again.")
    (use,) = names_used(a, b)
    assert (use.name, use.count_a, use.count_b) == ("Harbour Safety Board", 2, 2)


def test_a_place_is_no_surname_and_a_first_name_is_the_persons() -> None:
    a = _side(
        "a", "It was in Southern California, not in California.", "So said Jane Rowe, whom many call Jane."
    )
    b = _side("b", "There was Rowe.")
    found = {use.name: use.count_a + use.count_b for use in names_used(a, b)}
    assert found == {"Southern California": 1, "California": 1, "Jane Rowe": 3}


def test_a_country_counts_under_one_name_however_it_is_written() -> None:
    a = _side(
        "a", "It was in the United States.", "It left the U.S. at noon.", "Then it was in the U.S. again."
    )
    (use,) = names_used(a, _side("b", "It was in the US."))
    assert (use.name, use.kind, use.count_a, use.count_b) == ("United States", "place", 3, 1)


def test_a_town_is_not_the_surname_of_what_stands_before_it_once() -> None:
    a = _side(
        "a",
        "Then it was in Orlando.",
        "It was Facebook Pinterest Orlando that a button said.",
        "It came to Orlando.",
    )
    found = {use.name: use.count_a for use in names_used(a, ())}
    assert found == {"Orlando": 2, "Facebook Pinterest Orlando": 1}
