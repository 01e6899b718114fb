"""How probable it is that two passages say the same: the one place where a model decides."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from app.compare.contradictions import contradict
from app.compare.features import features
from app.compare.vectors import Matrix
from app.resources import DATA

MODEL_FILE = DATA / "alignment_model.json"

# A pair that contradicts itself is possibly related at most: so much of the cut-off for the same.
_CONTRADICTED = 0.9


@dataclass(frozen=True)
class CutOffs:
    """From ``same`` on two passages say the same; a passage whose best partner is below ``only`` has none."""

    same: float
    only: float


class Scorer(Protocol):
    """What the alignment needs to know of a model."""

    @property
    def cut_offs(self) -> CutOffs:
        """Where this model's probabilities part same, possibly related and only here."""

    def score(self, passages_a: Sequence[str], passages_b: Sequence[str]) -> Matrix:
        """The probability of each pair of passages (A × B) that both say the same.

        Both sides come whole and in reading order: what stands around a passage may count.
        """


@dataclass(frozen=True)
class LogisticScorer:
    """Logistic regression on the lexical features; means and scales are the training data's."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    cut_offs: CutOffs

    def score(self, passages_a: Sequence[str], passages_b: Sequence[str]) -> Matrix:
        """The probability of each pair of passages (A × B) that both say the same."""
        if not passages_a or not passages_b:
            return np.zeros((len(passages_a), len(passages_b)))
        probability = self.probability(features(passages_a, passages_b))
        for i, j in np.argwhere(probability >= self.cut_offs.same).tolist():
            if contradict(passages_a[i], passages_b[j]):
                probability[i, j] = _CONTRADICTED * self.cut_offs.same
        return probability

    def probability(self, found: Mapping[str, Matrix]) -> Matrix:
        """The probability that each cell of these features has, whatever the passages say."""
        total = np.full_like(found[self.names[0]], self.intercept)
        for name, mean, scale, coefficient in zip(
            self.names, self.mean, self.scale, self.coefficients, strict=True
        ):
            total += (coefficient / scale) * (found[name] - mean)
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def load_scorer(path: Path) -> LogisticScorer:
    """The model written by ``app.compare.train``."""
    model = json.loads(path.read_text(encoding="utf-8"))
    return LogisticScorer(
        names=tuple(model["features"]),
        mean=tuple(model["mean"]),
        scale=tuple(model["scale"]),
        coefficients=tuple(model["coefficients"]),
        intercept=model["intercept"],
        cut_offs=CutOffs(model["cut_offs"]["same"], model["cut_offs"]["only"]),
    )


@cache
def default_scorer() -> LogisticScorer:
    """The model that ships with the program, read once."""
    return load_scorer(MODEL_FILE)
