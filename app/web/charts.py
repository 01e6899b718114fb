"""Bar charts as numbers: x in per cent of the width, y in pixels. Pure."""

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


def by_month(counts: Sequence[MonthCount]) -> Chart | None:
    """Articles by month over whole years; None without any. ``counts`` are ascending."""
    if not counts:
        return None
    first, last = int(counts[0].month[:4]), int(counts[-1].month[:4])
    slot = 100 / (last - first + 1)
    highest = max(item.count for item in counts)
    bars = [
        Bar(
            x=_percent((int(item.month[:4]) - first) * slot + (int(item.month[5:7]) - 1) * slot / 12),
            width=_percent(min(max(slot / 12 * 0.9, 0.2), 1.2)),
            height=_scaled(item.count, highest),
            label=number(item.count),
        )
        for item in counts
    ]
    bars = _without_collisions(bars, _DIGIT, {"label": ""})
    bars = _without_collisions(bars, _DIGIT_NARROW, {"minor": True})
    return Chart(
        bars=tuple(bars), ticks=tuple(_ticks(first, last, slot)), description=_months_in_words(counts)
    )


def _without_collisions(bars: Sequence[Bar], digit: float, otherwise: dict[str, object]) -> list[Bar]:
    """The bars, those changed as ``otherwise`` says whose label would touch the next one kept to its right.

    From right to left, so that a label never runs into one that was kept before it.
    """
    kept: list[Bar] = []
    limit = 100.0
    for bar in reversed(bars):
        if bar.label and bar.x + digit * (len(bar.label) + 0.5) > limit:
            bar = bar.model_copy(update=otherwise)
        elif bar.label:
            limit = bar.x
        kept.append(bar)
    return kept[::-1]


def _months_in_words(counts: Sequence[MonthCount]) -> str:
    # a screen reader reads all of it: name the highest months when there are many
    shown = counts
    lead = "Articles by month"
    if len(counts) > _MOST_LABELS:
        shown = sorted(sorted(counts, key=lambda item: -item.count)[:6], key=lambda item: item.month)
        lead = f"Articles by month, {len(counts)} months; the highest"
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
