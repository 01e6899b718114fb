"""Lines over time: gaps stay gaps, labels do not touch, and the chart is told in words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.results import SearchParameters
from app.search.trends import Period, Series, Trends
from app.web.search.trend_chart import HEIGHT, chart, period_in_words, rows

MONTHS = [
    Period(first=f"2024-{month:02d}-01", last=f"2024-{month:02d}-28", articles=40) for month in range(1, 7)
]


def _trends(*lines: list[tuple[int, int]], measure: str = "counts") -> Trends:
    series = tuple(
        Series(
            query=f"query {number}",
            outlet=None,
            counts=tuple(count for count, _ in line),
            articles=tuple(of for _, of in line),
            shares=tuple(count / of if of else None for count, of in line),
            total=sum(count for count, _ in line),
            undated=0,
            outside=0,
        )
        for number, line in enumerate(lines, 1)
    )
    return Trends.model_validate(
        {
            "parameters": SearchParameters(),
            "queries": tuple(one.query for one in series),
            "by": "query",
            "measure": measure,
            "asked_unit": None,
            "unit": "month",
            "periods": tuple(MONTHS[: len(lines[0])]),
            "series": series,
            "corpus": 240,
            "corpus_undated": 0,
            "notes": (),
            "complete": True,
        }
    )


def test_a_line_breaks_off_where_there_is_no_article_and_nowhere_else() -> None:
    drawn = chart(_trends([(4, 40), (0, 40), (0, 0), (8, 40), (0, 0), (2, 40)]))
    assert drawn is not None
    (line,) = drawn.lines
    assert line.path.count("M") == 3
    assert line.path.count("L") == 1
    assert [mark.x for mark in line.lone] == [58.33, 91.67]
    assert f"L250.0 {HEIGHT}.0" in line.path  # none found is on the ground, not a gap


def test_shares_of_few_articles_are_marked() -> None:
    drawn = _trends([(1, 3), (10, 200), (0, 0)], measure="share")
    found = chart(drawn)
    assert found is not None
    assert [mark.x for mark in found.lines[0].few] == [16.67]
    assert found.axis == "of 100 articles"
    cells = [row.cells[0] for row in rows(drawn)]
    assert [(cell.share, cell.few) for cell in cells] == [("33.3", True), ("5", False), ("", False)]


@given(st.lists(st.lists(st.integers(0, 1_000_000), min_size=6, max_size=6), min_size=1, max_size=8))
def test_everything_stays_inside_and_names_do_not_touch(counts: list[list[int]]) -> None:
    drawn = chart(_trends(*([(count, 40) for count in line] for line in counts)))
    assert drawn is not None
    heights = sorted(line.label_y for line in drawn.lines)
    assert all(below - above >= 18 - 1e-6 for above, below in pairwise(heights))
    assert heights[-1] <= HEIGHT + 1e-6
    assert 1 <= len(drawn.grid) <= 4
    assert all(0 <= line.y < HEIGHT for line in drawn.grid)
    for line in drawn.lines:
        assert line.peak is None or 0 <= line.peak.y < HEIGHT


def test_a_chart_is_told_in_words() -> None:
    drawn = chart(_trends([(4, 40), (9, 40)], [(0, 40), (0, 40)]))
    assert drawn is not None
    assert drawn.description == (
        "2 lines over 2 months, 1 January – 28 February 2024; articles a month. "
        "1, query 1: highest in 1–28 February 2024, 9. 2, query 2: nothing. The table has every number."
    )


@pytest.mark.parametrize(
    ("unit", "first", "last", "words"),
    [
        ("month", "2024-02-01", "2024-02-29", "February 2024"),
        ("month", "2024-02-10", "2024-02-29", "10–29 February 2024"),
        ("quarter", "2024-04-01", "2024-06-30", "April–June 2024"),
        ("year", "2024-01-01", "2024-12-31", "2024"),
        ("year", "9999-01-01", "9999-12-31", "9999"),
        ("year", "2024-01-01", "2024-05-31", "1 January – 31 May 2024"),
        ("week", "2024-01-01", "2024-01-07", "1–7 January 2024"),
        ("day", "2024-01-01", "2024-01-01", "1 January 2024"),
    ],
)
def test_periods_in_words(unit: str, first: str, last: str, words: str) -> None:
    assert period_in_words(unit, Period(first=first, last=last, articles=0)) == words  # type: ignore[arg-type]
