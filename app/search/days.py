"""Days as people type them: a year, a month, a day, and spans between two of these."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_PARTIAL = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_COMPARED = re.compile(r"(<=|>=|<|>)(.+)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included; None leaves an end open."""

    first: date | None
    last: date | None


def period(text: str) -> tuple[date, date] | None:
    """First and last day of ``2016``, ``2016-02`` or ``2016-02-25``; None when it is none of these."""
    found = _PARTIAL.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def span(text: str) -> Span | None:
    """The days of a period, of ``>=2016-02`` and its like, or of ``2016-02..2016-08``; else None."""
    text = text.strip().strip("[]{}")
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        return _compared(compared[1], compared[2])
    start, dots, end = text.partition("..")
    if not dots:
        days = period(text)
        return None if days is None else Span(*days)
    first, last = period(start), period(end)
    if (start and first is None) or (end and last is None) or not (start or end):
        return None
    if first is not None and last is not None and first[0] > last[0]:
        first, last = last, first
    return Span(first[0] if first else None, last[1] if last else None)


def _compared(operator: str, text: str) -> Span | None:
    days = period(text)
    if days is None:
        return None
    if operator == ">=":
        return Span(days[0], None)
    if operator == "<=":
        return Span(None, days[1])
    return Span(after(days[1]), None) if operator == ">" else Span(None, before(days[0]))


def after(day: date) -> date:
    """The next day, or the last one there is."""
    return day if day == date.max else day + _DAY


def before(day: date) -> date:
    """The day before, or the first one there is."""
    return day if day == date.min else day - _DAY
