"""Words, folded words and stems: the one tokeniser that events, comparison and search suggestions share."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from whoosh.lang.snowball.english import EnglishStemmer

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*", re.UNICODE)
_LONGEST_WORD = 64
# The blocks of combining diacritical marks; a class is many times faster than asking character by character.
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
# The library is annotated in part only.
_stemmer: Any = EnglishStemmer()


def fold(text: str) -> str:
    """Lower-case ``text`` and take the diacritics off."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _MARKS.sub("", unicodedata.normalize("NFKD", lowered))


def written(text: str) -> list[str]:
    """The words of ``text`` as they are written, in order."""
    return _WORD.findall(text)


def words(text: str) -> list[str]:
    """The words of ``text``, folded, possessive endings taken off, in order."""
    return [_bare(match) for match in _WORD.findall(fold(text))]


def _bare(word: str) -> str:
    for ending in ("’s", "'s"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one folded English word (Porter 2, Snowball). What is too long for one stays as it is."""
    return word if len(word) > _LONGEST_WORD else str(_stemmer.stem(word))


def stems(text: str) -> list[str]:
    """The stems of the words of ``text``, in order."""
    return [stem(word) for word in words(text)]
