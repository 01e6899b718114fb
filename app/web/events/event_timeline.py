"""The timeline of an event as numbers: days from left to right, a lane for each outlet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.records import EventRecord
from app.web.formats import outlet_name, span_in_words

_LANE_HEIGHT = 36
_MAX_LANES = 24
_LONGEST_LANE = 40  # characters of a name; the table below has all of it
_MAX_TICKS = 10
_NARROWEST = 0.3  # per cent of the width: a bar of about four pixels
_MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclass(frozen=True)
class Tick:
    """The beginning of a day. ``x`` is in per cent; a ``minor`` label gives way on narrow screens."""

    x: float
    label: str
    minor: bool


@dataclass(frozen=True)
class Bar:
    """One day on which an outlet published: from ``x``, ``width`` wide, both in per cent."""

    x: float
    width: float


@dataclass(frozen=True)
class Lane:
    """One outlet's row. ``y`` is the pixel of its line; the label ends at ``label_x`` when ``label_ends``."""

    name: str
    y: int
    bars: tuple[Bar, ...]
    label_x: float
    label_ends: bool


@dataclass(frozen=True)
class Timeline:
    """Days from left to right, outlets from top to bottom. ``left_out`` outlets did not fit."""

    height: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    description: str
    left_out: int


def timeline(event: EventRecord) -> Timeline | None:
    """One lane an outlet, a bar a day: no hour is known. None when no article is known to the day."""
    dated = [card for card in event.articles if card.day]
    if not dated:
        return None
    days = sorted({date.fromisoformat(card.day) for card in dated if card.day})
    start, count = days[0] - timedelta(days=1), (days[-1] - days[0]).days + 3
    lanes: dict[str, set[date]] = {}
    for card in dated:
        lanes.setdefault(outlet_name(card.outlet), set()).add(date.fromisoformat(card.day or ""))
    shown = list(lanes.items())[:_MAX_LANES]
    return Timeline(
        height=38 + _LANE_HEIGHT * len(shown),
        ticks=ticks(start, count),
        lanes=tuple(_lane(i, name, sorted(on), start, count) for i, (name, on) in enumerate(shown)),
        description=_description(lanes),
        left_out=len(lanes) - len(shown),
    )


def _percent(days: float, count: int) -> float:
    return round(100 * days / count, 3)


def ticks(start: date, count: int) -> tuple[Tick, ...]:
    """Marks for so many days from ``start`` on, ten at most."""
    step = -(-count // _MAX_TICKS)
    offsets = range(0, count, step)
    # a phone has room for three labels, the last of them not too near the edge
    every = -(-len(offsets) // 3)
    found = []
    for place, offset in enumerate(offsets):
        x = _percent(offset, count)
        label = _tick_label(start + timedelta(days=offset), step)
        found.append(Tick(x, label, minor=place % every != 1 % every or x > 76))
    return tuple(found)


def _tick_label(day: date, step: int) -> str:
    label = f"{day.day} {_MONTHS[day.month - 1]}"
    if step == 1:
        return f"{_WEEKDAYS[day.weekday()]} {label}"
    # over most of a year the same day of another year would read the same
    return f"{label} {day.year}" if step * _MAX_TICKS > 300 else label


def _lane(index: int, name: str, days: Sequence[date], start: date, count: int) -> Lane:
    width = max(_percent(1, count), _NARROWEST)
    bars = tuple(Bar(_percent((day - start).days, count), width) for day in days)
    # towards the right edge the name would run out of the picture, so there it ends with its last bar
    ends = bars[0].x > 45
    x = bars[-1].x + bars[-1].width if ends else bars[0].x
    label = name if len(name) <= _LONGEST_LANE else name[: _LONGEST_LANE - 1].rstrip() + "…"
    return Lane(label, 50 + _LANE_HEIGHT * index, bars, round(x, 3), ends)


def _description(lanes: Mapping[str, set[date]]) -> str:
    by_day: dict[date, list[str]] = {}
    for name, days in lanes.items():
        for day in days:
            by_day.setdefault(day, []).append(name)
    told = (f"{span_in_words(day.isoformat(), None)}: {', '.join(by_day[day])}" for day in sorted(by_day))
    return f"Days of publication. {'. '.join(told)}."
