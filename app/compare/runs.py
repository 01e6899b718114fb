"""Runs of words that two passages share, in the same order and without a gap."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# a pair must share that many words in a row somewhere before its longest run is measured
_SEED = 3
# So many places of B are looked at for the trigrams of A; a few tenths of a second. Two sides of real news
# need a thousandth of it.
_WORK = 5_000_000
# So many pairs of places of the same word are looked at in two passages. Sentences of news have a few dozen.
_PAIRS = 1_000
_NOWHERE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class SharedRun:
    """``length`` words in a row that stand at word ``a`` of one passage and at word ``b`` of the other."""

    a: int
    b: int
    length: int


def longest_runs(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Length in words of the longest shared run of each pair of passages, 0 where shorter than three.

    A run of n words is n - 2 trigrams in a row, so the trigrams of A are read in order, and each adds one to
    the runs that end just before its places in B. The work grows with the number of places that share a
    trigram, which ``_affordable`` bounds.
    """
    rows_a, passages_a = _distinct(a)
    rows_b, passages_b = _distinct(b)
    grams_a, grams_b = ([_trigrams(words) for words in side] for side in (passages_a, passages_b))
    places, owner = _affordable(grams_a, grams_b)
    found = np.zeros((len(passages_a), len(passages_b)))
    lengths = np.zeros(len(owner) + 1, dtype=np.int32)
    for i, grams in enumerate(grams_a):
        longest = np.zeros(len(owner), dtype=np.int32)
        last = np.zeros(0, dtype=np.int64)
        for gram in grams:
            at = places.get(gram, _NOWHERE)
            grown = lengths[at - 1] + 1
            lengths[last] = 0
            lengths[at] = grown
            longest[at] = np.maximum(longest[at], grown)
            last = at
        lengths[last] = 0
        shared = np.flatnonzero(longest)
        np.maximum.at(found[i], owner[shared], longest[shared] + _SEED - 1)
    return found[np.ix_(rows_a, rows_b)]


def _distinct(side: Sequence[Sequence[str]]) -> tuple[list[int], list[tuple[str, ...]]]:
    """For each passage the number of its text, and the texts."""
    numbers: dict[tuple[str, ...], int] = {}
    return [numbers.setdefault(tuple(words), len(numbers)) for words in side], list(numbers)


def _trigrams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[k : k + _SEED]) for k in range(len(words) - _SEED + 1)]


def _affordable(
    a: Sequence[Sequence[tuple[str, ...]]], b: Sequence[Sequence[tuple[str, ...]]]
) -> tuple[dict[tuple[str, ...], NDArray[np.int64]], NDArray[np.int64]]:
    """The places in B of the trigrams that A holds too, and the passage that each place is in.

    Places are counted over all of B, one left free after each passage. The commonest trigrams are left out
    where all together would cost more than ``_WORK``, and the runs they stand in are then found in pieces.
    """
    times = Counter(gram for grams in a for gram in grams)
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    owner: list[int] = []
    for j, grams in enumerate(b):
        for gram in grams:
            if gram in times:
                places[gram].append(len(owner))
            owner.append(j)
        owner.append(j)
    costs = sorted((times[gram] * len(at), gram) for gram, at in places.items())
    total = np.cumsum([cost for cost, _ in costs])
    affordable = costs[: int(np.searchsorted(total, _WORK, side="right"))]
    return {gram: np.array(places[gram]) for _, gram in affordable}, np.array(owner, dtype=np.int64)


def shared_runs(a: Sequence[str], b: Sequence[str], least: int) -> list[SharedRun]:
    """The shared runs of at least ``least`` words, longest first, none overlapping a longer one.

    In passages that repeat a few words over and over, the commonest words end a run.
    """
    if list(a) == list(b):
        return [SharedRun(0, 0, len(a))] if len(a) >= max(least, 1) else []
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(b):
        places[word].append(j)
    times = Counter(a)
    pairs = sum(times[word] * len(at) for word, at in places.items())
    for word in sorted(places, key=lambda word: -times[word] * len(places[word])):
        if pairs <= _PAIRS:
            break
        pairs -= times[word] * len(places.pop(word))
    lengths: dict[int, int] = {}
    ends: list[SharedRun] = []
    for i, word in enumerate(a):
        current = {j: lengths.get(j - 1, 0) + 1 for j in places.get(word, ())}
        follow = a[i + 1] if i + 1 < len(a) else None
        for j, length in current.items():
            grows = follow in places and j + 1 < len(b) and b[j + 1] == follow
            if length >= least and not grows:
                ends.append(SharedRun(i - length + 1, j - length + 1, length))
        lengths = current
    kept: list[SharedRun] = []
    for run in sorted(ends, key=lambda run: (-run.length, run.a, run.b)):
        if all(
            _apart(run.a, k.a, run.length, k.length) and _apart(run.b, k.b, run.length, k.length)
            for k in kept
        ):
            kept.append(run)
    return kept


def _apart(one: int, two: int, length_one: int, length_two: int) -> bool:
    return one + length_one <= two or two + length_two <= one
