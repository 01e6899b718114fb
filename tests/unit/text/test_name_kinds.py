"""What names name, told by what stands beside them."""

import pytest

from app.text.name_kinds import Standing, is_demonym, kind_of


def _standing(name: str, *texts: str) -> list[Standing]:
    return [Standing(text, text.index(name), text.index(name) + len(name)) for text in texts]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("Jane Rowe", "Sen. Jane Rowe left.", "person"),
        ("Jane Rowe", "Jane Rowe, who left, came back.", "person"),
        ("Jane Rowe", "“No,” Jane Rowe said.", "person"),
        ("Ostend", "They met in Ostend that day.", "place"),
        ("Ostend", "The ferry left Ostend, Belgium, late.", "place"),
        ("Ostend", "The call came from the mayor in Ostend’s words.", "other"),
        ("Harbour Safety Board", "The Harbour Safety Board met.", "organisation"),
        ("HSB", "The mayor told HSB of it. HSB said no.", "organisation"),
        ("Belgium", "“No,” Belgium said.", "place"),
        ("North Dakota", "North Dakota won.", "place"),
        ("Blue Moon", "A ship, Blue Moon, sank.", "other"),
    ],
)
def test_the_words_beside_a_name_tell_its_kind(name: str, text: str, kind: str) -> None:
    assert kind_of(name.lower(), _standing(name, text), has_surname=False) == kind


def test_a_name_whose_last_word_stands_for_it_is_a_person() -> None:
    assert kind_of("jane rowe", _standing("Jane Rowe", "It was Jane Rowe."), has_surname=True) == "person"


def test_words_for_the_people_of_a_country_are_told() -> None:
    assert [word for word in ("mexican", "chinese", "texas", "rowan", "american") if is_demonym(word)] == [
        "mexican",
        "chinese",
        "american",
    ]
