"""The unit behind a number: percent, points, money by word, duration, measure."""

from typing import Literal

from app.text import figure_words as table
from app.text.figure_tokens import Token, touches, word_at

Unit = tuple[Literal["percent", "points", "money", "duration", "measure"], str, int, int]


def unit_at(tokens: list[Token], at: int) -> Unit | None:
    """Kind, unit, the place behind it, and what one is worth in hundredths, of the unit at a place."""
    at += 2 * (word_at(tokens, at) in table.DASHES and word_at(tokens, at + 1) in ("plus", "odd"))
    at += word_at(tokens, at) == "+"
    at += word_at(tokens, at) in table.DASHES and touches(tokens, at)
    word, after = word_at(tokens, at), word_at(tokens, at + 1)
    if word in ("percentage", "basis") and (after in table.POINT_WORDS or after in table.DASHES):
        end = at + 2 + (after in table.DASHES)
        return ("points", "point", end, 100) if word == "percentage" else ("points", "point", end, 1)
    if word == "%" or word in table.PERCENT_WORDS:
        points = after in ("point", "points")
        return ("points", "point", at + 2, 100) if points else ("percent", "percent", at + 1, 100)
    if word == "per" and after == "cent":
        return "percent", "percent", at + 2, 100
    if word in table.POINT_WORDS:
        return "points", "point", at + 1, 100
    if word in ("cent", "cents"):
        return "money", "USD", at + 1, 1
    money = at + (word in ("us", "american", "canadian", "australian"))
    currency = table.CURRENCY_WORDS.get(word_at(tokens, money))
    if currency:
        return "money", currency, money + 1, 100
    if word in table.DURATIONS:
        return "duration", table.DURATIONS[word], at + 1, 100
    return _measure_at(tokens, at)


def _measure_at(tokens: list[Token], at: int) -> Unit | None:
    square = word_at(tokens, at) in ("square", "cubic")
    unit = table.MEASURES.get(word_at(tokens, at + square))
    if unit is None:
        return None
    end = at + square + 1
    speed = [word_at(tokens, end + k) for k in range(2)]
    if speed in (["per", "hour"], ["an", "hour"]) and unit in ("mile", "km"):
        return "measure", "mph" if unit == "mile" else "kph", end + 2, 100
    return "measure", "square " + unit if square else unit, end, 100
