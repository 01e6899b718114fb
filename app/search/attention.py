"""How many articles fall into each period of a span of time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

Unit = Literal["day", "week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Days: TypeAlias = NDArray[np.int32]
Counts: TypeAlias = NDArray[np.int64]

# The finest unit that makes no more periods than this is chosen: more make a line nobody can read.
_READABLE = {"day": 62, "week": 80, "month": 120, "quarter": 120}
# Of more lines together than these, half as many.
_FEW_LINES = 3
# Unless a span is asked for, one day in 200 at either end is left aside where that shortens the span by a
# fifth or more: a stray old article must not press all others into a corner.
_STRAY = 200
_WORTH = 5
# A unit that somebody asked for may make so many; they all stand in a table.
MOST_PERIODS = 800
_MONTHS = 12
_AFTER_ALL = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Periods without a gap between them: period ``p`` goes from ``starts[p]`` to ``starts[p + 1] - 1``.

    Days are ordinals. The periods are those of the calendar (weeks begin on Mondays), the first and the last
    cut where the span ends.
    """

    unit: Unit
    starts: Counts

    def __len__(self) -> int:
        """How many periods there are."""
        return len(self.starts) - 1

    def days(self) -> list[tuple[str, str]]:
        """The first and the last day of every period, ISO 8601."""
        bounds = self.starts.tolist()
        return [
            (date.fromordinal(first).isoformat(), date.fromordinal(after - 1).isoformat())
            for first, after in pairwise(bounds)
        ]

    def count(self, days: Days) -> Counts:
        """How many of ``days`` fall into each period; what lies outside, as 0 does, is not counted."""
        inside = days[(days >= self.starts[0]) & (days < self.starts[-1])]
        at = np.searchsorted(self.starts, inside, side="right") - 1
        return np.bincount(at, minlength=len(self))


def timeline(
    found: Sequence[Days], *, first: date | None = None, last: date | None = None, unit: Unit | None = None
) -> Timeline | None:
    """The periods from ``first`` to ``last``; where these are not stated, those of the days found, but for a
    few stray ones at either end.

    ``found`` are the days of each line. The unit is chosen by the length of the span unless it is stated; one
    that would make more than ``MOST_PERIODS`` periods gives way to the next that does not. None when nothing
    found has a day, or no day lies between ``first`` and ``last``.
    """
    known = (
        np.sort(np.concatenate([days[days > 0] for days in found])) if found else np.zeros(0, dtype=np.int32)
    )
    if not len(known):
        return None
    start, end = _span(known)
    low, high = first.toordinal() if first else start, last.toordinal() if last else end
    if low > high:
        return None
    chosen = unit if unit is not None else _readable(low, high, len(found))
    while chosen != "year" and _periods(low, high, chosen) > MOST_PERIODS:
        chosen = UNITS[UNITS.index(chosen) + 1]
    begin, after = _number(low, chosen), _number(high, chosen) + 1
    if chosen == "year":
        begin = max(begin, after - MOST_PERIODS)
    starts = [_first_day(number, chosen) for number in range(begin, after + 1)]
    if first:
        starts[0] = max(starts[0], low)
    if last:
        starts[-1] = high + 1
    return Timeline(chosen, np.array(starts, dtype=np.int64))


def shares(counts: Counts, of: Counts) -> list[float | None]:
    """Each count as a part of 1 of ``of``; None where there is nothing that it could be a part of."""
    return [
        None if whole == 0 else part / whole for part, whole in zip(counts.tolist(), of.tolist(), strict=True)
    ]


def _span(days: Days) -> tuple[int, int]:
    """The first and the last of the sorted ``days`` that are not stray."""
    start, end = int(days[0]), int(days[-1])
    inner_start, inner_end = int(days[len(days) // _STRAY]), int(days[-1 - len(days) // _STRAY])
    worth = (end - start) // _WORTH
    return (
        inner_start if inner_start - start > worth else start,
        inner_end if end - inner_end > worth else end,
    )


def _readable(low: int, high: int, lines: int) -> Unit:
    share = 1 if lines <= _FEW_LINES else 2
    return next((unit for unit in UNITS[:-1] if _periods(low, high, unit) * share <= _READABLE[unit]), "year")


def _periods(low: int, high: int, unit: Unit) -> int:
    return _number(high, unit) - _number(low, unit) + 1


def _number(day: int, unit: Unit) -> int:
    """The period of this unit that holds ``day``, counted from the calendar's first."""
    if unit == "day":
        return day
    if unit == "week":
        return (day - 1) // 7  # day 1 is a Monday
    known = date.fromordinal(day)
    months = known.year * _MONTHS + known.month - 1
    return months // {"month": 1, "quarter": 3, "year": _MONTHS}[unit]


def _first_day(number: int, unit: Unit) -> int:
    if unit == "day":
        return number
    if unit == "week":
        return number * 7 + 1
    year, month = divmod(number * {"month": 1, "quarter": 3, "year": _MONTHS}[unit], _MONTHS)
    return _AFTER_ALL if year > date.max.year else date(year, month + 1, 1).toordinal()
