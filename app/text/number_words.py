"""Numbers in digits and words: 1,440, 2.5 million, 3bn, forty-nine, two dozen, a third."""

from decimal import Decimal
from typing import NamedTuple

from app.text.figure_tokens import Token, touches, word_at

_LONGEST = 18  # characters of a number; what is longer is an identifier


def _numbered(names: str, first: int) -> dict[str, int]:
    """Names in a row to numbers that count up from ``first``."""
    return {name: number for number, name in enumerate(names.split(), first)}


_ONES = _numbered(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""",
    0,
)
_TENS = {
    word: 10 * number
    for word, number in _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2).items()
}
_MAGNITUDES = {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
}  # fmt: skip
# Only where they touch the number: $3bn, 1.5m, 30k.
_SHORT_MAGNITUDES = {
    "k": 1_000, "m": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6, "b": 10**9, "bn": 10**9, "bln": 10**9,
    "tn": 10**12, "trn": 10**12, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_ORDINALS = _numbered(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""",
    1,
) | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
_ENDINGS = frozenset(("st", "nd", "rd", "th"))
NUMBER_WORDS = frozenset((*_ONES, *_TENS, *_MAGNITUDES, *_ORDINALS, "half"))
"""Words that may begin a number."""


class Number(NamedTuple):
    """A number as written: tokens ``first`` up to, not with, ``end``.

    ``step`` is the place of its last written digit (``2.5 million``: 100,000), and ``round_step`` that of
    the last one that is not 0 (``900,000``: 100,000): how far it may be rounded. ``factor`` is its
    magnitude: a million, or 1. ``form`` tells a part of a whole (``a third``, value .33) and a rank
    (``45th``) from a plain number.
    """

    value: Decimal
    step: Decimal
    round_step: Decimal
    first: int
    end: int
    form: str
    spelled: bool
    factor: int

    @property
    def magnitude(self) -> bool:
        """Whether it is told in hundreds, millions, dozens."""
        return self.factor > 1


