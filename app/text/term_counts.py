"""How often each word stands in an article, packed: what is kept of every article that was decided on. Pure.

The event job makes and keeps the counts; whatever compares articles by their words reads them.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from whoosh.lang.stopwords import stoplists

from app.text.tokens import stem

# Raise it with every change to what is counted or how it is packed: stored counts are then made again.
VERSION = 1

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

Counts = NDArray[np.void]
Starts = NDArray[np.int64]


@lru_cache(maxsize=200_000)
def column(word_stem: str) -> int:
    """The number of a stem: a hash, so that no list of terms has to be kept in step with the articles."""
    return zlib.crc32(word_stem.encode()) % COLUMNS


@lru_cache(maxsize=200_000)
def column_of(word: str) -> int | None:
    """The number of a folded word's stem; None when it is not counted: stop words and single letters."""
    if word in _STOP_WORDS or (len(word) == 1 and not word.isdigit()):
        return None
    return column(stem(word))


def join(blobs: Sequence[bytes]) -> tuple[Counts, Starts]:
    """Stored counts of several articles end to end, and where each article's begin (one number more)."""
    starts = np.zeros(len(blobs) + 1, dtype=np.int64)
    np.cumsum([len(blob) // TERM.itemsize for blob in blobs], out=starts[1:])
    return np.frombuffer(b"".join(blobs), dtype=TERM), starts
