"""Fit the alignment model: ``python -m app.compare.train GOLD.json --corpus FILE...``."""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from app.compare.align import align
from app.compare.evaluation import ratio, tally
from app.compare.features import features
from app.compare.gold import PARTIAL, SAME, GoldPair, read_gold
from app.compare.scorer import MODEL_FILE, CutOffs, LogisticScorer
from app.compare.vectors import Matrix

_FOLDS = 10
_RIDGE = 50.0  # penalty on standardised coefficients
_PARTIAL_TARGET = 0.4  # a pair that shares a part of a statement is somewhat like one that shares all of it
# Of the pairs that share hardly a word, every eighth of those that a reader found nothing in stands for all.
_APART, _EVERY = 0.02, 8
_STRICT, _KIND, _ONLY = 0.77, 0.89, 0.975  # the cut-offs are the loosest that keep this precision
_SAME_GRID = np.arange(0.30, 0.80, 0.01)
_ONLY_GRID = np.arange(0.30, 0.03, -0.01)

Features = Mapping[str, Matrix]


def fit(x: Matrix, y: Matrix, weight: Matrix) -> tuple[Matrix, Matrix, Matrix, float]:
    """Ridge logistic regression on standardised features: means, scales, coefficients, intercept.

    A target between 0 and 1 counts as that much of a match and the rest of a mismatch.
    """
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = (x - mean) / scale
    partly = y > 0
    rows = np.concatenate([z, z[partly]])
    labels = np.concatenate([np.zeros(len(z)), np.ones(int(partly.sum()))])
    weights = np.concatenate([weight * (1 - y), (weight * y)[partly]])
    model = LogisticRegression(C=1 / _RIDGE, solver="newton-cholesky", tol=1e-8, max_iter=200)
    model.fit(rows, labels, sample_weight=weights)
    return mean, scale, model.coef_[0], float(model.intercept_[0])


def fit_scorer(pairs: Sequence[GoldPair], found: Sequence[Features], cut_offs: CutOffs) -> LogisticScorer:
    """A scorer fitted to these pairs, whose features are ``found``."""
    names = tuple(found[0])
    x = np.concatenate([np.column_stack([f[name].ravel() for name in names]) for f in found])
    levels = np.concatenate([pair.levels().ravel() for pair in pairs])
    y = np.where(levels == SAME, 1.0, np.where(levels == PARTIAL, _PARTIAL_TARGET, 0.0))
    plain = (levels == 0) & (x[:, names.index("cosine")] < _APART)
    kept = ~plain | (np.cumsum(plain) % _EVERY == 0)
    weight = np.where(plain, float(_EVERY), 1.0)
    mean, scale, coefficients, intercept = fit(x[kept], y[kept], weight[kept])
    return LogisticScorer(
        names,
        tuple(mean.tolist()),
        tuple(scale.tolist()),
        tuple(coefficients.tolist()),
        intercept,
        cut_offs,
    )


def all_features(pairs: Sequence[GoldPair]) -> list[dict[str, Matrix]]:
    """The features of every pair of articles."""
    return [features(*_texts(pair)) for pair in pairs]


def held_out(pairs: Sequence[GoldPair], found: Sequence[Features]) -> list[Matrix]:
    """Probabilities for every pair from a model that saw nothing of its event nor of its articles."""
    fold = _folds(pairs)
    probabilities: dict[int, Matrix] = {}
    for left_out in sorted(set(fold)):
        seen = [n for n in range(len(pairs)) if fold[n] != left_out]
        scorer = fit_scorer([pairs[n] for n in seen], [found[n] for n in seen], CutOffs(0.5, 0.1))
        probabilities |= {n: scorer.probability(found[n]) for n in range(len(pairs)) if fold[n] == left_out}
    return [probabilities[n] for n in range(len(pairs))]


def _folds(pairs: Sequence[GoldPair]) -> list[int]:
    return [int(hashlib.sha256(pair.group.encode()).hexdigest(), 16) % _FOLDS for pair in pairs]


def _texts(pair: GoldPair) -> tuple[list[str], list[str]]:
    return [p.text for p in pair.passages_a], [p.text for p in pair.passages_b]


def count(pair: GoldPair, probability: Matrix, cut_offs: CutOffs) -> Counter[str]:
    """What is right of the links, statements and 'only here' claims of one pair."""
    found = align(pair.passages_a, pair.passages_b, probability, cut_offs)
    stands = [
        {passage.id: sentences for passage, sentences in zip(passages, stands, strict=True)}
        for passages, stands in ((pair.passages_a, pair.stands_a), (pair.passages_b, pair.stands_b))
    ]
    return tally(*found, stands[0], stands[1], pair.alignments)


