"""Days as they are typed, counted from a given today, and never beyond the days there are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.days import Span, span

TODAY = date(2024, 3, 31)  # a Sunday, at the end of a month, in a leap year


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-2", "2016-02-01", "2016-02-29"),
        ("2016/02/25", "2016-02-25", "2016-02-25"),
        ("25 Feb 2016", "2016-02-25", "2016-02-25"),
        ("february 25th, 2016", "2016-02-25", "2016-02-25"),
        ("25. Februar 2016", "2016-02-25", "2016-02-25"),
        ("May 2016", "2016-05-01", "2016-05-31"),
        ("25.2.2016", "2016-02-25", "2016-02-25"),
        ("today", "2024-03-31", "2024-03-31"),
        ("Yesterday", "2024-03-30", "2024-03-30"),
        ("this week", "2024-03-25", "2024-03-31"),
        ("last week", "2024-03-18", "2024-03-24"),
        ("this month", "2024-03-01", "2024-03-31"),
        ("last month", "2024-02-01", "2024-02-29"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("last 30 days", "2024-03-02", "2024-03-31"),
        ("past week", "2024-03-25", "2024-03-31"),
        ("the last 2 weeks", "2024-03-18", "2024-03-31"),
        ("past 12 months", "2023-04-01", "2024-03-31"),
        ("last 0 days", "2024-03-31", "2024-03-31"),
        ("1 month ago", "2024-02-29", "2024-02-29"),
        ("3 weeks ago", "2024-03-10", "2024-03-10"),
        ("last sunday", "2024-03-24", "2024-03-24"),
        ("last Monday", "2024-03-25", "2024-03-25"),
        ("9999 years ago", "0001-01-01", "0001-01-01"),
        ("2014 to 2016", "2014-01-01", "2016-12-31"),
        ("from 2014 to May 2016", "2014-01-01", "2016-05-31"),
        ("2014–2016", "2014-01-01", "2016-12-31"),
        ("last month...yesterday", "2024-02-01", "2024-03-30"),
        ("2016-02..2016", "2016-02-01", "2016-12-31"),
    ],
)
def test_days_and_spans_as_they_are_typed(text: str, first: str, last: str) -> None:
    assert span(text, TODAY) == Span(day(first), day(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since May 2016", "2016-05-01", None),
        ("from 2016", "2016-01-01", None),
        ("after 2016", "2017-01-01", None),
        ("> last month", "2024-03-01", None),
        ("before yesterday", None, "2024-03-29"),
        ("until 2016-02", None, "2016-02-29"),
        ("..2016", None, "2016-12-31"),
    ],
)
def test_spans_with_an_open_end(text: str, first: str | None, last: str | None) -> None:
    assert span(text, TODAY) == Span(first and day(first), last and day(last))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["", "soon", "..", "16", "2016-13", "2016-02-30", "2016-0", "02/03/2016", "monday", "2016..soon", ">"],
)
def test_what_is_no_day_or_could_be_two_is_none(text: str) -> None:
    assert span(text, TODAY) is None


def test_a_span_that_runs_backwards_is_turned_and_says_so() -> None:
    assert span("2016..2014", TODAY) == Span(day("2014-01-01"), day("2016-12-31"), backwards=True)


_COUNTED = ["last", "past", "this", "2", "9999", "days", "months", "years", "week", "ago"]
_WORDS = st.sampled_from([*_COUNTED, "since", "to", "..", "2016", "May", "0001", "9999-12", ">", "<"])


@given(st.lists(_WORDS, max_size=5).map(" ".join) | st.text(max_size=60), st.dates())
def test_no_text_and_no_today_raise(text: str, today: date) -> None:
    span(text, today)
