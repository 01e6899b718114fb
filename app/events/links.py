"""From counted articles to the probabilities that two of them report the same event. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from app.events import candidates, method, pair_features
from app.events.candidates import Numbers, Values
from app.events.link_model import LinkModel
from app.events.pair_features import Articles, Pairs, Parts
from app.text.term_counts import COLUMNS, Counts, Starts, join
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
    found = TermVectors(counts, starts, usage)
    return found.parts(days, np.arange(len(starts) - 1))


class TermVectors:
    """Articles' terms as vectors of unit length: ``whole`` has a row for each."""

    def __init__(self, counts: Counts, starts: Starts, usage: Usage) -> None:
        # columns are numbered on from 0: sparse products pay for each column there could be
        numbers = counts["term"] % COLUMNS
        is_used = np.zeros(COLUMNS, dtype=bool)
        is_used[numbers] = True
        used = np.flatnonzero(is_used)
        place_of = np.empty(COLUMNS, dtype=np.int32)
        place_of[used] = np.arange(len(used))
        self._counts, self._starts, self._columns = counts, starts, place_of[numbers]
        self._weights, self._shares = usage.weights[numbers], usage.shares[used]
        self.whole = self._made(slice(None), starts, method.PARTS)

    def parts(self, days: Numbers, rows: Numbers) -> Parts:
        """The vectors of some rows, ascending. What was new in their days is told from all articles."""
        lengths = np.diff(self._starts)[rows]
        chosen: slice | Numbers = slice(None)
        if len(rows) < len(self._starts) - 1:
            chosen = np.repeat(self._starts[:-1][rows], lengths) + _places(lengths)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        return Parts(
            whole=self.whole[rows],
            title=self._made(chosen, starts, {"title": 1.0}),
            lead=self._made(chosen, starts, {"lead": 1.0}),
            new=_new(self.whole, rows, days, self._shares),
        )

    def _made(self, chosen: slice | Numbers, starts: Starts, parts: Mapping[str, float]) -> csr_array:
        counts, weights = self._counts[chosen], self._weights[chosen]
        values = np.empty(len(counts), dtype=np.float32)
        for first in range(0, len(starts) - 1, method.SLICE):
            bounds = starts[first : first + method.SLICE + 1]
            inner = slice(bounds[0], bounds[-1])
            values[inner] = unit_values(counts[inner], bounds - bounds[0], weights[inner], parts)
        held = np.flatnonzero(values)
        entries = (values[held], self._columns[chosen][held], np.searchsorted(held, starts))
        return csr_array(entries, shape=(len(starts) - 1, len(self._shares)))


def cosines_to(one: bytes, others: Sequence[bytes], usage: Usage) -> Values:
    """The cosines of articles' kept counts to those of one."""
    counts, starts = join([one, *others])
    numbers = counts["term"] % COLUMNS
    values = unit_values(counts, starts, usage.weights[numbers], method.PARTS)
    own = np.zeros(COLUMNS, dtype=np.float32)
    own[numbers[: starts[1]]] = values[: starts[1]]
    products = np.concatenate(([0.0], np.cumsum(values * own[numbers], dtype=np.float64)))
    found: Values = np.diff(products[starts])[1:].astype(np.float32)
    return found


def _places(lengths: Numbers) -> Numbers:
    """For lists of these lengths, end to end: the place of each entry in its list."""
    ends = np.cumsum(lengths)
    found: Numbers = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return found


def _new(whole: csr_array, rows: Numbers, days: Numbers, shares: Values) -> csr_array:
    """The vectors weighted by how much commoner each term is in the articles of these days than in all."""
    found = whole[rows]
    of_rows = days[rows]
    for day in np.unique(of_rows):
        low, high = np.searchsorted(days, (day - method.NEW_DAYS, day + method.NEW_DAYS + 1))
        held = np.bincount(whole.indices[whole.indptr[low] : whole.indptr[high]], minlength=len(shares))
        first, last = np.searchsorted(of_rows, (day, day + 1))
        own = slice(found.indptr[first], found.indptr[last])
        usual, here = shares[found.indices[own]], held[found.indices[own]]
        # a few articles say little about what is common in these days
        local = (here + method.NEW_SMOOTHING * usual) / (high - low + method.NEW_SMOOTHING)
        found.data[own] *= np.maximum(np.log((local + 1e-4) / (usual + 1e-4)), 0).astype(np.float32)
    found.eliminate_zeros()
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(np.maximum(lengths, 1e-6), np.diff(found.indptr)).astype(np.float32)
    return found
