"""What is being typed at the end of a query, and the query with something in its place. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from app.search.mend import MAX_CHARACTERS, QUOTES

Kind = Literal["word", "outlet", "person", "event"]

_ANY: tuple[Kind, ...] = ("word", "outlet", "person", "event")
# What can stand behind a field; behind the other fields nothing is suggested.
_OF_FIELD: dict[str, tuple[Kind, ...]] = {
    "title": ("word",),
    "dek": ("word",),
    "body": ("word",),
    "outlet": ("outlet",),
    "author": ("person",),
    "byline": ("person",),
    "event": ("event",),
}
_MOST_WORDS_OF_A_NAME = 3
_OPERATORS = frozenset({"AND", "OR", "NOT"})
# what no database can store, or no key types
_UNTYPABLE = re.compile("[\0-\x1f\x7f\ud800-\udfff]")
_FIELD = r"(?:^|(?<=[\s(-]))(?P<field>[^\W\d_]+):\s*"
_BEHIND_A_FIELD = re.compile(rf'{_FIELD}(?P<value>[^\s()":]*)$')
_QUOTED_BEHIND_A_FIELD = re.compile(rf"{_FIELD}$")
_PIECE = re.compile(r"\S+")
# A word that no sign of the query language belongs to, at the head of a clause.
_PLAIN = re.compile(r'(?P<head>\(*-?)(?P<word>[^\s()":*?~^\[\]{}<>]+)')
# A word, or the last part of one with hyphens. What other signs hold together is no word that begins so.
_LAST_WORD = re.compile(r'(?<![^\s("\-:])[^\W_]+$')
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W_]+)[\s-]+$")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed, and the place in the query where it begins."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands at the end of the query ``text`` and may become one of ``kinds``.

    ``word`` is the word that is being typed, None behind a space. ``names`` are the words of a name that may
    have been typed, the longest first. ``closing`` ends the quotation they stand in.
    """

    text: str
    kinds: tuple[Kind, ...]
    word: Typed | None
    names: tuple[Typed, ...] = ()
    closing: str = ""

    @property
    def before(self) -> str | None:
        """The word before the one that is being typed, when nothing but space parts them."""
        found = None if self.word is None else _WORD_BEFORE.search(self.text, 0, self.word.at)
        return None if found is None or found[1] in _OPERATORS else found[1]

    def with_word(self, word: str) -> str:
        """The query with ``word`` for the one that is being typed."""
        return self.text if self.word is None else self.text[: self.word.at] + word + self.closing

    def with_clause(self, name: Typed, clause: str) -> str:
        """The query with ``clause`` for the ``name`` that is being typed."""
        return self.text[: name.at] + clause


def ending(text: str) -> Ending | None:
    """What is being typed at the end of ``text``; None when nothing can be suggested there."""
    if len(text) > MAX_CHARACTERS or _UNTYPABLE.search(text):
        return None
    plain = text.translate(QUOTES)
    if plain.count('"') % 2:
        return _quoted(text, plain.rindex('"'))
    field = _BEHIND_A_FIELD.search(plain)
    if field is not None:
        value = field["value"]
        return _behind_a_field(text, field, value, "") if value else None
    names = _names(text)
    return Ending(text, _ANY, _word(text), names) if names else None


def _quoted(text: str, quote: int) -> Ending | None:
    inside = text[quote + 1 :]
    if not inside.strip():
        return None
    field = _QUOTED_BEHIND_A_FIELD.search(text, 0, quote)
    if field is not None:
        return _behind_a_field(text, field, inside.lstrip(), '"')
    return Ending(text, ("word",), _word(text), closing='"')


def _behind_a_field(text: str, field: re.Match[str], value: str, closing: str) -> Ending | None:
    kinds = _OF_FIELD.get(field["field"].lower(), ())
    if not kinds:
        return None
    names = () if kinds == ("word",) else (Typed(field.start(), value),)
    return Ending(text, kinds, _word(text), names, closing)


def _word(text: str) -> Typed | None:
    found = _LAST_WORD.search(text)
    return None if found is None else Typed(found.start(), found[0])


def _names(text: str) -> tuple[Typed, ...]:
    """The last words, from each of them on to the end of ``text``."""
    found: list[Typed] = []
    for piece in reversed(list(_PIECE.finditer(text))):
        plain = _PLAIN.fullmatch(piece[0])
        if plain is None or plain["word"] in _OPERATORS:
            break
        at = piece.start() + plain.start("word")
        found.append(Typed(at, text[at:]))
        if plain["head"] or len(found) == _MOST_WORDS_OF_A_NAME:
            break
    return tuple(reversed(found))
