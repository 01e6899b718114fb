"""Kept term counts as the values of vectors of unit length. Pure."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.text.term_counts import LEAD_MOST, LEAD_SHIFT, TITLE_MOST, TITLE_SHIFT, Counts, Starts

Weights = NDArray[np.float32]


def unit_values(counts: Counts, starts: Starts, weights: Weights, parts: Mapping[str, float]) -> Weights:
    """A value for each entry of ``counts``, which are articles end to end (see ``term_counts.join``).

    Each article's values have length 1: they are the sum of the unit TF-IDF vectors of its ``parts``
    (``body``, ``title``, ``lead``), each with the share given for it. ``weights`` are the entries' inverse
    document frequencies.
    """
    term = counts["term"]
    times_in = {
        "body": counts["body"],
        "title": term >> TITLE_SHIFT & TITLE_MOST,
        "lead": term >> LEAD_SHIFT & LEAD_MOST,
    }
    total = np.zeros(len(counts), dtype=np.float32)
    for name, share in parts.items():
        times = times_in[name].astype(np.float32)
        damped = np.where(times > 0, 1 + np.log(np.maximum(times, 1)), 0).astype(np.float32)
        total += np.float32(share) * _unit(damped * weights, starts)
    return _unit(total, starts)


def _unit(values: Weights, starts: Starts) -> Weights:
    lengths = np.diff(starts)
    squares = np.zeros(len(lengths), dtype=np.float32)
    filled = lengths > 0
    if filled.any():
        squares[filled] = np.add.reduceat(values * values, starts[:-1][filled])
    scale = np.zeros_like(squares)
    scale[squares > 0] = 1 / np.sqrt(squares[squares > 0])
    unit: Weights = values * np.repeat(scale, lengths)
    return unit
