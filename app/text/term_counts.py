"""How often each word stands in an article, packed: what is kept of every article that was decided on. Pure.

The event job makes and keeps the counts; whatever compares articles by their words reads them. Words of
languages that have a stemmer (app.text.analysis) are stemmed by it; of scripts that do not part words is
counted what stands side by side: two characters, or four letters.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from whoosh.lang.stopwords import stoplists

from app.text import analysis, tokens
from app.text.analysis import ENGLISH, UNSPACED

# Raise it with every change to what is counted or how it is packed: stored counts are then made again.
VERSION = 2

# One stem of one article. ``term`` holds the stem's number in its low 20 bits and, above them, how often the
# stem stands in the title (4 bits) and in the lead (6 bits); ``body`` is how often it stands in the body.
# Counts are damped by their logarithm, so a ceiling on them costs nothing.
TERM = np.dtype([("term", "<u4"), ("body", "u1")])
COLUMNS = 1 << 20
TITLE_SHIFT, TITLE_MOST = 20, 15
LEAD_SHIFT, LEAD_MOST = 24, 63
BODY_MOST = 255

_STOP_WORDS = frozenset(
    variant for word in stoplists["en"] for variant in (word, word.replace("'", "’"), word.replace("'", ""))
)

# A Thai, Lao, Burmese or Khmer letter is a sound, a Han character a word or half of one.
_LETTERS, _CHARACTERS = 4, 2
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
# signs of vowels and tones are no letters, but stand within a word
_NOTHING_BETWEEN = re.compile(f"[{UNSPACED}]*")
_IS_LETTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
# Japanese writes endings and particles in hiragana, which all articles share.
_ENDINGS = re.compile("[\u3040-\u309f]+")

Counts = NDArray[np.void]
Starts = NDArray[np.int64]


@lru_cache(maxsize=200_000)
def column(word_stem: str) -> int:
    """The number of a stem: a hash, so that no list of terms has to be kept in step with the articles."""
    return zlib.crc32(word_stem.encode()) % COLUMNS


@lru_cache(maxsize=200_000)
def column_of(word: str, language: str = ENGLISH) -> int | None:
    """The number of a folded word's stem; None when it is not counted: stop words and single letters.

    ``language`` is the analysis (see ``analysis_of``) of the word's text.
    """
    if language == ENGLISH:
        if word in _STOP_WORDS or (len(word) == 1 and not word.isdigit()):
            return None
        return column(tokens.stem(word))
    if word in _stop_words(language) or _ENDINGS.fullmatch(word):
        return None
    if len(word) == 1 and not word.isdigit() and not _IS_UNSPACED.match(word):
        return None
    return column(analysis.stem(word, language))


@lru_cache(maxsize=32)
def _stop_words(language: str) -> frozenset[str]:
    listed = stoplists.get(language, frozenset())
    return frozenset(token.word for word in listed for token in analysis.tokens(word, language))


def words_of(text: str, language: str) -> list[str]:
    """The folded words of a text by its analysis, in order, stop words among them."""
    if language == ENGLISH:
        return tokens.words(text)
    found: list[str] = []
    run, end = "", -1
    for token in analysis.tokens(text, language):
        is_unspaced = _IS_UNSPACED.match(token.word) is not None
        if run and (not is_unspaced or not _NOTHING_BETWEEN.fullmatch(text, end, token.start)):
            found += _side_by_side(run)
            run = ""
        if is_unspaced:
            run, end = run + token.word, token.end
        else:
            found.append(token.word)
    return found + _side_by_side(run)


def _side_by_side(run: str) -> list[str]:
    """What stands side by side in a run of characters that are not parted into words."""
    if not run:
        return []
    size = _LETTERS if _IS_LETTER.match(run) else _CHARACTERS
    return [run[first : first + size] for first in range(max(len(run) - size + 1, 1))]


def join(blobs: Sequence[bytes]) -> tuple[Counts, Starts]:
    """Stored counts of several articles end to end, and where each article's begin (one number more)."""
    starts = np.zeros(len(blobs) + 1, dtype=np.int64)
    np.cumsum([len(blob) // TERM.itemsize for blob in blobs], out=starts[1:])
    return np.frombuffer(b"".join(blobs), dtype=TERM), starts
