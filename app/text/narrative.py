"""The words of a paragraph outside of its quotations. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.text.quotations import Quoted

# U.S.; the J. of J. Doe; Sen. and Mr.; other words; marks
_TOKEN = re.compile(
    r"[A-Z](?:(?:\.[^\W\d_])+\.|\.(?=\s[A-Z])"
    r"|(?:rs?|s|ens?|eps?|ovs?|t|ol|apt|gt|ev|rof|aj|dm|upt|res)\.)"
    r"|[^\W_]\w*(?:[-'’][^\W_]\w*)*"
    r"|[^\w\s]"
)
_BRACKETED = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=s)['’])$")
_PARTY_LETTERS = re.compile(r"[DRI]-[A-Z]")
_CONTRACTION = re.compile(r"I['’]|\w+['’](?:re|ve|ll|d|t|m)$")
_SPACES = frozenset(" \u00a0")


class Token(NamedTuple):
    """A word, a mark, or a whole quotation (``quote`` its number, else -1) of one paragraph.

    ``low`` is the word small, without possessive ending and full stops. ``joined``: only a space before it.
    """

    text: str
    low: str
    start: int
    quote: int = -1
    possessive: bool = False
    joined: bool = False
    capital: bool = False


def tokens(text: str, quotes: Sequence[tuple[int, Quoted]]) -> list[Token]:
    """The words and marks of a paragraph; each of ``quotes``, with its number, is one token.

    What stands in brackets is left out.
    """
    found: list[Token] = []
    at = 0
    for number, quote in quotes:
        _narrative(text, at, max(at, quote.start - 1), found)
        found.append(Token(text[quote.start : quote.end], "", quote.start, number))
        at = quote.end + 1 if quote.end < len(text) else quote.end
    _narrative(text, at, len(text), found)
    return found


def _narrative(text: str, start: int, end: int, found: list[Token]) -> None:
    piece = text[start:end]
    if "(" in piece or "[" in piece:
        piece = _BRACKETED.sub(lambda match: " " * len(match[0]), piece)
    last = -1
    for match in _TOKEN.finditer(piece):
        word, at = match[0], match.start()
        bare = word
        if ("'" in word or "’" in word) and len(word) > 1:
            bare = _POSSESSIVE.sub("", word) or word
        joined = last >= 0 and at > last and (at == last + 1 and piece[last] in _SPACES)
        low = bare.lower()
        capital = low != bare and _is_capital(bare)
        plain = low.rstrip(".") if low[-1] == "." else low
        found.append(Token._make((bare, plain, start + at, -1, bare is not word, joined, capital)))
        last = match.end()


def _is_capital(word: str) -> bool:
    if not word[0].isupper() or word == "I":
        return False
    if "-" in word:
        return not _PARTY_LETTERS.match(word) and word.rpartition("-")[2][:1].isupper()
    return not (("'" in word or "’" in word) and _CONTRACTION.match(word))
