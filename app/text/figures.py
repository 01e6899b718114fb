"""The figures of a sentence: numbers, money, shares, counts, ages, dates, times, votes, and what they count.

By rules over tokens, English only: no model, and time linear in the length of the text. What has a number
for a name is no figure: B12, Route 66, Article 5, No. 2, 9/11, phone numbers, the 1990s.
"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from app.text import figure_dates as dates
from app.text import figure_words as table
from app.text.figure_context import Context, context
from app.text.figure_labels import is_label
from app.text.figure_tokens import Token, figure_tokens, touches, word_at
from app.text.figure_units import unit_at
from app.text.number_words import NUMBER_WORDS, Number, number_at

FigureKind = Literal[
    "count", "money", "percent", "points", "age", "duration", "measure", "score", "rank", "year", "date",
    "weekday", "time",
]  # fmt: skip
Bound = Literal["exact", "about", "over", "least", "most", "under"]

_WORTH_READING = re.compile(
    r"[0-9]|\b(?:" + "|".join(sorted(NUMBER_WORDS | set(table.MONTH_NAMES) | set(table.WEEKDAYS))) + r")\b",
    re.IGNORECASE,
)
_VOTE_WORDS = """
    vote votes voted voting passed approved majority decision ruling ruled senate house beat defeated won win
    lead leads led margin advantage edge rejected split tally"""
_VOTES = frozenset(_VOTE_WORDS.split())
_OLDEST = 115
_YEARS = range(1700, 2101)
_LIVED = range(1950, 2036)  # years so common that "2020 Democrats" are not two thousand of them


class Figure(NamedTuple):
    """A figure: characters ``start`` to ``end`` (exclusive) of its text, hedge and unit among them.

    ``low`` and ``high`` are its value in ``unit``: money in the currency itself, percent from 0 to 100, a
    time in minutes since midnight, a date as it is written: year, month and day in digits, 0 where one is
    not stated, a weekday from 1. They differ for a range and are the two sides of a vote. ``step`` is how
    coarsely it is written. ``context`` are the words that say what it counts.
    """

    start: int
    end: int
    kind: FigureKind
    unit: str
    low: Decimal
    high: Decimal
    bound: Bound
    step: Decimal
    context: Context


class _Read(NamedTuple):
    """A figure in the making: tokens ``first`` to ``end``, exclusive."""

    first: int
    end: int
    kind: FigureKind
    unit: str
    low: Decimal
    high: Decimal
    step: Decimal


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of one sentence, in reading order; they do not overlap."""
    if not _WORTH_READING.search(text):
        return ()
    tokens = figure_tokens(text)
    is_vote = any(token.low in _VOTES for token in tokens)
    found: list[_Read] = []
    at = 0
    while at < len(tokens):
        read = _read(tokens, at, is_vote)
        if isinstance(read, _Read):
            found.append(read)
            at = read.end
        else:
            at = max(read, at + 1)
    return tuple(_figure(tokens, read, found, place) for place, read in enumerate(found))


def _figure(tokens: list[Token], read: _Read, found: list[_Read], place: int) -> Figure:
    floor = found[place - 1].end if place else 0
    bound, first = _hedge_before(tokens, read.first, floor)
    after, end = _hedge_after(tokens, read.end)
    last = tokens[end - 1]
    return Figure(
        start=tokens[first].start,
        end=last.end,
        kind=read.kind,
        unit=read.unit,
        low=read.low,
        high=read.high,
        bound=after if bound == "exact" else bound,
        step=read.step,
        context=context(tokens, first, end, read.kind),
    )


def _hedge_before(tokens: list[Token], first: int, floor: int) -> tuple[Bound, int]:
    for length in range(table.LONGEST_HEDGE, 0, -1):
        start = first - length
        if start >= floor:
            bound = table.HEDGES_BEFORE.get(tuple(token.low for token in tokens[start:first]))
            if bound:
                return bound, start  # type: ignore[return-value]
    return "exact", first


def _hedge_after(tokens: list[Token], end: int) -> tuple[Bound, int]:
    for length in (2, 1):
        bound = table.HEDGES_AFTER.get(tuple(token.low for token in tokens[end : end + length]))
        if bound:
            return bound, end + length  # type: ignore[return-value]
    return "exact", end


