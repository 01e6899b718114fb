"""An article's text as term counts, and counts as the vectors that the grouping compares. Pure.

Counts are kept, not vectors: how much a term weighs depends on how many articles hold it, and that changes
with every article that comes in.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from app.events import method
from app.events.links import Usage
from app.text.analysis import analysis_of
from app.text.term_counts import (
    BODY_MOST,
    COLUMNS,
    LEAD_MOST,
    LEAD_SHIFT,
    TERM,
    TITLE_MOST,
    TITLE_SHIFT,
    Counts,
    Starts,
    column_of,
    words_of,
)
from app.text.term_vectors import Weights, unit_values

# So many articles become vectors at a time, which bounds the working memory.
_SLICE = 2_000


def _count(found: Sequence[str], analysis: str) -> Counter[int]:
    counts: Counter[int] = Counter()
    for word, times in Counter(found).items():
        number = column_of(word, analysis)
        if number is not None:
            counts[number] += times
    return counts


def count_terms(title: str, body: str, language: str | None = None) -> Counts:
    """How often each stem stands in an article's title, lead and body: an array of ``TERM``.

    ``language`` is a code of ISO 639; English when it is not known.
    """
    analysis = analysis_of(language)
    title_words, body_words = words_of(title, analysis), words_of(body, analysis)
    in_title, in_body = _count(title_words, analysis), _count(body_words, analysis)
    in_lead = _count(title_words + body_words[: method.LEAD_WORDS], analysis)
    numbers = sorted(in_body.keys() | in_title.keys())
    counts = np.zeros(len(numbers), dtype=TERM)
    counts["term"] = [
        number
        | min(in_title[number], TITLE_MOST) << TITLE_SHIFT
        | min(in_lead[number], LEAD_MOST) << LEAD_SHIFT
        for number in numbers
    ]
    counts["body"] = [min(in_body[number], BODY_MOST) for number in numbers]
    return counts


class Frequencies:
    """In how many articles each term stands: a prior that the corpus's own articles outweigh in time."""

    def __init__(self, held: Weights, articles: float) -> None:
        self._held = held
        self._articles = articles

    def add(self, counts: Counts, articles: int) -> None:
        """Take in the counts of so many further articles."""
        for first in range(0, len(counts), COLUMNS):
            columns = counts["term"][first : first + COLUMNS] % COLUMNS
            self._held = self._held + np.bincount(columns, minlength=COLUMNS).astype(np.float32)
        self._articles += articles

    def usage(self) -> Usage:
        """How much each term weighs, and the share of articles that hold it."""
        articles = max(self._articles, 1)
        return Usage(self.weights(), (self._held / articles).astype(np.float32), articles)

    def weights(self) -> Weights:
        """Inverse document frequency of each term, smoothed as if one more article held every term.

        The 1 that is added keeps words that all articles share from counting for nothing: their repetition
        still tells two texts apart (.02 B³ without dates).
        """
        idf: Weights = (np.log((self._articles + 1) / (self._held + 1)) + 1).astype(np.float32)
        return idf


def vectors(counts: Counts, starts: Starts, idf: Weights) -> csr_array:
    """One row of unit length per article: the weighted sum of its parts' unit TF-IDF vectors."""
    articles = len(starts) - 1
    values = np.empty(len(counts), dtype=np.float32)
    for first in range(0, articles, _SLICE):
        bounds = starts[first : first + _SLICE + 1]
        part = counts[bounds[0] : bounds[-1]]
        values[bounds[0] : bounds[-1]] = unit_values(
            part, bounds - bounds[0], idf[part["term"] % COLUMNS], method.PARTS
        )
    numbers = (counts["term"] % COLUMNS).view(np.int32)
    return csr_array((values, numbers, starts), shape=(articles, COLUMNS))
