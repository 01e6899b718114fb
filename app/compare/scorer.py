"""How probable it is that two passages say the same: the one place where a model decides."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from app.compare.features import Matrix, features
from app.compare.texts import Weights
from app.resources import DATA

MODEL_FILE = DATA / "alignment_model.json"


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
        """The probability of each pair of passages (A × B) that both say the same."""


@dataclass(frozen=True)
class LogisticScorer:
    """Logistic regression on the lexical features; means and scales are the training data's."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    cut_offs: CutOffs
    idf: Weights | None = None

    def score(self, passages_a: Sequence[str], passages_b: Sequence[str]) -> Matrix:
        """The probability of each pair of passages (A × B) that both say the same."""
        if not passages_a or not passages_b:
            return np.zeros((len(passages_a), len(passages_b)))
        found = features(passages_a, passages_b, self.idf)
        total = np.full((len(passages_a), len(passages_b)), self.intercept)
        for name, mean, scale, coefficient in zip(
            self.names, self.mean, self.scale, self.coefficients, strict=True
        ):
            total += coefficient * (found[name] - mean) / scale
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
