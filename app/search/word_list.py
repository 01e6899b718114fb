"""The words of a corpus with the number of articles of each: what a pattern or a slip stands for. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.text.folded import folded

Places: TypeAlias = NDArray[np.int64]

_WILD = re.compile(r"[*?]+")
_LAST = chr(0x10FFFF)
# Shorter words have too many neighbours for one of them to be what was meant.
_SHORTEST_CORRECTED = 4
_SHORTEST_TWICE_WRONG = 6
# A word that is there may be right: what replaces it must be so many times as frequent.
_MORE_FREQUENT = 20
# One slip is more likely than two by about this much.
_SECOND_SLIP = 50


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of the corpus, the most frequent first. ``cut`` says that there were more than were asked for."""

    words: tuple[str, ...]
    cut: bool = False


class Vocabulary:
    """Folded words in ascending order, and in how many articles each of them is. Never changes.

    What is asked is folded as the words are: lower case, without diacritics.
    """

    def __init__(self, words: Sequence[str], counts: NDArray[np.int32]) -> None:
        """Take ``words``, ascending and each once, with their ``counts``."""
        self.words = words
        self.counts = counts

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def count(self, word: str) -> int:
        """In how many articles ``word`` is; 0 when it is in none."""
        return self._count(folded_word(word))

    def counts_of(self, words: Iterable[str]) -> dict[str, int]:
        """The same for many words that are folded already."""
        return {word: self._count(word) for word in set(words)}

    def starting(self, prefix: str, limit: int) -> Expansion:
        """The words that begin with ``prefix``."""
        start, end = self._span(folded_word(prefix))
        return self._most_frequent(np.arange(start, end), limit)

    def matching(self, pattern: str, limit: int) -> Expansion:
        """The words of this ``pattern``: ``*`` stands for any letters or none, ``?`` for one."""
        pattern = _normal(pattern)
        head = _WILD.split(pattern, maxsplit=1)[0]
        if pattern == head:
            return Expansion((head,) if self._count(head) else ())
        if pattern == f"{head}*":
            return self.starting(head, limit)
        compiled = re.compile(f"(?m)^{_expression(pattern)}$")
        if not head:
            # In the order of frequency, so that what is found in plenty need not be looked for to the end.
            found = [match[0] for match in islice(compiled.finditer(self._by_frequency), limit + 1)]
            return Expansion(tuple(found[:limit]), len(found) > limit)
        start, end = self._span(head)
        places = [place for place in range(start, end) if compiled.match(self.words[place])]
        return self._most_frequent(np.asarray(places, dtype=np.int64), limit)

    def near(self, word: str, distance: int, limit: int) -> Expansion:
        """The words at most ``distance`` slips away from ``word``, itself among them.

        A slip is a letter too many or too few, another letter, or two that changed places; no letter is part
        of two slips (optimal string alignment: Boytsov 2011, "Indexing methods for approximate dictionary
        searching", ACM J. Exp. Algorithmics 16). The first letter may differ.
        """
        places, _ = self._near(folded_word(word), distance)
        return self._most_frequent(places, limit)

    def is_frequent(self, word: str) -> bool:
        """Whether ``word`` is in so many articles that it can be no slip for another."""
        return self.count(word) * _MORE_FREQUENT > self._most

    def correction(self, word: str) -> str | None:
        """The word that was probably meant by one that is in few articles or none; None when there is none.

        Of the words a slip or two away it is the most frequent, a second slip counting against it (the noisy
        channel of Kernighan, Church and Gale 1990, "A spelling correction program based on a noisy channel
        model", COLING, with the same probability for every slip). A word of the corpus may be right: what
        replaces it must be far more frequent, and one slip away. Numbers and short words stay.
        """
        word = folded_word(word)
        if len(word) < _SHORTEST_CORRECTED or not word.isalpha() or self.is_frequent(word):
            return None
        count = self._count(word)
        distance = 1 if count or len(word) < _SHORTEST_TWICE_WRONG else 2
        places, slips = self._near(word, distance)
        best, weight = None, 0.0
        for place, slip in zip(places.tolist(), slips.tolist(), strict=True):
            near, frequency = self.words[place], int(self.counts[place])
            likely = frequency / _SECOND_SLIP ** (slip - 1)
            if near != word and frequency >= _MORE_FREQUENT * count and near.isalpha() and likely > weight:
                best, weight = near, likely
        return best

    def extended(self, added: Mapping[str, int]) -> "Vocabulary":
        """This vocabulary with so many more articles for each word of ``added``."""
        known = {word: place for word in added if (place := self._place(word)) is not None}
        counts = self.counts.copy()
        for word, place in known.items():
            counts[place] += added[word]
        new = sorted(word for word in added if word not in known)
        places = [bisect_left(self.words, word) for word in new]
        counts = np.insert(counts, places, [added[word] for word in new]) if new else counts
        return Vocabulary(sorted([*self.words, *new]), counts.astype(np.int32, copy=False))

    def _place(self, word: str) -> int | None:
        place = bisect_left(self.words, word)
        return place if place < len(self.words) and self.words[place] == word else None

    def _count(self, word: str) -> int:
        place = self._place(word)
        return 0 if place is None else int(self.counts[place])

    def _span(self, prefix: str) -> tuple[int, int]:
        start = bisect_left(self.words, prefix)
        return start, bisect_left(self.words, prefix + _LAST, start)

    def _most_frequent(self, places: Places, limit: int) -> Expansion:
        """The words at these ``places``, which ascend; of equally frequent ones the first in the alphabet."""
        if limit < 1:
            return Expansion((), len(places) > 0)
        counts = self.counts[places]
        cut = len(places) > limit
        if cut:
            least = np.partition(counts, -limit)[-limit]
            places, counts = places[counts >= least], counts[counts >= least]
        order = np.argsort(-counts, kind="stable")[:limit]
        return Expansion(tuple(self.words[place] for place in places[order].tolist()), cut)

    def _near(self, word: str, distance: int) -> tuple[Places, Places]:
        """The places of the words near ``word``, ascending, and how many slips away each of them is.

        A slip takes one letter out of the set of a word's letters and puts one in, at most: few words are
        left for which the slips must be counted.
        """
        lengths, letters = self._shapes
        alike = (np.abs(lengths - len(word)) <= distance) & (
            np.bitwise_count(letters ^ _letters([word])[0]) <= 2 * distance
        )
        places = np.flatnonzero(alike)
        among = [self.words[place] for place in places.tolist()]
        slips = process.cdist([word], among, scorer=OSA.distance, score_cutoff=distance, dtype=np.int32)
        near = slips.reshape(-1) <= distance
        return places[near], slips.reshape(-1)[near]

    @cached_property
    def _shapes(self) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
        """The length of each word and the set of its letters."""
        return np.fromiter(map(len, self.words), np.int32, len(self.words)), _letters(self.words)

    @cached_property
    def _most(self) -> int:
        return int(self.counts.max()) if len(self.counts) else 0

    @cached_property
    def _by_frequency(self) -> str:
        """All words, a line each, the most frequent first."""
        order = np.argsort(-self.counts, kind="stable").tolist()
        return "\n".join(self.words[place] for place in order)


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """The letters of each word as a set of bits, several letters of the alphabets of the world to a bit."""
    if not words:
        return np.empty(0, np.uint32)
    codes = np.frombuffer(" ".join([*words, ""]).encode("utf-32-le"), np.uint32)
    bits = np.where(codes == ord(" "), 0, np.left_shift(1, codes & 31)).astype(np.uint32)
    ends = np.cumsum([len(word) + 1 for word in words])
    return np.bitwise_or.reduceat(bits, np.concatenate(([0], ends[:-1])))


def folded_word(word: str) -> str:
    """``word`` as the words of the list are: lower case, without diacritics."""
    return folded(word).text[1:-1]


def _normal(pattern: str) -> str:
    """``pattern`` with its text folded; of wildcards side by side first each ``?``, then one ``*``."""
    parts, at = [], 0
    for wild in _WILD.finditer(pattern):
        parts += [
            folded_word(pattern[at : wild.start()]),
            "?" * wild[0].count("?"),
            "*" if "*" in wild[0] else "",
        ]
        at = wild.end()
    return "".join([*parts, folded_word(pattern[at:])])


def _expression(pattern: str) -> str:
    """The regular expression of a pattern, in time linear in the length of a word.

    What stands between two stars is taken where it comes first: nothing later would do better. So it is an
    atomic group, as in Python's own fnmatch.
    """
    first, *rest = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
    if not rest:
        return first
    *middle, last = rest
    return "".join((first, *(f"(?>.*?{part})" for part in middle), ".*", last))