def _read(tokens: list[Token], at: int, is_vote: bool) -> _Read | int:
    """The figure that begins at a token, or the place where the search goes on."""
    token = tokens[at]
    if token.text in table.CURRENCY_SIGNS:
        return _money(tokens, at)
    if token.kind == "word" and token.capital:
        stated = dates.date_at(tokens, at)
        if stated:
            return _dated(at, stated)
    number = number_at(tokens, at)
    if number is None:
        return at + 1
    clock = dates.clock_at(tokens, number)
    if clock:
        return _dated(at, clock)
    if is_label(tokens, number):
        return number.end
    stated = dates.day_first_at(tokens, number)
    if stated:
        return _dated(at, stated)
    return _classified(tokens, number, is_vote)


def _dated(at: int, stated: dates.Stated) -> _Read:
    kind: FigureKind = stated.kind
    return _Read(at, stated.end, kind, kind, stated.value, stated.value, stated.step)


def _money(tokens: list[Token], at: int) -> _Read | int:
    """Money with its sign first: $2.5 million, US$3bn, $800 to $1,000, $19 and $22 million."""
    number = number_at(tokens, at + 1) if at + 1 < len(tokens) and tokens[at + 1].kind == "number" else None
    if number is None:
        return at + 1
    unit = table.CURRENCY_SIGNS[tokens[at].text]
    first = at
    if touches(tokens, at) and word_at(tokens, at - 1) in table.CURRENCY_PREFIXES and unit == "USD":
        unit, first = table.CURRENCY_PREFIXES[word_at(tokens, at - 1)], at - 1
    low, high, step, end = _range(tokens, number, first, money=True)
    return _Read(first, end, "money", unit, low, high, step)


def _range(
    tokens: list[Token], number: Number, first: int, money: bool = False
) -> tuple[Decimal, Decimal, Decimal, int]:
    """Both ends of the range that begins with ``number`` (twice the same where it is none), step and end.

    "from 8.1 to 7.8" is a change, not a range: the second number is a figure of its own. Where only the
    second has a magnitude ("$19 and $22 million") it is that of both.
    """
    second, joined = _second(tokens, number)
    step = _coarseness(number)
    if second is None:
        return number.value, number.value, step, number.end
    low = number.value
    if (
        not number.magnitude
        and second.factor >= 1_000
        and low < 1_000
        and "," not in tokens[number.first].text
    ):
        low *= second.factor
    between = word_at(tokens, first - 1) == "between"
    is_range = (joined in table.DASHES or joined in ("to", "or") or (joined == "and" and between)) and (
        word_at(tokens, first - 1) != "from" and low < second.value
    )
    if is_range:
        return low, second.value, max(step, _coarseness(second)), second.end
    if joined == "and" and money and low != number.value:
        return low, low, number.step * second.factor, number.end
    return number.value, number.value, step, number.end


def _coarseness(number: Number) -> Decimal:
    """How coarsely a number may be rounded: 900,000 to a hundred thousand, but 40 and 1,460 to one."""
    return number.round_step if number.magnitude or number.round_step >= 100 else number.step


def _second(tokens: list[Token], number: Number) -> tuple[Number | None, str]:
    """The number joined to another by a dash, "to", "or" or "and", and the joint."""
    at = number.end
    if word_at(tokens, at) in table.DASHES and word_at(tokens, at + 1) in ("to", "or", "and"):
        at += 1  # "40- to 60-hour", "5-to-4"
    joined = word_at(tokens, at)
    if joined not in table.DASHES and joined not in ("to", "or", "and", "/"):
        return None, ""
    at += 1
    if joined == "to" and word_at(tokens, at) in table.DASHES:
        at += 1
    if at < len(tokens) and tokens[at].text in table.CURRENCY_SIGNS:
        at += 1
    second = number_at(tokens, at) if at < len(tokens) else None
    if second is None or second.form != "plain":
        return None, ""
    return second, joined


def _classified(tokens: list[Token], number: Number, is_vote: bool) -> _Read | int:
    first, end = number.first, number.end
    if number.form == "rank":
        if word_at(tokens, end) in ("century", "amendment", "grade", "birthday") or number.value < 3:
            return end
        return _Read(first, end, "rank", "rank", number.value, number.value, Decimal(1))
    if number.form == "part":
        return _part(number)
    second, joined = _second(tokens, number)
    if second and (joined in table.DASHES or joined in ("to", "/")):
        pair = _pair(tokens, number, second, joined, is_vote)
        if pair is not None:
            return pair
    low, high, step, end = _range(tokens, number, first)
    return (
        _aged(tokens, number)
        or _with_unit(tokens, first, end, low, high, step)
        or _year(tokens, number)
        or _Read(first, end, "count", "", low, high, step)
    )


