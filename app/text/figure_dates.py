"""Dates, weekdays and times of day among the figures of a sentence, as far as they are written."""

from decimal import Decimal
from typing import Literal, NamedTuple

from app.text import figure_words as table
from app.text.figure_tokens import Token, touches, word_at
from app.text.number_words import Number, number_at

# Days with a name of their own: Super Tuesday, Black Friday.
_NAMED_DAYS = frozenset(("super", "black", "ash", "good", "cyber", "bloody", "easter", "holy", "giving"))
_YEARS = range(1700, 2101)
_ZERO = Decimal(0)


class Stated(NamedTuple):
    """A date or time that ends before token ``end``.

    ``value`` of a date is its year, month and day in digits (20160704), 0 where one is not stated.
    """

    kind: Literal["date", "weekday", "time"]
    value: Decimal
    step: Decimal
    end: int


def date_at(tokens: list[Token], at: int) -> Stated | None:
    """The weekday or the date with its month first that begins at a capitalised word."""
    word = tokens[at].low
    before = word_at(tokens, at - 1)
    if word in table.WEEKDAYS:
        if before in _NAMED_DAYS or (word in table.DOUBTFUL_DAYS and before not in table.BEFORE_DATE):
            return None
        return Stated("weekday", Decimal(table.WEEKDAYS[word]), _ZERO, at + 1)
    if word not in table.MONTH_NAMES:
        return None
    after = at + 1 + (word_at(tokens, at + 1) == "." and touches(tokens, at + 1))
    day = _day(tokens, after)
    if day:
        after += 2 * (word_at(tokens, after + 1) in table.DASHES and _day(tokens, after + 2) > 0)  # May 5-9
        year = _year(tokens, after + 1 + (word_at(tokens, after + 1) in ("st", "nd", "rd", "th")))
        return _date(year, word, day, after + 1, tokens)
    year = _year(tokens, after)
    if year[0]:
        return _date(year, word, 0, after, tokens)
    if word in table.DOUBTFUL_MONTHS and before not in table.BEFORE_DATE:
        return None
    return Stated("date", Decimal(100 * table.MONTH_NAMES[word]), _ZERO, at + 1)


def day_first_at(tokens: list[Token], number: Number) -> Stated | None:
    """A date with its day first: 4 July 2016, the 27th of June."""
    if not 0 < number.value <= 31 or number.spelled or number.magnitude:
        return None
    at = number.end + (word_at(tokens, number.end) == "of" and number.form == "rank")
    if at >= len(tokens) or not tokens[at].capital or tokens[at].low not in table.MONTH_NAMES:
        return None
    if number_at(tokens, at + 1) and _day(tokens, at + 1):
        return None  # "of 27 June 5": the day stands behind the month
    after = at + 1 + (word_at(tokens, at + 1) == "." and touches(tokens, at + 1))
    return _date(_year(tokens, after), tokens[at].low, int(number.value), at + 1, tokens)


def _date(year: tuple[int, int], month: str, day: int, end: int, tokens: list[Token]) -> Stated:
    end = end + (word_at(tokens, end) in ("st", "nd", "rd", "th") and touches(tokens, end))
    value = Decimal(10_000 * year[0] + 100 * table.MONTH_NAMES[month] + day)
    return Stated("date", value, _ZERO, year[1] if year[0] else end)


def _day(tokens: list[Token], at: int) -> int:
    """The day of the month that stands at a place, or 0."""
    word = word_at(tokens, at)
    if not (word.isascii() and word.isdigit()) or not 0 < len(word) <= 2 or not 0 < int(word) <= 31:
        return 0
    follows = word_at(tokens, at + 1)
    return 0 if follows in ("%", "percent", ":") else int(word)


def _year(tokens: list[Token], at: int) -> tuple[int, int]:
    """The year at a place, a comma before it or not, and the place behind it; 0 where there is none."""
    at += word_at(tokens, at) == ","
    word = word_at(tokens, at)
    if len(word) == 4 and word.isascii() and word.isdigit() and int(word) in _YEARS:
        return int(word), at + 1
    return 0, at


def clock_at(tokens: list[Token], number: Number) -> Stated | None:
    """A time of day: 9:21 p.m., 10 p.m., 9pm; without its half of the day only with minutes after "at"."""
    if number.form != "plain" or number.magnitude or not 0 < number.value <= 24 or number.spelled:
        return None
    at, minutes = number.end, 0
    stated = word_at(tokens, at) == ":" and touches(tokens, at) and touches(tokens, at + 1)
    if stated:
        written = word_at(tokens, at + 1)
        if not (len(written) == 2 and written.isascii() and written.isdigit() and int(written) < 60):
            return None
        minutes, at = int(written), at + 2
    half = word_at(tokens, at)
    if half not in ("am", "pm") and not (stated and word_at(tokens, number.first - 1) in ("at", "around")):
        return None
    hours = int(number.value)
    if half in ("am", "pm"):
        hours = hours % 12 + 12 * (half == "pm")
        at += 1
    step = next(step for step in (60, 30, 15, 10, 5, 1) if minutes % step == 0)
    return Stated("time", Decimal(60 * hours + minutes), Decimal(step), at)
