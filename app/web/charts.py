"""Bar charts as numbers: x in per cent of the width, y in pixels. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Sequence

from app.records import Record
from app.search.results import MonthCount
from app.web.formats import date_in_words, number

_HEIGHT = 40
_MOST_TICKS = 12
# more bars than this are not all read out
_MOST_LABELS = 24
# per cent of the width that a digit takes on a wide screen, and on a phone
_DIGIT, _DIGIT_NARROW = 0.8, 3.0
# a bar that is higher by this many pixels reaches into the number of the one before it
_CLEAR = 5
# a year that begins further right would stick out of the chart
_LAST_LABEL = 94


class Bar(Record):
    """One bar. ``label`` is the number above it, empty where there is no room.

    A ``minor`` label has room on a wide screen only.
    """

    x: float
    width: float
    height: int
    label: str = ""
    minor: bool = False


class Tick(Record):
    """A mark under the axis. A ``minor`` one may be left out on narrow screens."""

    x: float
    label: str
    minor: bool = False


class Chart(Record):
    """Bars, the marks under them, and the same in words for those who do not see them."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    description: str


class MonthBar(Bar):
    """The bar of a month, with its days and the width of its place in the chart, however thin the bar is."""

    first_day: str
    last_day: str
    name: str
    count: int
    slot: float


class MonthChart(Chart):
    """Bars of months. The width stands for ``months`` months from January of ``first_year`` on.

    ``chosen`` is where the chosen days lie: x and width.
    """

    bars: tuple[MonthBar, ...]
    first_year: int
    months: int
    chosen: tuple[float, float] | None = None


def by_year(counts: Sequence[tuple[int, int]]) -> Chart | None:
    """Articles by year, gaps kept; None without any. ``counts`` are (year, articles), ascending."""
    if not counts:
        return None
    first, last = counts[0][0], counts[-1][0]
    slot = 100 / max(last - first + 1, 10)
    highest = max(count for _, count in counts)
    bars = tuple(
        Bar(x=_percent((year - first) * slot), width=_percent(slot * 0.9), height=_scaled(count, highest))
        for year, count in counts
    )
    words = "; ".join(f"{year}, {number(count)}" for year, count in counts)
    return Chart(bars=bars, ticks=tuple(_ticks(first, last, slot)), description=f"Articles by year: {words}.")


def by_month(
    counts: Sequence[MonthCount],
    from_day: str | None = None,
    to_day: str | None = None,
    noun: str = "article",
) -> MonthChart | None:
    """Articles, or what else the ``noun`` says, by month over whole years; None without any.

    ``counts`` are ascending. The days from and to are those that are chosen, if any.
    """
    if not counts:
        return None
    first, last = int(counts[0].month[:4]), int(counts[-1].month[:4])
    months = 12 * (last - first + 1)
    slot = 100 / months
    highest = max(item.count for item in counts)
    bars = [_month_bar(item, first, slot, highest) for item in counts]
    bars = _without_collisions(bars, _DIGIT, {"label": ""})
    bars = _without_collisions(bars, _DIGIT_NARROW, {"minor": True})
    return MonthChart(
        bars=tuple(bars),
        ticks=tuple(_ticks(first, last, 12 * slot)),
        description=_months_in_words(counts, noun),
        first_year=first,
        months=months,
        chosen=_chosen(from_day, to_day, first, months),
    )


def _month_bar(item: MonthCount, first: int, slot: float, highest: int) -> MonthBar:
    year, month = int(item.month[:4]), int(item.month[5:7])
    return MonthBar(
        x=_percent((12 * (year - first) + month - 1) * slot),
        width=_percent(min(max(slot * 0.9, 0.2), 1.2)),
        height=_scaled(item.count, highest),
        label=number(item.count),
        first_day=f"{item.month}-01",
        last_day=last_day_of(item.month),
        name=date_in_words(item.month),
        count=item.count,
        slot=_percent(slot),
    )


def last_day_of(month: str) -> str:
    """``2016-02`` as ``2016-02-29``."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:7]))[1]}"


def _chosen(from_day: str | None, to_day: str | None, first: int, months: int) -> tuple[float, float] | None:
    """Where these days lie, by whole months, as far as the chart shows them."""
    if not from_day and not to_day:
        return None
    start = 0 if not from_day else 12 * (int(from_day[:4]) - first) + int(from_day[5:7]) - 1
    end = months if not to_day else 12 * (int(to_day[:4]) - first) + int(to_day[5:7])
    start, end = max(start, 0), min(end, months)
    return (_percent(100 * start / months), _percent(100 * (end - start) / months)) if start < end else None


def _without_collisions(
    bars: Sequence[MonthBar], digit: float, otherwise: dict[str, object]
) -> list[MonthBar]:
    """The bars, those changed as ``otherwise`` says whose label would touch another label or a higher bar.

    From right to left, so that a label never runs into one that was kept before it.
    """
    kept: list[MonthBar] = []
    limit = 100.0
    for place in range(len(bars) - 1, -1, -1):
        bar = bars[place]
        end = bar.x + digit * (len(bar.label) + 0.5)
        if bar.label and (end > limit or _meets_higher(bars, place, end)):
            bar = bar.model_copy(update=otherwise)
        elif bar.label:
            limit = bar.x
        kept.append(bar)
    return kept[::-1]


def _meets_higher(bars: Sequence[MonthBar], place: int, end: float) -> bool:
    """Whether a bar behind this one, but before ``end``, stands into its label."""
    after = place + 1
    while after < len(bars) and bars[after].x < end:
        if bars[after].height > bars[place].height + _CLEAR:
            return True
        after += 1
    return False


def _months_in_words(counts: Sequence[MonthCount], noun: str) -> str:
    # a screen reader reads all of it: name the highest months when there are many
    shown = counts
    lead = f"{noun.capitalize()}s by month"
    if len(counts) > _MOST_LABELS:
        shown = sorted(sorted(counts, key=lambda item: -item.count)[:6], key=lambda item: item.month)
        lead = f"{lead}, {len(counts)} months; the highest"
    words = "; ".join(f"{date_in_words(item.month)}, {number(item.count)}" for item in shown)
    return f"{lead}: {words}."


def _ticks(first: int, last: int, slot: float) -> Iterator[Tick]:
    years = last - first + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1_000) if years / step <= _MOST_TICKS)
    for place, year in enumerate(range(first - first % step if step > 1 else first, last + 1, step)):
        x = _percent((year - first) * slot)
        if year >= first and x <= _LAST_LABEL:
            yield Tick(x=x, label=str(year), minor=place % 2 == 1)


def _scaled(count: int, highest: int) -> int:
    return max(1, round(_HEIGHT * count / highest))


def _percent(value: float) -> float:
    return round(value, 2)