def number_at(tokens: list[Token], at: int) -> Number | None:
    """The number that begins at token ``at``, or None."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "number":
        return _digits(tokens, at)
    if token.kind == "word":
        return _spelled(tokens, at)
    return None


def _digits(tokens: list[Token], at: int) -> Number | None:
    written = tokens[at].text
    if len(written) > _LONGEST:
        return None
    plain = written.replace(",", "")
    value, end = Decimal(plain), at + 1
    step = Decimal(1).scaleb(-len(plain.partition(".")[2]))
    form, factor = "plain", 1
    following = word_at(tokens, end)
    if touches(tokens, end) and tokens[end].kind == "word":
        if following in _ENDINGS:
            return Number(value, step, step, at, end + 1, "rank", False, 1)
        if following in _SHORT_MAGNITUDES:
            factor, end = _SHORT_MAGNITUDES[following], end + 1
    else:
        # "$2.5-million"
        hyphen = following == "-" and touches(tokens, end) and touches(tokens, end + 1)
        following = word_at(tokens, end + hyphen)
        if following in _MAGNITUDES:
            factor, end = _MAGNITUDES[following], end + hyphen + 1
    return _number(value, step, factor, at, end, form, False)


def _number(
    value: Decimal, step: Decimal, factor: int, first: int, end: int, form: str, spelled: bool
) -> Number:
    rounded = step
    if step == 1 and value and value == int(value):
        zeros = len(str(int(value))) - len(str(int(value)).rstrip("0"))
        rounded = Decimal(10**zeros)
    return Number(value * factor, step * factor, rounded * factor, first, end, form, spelled, factor)


def _spelled(tokens: list[Token], at: int) -> Number | None:
    word = tokens[at].low
    if word in ("a", "an"):
        return _with_article(tokens, at)
    if word == "half":
        return _half(tokens, at)
    if word in _ORDINALS:
        return Number(Decimal(_ORDINALS[word]), Decimal(1), Decimal(1), at, at + 1, "rank", True, 1)
    if word not in _ONES and word not in _TENS:
        return None
    value, end = _below_hundred(tokens, at)
    following = _skip_hyphen(tokens, end)
    part = word_at(tokens, following)
    if part in _PARTS and (value == 1 or part.endswith("s")) and part not in ("half", "halves"):
        return _part(Decimal(value), part, at, following + 1)
    rank = _ORDINALS.get(part)
    if rank and rank < 10 and value >= 20 and value % 10 == 0 and following == end + 1:
        return Number(Decimal(value + rank), Decimal(1), Decimal(1), at, following + 1, "rank", True, 1)
    if [word_at(tokens, end + k) for k in range(3)] == ["and", "a", "half"]:
        factor = _MAGNITUDES.get(word_at(tokens, end + 3), 1)
        halved = Decimal(value) + Decimal("0.5")
        return _number(halved, Decimal("0.1"), factor, at, end + 3 + (factor > 1), "plain", True)
    total, end, factor = _grow(tokens, value, end)
    return _number(Decimal(total) / factor, Decimal(1), factor, at, end, "plain", True)


def _below_hundred(tokens: list[Token], at: int) -> tuple[int, int]:
    word = tokens[at].low
    if word in _ONES:
        return _ONES[word], at + 1
    ones = _skip_hyphen(tokens, at + 1)
    if ones > at + 1 or word_at(tokens, ones) in _ONES:
        value = _ONES.get(word_at(tokens, ones), 0)
        if 0 < value < 10:
            return _TENS[word] + value, ones + 1
    return _TENS[word], at + 1


def _skip_hyphen(tokens: list[Token], at: int) -> int:
    """The place behind a hyphen that joins two words, or ``at`` where there is none."""
    hyphen = word_at(tokens, at) in ("-", "‑") and touches(tokens, at) and touches(tokens, at + 1)
    return at + 1 if hyphen else at


def _grow(tokens: list[Token], value: int, end: int) -> tuple[int, int, int]:
    """The number with the magnitudes that follow ("two hundred and six thousand"), and its last magnitude.

    At most a few words: a long row of number words is no number.
    """
    total, current, last = 0, value, 1
    for _ in range(6):
        at = _skip_hyphen(tokens, end)
        word = word_at(tokens, at)
        if word in _MAGNITUDES:
            last = _MAGNITUDES[word]
            if last in (100, 12):
                current *= last
            else:
                total, current = total + current * last, 0
            end = at + 1
            continue
        joined = at + (word == "and" and last > 1)
        word = word_at(tokens, joined)
        if last == 1 or not (word in _ONES or word in _TENS):
            break
        below, end = _below_hundred(tokens, joined)
        current, last = current + below, 1
        if last == 1 and word_at(tokens, end) not in _MAGNITUDES:
            break
    return total + current, end, last


def _with_article(tokens: list[Token], at: int) -> Number | None:
    following = word_at(tokens, at + 1)
    if following == "half":
        # "a half million"
        return _half(tokens, at + 1, at)
    if following in _MAGNITUDES:
        total, end, factor = _grow(tokens, 1, at + 1)
        return _number(Decimal(total) / factor, Decimal(1), factor, at, end, "plain", True)
    if following in ("third", "quarter", "fifth", "tenth"):
        # "a third of voters", not "a third vote"
        ends = word_at(tokens, at + 2) in ("of", "", ".", ",", "in")
        return _part(Decimal(1), following, at, at + 2) if ends else None
    return None


def _half(tokens: list[Token], at: int, first: int | None = None) -> Number | None:
    """Half a million, half of the voters; not "half brother" and not "second half"."""
    start = at if first is None else first
    following = word_at(tokens, at + 1)
    magnitude = at + 1 + (following in ("a", "-"))
    if word_at(tokens, magnitude) in ("million", "billion", "trillion", "dozen"):
        factor = _MAGNITUDES[word_at(tokens, magnitude)]
        half = Decimal(factor) / 2
        return Number(half, half / 5, half / 5, start, magnitude + 1, "plain", True, factor)
    return _part(Decimal(1), "half", start, at + 1) if following == "of" else None


def _part(count: Decimal, part: str, first: int, end: int) -> Number:
    share = count / _PARTS[part]
    return Number(share, Decimal("0.01"), Decimal("0.02"), first, end, "part", True, 1)
