"""Attention over time as a page shows it: lines in numbers, and the table beside them. Pure.

In the chart x is in per cent of the width and y in pixels from the top; only a line's path has its x in
thousandths, since paths know no per cent.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.records import Record
from app.search.attention import Unit
from app.search.trends import Measure, Period, Series, Trends
from app.web.formats import counted, date_in_words, number, outlet_name, span_in_words

HEIGHT = 260
# A part of fewer articles than this is marked: one more or less would change it much.
FEW_ARTICLES = 20
_MOST_GRID_LINES = 4
_MOST_TICKS = 12
_LABEL_GAP = 18  # pixels between the names at the ends of two lines
_LONGEST_NAME = 24  # characters of a name at the end of its line; the key above has all of it
_LAST_TICK = 94  # per cent; a label that begins further right would stick out
_NEAR_X, _NEAR_Y = 3, 16  # two peaks nearer than this would be labelled on top of each other
_AXIS = 9  # per cent that the labels of the grid lines take on a phone
# labels of years, and of other days, that a phone has room for
_MOST_YEARS_NARROW, _MOST_DAYS_NARROW = 6, 3
_EVERY: dict[Unit, str] = {
    "day": "a day",
    "week": "a week",
    "month": "a month",
    "quarter": "a quarter",
    "year": "a year",
}


class Mark(Record):
    """A place in the chart."""

    x: float
    y: float


class Line(Record):
    """A line, numbered from 1.

    ``lone`` are places between two gaps, which no stroke shows; ``few`` those where fewer than
    ``FEW_ARTICLES`` articles stand behind a share. Its name stands at ``label_y``.
    """

    number: int
    name: str
    short_name: str
    path: str
    lone: tuple[Mark, ...]
    few: tuple[Mark, ...]
    peak: Mark | None
    label_y: float


class Tick(Record):
    """A label under the axis. A ``minor`` one may be left out on narrow screens."""

    x: float
    label: str
    minor: bool


class GridLine(Record):
    """A line across at a round number."""

    y: float
    label: str


class TrendChart(Record):
    """Lines with what stands around them, and the same in words for those who do not see them."""

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    grid: tuple[GridLine, ...]
    axis: str
    description: str


class Cell(Record):
    """A number of the table: ``count`` of ``articles``; ``share`` in 100, empty where there is no article."""

    count: int
    articles: int
    share: str
    few: bool


class Row(Record):
    """A period of the table."""

    label: str
    period: Period
    cells: tuple[Cell, ...]


def chart(trends: Trends) -> TrendChart | None:
    """The lines of ``trends``; None when there is no period."""
    if not trends.periods or trends.unit is None:
        return None
    values = [_values(one, trends.measure) for one in trends.series]
    known = [value for line in values for value in line if value is not None]
    top, grid = _grid(max(known, default=0.0), whole=trends.measure == "counts")
    axis = f"articles {_EVERY[trends.unit]}" if trends.measure == "counts" else "of 100 articles"
    grid_lines = tuple(GridLine(y=_y(value, top), label=_plain(value)) for value in grid)
    return TrendChart(
        lines=tuple(_lines(trends, values, top, grid_lines)),
        ticks=tuple(_ticks(trends.unit, trends.periods)),
        grid=grid_lines,
        axis=axis,
        description=_description(trends, values, axis),
    )


def rows(trends: Trends) -> tuple[Row, ...]:
    """The table of ``trends``, a row for every period in their order."""
    return tuple(
        Row(
            label=period_in_words(trends.unit or "day", period),
            period=period,
            cells=tuple(_cell(one, place) for one in trends.series),
        )
        for place, period in enumerate(trends.periods)
    )


def name_of(series: Series, by_outlet: bool) -> str:
    """What a line is called."""
    return outlet_name(series.outlet) if by_outlet else series.query or "All articles"


def period_in_words(unit: Unit, period: Period) -> str:
    """``May 2025``, ``April–June 2025``, ``2025``; days where the period is not all of it."""
    first, last = date.fromisoformat(period.first), date.fromisoformat(period.last)
    whole = first.day == 1 and (last == date.max or (last + timedelta(days=1)).day == 1)
    if unit == "month" and whole:
        return date_in_words(period.first[:7])
    if unit == "quarter" and whole and last.month - first.month == 2:
        return f"{date_in_words(period.first[:7]).split()[0]}–{date_in_words(period.last[:7])}"
    if unit == "year" and whole and last.month - first.month == 11:
        return str(first.year)
    return span_in_words(period.first, period.last)


def _cell(series: Series, place: int) -> Cell:
    share, articles = series.shares[place], series.articles[place]
    return Cell(
        count=series.counts[place],
        articles=articles,
        share="" if share is None else _hundredths(share),
        few=0 < articles < FEW_ARTICLES,
    )


def _hundredths(share: float) -> str:
    hundredths = 100 * share
    return "under 0.1" if 0 < hundredths < 0.1 else f"{hundredths:.1f}".removesuffix(".0")


def _values(series: Series, measure: Measure) -> list[float | None]:
    """What is drawn of a series: nothing where the corpus has no article, which is not “none found”."""
    return [
        None if share is None else 100 * share if measure == "share" else float(count)
        for share, count in zip(series.shares, series.counts, strict=True)
    ]


def _grid(highest: float, *, whole: bool) -> tuple[float, list[float]]:
    """The value at the top, and the round values at which lines go across."""
    highest = highest or 1.0
    size = 10.0 ** math.floor(math.log10(highest / _MOST_GRID_LINES))
    step = next(size * factor for factor in (1, 2, 5, 10) if highest / (size * factor) <= _MOST_GRID_LINES)
    if whole:
        step = max(step, 1.0)
    lines = math.ceil(highest / step - 1e-9)
    return lines * step, [place * step for place in range(1, lines + 1)]


def _plain(value: float) -> str:
    return number(round(value)) if value >= 1 or value == 0 else f"{value:.3g}"


def _y(value: float, top: float) -> float:
    return round(HEIGHT * (1 - value / top), 1)


def _lines(
    trends: Trends, values: Sequence[list[float | None]], top: float, grid: Sequence[GridLine]
) -> Iterator[Line]:
    count = len(trends.periods)
    marks = [
        [
            None if value is None else Mark(x=round(100 * (place + 0.5) / count, 2), y=_y(value, top))
            for place, value in enumerate(line)
        ]
        for line in values
    ]
    ends = [next((mark.y for mark in reversed(line) if mark), float(HEIGHT)) for line in marks]
    peaks = _peaks(marks, grid)
    for place, (series, line, label_y) in enumerate(zip(trends.series, marks, _apart(ends), strict=True)):
        name = name_of(series, trends.by == "outlet")
        yield Line(
            number=place + 1,
            name=name,
            short_name=name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…",
            path=" ".join(_strokes(line)),
            lone=tuple(_lone(line)),
            few=tuple(
                mark
                for mark, articles in zip(line, series.articles, strict=True)
                if mark and trends.measure == "share" and articles < FEW_ARTICLES
            ),
            peak=peaks[place],
            label_y=label_y,
        )


def _strokes(line: Sequence[Mark | None]) -> Iterator[str]:
    before: Mark | None = None
    for mark in line:
        if mark is not None:
            yield f"{'L' if before else 'M'}{round(10 * mark.x, 1)} {mark.y}"
        before = mark


def _lone(line: Sequence[Mark | None]) -> Iterator[Mark]:
    for place, mark in enumerate(line):
        around = (line[place - 1] if place else None, line[place + 1] if place + 1 < len(line) else None)
        if mark is not None and around == (None, None):
            yield mark


def _peaks(marks: Sequence[Sequence[Mark | None]], grid: Sequence[GridLine]) -> list[Mark | None]:
    """Where each line is highest, to be numbered there; None where another number stands already."""
    peaks: list[Mark | None] = []
    for line in marks:
        known = [mark for mark in line if mark is not None and mark.y < HEIGHT]
        peak = min(known, key=lambda mark: (mark.y, mark.x), default=None)
        taken = [other for other in peaks if other is not None]
        if peak and peak.x < _AXIS:
            taken += [Mark(x=peak.x, y=line.y) for line in grid]
        if peak and any(abs(peak.x - one.x) < _NEAR_X and abs(peak.y - one.y) < _NEAR_Y for one in taken):
            peak = None
        peaks.append(peak)
    return peaks


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights for labels as near to the wanted ones as they can be without touching or leaving the chart."""
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    given = [0.0] * len(wanted)
    above = -math.inf
    for place in order:
        above = given[place] = max(wanted[place], above + _LABEL_GAP)
    below = float(HEIGHT + _LABEL_GAP)
    for place in reversed(order):
        below = given[place] = min(given[place], below - _LABEL_GAP)
    return given


