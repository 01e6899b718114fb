"""Runs of words that two passages share, in the same order and without a gap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# a pair must share that many words in a row somewhere before its longest run is measured
_SEED = 3


@dataclass(frozen=True)
class SharedRun:
    """``length`` words in a row that stand at word ``a`` of one passage and at word ``b`` of the other."""

    a: int
    b: int
    length: int


def longest_runs(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Length in words of the longest shared run of each pair of passages, 0 where shorter than three."""
    starts: dict[tuple[str, ...], list[int]] = {}
    for j, words in enumerate(b):
        for gram in {tuple(words[k : k + _SEED]) for k in range(len(words) - _SEED + 1)}:
            starts.setdefault(gram, []).append(j)
    found = np.zeros((len(a), len(b)))
    for i, words in enumerate(a):
        grams = {tuple(words[k : k + _SEED]) for k in range(len(words) - _SEED + 1)}
        for j in {j for gram in grams for j in starts.get(gram, ())}:
            found[i, j] = max(run.length for run in shared_runs(words, b[j], _SEED))
    return found


def shared_runs(a: Sequence[str], b: Sequence[str], least: int) -> list[SharedRun]:
    """The shared runs of at least ``least`` words, longest first, none overlapping a longer one."""
    places: dict[str, list[int]] = {}
    for j, word in enumerate(b):
        places.setdefault(word, []).append(j)
    lengths: dict[int, int] = {}
    ends: list[SharedRun] = []
    for i, word in enumerate(a):
        current = {j: lengths.get(j - 1, 0) + 1 for j in places.get(word, ())}
        follow = a[i + 1] if i + 1 < len(a) else None
        for j, length in current.items():
            grows = follow is not None and j + 1 < len(b) and b[j + 1] == follow
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
