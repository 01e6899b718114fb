"""From counted articles to the probabilities that two of them report the same event. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from app.events import candidates, method, pair_features
from app.events.candidates import Numbers, Values
from app.events.link_model import LinkModel
from app.events.pair_features import Articles, Pairs, Parts
from app.text.term_counts import COLUMNS, Counts, Starts
from app.text.term_vectors import Weights, unit_values


@dataclass(frozen=True, slots=True)
class Usage:
    """Of each term: how much it weighs, and the share that holds it of so many ``articles``."""

    weights: Weights
    shares: Weights
    articles: float


def candidate_pairs(
    counts: Counts, starts: Starts, articles: Articles, usage: Usage, usual: Sequence[float]
) -> tuple[Pairs, dict[str, Values]]:
    """The candidate pairs and their features."""
    parts = parts_of(counts, starts, articles.days, usage)
    near = candidates.nearest(parts.whole, articles.days)
    resemblances = np.array(usual, dtype=np.float32)
    pairs = pair_features.pairs(near, resemblances)
    return pairs, pair_features.features(pairs, near, parts, articles, resemblances)


def links(
    counts: Counts, starts: Starts, articles: Articles, usage: Usage, model: LinkModel
) -> tuple[Pairs, Values]:
    """The candidate pairs and the probability of each."""
    pairs, values = candidate_pairs(counts, starts, articles, usage, model.usual)
    return pairs, model.probabilities(pairs, values)


def parts_of(counts: Counts, starts: Starts, days: Numbers, usage: Usage) -> Parts:
    """The vectors that pairs are compared by; articles stand by day."""
    # columns are numbered on from 0: sparse products pay for each column there could be
    used = np.zeros(COLUMNS, dtype=bool)
    numbers = counts["term"] % COLUMNS
    used[numbers] = True
    columns = (np.cumsum(used, dtype=np.int32) - 1)[numbers]
    weights, shares = usage.weights[numbers], usage.shares[used]

    def made(parts: Mapping[str, float]) -> csr_array:
        values = np.empty(len(counts), dtype=np.float32)
        for first in range(0, len(starts) - 1, method.SLICE):
            bounds = starts[first : first + method.SLICE + 1]
            inner = slice(bounds[0], bounds[-1])
            values[inner] = unit_values(counts[inner], bounds - bounds[0], weights[inner], parts)
        found = csr_array((values, columns, starts), shape=(len(starts) - 1, len(shares)), copy=True)
        found.eliminate_zeros()
        return found

    whole = made(method.PARTS)
    return Parts(
        whole=whole, title=made({"title": 1.0}), lead=made({"lead": 1.0}), new=_new(whole, days, shares)
    )


def _new(whole: csr_array, days: Numbers, shares: Values) -> csr_array:
    """The vectors weighted by how much commoner each term is in the articles of these days than in all."""
    found = whole.copy()
    for day in np.unique(days):
        first, last = np.searchsorted(days, (day, day + 1))
        low, high = np.searchsorted(days, (day - method.NEW_DAYS, day + method.NEW_DAYS + 1))
        held = np.bincount(whole.indices[whole.indptr[low] : whole.indptr[high]], minlength=len(shares))
        # a few articles say little about what is common in these days
        local = (held + method.NEW_SMOOTHING * shares) / (high - low + method.NEW_SMOOTHING)
        gain = np.maximum(np.log((local + 1e-4) / (shares + 1e-4)), 0).astype(np.float32)
        own = slice(whole.indptr[first], whole.indptr[last])
        found.data[own] *= gain[whole.indices[own]]
    found.eliminate_zeros()
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(np.maximum(lengths, 1e-6), np.diff(found.indptr)).astype(np.float32)
    return found
