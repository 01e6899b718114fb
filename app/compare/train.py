"""Fit the alignment model: ``python -m app.compare.train GOLD.json --corpus FILE...``."""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.compare.align import align
from app.compare.features import Matrix, features
from app.compare.gold import PARTIAL, SAME, GoldPair, read_gold
from app.compare.scorer import MODEL_FILE, CutOffs, LogisticScorer

_FOLDS = 10
_RIDGE = 10.0  # penalty on standardised coefficients
_PARTIAL_TARGET = 0.15  # a pair that shares a part of a statement is a little like one that shares all of it
_STRICT, _KIND, _ONLY = 0.74, 0.86, 0.95  # the cut-offs are the loosest that keep this precision
_SAME_GRID = np.arange(0.25, 0.70, 0.01)
_ONLY_GRID = np.arange(0.20, 0.03, -0.01)


def fit(x: Matrix, y: Matrix) -> tuple[Matrix, Matrix, Matrix, float]:
    """Ridge logistic regression on standardised features: means, scales, coefficients, intercept.

    A target between 0 and 1 counts as that much of a match and the rest of a mismatch.
    """
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = (x - mean) / scale
    partly = y[y > 0]
    rows = np.concatenate([z, z[y > 0]])
    labels = np.concatenate([np.zeros(len(z)), np.ones(len(partly))])
    weights = np.concatenate([1 - y, partly])
    model = LogisticRegression(C=1 / _RIDGE, solver="newton-cholesky", tol=1e-8, max_iter=200)
    model.fit(rows, labels, sample_weight=weights)
    return mean, scale, model.coef_[0], float(model.intercept_[0])


def fit_scorer(
    pairs: Sequence[GoldPair], found: Sequence[dict[str, Matrix]], cut_offs: CutOffs
) -> LogisticScorer:
    """A scorer fitted to these pairs, whose features are ``found``."""
    names = tuple(found[0])
    x = np.concatenate([np.column_stack([f[name].ravel() for name in names]) for f in found])
    levels = np.concatenate([pair.levels().ravel() for pair in pairs])
    y = np.where(levels == SAME, 1.0, np.where(levels == PARTIAL, _PARTIAL_TARGET, 0.0))
    mean, scale, coefficients, intercept = fit(x, y)
    return LogisticScorer(
        names,
        tuple(mean.tolist()),
        tuple(scale.tolist()),
        tuple(coefficients.tolist()),
        intercept,
        cut_offs,
    )


def held_out(pairs: Sequence[GoldPair]) -> list[Matrix]:
    """Probabilities for every pair from a model that saw nothing of its event nor of its articles."""
    found = [features(*_texts(pair)) for pair in pairs]
    fold = [int(hashlib.sha256(pair.group.encode()).hexdigest(), 16) % _FOLDS for pair in pairs]
    probabilities: dict[int, Matrix] = {}
    for left_out in set(fold):
        seen = [n for n in range(len(pairs)) if fold[n] != left_out]
        scorer = fit_scorer([pairs[n] for n in seen], [found[n] for n in seen], CutOffs(0.5, 0.1))
        for n in range(len(pairs)):
            if fold[n] == left_out:
                probabilities[n] = scorer.score(*_texts(pairs[n]))
    return [probabilities[n] for n in range(len(pairs))]


def _texts(pair: GoldPair) -> tuple[list[str], list[str]]:
    return [p.text for p in pair.passages_a], [p.text for p in pair.passages_b]


def measure(
    pairs: Sequence[GoldPair], probabilities: Sequence[Matrix], cut_offs: CutOffs
) -> dict[str, float]:
    """What a reader finds: shares of links, of statements and of 'only here' claims that are right."""
    n: Counter[str] = Counter()
    for pair, probability in zip(pairs, probabilities, strict=True):
        links, only_a, only_b = align(pair.passages_a, pair.passages_b, probability, cut_offs)
        claimed: set[tuple[int, int]] = set()
        for link in links:
            n["related"] += link.relation == "related"
            if link.relation != "related":
                cells = {
                    (i, j) for a in link.a for b in link.b
                    for i in pair.stands_a[int(a[1:])] for j in pair.stands_b[int(b[1:])]
                }  # fmt: skip
                best = max((pair.level[cell] for cell in cells), default=0)
                n.update({"links": 1, "strict": best >= SAME, "kind": best >= PARTIAL})
                claimed |= cells
        n["records"] += len(pair.records)
        n["records found"] += sum(bool(record & claimed) for record in pair.records)
        for only, stands, axis in ((only_a, pair.stands_a, 1), (only_b, pair.stands_b, 0)):
            best_of = pair.level.max(axis=axis, initial=0)
            for passage in only:
                worst = max((best_of[s] for s in stands[int(passage[1:])]), default=0)
                n.update({"only": 1, "only right": worst < SAME, "without overlap": worst < PARTIAL})
    return {
        "links": n["links"],
        "links strictly right": _ratio(n["strict"], n["links"]),
        "links right or partial": _ratio(n["kind"], n["links"]),
        "statements": n["records"],
        "recall": _ratio(n["records found"], n["records"]),
        "only here": n["only"],
        "only here right": _ratio(n["only right"], n["only"]),
        "only here without any overlap": _ratio(n["without overlap"], n["only"]),
        "possibly related": n["related"],
    }


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def choose_cut_offs(pairs: Sequence[GoldPair], probabilities: Sequence[Matrix]) -> CutOffs:
    """The loosest cut-offs that keep the precision asked for; the strictest of the grid when none does."""
    only = float(_ONLY_GRID[-1])
    for value in _ONLY_GRID:
        if measure(pairs, probabilities, CutOffs(0.5, float(value)))["only here right"] >= _ONLY:
            only = float(value)
            break
    for value in _SAME_GRID:
        got = measure(pairs, probabilities, CutOffs(float(value), only))
        if got["links strictly right"] >= _STRICT and got["links right or partial"] >= _KIND:
            return CutOffs(round(float(value), 2), round(only, 2))
    return CutOffs(round(float(_SAME_GRID[-1]), 2), round(only, 2))


def main() -> None:
    """Train on all pairs, measure with events left out, and write the model as data."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="JSON lines, may be gzipped")
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    arguments = parser.parse_args()
    pairs = read_gold(arguments.gold, arguments.corpus)
    probabilities = held_out(pairs)
    cut_offs = choose_cut_offs(pairs, probabilities)
    scorer = fit_scorer(pairs, [features(*_texts(pair)) for pair in pairs], cut_offs)
    figures = measure(pairs, probabilities, cut_offs)
    model = {
        "schema": "parallax.alignment-model/1",
        "features": scorer.names,
        "mean": _rounded(scorer.mean),
        "scale": _rounded(scorer.scale),
        "coefficients": _rounded(scorer.coefficients),
        "intercept": round(scorer.intercept, 6),
        "cut_offs": {"same": cut_offs.same, "only": cut_offs.only},
        "training": {"pairs": len(pairs), "left out": f"whole events, {_FOLDS} folds", "figures": figures},
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"cut_offs": model["cut_offs"], **figures}, indent=1))


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 6) for value in values]


if __name__ == "__main__":
    main()
