"""Periods follow the calendar, leave no gap between them, and count every day once."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.attention import MOST_PERIODS, UNITS, shares, timeline

DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))


def _days(*isos: str) -> np.ndarray:
    return np.array([date.fromisoformat(iso).toordinal() if iso else 0 for iso in isos], dtype=np.int32)


def test_months_without_an_article_have_their_place() -> None:
    days = _days("2016-01-31", "2016-02-01", "", "2016-02-29", "2016-05-07")
    line = timeline([days], unit="month")
    assert line is not None
    assert line.days()[0] == ("2016-01-01", "2016-01-31")
    assert line.days()[1] == ("2016-02-01", "2016-02-29")
    assert line.count(days).tolist() == [1, 2, 0, 0, 1]  # the undated one is in none


def test_weeks_begin_on_mondays_and_quarters_with_the_year() -> None:
    days = _days("2024-01-01", "2024-01-07", "2024-01-08")
    week, quarter = timeline([days], unit="week"), timeline([days], unit="quarter")
    assert week is not None
    assert week.count(days).tolist() == [2, 1]
    assert quarter is not None
    assert quarter.days() == [("2024-01-01", "2024-03-31")]


def test_a_stated_span_cuts_the_first_and_the_last_period() -> None:
    days = _days("2016-02-10", "2016-03-15")
    line = timeline([days], first=date(2016, 2, 10), last=date(2016, 4, 2), unit="month")
    assert line is not None
    assert line.days() == [
        ("2016-02-10", "2016-02-29"),
        ("2016-03-01", "2016-03-31"),
        ("2016-04-01", "2016-04-02"),
    ]
    assert line.count(days).tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        ("2016-02-20", "day"),
        ("2016-08-20", "week"),
        ("2020-01-01", "month"),
        ("2030-01-01", "quarter"),
        ("2090-01-01", "year"),
    ],
)
def test_the_unit_fits_the_span(last: str, unit: str) -> None:
    line = timeline([_days("2016-01-01", last)])
    assert line is not None
    assert line.unit == unit


def test_a_stray_old_article_does_not_press_the_others_into_a_corner() -> None:
    recent = [date(2016, 1, 1).toordinal() + number % 60 for number in range(400)]
    days = np.array([date(1951, 1, 1).toordinal(), *recent], dtype=np.int32)
    line = timeline([days])
    assert line is not None
    assert (line.unit, int(line.count(days).sum())) == ("day", 400)
    asked = timeline([days], first=date(1951, 1, 1))
    assert asked is not None
    assert int(asked.count(days).sum()) == 401


def test_without_a_day_there_is_no_timeline() -> None:
    assert timeline([]) is None
    assert timeline([_days("", "")]) is None
    assert timeline([_days("2016-01-01")], first=date(2017, 1, 1)) is None


def test_a_share_of_nothing_is_not_zero() -> None:
    assert shares(np.array([0, 0, 3]), np.array([0, 4, 4])) == [None, 0.0, 0.75]


@given(st.lists(DATES, min_size=1, max_size=30), st.sampled_from([None, *UNITS]))
def test_every_day_is_counted_once_and_periods_stay_few(found: list[date], unit: str | None) -> None:
    days = np.array([day.toordinal() for day in found], dtype=np.int32)
    line = timeline([days], unit=unit)
    assert line is not None
    assert 1 <= len(line) <= MOST_PERIODS
    assert all(before < after for before, after in pairwise(line.starts.tolist()))
    for number in set(days.tolist()):
        held = line.count(np.array([number], dtype=np.int32)).tolist()
        inside = line.starts[0] <= number < line.starts[-1]
        assert sum(held) == int(inside)
        if inside:
            first, last = line.days()[held.index(1)]
            assert first <= date.fromordinal(number).isoformat() <= last
