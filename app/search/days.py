"""Days as people type them: a year, a month, a day, days counted back from today, and spans of these.

Pure: which day is today comes in from outside.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from app.text.dates import parse_date

Period: TypeAlias = tuple[date, date]
"""A first and a last day."""

_LONGEST = 40
_PARTIAL = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_UNIT = "(?P<unit>day|week|month|year)"
_ROLLING = re.compile(
    rf"(?:the )?(?:(?:last|past|previous) (?P<count>[0-9]{{1,4}})|past) {_UNIT}s?", re.IGNORECASE
)
_CALENDAR = re.compile(r"(?:the )?(?P<which>this|last|previous) (?P<unit>week|month|year)", re.IGNORECASE)
_AGO = re.compile(rf"(?P<count>[0-9]{{1,4}}) {_UNIT}s? ago", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:last|previous) (mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_DAYS_BACK = {"today": 0, "yesterday": 1}
_DAYS_OF = {"day": 1, "week": 7}
_MONTHS_OF = {"month": 1, "year": 12}

_COMPARED = re.compile(r"(<=|=<|>=|=>|<|>|(?:since|from|after|before|until|till)(?= ))\s*(.+)", re.IGNORECASE)
_MEANING = {"=<": "<=", "=>": ">=", "since": ">=", "from": ">=", "after": ">", "before": "<"}
_MEANING |= {"until": "<=", "till": "<="}
# A hyphen without spaces stands between two years only: elsewhere it is a part of a date.
_BETWEEN = re.compile(
    r" ?(?:\.\.\.?|…) ?| (?:to|until|till|through|[-–—]) |(?<=^[0-9]{4})[-–—](?=[0-9]{4}$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included; None leaves an end open.

    ``backwards``: the ends were given in the other order.
    """

    first: date | None
    last: date | None
    backwards: bool = False


def period(text: str, today: date) -> Period | None:
    """First and last day of what ``text`` names; None when it names no day, month or year.

    ``2016``, ``2016-02``, ``2016-02-25``, ``25 Feb 2016``, ``February 2016``, and counted from ``today``:
    ``yesterday``, ``last week``, ``last 30 days``, ``3 weeks ago``, ``last Monday``.
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    partial = _PARTIAL.fullmatch(text)
    if partial is not None:
        return _whole(*(int(part) if part else None for part in partial.groups()))
    return _relative(text, today) or _stated(text)


def span(text: str, today: date) -> Span | None:
    """The days of a period, of ``>=2016-02``, ``since May 2016`` or ``2016-02..2016-08``; else None."""
    text = " ".join(text.split()).strip("[]{} ")
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        operator = compared[1].lower()
        days = period(compared[2], today)
        if days is not None:
            return _compared(_MEANING.get(operator, operator), days)
        if operator != "from":
            return None
        text = compared[2]
    start, *rest = _BETWEEN.split(text, maxsplit=1)
    if not rest:
        days = period(text, today)
        return None if days is None else Span(*days)
    first, last = period(start, today), period(rest[0], today)
    if (start and first is None) or (rest[0] and last is None) or not (start or rest[0]):
        return None
    return between(first, last)


def between(
    first: Period | None, last: Period | None, *, after_first: bool = False, before_last: bool = False
) -> Span:
    """The days from one period to another; None leaves an end open.

    ``after_first`` leaves out all days of the first period, ``before_last`` all of the last.
    """
    backwards = first is not None and last is not None and first[0] > last[1]
    if backwards:
        first, last = last, first
    start = None if first is None else _after(first[1]) if after_first else first[0]
    stop = None if last is None else _before(last[0]) if before_last else last[1]
    return Span(start, stop, backwards)


def _compared(operator: str, days: Period) -> Span:
    if operator == ">=":
        return Span(days[0], None)
    if operator == "<=":
        return Span(None, days[1])
    return Span(_after(days[1]), None) if operator == ">" else Span(None, _before(days[0]))


def _whole(year: int | None, month: int | None, day: int | None) -> Period | None:
    """First and last day of a year, of a month of it or of a day of that; None when there is no such day."""
    try:
        first = date(year or 0, month if month is not None else 1, day if day is not None else 1)
    except ValueError:
        return None
    if day is not None:
        return first, first
    last_month = first.month if month is not None else 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def _stated(text: str) -> Period | None:
    """What a date with the month by its name says, or one in figures whose order is plain (``25.2.2016``)."""
    month_first, _ = parse_date(text, "the query")
    day_first, _ = parse_date(text, "the query", day_first=True)
    if month_first is None or day_first is None or month_first.date != day_first.date:
        return None
    partial = _PARTIAL.fullmatch(month_first.date[:10])
    return None if partial is None else _whole(*(int(part) if part else None for part in partial.groups()))


def _relative(text: str, today: date) -> Period | None:
    """The days that ``text`` counts back from ``today``, which is included in spans that reach up to it."""
    if text.lower() in _DAYS_BACK:
        day = _day(today.toordinal() - _DAYS_BACK[text.lower()])
        return day, day
    if rolling := _ROLLING.fullmatch(text):
        before = _back(today, int(rolling["count"] or 1), rolling["unit"].lower())
        return min(_after(before), today), today
    if calendar := _CALENDAR.fullmatch(text):
        return _calendar(calendar["unit"].lower(), 0 if calendar["which"].lower() == "this" else 1, today)
    if ago := _AGO.fullmatch(text):
        day = _back(today, int(ago["count"]), ago["unit"].lower())
        return day, day
    if weekday := _WEEKDAY.fullmatch(text):
        days = (today.weekday() - _WEEKDAYS.index(weekday[1].lower()) - 1) % 7 + 1
        day = _day(today.toordinal() - days)
        return day, day
    return None


def _calendar(unit: str, count: int, today: date) -> Period | None:
    """The week (from Monday to Sunday), month or year that lies ``count`` of them before today's."""
    within = _back(today, count, unit)
    if unit == "week":
        monday = within.toordinal() - within.weekday()
        return _day(monday), _day(monday + 6)
    return _whole(within.year, within.month if unit == "month" else None, None)


def _back(day: date, count: int, unit: str) -> date:
    """The day so many units earlier, or the last of a month that is too short, or the first there is."""
    if unit in _DAYS_OF:
        return _day(day.toordinal() - count * _DAYS_OF[unit])
    year, month = divmod(day.year * 12 + day.month - 1 - count * _MONTHS_OF[unit], 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _after(day: date) -> date:
    return _day(day.toordinal() + 1)


def _before(day: date) -> date:
    return _day(day.toordinal() - 1)


def _day(ordinal: int) -> date:
    """The day of this number, or the nearest one there is."""
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))
