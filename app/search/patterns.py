"""What a word of a query asks for: itself, words that begin so, words of a pattern, or words close to it."""

import re
import unicodedata
from dataclasses import dataclass

from app.search.mend import shown
from app.search.nodes import Fuzzy, Node, Phrase, TextField, Wildcard

MAX_PATTERNS = 10
MAX_SLIPS = 2
LEAST_LETTERS = 2
# One slip turns a word of three letters into a third of all others; two would turn it into any.
_SHORT = 4
_FEW_LETTERS = 3

_FUZZY = re.compile(r"(?P<word>.+?)~(?P<distance>[0-9]{0,6})", re.DOTALL)
_SIGNS = frozenset("*?")


def has_word(text: str) -> bool:
    """Whether the full-text index would find a word in ``text``: letters, digits, private-use characters."""
    return any(map(_in_word, text))


def _in_word(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LN" or category == "Co"


@dataclass(slots=True)
class Patterns:
    """Reads the words of one query. ``notes`` collects what a person should know.

    Patterns and slips are looked up in the list of all words of the corpus, so their number is bounded.
    """

    notes: list[str]
    count: int = 0

    def read(self, text: str, field: TextField | None, boost: float) -> Node | None:
        """What the word ``text`` asks for in ``field``; None when there is no word in it."""
        if not has_word(text):
            return None
        slips = _FUZZY.fullmatch(text)
        if slips is not None:
            return self._fuzzy(text, slips["word"], slips["distance"], field, boost)
        pattern = _bare(text)
        if not _SIGNS.intersection(pattern):
            return Phrase(text, field, boost=boost)
        begins = pattern.rstrip("*")
        if not _SIGNS.intersection(begins):
            # Few letters stand for a good part of all words: to find them costs as much as a pattern.
            if len(begins) < _FEW_LETTERS and not self._allowed():
                return Phrase(text, field, boost=boost)
            return Phrase(begins, field, prefix=True, boost=boost)
        return self._wildcard(text, re.sub(r"\*+", "*", pattern), field, boost)

    def _wildcard(self, text: str, pattern: str, field: TextField | None, boost: float) -> Node:
        letters = [char for char in pattern if char not in _SIGNS]
        if not all(map(_goes_with_words, letters)):
            reason = f"A * or ? inside {shown(text)} can stand for letters of a single word only"
        elif sum(map(_in_word, letters)) < LEAST_LETTERS:
            reason = f"{shown(text)} has fewer than {LEAST_LETTERS} letters to go by"
        elif self._allowed():
            return Wildcard(pattern, field, boost)
        else:
            return Phrase(text, field, boost=boost)
        self.notes.append(f"{reason}; searched for what is written without the signs.")
        return Phrase(text, field, boost=boost)

    def _fuzzy(
        self, text: str, word: str, distance: str, field: TextField | None, boost: float
    ) -> Node | None:
        bare = _bare(word)
        if _SIGNS.intersection(bare):
            self.notes.append(f"In {shown(text)} the ~ was left out: it does not go with * or ?.")
            return self.read(word, field, boost)
        as_written = Phrase(word, field, boost=boost)
        letters = sum(map(_in_word, bare))
        if letters < LEAST_LETTERS or not all(map(_goes_with_words, bare)):
            self.notes.append(
                f"A ~ stands behind a single word of {LEAST_LETTERS} or more letters; "
                f"searched for {shown(word)} as it is written."
            )
            return as_written if has_word(word) else None
        wanted = int(distance) if distance else 1
        allowed = 1 if letters < _SHORT else MAX_SLIPS
        if wanted > allowed:
            slips = "slip is" if allowed == 1 else "slips are"
            self.notes.append(f"In {shown(text)} no more than {allowed} {slips} looked for.")
        if not wanted or not self._allowed():
            return as_written
        return Fuzzy(bare, min(wanted, allowed), field, boost)

    def _allowed(self) -> bool:
        self.count += 1
        if self.count > MAX_PATTERNS:
            self.notes.append(
                f"Only the first {MAX_PATTERNS} words with ~, ? or * inside, or * behind one or two letters, "
                "are looked up; the others were searched for without these signs."
            )
        return self.count <= MAX_PATTERNS


def _goes_with_words(char: str) -> bool:
    return _in_word(char) or unicodedata.category(char)[0] == "M"


def _bare(text: str) -> str:
    """``text`` without the punctuation around it, such as a question mark at the end."""
    start, end = 0, len(text)
    while start < end and text[start] not in _SIGNS and not _goes_with_words(text[start]):
        start += 1
    while start < end and text[end - 1] != "*" and not _goes_with_words(text[end - 1]):
        end -= 1
    return text[start:end]
