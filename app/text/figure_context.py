"""The words around a figure that say what it counts: its noun, the noun's modifiers, what is near."""

from typing import NamedTuple

from app.text import figure_words as table
from app.text.figure_tokens import Token, word_at
from app.text.number_words import NUMBER_WORDS

_NEAR = 9  # words looked at on either side
_LONGEST_PHRASE = 7
# Beyond these another statement begins: they count as several words.
_COSTS = {",": 3, "and": 3, "or": 3, "but": 3, "while": 5, "who": 2, "which": 2}
# Marks that end the clause a figure stands in.
_ENDS = frozenset(";:()—[]|")
# By kind of figure, what may stand before the noun it counts: 25 percent of voters, $4 million in aid.
_JOINTS = {
    "count": ("of",), "money": ("of", "in", "for"), "percent": ("of",), "points": (), "rank": (),
    "measure": ("of",), "duration": ("of", "in"),
}  # fmt: skip
_AUXILIARY_WORDS = "is are was were be been being have has had also then reportedly more people to than"
_AUXILIARIES = frozenset(_AUXILIARY_WORDS.split())


_KNOWN = frozenset(("the", "them", "those", "these", "whom", "us", "which", "its", "his", "her", "their"))
_NOT_COUNTED = frozenset((*table.MONTH_NAMES, *table.WEEKDAYS, "ago", "old"))
# Words of figures themselves, which say nothing about what is counted.
_IDLE = (
    NUMBER_WORDS
    | table.PERCENT_WORDS
    | frozenset(
        (
            *table.CURRENCY_WORDS,
            *table.DURATIONS,
            *table.MEASURES,
            "cent",
            "s",
            "m",
            "bn",
            "th",
            "nd",
            "st",
            "rd",
            "pm",
            "am",
        )
    )
)


class Near(NamedTuple):
    """A word near a figure and how many words away it is, commas and conjunctions counted as several."""

    low: str
    distance: int
    capital: bool


class Context(NamedTuple):
    """What is said about a figure.

    ``head`` is the noun that is counted (folded; empty: none stands there), ``phrase`` all words from the
    number to it; ``before`` and ``after`` are the words on either side, nearest first.
    ``part``: it counts some of those just told of (nine of the dead).
    """

    head: str
    phrase: tuple[str, ...]
    before: tuple[Near, ...]
    after: tuple[Near, ...]
    part: bool


def context(tokens: list[Token], first: int, end: int, kind: str) -> Context:
    """The context of the figure of tokens ``first`` to ``end``. Dates, ages and votes count no noun."""
    joints = _JOINTS.get(kind)
    head, phrase, after = ("", (), end) if joints is None else counted(tokens, end, joints)
    part = kind == "count" and word_at(tokens, end) == "of" and word_at(tokens, end + 1) in _KNOWN
    return Context(head, phrase, _before(tokens, first), _after(tokens, after), part)


def counted(
    tokens: list[Token], end: int, joints: tuple[str, ...] = ("of",)
) -> tuple[str, tuple[str, ...], int]:
    """The noun that a number before token ``end`` counts, the phrase up to it, and the place behind it.

    The noun is the first plural, or the last word before one that cannot belong to the phrase.
    """
    at = end + (word_at(tokens, end) in ("-", "‑"))
    attributive = at > end
    if word_at(tokens, at) in joints:
        at += 1
        while word_at(tokens, at) in (
            "the",
            "all",
            "its",
            "their",
            "his",
            "her",
            "those",
            "these",
            "our",
            "a",
        ):
            at += 1
    phrase: list[str] = []
    for place in range(at, min(at + _LONGEST_PHRASE, len(tokens))):
        token = tokens[place]
        if token.kind != "word":
            if token.text in "-‑'’" and phrase:
                continue
            break
        if token.low in ("more", "fewer", "less") and not phrase:
            phrase.append(token.low)
            continue
        if (token.low in table.BOUNDARIES and not token.text.isupper()) or token.low in _NOT_COUNTED:
            break
        if token.low in table.STATES and phrase:
            break
        phrase.append(token.low)
        if attributive or is_plural(token.low):
            return token.low, tuple(phrase), place + 1
    head = phrase[-1] if phrase and phrase[-1] not in ("more", "fewer", "less") else ""
    return head, tuple(phrase), at + len(phrase) if phrase else end


def is_plural(word: str) -> bool:
    """Whether a folded word looks like the plural of a noun."""
    if word in table.PLURALS:
        return True
    return (
        word.endswith("s")
        and len(word) > 3
        and word[-2:] not in ("ss", "us", "is")
        and (word not in table.NOT_PLURALS)
    )


def _before(tokens: list[Token], first: int) -> tuple[Near, ...]:
    found, distance = [], 0
    for place in range(first - 1, max(first - 1 - 2 * _NEAR, -1), -1):
        token = tokens[place]
        if token.text in _ENDS:
            break
        distance += _COSTS.get(token.low, 1)
        if token.kind == "word" and token.low not in table.BOUNDARIES and token.low not in _IDLE:
            found.append(Near(token.low, distance, token.capital))
    return tuple(found[:_NEAR])


def _after(tokens: list[Token], end: int) -> tuple[Near, ...]:
    found, distance = [], 0
    for place in range(end, min(end + 2 * _NEAR, len(tokens))):
        token = tokens[place]
        if token.text in _ENDS:
            break
        if token.low in _AUXILIARIES:
            continue
        distance += _COSTS.get(token.low, 1)
        if token.kind == "word" and token.low not in table.BOUNDARIES and token.low not in _IDLE:
            found.append(Near(token.low, distance, token.capital))
    return tuple(found[:_NEAR])
