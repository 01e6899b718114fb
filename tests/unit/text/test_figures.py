"""Figures of a sentence: what they are, where they stand, what they count, and what is none."""

import random
from decimal import Decimal

import pytest

from app.text.figures import Figure, figures


def kinds(sentence: str) -> list[tuple[str, str, str]]:
    return [(sentence[f.start : f.end], f.kind, f.unit) for f in figures(sentence)]


def only(sentence: str) -> Figure:
    (found,) = figures(sentence)
    return found


@pytest.mark.parametrize(
    ("sentence", "written", "value"),
    [
        ("They bought two dozen eggs.", "two dozen", "24"),
        ("It cost half a million dollars.", "half a million dollars", "500000"),
        ("Some 1.5m people came.", "Some 1.5m", "1500000"),
        ("The fund holds £3bn.", "£3bn", "3000000000"),
        ("A stamp costs 25 cents.", "25 cents", "0.25"),
        ("Forty-nine people sat down.", "Forty-nine", "49"),
        ("Two hundred and six thousand came.", "Two hundred and six thousand", "206000"),
        ("About three-quarters of members agreed.", "About three-quarters", "75"),
        ("It rose 2 percentage points.", "2 percentage points", "2"),
        ("Rain fell for two and a half hours.", "two and a half hours", "2.5"),
        ("The 64-year-old mayor left.", "64-year-old", "64"),
        ("It began at 9:21 p.m. sharp.", "9:21 p.m.", "1281"),
        ("It ended on Nov. 8, 2016.", "Nov. 8, 2016", "20161108"),
        ("The train went 106 m.p.h. then.", "106 m.p.h.", "106"),
    ],
)
def test_values_as_they_are_written(sentence, written, value):
    found = only(sentence)
    assert sentence[found.start : found.end] == written
    assert round(found.low, 2) == Decimal(value)


@pytest.mark.parametrize(
    "sentence",
    [
        "Vitamin B12 helps.",
        "He dropped his iPhone 6 again.",
        "They drove down Route 66 together.",
        "Nothing was the same after 9/11 there.",
        "Call 555-1234 or 555-867-5309 today.",
        "She is one of the best.",
        "See Article 5 and section 3 of it.",
        "He was the No. 2 official.",
        "Music of the 1990s and of people in their 40s.",
        "The F-16 and the Covid-19 ward.",
        "The Second Amendment stands.",
        "Watch the clip 03:36 long.",
        "Passengers of flight 1142, which left.",
    ],
)
def test_what_has_a_number_for_a_name_is_no_figure(sentence):
    assert figures(sentence) == ()


def test_a_magnitude_is_that_of_both():
    first, second = figures("They want between them $19 and $22 million for it.")
    assert (first.low, second.low) == (19_000_000, 22_000_000)
    assert only("Three to five million people voted.").low == 3_000_000


def test_ranges_changes_votes_and_years():
    course = only("They take a 40- to 60-hour course.")
    assert (course.unit, course.low, course.high) == ("hour", 40, 60)
    # a change has two figures
    assert [f.low for f in figures("The rate fell from 8.1 percent to 7.8 percent.")] == [
        Decimal("8.1"),
        Decimal("7.8"),
    ]
    vote = only("The House voted 396-9 for it.")
    assert (vote.kind, vote.low, vote.high) == ("score", 396, 9)
    assert kinds("In 2014, 2,014 voters and 1914 people came.") == [
        ("2014", "year", "year"),
        ("2,014", "count", ""),
        ("1914", "count", ""),
    ]
    assert kinds("The 2020 Democrats met.") == [("2020", "year", "year")]


def test_hedges_are_part_of_the_figure():
    sentence = (
        "More than 900,000 signed, nearly 100 left, at least seven died and 90-plus percent saw up to 10."
    )
    bounds = [(sentence[f.start : f.end], f.bound) for f in figures(sentence)]
    assert bounds == [
        ("More than 900,000", "over"),
        ("nearly 100", "under"),
        ("at least seven", "least"),
        ("90-plus percent", "exact"),
        ("up to 10", "most"),
    ]


def test_what_is_counted():
    found = only("They sent 10,000 National Guard troops to the border.")
    assert found.context.head == "troops"
    assert found.context.phrase == ("national", "guard", "troops")
    killed, injured = figures("The blast killed three and injured 176, many badly.")
    assert killed.context.before[0].low == "killed"
    assert injured.context.before[0].low == "injured"
    assert only("He won 25 percent of the vote.").context.head == "vote"
    assert only("Nine of the dead were found.").context.part


def test_the_days_of_a_span_are_one_date():
    assert kinds("They asked on Nov. 18-20 for it.") == [("Nov. 18-20", "date", "date")]


def test_months_that_are_words_need_more_than_a_capital():
    assert figures("May said that March was over.") == ()
    assert kinds("They left in May and on 4 July 2016.") == [
        ("May", "date", "date"),
        ("4 July 2016", "date", "date"),
    ]


_WORDS = """
    1 12 1,234 3.5 2014 $ £ % - – / . , : ; ' " ( ) to and or between from of the a half third two twenty five
    hundred thousand million dozen percent points year old May March Nov. Tuesday p.m. am 9 6th No.
    km \x00 é ½ ٣"""
_PIECES = _WORDS.split(" ")


def test_spans_lie_in_order_within_any_text():
    chance = random.Random(5)
    for _ in range(3_000):
        text = "".join(
            chance.choice(_PIECES) + chance.choice((" ", " ", "")) for _ in range(chance.randrange(1, 14))
        )
        end = 0
        for found in figures(text):
            assert end <= found.start < found.end <= len(text)
            end = found.end


@pytest.mark.parametrize("piece", ["1 ", "$", "one hundred and ", "12-", "more than ", "9"])
def test_long_hostile_sentences_are_read_whole(piece):
    text = (piece * (100_000 // len(piece)))[:100_000]
    assert all(found.end <= len(text) for found in figures(text))
