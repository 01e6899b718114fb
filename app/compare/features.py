"""How alike two passages are, for every pair of passages of two sides at once: lexical features, no model.

Each feature is a matrix (passages of A × passages of B). Besides the likeness of two passages themselves
there are what only one of them has, competition (is there a better partner in the row or column?) and
neighbourhood (do the passages around agree?). The model uses those that it names: a new one counts when
``train`` has fitted the model anew.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.compare.rivals import competition, neighbourhood
from app.compare.runs import longest_runs
from app.compare.texts import Text, general_weight, passage_weights, take_apart
from app.compare.vectors import Matrix, Overlap, anchors

_GRAMS = (3, 4, 5)
_PAIR_REACH = 3  # telling words so far apart make a pair
_NUMBERS_AT_MOST = 3.0

_Sides = tuple[Sequence[Text], Sequence[Text]]


def features(passages_a: Sequence[str], passages_b: Sequence[str]) -> dict[str, Matrix]:
    """Every feature of every pair of passages by name, each a matrix of passages of A × passages of B.

    Swapping the sides transposes every matrix and changes nothing else.
    """
    a, b = take_apart(passages_a, passages_b)
    stems, shared = _shared(a, b)
    characters = _character_cosine(a, b)
    both = (stems + characters) / 2
    lengths_a, lengths_b = (np.array([max(len(t.words), 1) for t in side], dtype=float) for side in (a, b))
    shorter = np.minimum.outer(lengths_a, lengths_b)
    run = longest_runs([text.words for text in a], [text.words for text in b])
    return {
        "cosine": stems,
        "characters": characters,
        **shared,
        "run": np.log1p(run),
        "run share": run / shorter,
        "length ratio": shorter / np.maximum.outer(lengths_a, lengths_b),
        "shorter": np.log(shorter),
        **competition(both),
        **neighbourhood(both),
        "early": _early(len(a), len(b)),
        **_telling((a, b)),
        **_marks((a, b)),
    }


def _shared(a: Sequence[Text], b: Sequence[Text]) -> tuple[Matrix, dict[str, Matrix]]:
    """The cosine of stems, and what two passages have in common: weighed words, names, numbers, quoted words.

    Weights are those of the two sides: what few of their passages have weighs more.
    """
    weights = passage_weights((*a, *b))
    weight: Callable[[Hashable], float] = lambda item: weights.get(str(item), 1.0)  # noqa: E731
    stems = Overlap([t.stems for t in a], [t.stems for t in b], weight)
    names = Overlap([t.names for t in a], [t.names for t in b], weight)
    quoted = Overlap([t.quoted for t in a], [t.quoted for t in b], weight)
    numbers = Overlap([t.numbers for t in a], [t.numbers for t in b], lambda _: 1.0)
    days = Overlap([t.days for t in a], [t.days for t in b], lambda _: 1.0)
    return stems.cosine(), {
        "contained": stems.contained(),
        "shared weight": np.log1p(stems.shared),
        "name cosine": names.cosine(),
        "shared numbers": np.minimum(numbers.shared, _NUMBERS_AT_MOST),
        "numbers conflict": numbers.conflict(),
        "shared day": np.minimum(days.shared, 1.0),
        "days conflict": days.conflict(),
        "quoted": quoted.contained(),
        "quoted weight": np.log1p(quoted.shared),
    }


def _telling(sides: _Sides) -> dict[str, Matrix]:
    """What telling words do: words that a minority of news articles has, weighed by how few have them."""
    telling_a, telling_b = ([text.telling for text in side] for side in sides)
    small_a, small_b = ([text.telling_small for text in side] for side in sides)
    words = Overlap(telling_a, telling_b, general_weight)
    names_a, names_b = ([text.names for text in side] for side in sides)
    names = Overlap(names_a, names_b, general_weight)
    pairs_a, pairs_b = ([_pairs(telling) for telling in side] for side in (telling_a, telling_b))
    pairs = Overlap(pairs_a, pairs_b, _pair_weight)
    likeness = words.cosine()
    less, more = words.unshared()
    less_names, more_names = names.unshared()
    return {
        "telling cosine": likeness,
        "telling contained": words.contained(),
        "telling covered": words.covered(),
        "telling weight": np.log1p(words.shared),
        "unshared, less": np.log1p(less),
        "unshared, more": np.log1p(more),
        "unshared names, less": np.log1p(less_names),
        "unshared names, more": np.log1p(more_names),
        "anchors": np.log1p(anchors(telling_a, telling_b)),
        "anchors, no names": np.log1p(anchors(small_a, small_b)),
        "pair cosine": pairs.cosine(),
        "pair weight": np.log1p(pairs.shared),
        **{f"telling {name}": found for name, found in competition(likeness).items()},
        **{f"telling {name}": found for name, found in neighbourhood(likeness).items()},
    }


def _pairs(telling: Sequence[str]) -> list[tuple[str, str]]:
    """Two telling words near each other, whichever comes first."""
    return [
        (one, other) if one < other else (other, one)
        for k, one in enumerate(telling)
        for other in telling[k + 1 : k + 1 + _PAIR_REACH]
        if one != other
    ]


def _pair_weight(pair: Hashable) -> float:
    assert isinstance(pair, tuple)
    return (general_weight(pair[0]) + general_weight(pair[1])) / 2


def _marks(sides: _Sides) -> dict[str, Matrix]:
    """How a passage speaks, as both do or only one: denial, reporting verbs, pronouns, quotation."""
    found: dict[str, Matrix] = {}
    for mark in ("denies", "reports", "pronoun"):
        a, b = (np.array([getattr(text, mark) for text in side], dtype=bool) for side in sides)
        found[f"{mark}, one"] = np.not_equal.outer(a, b).astype(float)
        found[f"{mark}, both"] = np.logical_and.outer(a, b).astype(float)
    quoted_a, quoted_b = (np.array([text.quoted_share for text in side]) for side in sides)
    found["quoted share, difference"] = np.abs(np.subtract.outer(quoted_a, quoted_b))
    found["quoted share, less"] = np.minimum.outer(quoted_a, quoted_b)
    return found


@lru_cache(maxsize=1_000)
def _grams(words: tuple[str, ...]) -> NDArray[np.uint64]:
    """The hashes of all runs of three to five characters."""
    codes = np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    found = [np.zeros(0, dtype=np.uint64)]
    for size in _GRAMS:
        if len(codes) >= size:
            hashed = np.zeros(len(codes) - size + 1, dtype=np.uint64)
            for offset in range(size):
                hashed = hashed * np.uint64(1_000_003) + codes[offset : len(codes) - size + 1 + offset]
            found.append(hashed * np.uint64(8) + np.uint64(size))
    return np.concatenate(found)


def _character_cosine(a: Sequence[Text], b: Sequence[Text]) -> Matrix:
    """Cosine of TF-IDF vectors of all runs of three to five characters, counted by their hashes."""
    grams = [_grams(text.words) for text in (*a, *b)]
    total = len(a) + len(b)
    _, columns = np.unique(np.concatenate(grams), return_inverse=True)
    if not len(columns):
        return np.zeros((len(a), len(b)))
    rows = np.repeat(np.arange(total), [len(of_text) for of_text in grams])
    counts = sparse.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(total, columns.max() + 1))
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data = (1 + np.log(counts.data)) * (1 + np.log((1 + total) / (1 + frequency[counts.indices])))
    squares = np.bincount(
        np.repeat(np.arange(total), np.diff(counts.indptr)), weights=counts.data**2, minlength=total
    )
    norms = np.sqrt(np.maximum(squares, 1e-9))
    products = (counts[: len(a)] @ counts[len(a) :].T).toarray()
    return np.asarray(products / np.multiply.outer(norms[: len(a)], norms[len(a) :]), dtype=float)


def _early(length_a: int, length_b: int) -> Matrix:
    """High where both passages stand early in their texts, where the news itself is told."""
    at_a, at_b = 1 + np.arange(length_a, dtype=float)[:, None], 1 + np.arange(length_b, dtype=float)[None, :]
    return np.asarray(1 / (at_a * np.sqrt(at_b)) + 1 / (at_b * np.sqrt(at_a)))