def _ticks(unit: Unit, periods: Sequence[Period]) -> Iterator[Tick]:
    first_year, last_year = int(periods[0].first[:4]), int(periods[-1].first[:4])
    by_year = last_year - first_year >= 2
    starts = [
        place
        for place, period in enumerate(periods)
        if not by_year or place == 0 or period.first[:4] != periods[place - 1].first[:4]
    ]
    if by_year and periods[0].first[5:] > "02":
        starts = starts[1:]  # a year of which little is shown would be named where the next one is
    every = math.ceil(len(starts) / _MOST_TICKS)
    shown = starts[::every]
    by_name = by_year or unit == "year"
    narrow = math.ceil(len(shown) / (_MOST_YEARS_NARROW if by_name else _MOST_DAYS_NARROW))
    for count, place in enumerate(shown):
        x = round(100 * place / len(periods), 2)
        if x <= _LAST_TICK:
            yield Tick(x=x, label=_short(unit, periods[place], by_year), minor=count % narrow > 0)


def _short(unit: Unit, period: Period, by_year: bool) -> str:
    if by_year or unit == "year":
        return period.first[:4]
    day, month, *year = date_in_words(period.first).split()
    month = month if len(month) <= 4 else month[:3]
    return f"{day} {month}" if unit in ("day", "week") else f"{month} {year[0]}"


def _description(trends: Trends, values: Sequence[list[float | None]], axis: str) -> str:
    unit = trends.unit or "day"
    first, last = trends.periods[0], trends.periods[-1]
    about = f"{counted(len(trends.series), 'line')} over {counted(len(trends.periods), unit)}"
    told = [f"{about}, {span_in_words(first.first, last.last)}; {axis}."]
    for place, (series, line) in enumerate(zip(trends.series, values, strict=True), start=1):
        known = [(value, at) for at, value in enumerate(line) if value is not None]
        best = max(known, key=lambda pair: (pair[0], -pair[1]), default=None)
        name = name_of(series, trends.by == "outlet")
        if best is None or best[0] == 0:
            told.append(f"{place}, {name}: nothing.")
        else:
            when = period_in_words(unit, trends.periods[best[1]])
            told.append(f"{place}, {name}: highest in {when}, {best[0]:.3g}.")
    return " ".join([*told, "The table has every number."])
