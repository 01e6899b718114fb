"""Charts stay inside their frame and say in words what they draw."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.search.results import MonthCount
from app.web.charts import by_month, by_year

YEARS = st.dictionaries(st.integers(1900, 2050), st.integers(1, 100_000), min_size=1, max_size=40)


@given(YEARS)
def test_every_bar_and_label_is_inside_the_frame(counts):
    months = [MonthCount(month=f"{year}-{year % 12 + 1:02d}", count=n) for year, n in sorted(counts.items())]
    for chart in (by_year(sorted(counts.items())), by_month(months)):
        assert chart is not None
        assert len(chart.bars) == len(counts)
        assert all(bar.x >= 0 and bar.x + bar.width <= 100.5 and 1 <= bar.height <= 40 for bar in chart.bars)
        assert all(0 <= tick.x <= 94 for tick in chart.ticks)
        assert len(chart.ticks) <= 13


def test_numbers_above_bars_do_not_touch():
    counts = [
        MonthCount(month=f"20{year:02d}-{month:02d}", count=100 * month)
        for year in (10, 11)
        for month in (1, 2, 9)
    ]
    chart = by_month(counts)
    assert chart is not None
    shown = [bar for bar in chart.bars if bar.label]
    assert all(after.x - before.x > 0.8 * len(before.label) for before, after in pairwise(shown))
    on_a_phone = [bar for bar in shown if not bar.minor]
    assert 0 < len(on_a_phone) < len(shown)
    assert all(after.x - before.x > 3 * len(before.label) for before, after in pairwise(on_a_phone))


def test_charts_are_told_in_words():
    chart = by_year([(2010, 1_500), (2012, 3)])
    assert chart is not None
    assert chart.description == "Articles by year: 2010, 1,500; 2012, 3."
    many = by_month([MonthCount(month=f"{year}-01", count=year - 1_990) for year in range(1991, 2021)])
    assert many is not None
    assert many.description.startswith("Articles by month, 30 months; the highest: January 2015, 25;")
    assert by_year([]) is None
    assert by_month([]) is None


def test_a_month_knows_its_days_and_the_chosen_ones_are_marked():
    counts = [MonthCount(month="2015-12", count=3), MonthCount(month="2016-02", count=5)]
    chart = by_month(counts, "2016-01-15", "2016-02-01")
    assert chart is not None
    assert (chart.first_year, chart.months) == (2015, 24)
    assert [(bar.first_day, bar.last_day) for bar in chart.bars] == [
        ("2015-12-01", "2015-12-31"),
        ("2016-02-01", "2016-02-29"),
    ]
    # both months that the days lie in, of twenty-four
    assert chart.chosen == (50.0, 8.33)
    open_ended = by_month(counts, None, "2015-06-30")
    assert open_ended is not None
    assert open_ended.chosen == (0.0, 25.0)
    later = by_month(counts, "2030-01-01", None)
    assert later is not None
    assert later.chosen is None


def test_no_higher_bar_stands_into_a_number():
    counts = {"1996-01": 4, "2015-12": 3, "2016-01": 500}
    chart = by_month([MonthCount(month=month, count=count) for month, count in counts.items()])
    assert chart is not None
    assert [bar.label for bar in chart.bars] == ["4", "", "500"]
