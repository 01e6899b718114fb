"""The tokens that figures are read from: numbers, words and single marks with their places. Linear time."""

import re
from typing import Literal, NamedTuple

from app.text.tokens import fold

# Numbers with their thousands and decimals; dotted letters (p.m., m.p.h., U.S.); words; any other mark.
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<mark>\S)"
)


class Token(NamedTuple):
    """One token: ``low`` is a word folded, without full stops and possessive ending; else as written."""

    text: str
    low: str
    start: int
    end: int
    kind: Literal["number", "word", "mark"]

    @property
    def capital(self) -> bool:
        """Whether it is a word that begins with a capital."""
        return self.kind == "word" and self.text[0].isupper()


def figure_tokens(text: str) -> list[Token]:
    """The tokens of ``text`` in order; numbers and letters that touch ("20th", "B12") are two."""
    found = []
    for match in _TOKEN.finditer(text):
        written = match.group()
        kind = match.lastgroup
        if kind == "word":
            low = fold(written).replace(".", "").replace("’", "'")
            found.append(Token(written, low.removesuffix("'s"), match.start(), match.end(), "word"))
        elif kind == "number":
            found.append(Token(written, written, match.start(), match.end(), "number"))
        else:
            found.append(Token(written, written, match.start(), match.end(), "mark"))
    return found


def touches(tokens: list[Token], at: int) -> bool:
    """Whether nothing, no space either, stands between token ``at`` and the one before it."""
    return 0 < at < len(tokens) and tokens[at - 1].end == tokens[at].start


def word_at(tokens: list[Token], at: int) -> str:
    """The folded word at a place, or an empty string where there is no token."""
    return tokens[at].low if 0 <= at < len(tokens) else ""
