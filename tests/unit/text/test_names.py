"""Names that several texts share, told by their capitals."""

import pytest

from app.text.shared_names import shared_names

_COMMON = {"senate": 900, "democrats": 950, "wisconsin": 300, "scott": 200, "walker": 90, "barrett": 20}


def names(*texts: str, language: str | None = "en", leave_out: tuple[str, ...] = ()) -> dict[str, int]:
    found = shared_names(
        [(text, language, f"outlet {place}") for place, text in enumerate(texts)],
        leave_out,
        lambda word: _COMMON.get(word, 10),
        1_000,
        20,
    )
    return {name.name: name.texts for name in found}


def test_a_surname_counts_for_the_full_name_and_titles_are_no_part_of_it() -> None:
    found = names(
        "They met Gov. Scott Walker in the hall. Later Walker left.",
        "A friend of Republican Governor Scott Walker spoke. Voters like Walker.",
        "Nobody believed Walker, who had said so.",
    )
    assert found == {"Scott Walker": 3}


def test_a_surname_of_several_stays_alone() -> None:
    found = names(
        "He saw Donald Trump. She saw Melania Trump. It was Trump who left.",
        "He saw Donald Trump. She saw Melania Trump. It was Trump who left.",
    )
    assert found == {"Donald Trump": 2, "Melania Trump": 2, "Trump": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Whether Mexico pays is open.", {"Mexico"}),
        ("Betting is easy. Nobody likes it.", set()),
        ("I'm sure, said R-Ariz., that the Mexico-bound train left on Monday in March.", set()),
        ("It is the House of Representatives that votes.", {"House of Representatives"}),
        ("They asked Graham of South Carolina.", {"Graham", "South Carolina"}),
        ("Former Secretary of State Condoleezza Rice spoke.", {"Condoleezza Rice"}),
        ("There the Republican National Committee met.", {"Republican National Committee"}),
        ("There Republican Mitt Romney spoke.", {"Mitt Romney"}),
        ("Lawyers of Trump’s met the F.B.I. in Washington.", {"Trump", "F.B.I.", "Washington"}),
        ("BREAKING NEWS COMING FROM WISCONSIN TODAY", set()),
        ("He knows the U.S.-Mexico border.", {"U.S.", "Mexico"}),
    ],
)
def test_runs_of_capitals_become_names(text: str, expected: set[str]) -> None:
    assert set(names(text, text)) == expected


def test_what_most_texts_share_comes_first_and_the_common_later() -> None:
    texts = ["We saw Barrett and some Democrats in Wisconsin."] * 2 + ["We saw Barrett and some Democrats."]
    assert list(names(*texts)) == ["Barrett", "Wisconsin", "Democrats"]


def test_languages_that_write_all_nouns_with_capitals_yield_nothing() -> None:
    text = "Wir sahen den Hund mit der Katze in Berlin."
    assert names(text, text, language="de") == {}
    assert names("", "") == {}


def test_names_to_leave_out_are_left_out() -> None:
    text = "We asked The Daily Ledger and also a woman called Maria Okafor."
    assert names(text, text, leave_out=("The Daily Ledger",)) == {"Maria Okafor": 2}


def test_what_one_source_repeats_is_no_name_where_there_are_two() -> None:
    texts = [("We saw Barrett. It is time to Replay More Videos and to read on.", "en", "cnn")] * 2
    both = [*texts, ("They saw Barrett, as we said.", "en", "npr")]
    assert [name.name for name in shared_names(both, (), lambda _: 10, 1_000, 9)] == ["Barrett"]
    alone = shared_names(texts, (), lambda _: 10, 1_000, 9)
    assert {name.name for name in alone} == {"Barrett", "Replay More Videos"}


def test_people_and_places_are_told_by_what_stands_beside_them() -> None:
    text = (
        "SEOUL (Reuters) - After months of silence Mayor Ilse Brandt spoke to some voters in Velim. "
        "Brandt left. He met the Syrian Observatory. "
        "Later the Observatory wrote. They asked Congress. "
        "They fled Hurricane Irma, for Irma is a hurricane. In Texas, Chinese students met Chinese students."
    )
    found = shared_names(
        [(text, "en", "one"), (text, "en", "two")], (), lambda word: _COMMON.get(word, 10), 1_000, 20
    )
    assert {name.name: name.kind for name in found} == {
        "Ilse Brandt": "person",
        "Velim": "place",
        "Syrian Observatory": "organisation",
        "Congress": "organisation",
        "Hurricane Irma": "other",
        "Texas": "place",
    }
