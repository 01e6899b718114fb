"""Marks of a text, by which copies and reused passages are found without laying two texts side by side.

Runs of six words are hashed, and every eighth hash is kept: a scaled (Frac)MinHash sketch (Irber et al.,
2022, "Lightweight compositional analysis of metagenomes with FracMinHash"). Unlike the fixed number of
hashes of a classic MinHash it grows with the text, so that it estimates not only how alike two texts are but
also how much of the shorter stands in the longer. Case, diacritics, quotation marks and punctuation do not
count. In scripts that write no spaces between words, every character counts as a word. What stands between
quotation marks is left out: two reporters who quote one statement have not copied from one another.
"""

import re
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

VERSION = 1
"""Counts up when the marks of a text change; kept marks of another version are made again."""

WORDS = 6
"""Words in a run. With six, texts by different hands on one event share hardly any run but quotations."""
EVERY = 8
"""One hash in so many is kept: about 110 marks for 900 words."""
LONGEST = 200_000
"""So many characters of a text are read, some 33,000 English words: longer texts are no news articles."""

Marks = npt.NDArray[np.uint32]

# A text that is quotation for more than two thirds (a speech, an interview) is marked whole.
_LEAST_OUTSIDE = 1 / 3
_LONGEST_QUOTATION = 2000
_QUOTATION_MARK = re.compile('["“”„«»「」\n]')
_CLOSING = {'"': '"”', "“": '”"', "„": "“”", "«": "»", "»": "«", "「": "」"}
_LONGEST_WORD = 64
_BASIC_PLANE = 0x10000
_SEPARATOR = 0
_PASSED_OVER = 1
# The lowest two bits of a character's value: a letter of a word, or a word of its own.
_LETTER = np.uint64(2)
_ALONE = np.uint64(3)
_CLEARED = np.uint64(0xFFFF_FFFF_FFFF_FFFC)
_APOSTROPHES = "'’‘ʼ＇`´"
# Thai, Lao, Myanmar, Khmer; kana; Han. Hangul is written with spaces.
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
)
_FIRST_RARE_HAN, _LAST_RARE_HAN = 0x20000, 0x3FFFF


def marks(title: str, body: str) -> bytes:
    """The marks of an article, sorted, as ``from_bytes`` reads them. Equal on every machine.

    The title counts only where the body has no run of six words: copies often bear a headline of their own.
    A text of one to five words has the one run that it is.
    """
    body = body[:LONGEST]
    outside = _outside_quotations(body)
    words = _words(body if len(outside) < _LEAST_OUTSIDE * len(body) else outside)
    if len(words) < WORDS:
        words = _words(body)
    if len(words) < WORDS:
        words = _words(f"{title}\n{body}"[:LONGEST])
    return _kept(words).tobytes()


def from_bytes(kept: bytes) -> Marks:
    """The marks as numbers, ascending, none twice."""
    return np.frombuffer(kept, dtype="<u4")


def _outside_quotations(text: str) -> str:
    """``text`` without what stands between quotation marks, or behind one that opens a whole paragraph.

    A straight mark opens before a word and closes behind one, and all end with the paragraph, so that a lost
    mark does no harm elsewhere.
    """
    kept: list[str] = []
    begin, opened, closing = 0, -1, ""
    for found in _QUOTATION_MARK.finditer(text):
        place, mark = found.start(), found[0]
        if mark == "\n":
            if opened >= 0 and (opened == 0 or text[opened - 1] == "\n"):
                kept.append(text[begin:opened])
                begin = place
            opened = -1
        elif opened >= 0 and mark in closing and place - opened <= _LONGEST_QUOTATION:
            if mark != '"' or not text[place + 1 : place + 2].isalnum():
                kept.append(text[begin:opened])
                begin, opened = place + 1, -1
        elif mark in _CLOSING and (mark != '"' or _before_a_word(text, place)):
            opened, closing = place, _CLOSING[mark]
    kept.append(text[begin:])
    return " ".join(kept)


