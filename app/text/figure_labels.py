"""Numbers that are no figures: what has a number for a name, and number words that count nothing."""

from app.text import figure_words as table
from app.text.figure_tokens import Token, touches, word_at
from app.text.number_words import Number

# What may touch a number from behind: 9pm, 65km, 25pct.
_GLUED = frozenset(("am", "pm", "am.", "pm.", *table.MEASURES, *table.DURATIONS, "pct", "percent", "th", "x"))
_BEFORE_IDLE_WORDS = """
    no any every this that the which each another some only such first last new big good bad or not for as
    than is was by"""
_AFTER_IDLE_WORDS = """
    of another more who that is was in to at on day time thing way point side hand can could may might would
    should must has had and or for year week month step place example reason by with from as where whose"""
_BEFORE_IDLE_ONE = frozenset(_BEFORE_IDLE_WORDS.split())
_AFTER_IDLE_ONE = frozenset(_AFTER_IDLE_WORDS.split())
_YEARS = range(1700, 2101)


def is_label(tokens: list[Token], number: Number) -> bool:
    """Whether a number names a thing instead of counting: by what touches it and what stands before it."""
    at, end = number.first, number.end
    if tokens[at].kind != "number":
        return _is_idle_word(tokens, number)
    if at == 0 and word_at(tokens, end) in (".", ")", ":") and number.value < 100:
        return True  # the number of an item of a list
    before, previous = word_at(tokens, at - 1), tokens[at - 1] if at else None
    if touches(tokens, at) and (before in "#_.:@=/\\&" or (previous and previous.kind != "mark")):
        return not (before == "/" and word_at(tokens, at - 2).isdigit())  # B12, #2, :80; the 48 of 52/48
    if before in table.DASHES and touches(tokens, at) and touches(tokens, at - 1) and _names(tokens[at - 2]):
        return True  # F-16, Covid-19
    if touches(tokens, end) and tokens[end].kind == "word" and number.form != "rank":
        return tokens[end].low not in _GLUED
    if touches(tokens, end) and tokens[end].text in "@=_\\&:'’" and touches(tokens, end + 1):
        return tokens[end].text not in ":'’" or tokens[end + 1].kind == "number"  # 03:36, 5'4
    if word_at(tokens, end) == "." and touches(tokens, end) and touches(tokens, end + 1):
        return tokens[end + 1].kind == "number"  # 1.2.3
    if before == "." and touches(tokens, at - 1):
        before = word_at(tokens, at - 2)
        previous = tokens[at - 2] if at > 1 else None
    return bool(previous and _is_named(tokens, number, before, previous))


def _names(token: Token) -> bool:
    return token.kind == "word" and token.low not in ("to", "mid", "pre", "post")


def _is_named(tokens: list[Token], number: Number, before: str, previous: Token) -> bool:
    if number.magnitude or number.form != "plain" or "," in tokens[number.first].text:
        return False
    following = word_at(tokens, number.end)
    has_unit = following in table.PERCENT_WORDS or following in ("%", "per") or following in table.DURATIONS
    if has_unit:
        return False
    if before in table.LABELS and (previous.capital or before in table.SMALL_LABELS):
        return True
    # Boeing 737, iPhone 6: a name, then a number, then nothing that could be counted
    is_name = previous.kind == "word" and any(char.isupper() for char in previous.text) and number.first > 1
    if not is_name or before in table.MONTH_NAMES or before in table.WEEKDAYS or before in table.BOUNDARIES:
        return False
    if number.value in _YEARS and number.value == int(number.value):
        return False
    return not (following in table.PLURALS or following.endswith("s") or following in table.DASHES)


def _is_idle_word(tokens: list[Token], number: Number) -> bool:
    """Whether a number word counts nothing: "one of the", "no one", "one another", "First Amendment"."""
    at = number.first
    word, before, following = tokens[at].low, word_at(tokens, at - 1), word_at(tokens, number.end)
    if number.form == "rank":
        return tokens[at].capital or number.value < 3 or before in table.DASHES or following in ("party", "-")
    if number.form == "plain" and word == "one" and number.end == at + 1:
        return (
            before in _BEFORE_IDLE_ONE or following in _AFTER_IDLE_ONE or (following in ("-", "’", "'"))
        ) or not following.isalpha()
    if word in ("a", "an") and number.end == at + 2 and word_at(tokens, at + 1) in ("hundred", "thousand"):
        return word_at(tokens, at + 2) in ("of", "times")
    return word == "zero"
