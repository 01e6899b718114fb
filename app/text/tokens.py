"""Words, folded words and stems: the one tokeniser that events, comparison and search suggestions share."""

import re
import unicodedata
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*", re.UNICODE)
_stemmer = EnglishStemmer()


def fold(text: str) -> str:
    """Lower-case ``text`` and take the diacritics off."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


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
    """The stem of one folded English word (Porter 2, Snowball)."""
    return str(_stemmer.stem(word))


def stems(text: str) -> list[str]:
    """The stems of the words of ``text``, in order."""
    return [stem(word) for word in words(text)]