def _before_a_word(text: str, place: int) -> bool:
    return not text[max(place - 1, 0) : place].isalnum() and not text[place + 1 : place + 2].isspace()


def _kept(words: npt.NDArray[np.uint64]) -> Marks:
    if not len(words):
        return np.empty(0, dtype="<u4")
    size = min(WORDS, len(words))
    number = len(words) - size + 1
    runs = np.zeros(number, dtype=np.uint64)
    for place in range(size):
        runs *= np.uint64(0x9E3779B97F4A7C15)
        runs += words[place : place + number]
    hashes = _mixed(runs)
    chosen = hashes[(hashes & np.uint64(EVERY - 1)) == 0]
    upper = (chosen >> np.uint64(32)).astype("<u4")
    upper.sort()
    unique: Marks = upper[np.diff(upper, prepend=~upper[:1]) != 0]
    return unique


def _words(text: str) -> npt.NDArray[np.uint64]:
    """A number for every word of ``text``, in order."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if text.isascii() or not len(codes) or codes.max() < _BASIC_PLANE:
        values = _values().take(codes)
    else:
        values = _values()[np.minimum(codes, _BASIC_PLANE - 1)]
        beyond = codes >= _BASIC_PLANE
        han = (codes >= _FIRST_RARE_HAN) & (codes <= _LAST_RARE_HAN)
        values[beyond] = _SEPARATOR
        values[han] = _mixed(codes[han].astype(np.uint64)) & _CLEARED | _ALONE
    passed_over = values == _PASSED_OVER
    if passed_over.any():
        values = values[~passed_over]
    inside = values != _SEPARATOR
    starts = inside.copy()
    joined = inside[:-1]
    alone = (values & _ALONE) == _ALONE
    if alone.any():
        joined = joined & ~alone[:-1] & ~alone[1:]
    starts[1:] &= ~joined
    starts = starts[inside]
    letters = values[inside]
    firsts = np.flatnonzero(starts)
    if not len(firsts):
        return np.empty(0, dtype=np.uint64)
    lengths = np.diff(firsts, append=len(letters))
    places = np.arange(len(letters)) - np.repeat(firsts, lengths)
    # What is too long for a word is told apart by its first letters and the sum of the others.
    np.minimum(places, _LONGEST_WORD - 1, out=places)
    sums: npt.NDArray[np.uint64] = np.add.reduceat(letters * _powers().take(places), firsts)
    return _mixed(sums)


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele et al., 2014): every bit in reaches every bit out."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


@cache
def _powers() -> npt.NDArray[np.uint64]:
    return np.cumprod(np.full(_LONGEST_WORD, 0xD6E8FEB86659FD93, dtype=np.uint64), dtype=np.uint64)


@cache
def _values() -> npt.NDArray[np.uint64]:
    """What each character of the basic plane counts as: a separator, nothing, or the letter it folds to."""
    folded = np.fromiter(map(_folded, map(chr, range(_BASIC_PLANE))), dtype=np.uint64, count=_BASIC_PLANE)
    values: npt.NDArray[np.uint64] = _mixed(folded) & _CLEARED | _LETTER
    for first, last in _WITHOUT_SPACES:
        values[first : last + 1] |= _ALONE
    # Both lie below every letter's code.
    for marker in (_SEPARATOR, _PASSED_OVER):
        values[folded == marker] = marker
    return values


def _folded(char: str) -> int:
    """The code of the bare letter or digit in ``char``; _SEPARATOR or _PASSED_OVER when there is none."""
    if not char.isalnum():
        # Accents written on their own, soft hyphens and invisible joiners stand inside words.
        passed_over = char in _APOSTROPHES or unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}
        return _PASSED_OVER if passed_over else _SEPARATOR
    if "\uac00" <= char <= "\ud7a3":
        return ord(char)
    bare = unicodedata.normalize("NFKD", char.casefold())
    return next((ord(part) for part in bare if part.isalnum()), ord(char))