def _part(number: Number) -> _Read:
    share = 100 * number.value
    return _Read(number.first, number.end, "percent", "percent", share, share, Decimal(4))


def _pair(
    tokens: list[Token], number: Number, second: Number, joined: str, is_vote: bool
) -> _Read | int | None:
    """A vote or score (53-46, 5-to-4, 52/48); the place to go on at where two numbers mean nothing."""
    whole = all(one.value == int(one.value) and not one.magnitude for one in (number, second))
    years = all(one.value in _YEARS for one in (number, second))
    tight = joined == "to" or (touches(tokens, number.end) and touches(tokens, second.first))
    if not whole or years or not tight:
        return None
    follows = word_at(tokens, second.end)
    end = _chain_end(tokens, second.end)
    if end > second.end or (joined == "/" and number.value + second.value != 100):
        return end  # 555-12-34, 9/11, 24/7
    has_unit = unit_at(tokens, second.end) is not None or follows in table.PLURALS
    is_plural = follows.endswith("s") and follows not in table.NOT_PLURALS and follows not in table.BOUNDARIES
    if has_unit or (is_plural and not is_vote):
        return None
    small = max(number.value, second.value) < 1_000
    if small and (is_vote or joined == "/") and word_at(tokens, number.first - 1) != "from":
        return _Read(number.first, second.end, "score", "score", number.value, second.value, Decimal(1))
    return second.end if joined in table.DASHES and not is_plural and number.spelled is False else None


def _chain_end(tokens: list[Token], end: int) -> int:
    """Where a row of numbers and dashes that touch one another ends."""
    while word_at(tokens, end) in table.DASHES and touches(tokens, end) and touches(tokens, end + 1):
        if tokens[end + 1].kind != "number":
            break
        end += 2
    return end


def _aged(tokens: list[Token], number: Number) -> _Read | None:
    """An age: 64-year-old, aged 64, 64 years old, "Keith Palmer, 48, the"."""
    first, end = number.first, number.end
    if number.magnitude:
        return None
    unit = end + (word_at(tokens, end) in table.DASHES)
    old = unit + 1 + (word_at(tokens, unit + 1) in table.DASHES)
    span = table.DURATIONS.get(word_at(tokens, unit))
    if span and word_at(tokens, old) in ("old", "olds") and old - unit < 3:
        return _Read(first, old + 1, "age", span, number.value, number.value, Decimal(1))
    if not 0 < number.value <= _OLDEST or number.value != int(number.value):
        return None
    before, follows = word_at(tokens, first - 1), word_at(tokens, end)
    stated = before in ("aged", "age") and follows not in table.DURATIONS
    apposed = before == "," and first > 1 and tokens[first - 2].capital and follows in (",", ".", ";", ")")
    named = (
        apposed
        and not number.spelled
        and number.value > 3
        and word_at(tokens, first - 2) not in (table.MONTH_NAMES)
    )
    if stated or named:
        return _Read(first, end, "age", "year", number.value, number.value, Decimal(1))
    return None


def _with_unit(
    tokens: list[Token], first: int, end: int, low: Decimal, high: Decimal, step: Decimal
) -> _Read | None:
    found = unit_at(tokens, end)
    if found is None:
        return None
    kind, unit, end, worth = found
    factor = Decimal(worth) / 100
    return _Read(first, end, kind, unit, low * factor, high * factor, step * factor)


def _year(tokens: list[Token], number: Number) -> _Read | None:
    """A year: four digits without a comma that count nothing."""
    at, end = number.first, number.end
    if tokens[at].kind != "number" or len(tokens[at].text) != 4 or number.value not in _YEARS:
        return None
    before, follows = word_at(tokens, at - 1), word_at(tokens, end)
    plural = follows in table.PLURALS or follows in table.STATES
    if number.value not in _LIVED:
        plural = plural or (follows.endswith("s") and follows not in table.NOT_PLURALS)
    hedged = before in ("than", "least", "about", "nearly", "over", "some", "almost", "approximately")
    if hedged or (plural and before not in table.BEFORE_YEAR):
        return None
    return _Read(at, end, "year", "year", number.value, number.value, Decimal(1))
