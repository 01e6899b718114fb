"""How probable it is that two articles report the same event: one logistic regression on another. Pure.

The first judges a pair by itself (``pair_features``). The second sees also how the first judged the pairs of
either article with others: two articles of one event agree about third ones. The coefficients are data,
made by ``python -m app.events.train``.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array

from app.events import method
from app.events.candidates import Numbers, Values
from app.events.pair_features import Pairs
from app.resources import DATA

MODEL_FILE = DATA / "event_model.json"
_SCHEMA = "parallax.event-model/1"
# so many pairs are worked on at once
_SLICE = 20_000


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression on named features, which are standardised by ``mean`` and ``scale`` first."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def probabilities(self, values: dict[str, Values]) -> Values:
        """The probability of each row of these columns."""
        total = np.full(len(values[self.features[0]]), self.intercept, dtype=np.float64)
        for name, mean, scale, weight in zip(
            self.features, self.mean, self.scale, self.coefficients, strict=True
        ):
            total += (values[name] - mean) * (weight / scale)
        found: Values = (1 / (1 + np.exp(-np.clip(total, -30, 30)))).astype(np.float32)
        return found


@dataclass(frozen=True, slots=True)
class LinkModel:
    """``usual`` are the resemblances that the nearest neighbours have in a large corpus, in order."""

    usual: tuple[float, ...]
    first: Regression
    second: Regression

    def probabilities(self, pairs: Pairs, values: dict[str, Values]) -> Values:
        """The probability of each pair."""
        return self.judgements(pairs, values)[1]

    def judgements(self, pairs: Pairs, values: dict[str, Values]) -> tuple[Values, Values]:
        """The first and the second probability of each pair."""
        first = self.first.probabilities(values)
        return first, self.again(values, first, pairs, first)

    def again(self, values: dict[str, Values], first: Values, pairs: Pairs, probability: Values) -> Values:
        """The second probability of the last of ``pairs``, whose ``values`` and ``first`` ones are given.

        ``probability`` is the first one of all ``pairs``: those before only show how the first judged them.
        """
        worth = np.flatnonzero(first >= method.JUDGED_TWICE)
        seen = {name: column[worth] for name, column in values.items()}
        found = np.minimum(first, np.float32(method.JUDGED_TWICE))
        seen |= context(pairs, probability, worth + len(probability) - len(first))
        # the mean of both log-odds: what the second sees in others is less sure than it looks to it
        found[worth] = _odds_mean(first[worth], self.second.probabilities(seen))
        return found


def _log_odds(probability: Values) -> Values:
    clipped = np.clip(probability, 1e-4, 1 - 1e-4)
    found: Values = np.log(clipped / (1 - clipped))
    return found


def _odds_mean(one: Values, other: Values) -> Values:
    found: Values = (1 / (1 + np.exp(-(_log_odds(one) + _log_odds(other)) / 2))).astype(np.float32)
    return found


def context(pairs: Pairs, probability: Values, worth: Numbers) -> dict[str, Values]:
    """What the probabilities of all pairs say about those at ``worth``."""
    size = int(max(pairs.left.max(initial=-1), pairs.right.max(initial=-1))) + 1
    counted = probability >= method.LEAST_LINK
    entries = (probability[counted], (pairs.left[counted], pairs.right[counted]))
    half = coo_array(entries, shape=(size, size)).tocsr()
    links = (half + half.T).tocsr()
    sums = np.asarray(links.sum(axis=1)).ravel()
    tops = links.max(axis=1).toarray().ravel() if size else sums
    left, right, own = pairs.left[worth], pairs.right[worth], probability[worth]
    products, least, best = (np.zeros(len(worth), dtype=np.float32) for _ in range(3))
    for first in range(0, len(worth), _SLICE):
        part = slice(first, first + _SLICE)
        one, other = links[left[part]], links[right[part]]
        products[part] = one.multiply(other).sum(axis=1)
        lower = one.minimum(other)
        least[part] = lower.sum(axis=1)
        best[part] = lower.max(axis=1).toarray().ravel()
    shares = tuple(own / np.maximum(tops[side], method.LEAST_LINK) for side in (left, right))
    return {
        "log-odds": _log_odds(own),
        "common links": products,
        "common share": least / np.maximum(sums[left] + sums[right] - least, 1e-3),
        "best common link": best,
        "lower share of top": np.minimum(*shares),
        "higher share of top": np.maximum(*shares),
        "fewer links": np.minimum(sums[left], sums[right]),
        "more links": np.maximum(sums[left], sums[right]),
    }


@cache
def load(path: Path = MODEL_FILE) -> LinkModel:
    """The shipped model."""
    data = json.loads(path.read_text(encoding="utf-8"))
    first, second = (
        Regression(
            features=tuple(data[name]["features"]),
            mean=tuple(data[name]["mean"]),
            scale=tuple(data[name]["scale"]),
            coefficients=tuple(data[name]["coefficients"]),
            intercept=data[name]["intercept"],
        )
        for name in ("first", "second")
    )
    return LinkModel(tuple(data["usual"]), first, second)


def save(model: LinkModel, about: dict[str, object], path: Path = MODEL_FILE) -> None:
    """Write a model with what is told ``about`` it."""
    data = {"schema": _SCHEMA, **about, **asdict(model)}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