def measure(
    pairs: Sequence[GoldPair], probabilities: Sequence[Matrix], cut_offs: CutOffs | Sequence[CutOffs]
) -> dict[str, float]:
    """What a reader finds: shares of links, of statements and of 'only here' claims that are right.

    ``cut_offs`` are those of all pairs, or those of each.
    """
    each = [cut_offs] * len(pairs) if isinstance(cut_offs, CutOffs) else cut_offs
    return _figures(count(*one) for one in zip(pairs, probabilities, each, strict=True))


def _figures(counts: Iterable[Counter[str]]) -> dict[str, float]:
    n: Counter[str] = Counter()
    for one in counts:
        n.update(one)
    return {
        "links": n["links"],
        "links strictly right": ratio(n["strict"], n["links"]),
        "links right or partial": ratio(n["kind"], n["links"]),
        "statements": n["statements"],
        "recall": ratio(n["found"], n["statements"]),
        "only here": n["only"],
        "only here right": ratio(n["only right"], n["only"]),
        "only here without any overlap": ratio(n["apart"], n["only"]),
        "alone": n["alone"],
        "alone and said to be": ratio(n["alone said"], n["alone"]),
        "possibly related": n["related"],
    }


def average_precision(pairs: Sequence[GoldPair], probabilities: Sequence[Matrix]) -> float:
    """How well the same statements are ranked before all other pairs of passages."""
    same = np.concatenate([pair.levels().ravel() == SAME for pair in pairs])
    return round(float(average_precision_score(same, np.concatenate([p.ravel() for p in probabilities]))), 3)


class CutOffChoice:
    """The loosest cut-offs that keep the precision asked for, on some of the pairs."""

    def __init__(self, pairs: Sequence[GoldPair], probabilities: Sequence[Matrix]) -> None:
        held = list(zip(pairs, probabilities, strict=True))
        # what is called only here does not depend on the upper cut-off, nor the links on the lower one
        self._only = {
            value: [count(*one, CutOffs(0.5, value)) for one in held] for value in map(float, _ONLY_GRID)
        }
        self._same = {
            value: [count(*one, CutOffs(value, 0.1)) for one in held] for value in map(float, _SAME_GRID)
        }

    def on(self, numbers: Sequence[int]) -> CutOffs:
        """Those for the pairs with these numbers; the strictest of the grid when none keeps it."""
        only, same = float(_ONLY_GRID[-1]), float(_SAME_GRID[-1])
        for value, counts in self._only.items():
            if _figures(counts[n] for n in numbers)["only here right"] >= _ONLY:
                only = value
                break
        for value, counts in self._same.items():
            got = _figures(counts[n] for n in numbers)
            if got["links strictly right"] >= _STRICT and got["links right or partial"] >= _KIND:
                same = value
                break
        return CutOffs(round(same, 2), round(only, 2))


def nested_figures(
    pairs: Sequence[GoldPair], probabilities: Sequence[Matrix], choice: CutOffChoice
) -> dict[str, float]:
    """The figures with cut-offs that were not chosen on the events they are measured on."""
    fold = _folds(pairs)
    chosen = {
        left_out: choice.on([n for n in range(len(pairs)) if fold[n] != left_out])
        for left_out in sorted(set(fold))
    }
    return measure(pairs, probabilities, [chosen[number] for number in fold])


def main() -> None:
    """Train on all pairs, measure with events left out, and write the model as data."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="JSON lines, may be gzipped")
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    arguments = parser.parse_args()
    pairs = read_gold(arguments.gold, arguments.corpus)
    found = all_features(pairs)
    probabilities = held_out(pairs, found)
    choice = CutOffChoice(pairs, probabilities)
    cut_offs = choice.on(range(len(pairs)))
    scorer = fit_scorer(pairs, found, cut_offs)
    training: dict[str, Any] = {
        "pairs": len(pairs),
        "left out": f"whole events, {_FOLDS} folds; cut-offs chosen on the other folds",
        "figures": nested_figures(pairs, probabilities, choice),
        "figures at these cut-offs": measure(pairs, probabilities, cut_offs),
        "average precision": average_precision(pairs, probabilities),
    }
    model = {
        "schema": "parallax.alignment-model/1",
        "features": scorer.names,
        "mean": _rounded(scorer.mean),
        "scale": _rounded(scorer.scale),
        "coefficients": _rounded(scorer.coefficients),
        "intercept": round(scorer.intercept, 6),
        "cut_offs": {"same": cut_offs.same, "only": cut_offs.only},
        "training": training,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"cut_offs": model["cut_offs"], **training}, indent=1))


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 6) for value in values]


if __name__ == "__main__":
    main()
