"""A text folded for looking words up in it as strings, and the way back from there to places in the text."""

import re
from bisect import bisect_right
from typing import NamedTuple

from app.text.analysis import FOLDING, UNSPACED

# what is foreign in most texts
_SIGNS_OF_PRINT = "’‘“”—–…\xa0"
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_DROPPED = re.compile("\0")
_DROPPED_OR_UNSPACED = re.compile(f"[\0{UNSPACED}]")


class Folded(NamedTuple):
    """``text``: the folded words with a space at least before and behind each.

    From the index ``after[i]`` on, indexes are ``shift[i]`` smaller in the text as it was.
    """

    text: str
    after: list[int]
    shift: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text the folded words from ``start`` to ``end`` stand."""
        if len(self.after) == 1:
            return start - 1, end - 1
        return self._origin(start), self._origin(end)

    def _origin(self, index: int) -> int:
        return index - self.shift[bisect_right(self.after, index) - 1]


def folded(text: str, *, apart: bool = False) -> Folded:
    """``text`` lower-cased, without diacritics and punctuation, as the full-text index sees it.

    With ``apart`` each character of a script written without spaces is a word of its own.
    """
    spaced = f" {_folded(text)} "
    edits = _edits(spaced, apart=apart)
    if not edits:
        return Folded(spaced, [0], [1])
    after, shift, pieces = [0], [1], []
    length = at = 0
    for index in edits:
        char = spaced[index]
        pieces.append(spaced[at:index])
        length += index - at
        at = index + 1
        if char == "\0":
            after.append(length)
            shift.append(shift[-1] - 1)
        else:
            pieces.append(f" {char} ")
            after += (length + 1, length + 3)
            shift += (shift[-1] + 1, shift[-1] + 2)
            length += 3
    pieces.append(spaced[at:])
    return Folded("".join(pieces), after, shift)


def _folded(text: str) -> str:
    if not text.isascii() and 2 * len(text.encode("ascii", "ignore")) > len(text):
        # Little is foreign: then a text that becomes ASCII is translated many times faster.
        for sign in _SIGNS_OF_PRINT:
            text = text.replace(sign, " ")
        text = _FOREIGN.sub(_one, text)
    return text.translate(FOLDING)


def _one(found: re.Match[str]) -> str:
    # A mark stays, to be told from a space.
    char = found[0]
    return chr(FOLDING[ord(char)] or ord(char))


def _edits(spaced: str, *, apart: bool) -> list[int]:
    """Where something must be taken out or put between."""
    if spaced.isascii() and "\0" not in spaced:
        return []
    pattern = _DROPPED_OR_UNSPACED if apart else _DROPPED
    return [found.start() for found in pattern.finditer(spaced)]
