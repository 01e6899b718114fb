"""Counts of words for the library that tells run-together words apart, in little memory."""

from pathlib import Path
from typing import Any

import numpy as np


class WordCounts:
    """Words to counts, read from a file of ``word TAB count`` lines: sorted hashes beside counts.

    The library's own dictionaries take 96 MB in each process that understands articles; these take 10. A word
    that is not there is taken for another with a chance of one in 10^13.
    """

    def __init__(self, path: str) -> None:
        with Path(path).open(encoding="utf-8") as lines:
            rows = np.fromiter(
                ((hash(word), float(count)) for word, count in (line.split("\t") for line in lines)),
                dtype=[("word", np.int64), ("count", np.float64)],
            )
        order = np.argsort(rows["word"])
        self._words = rows["word"][order]
        self._counts = rows["count"][order]

    def _place(self, word: str) -> int:
        """Where ``word`` stands; -1 when it does not."""
        wanted = hash(word)
        place = int(np.searchsorted(self._words, wanted))
        return place if place < len(self._words) and self._words[place] == wanted else -1

    def __contains__(self, word: str) -> bool:
        return self._place(word) >= 0

    def __getitem__(self, word: str) -> float:
        place = self._place(word)
        if place < 0:
            raise KeyError(word)
        return float(self._counts[place])


def segmenter() -> Any:
    """The library's segmenter on such counts."""
    from wordsegment import Segmenter

    made = Segmenter()
    made.unigrams = WordCounts(made.UNIGRAMS_FILENAME)
    made.bigrams = WordCounts(made.BIGRAMS_FILENAME)
    made.total, made.limit = made.TOTAL, made.LIMIT
    return made
