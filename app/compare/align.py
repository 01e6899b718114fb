"""From probabilities to links: which passages say the same, which may, and which have no counterpart."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from app.compare.comparison import Link, Passage, Relation, Run
from app.compare.passages import LIMIT
from app.compare.runs import shared_runs
from app.compare.scorer import CutOffs
from app.compare.texts import spans
from app.compare.vectors import Matrix

# Beside the best partner of a passage stand only others that are at least half as probable: ten at most, for
# texts that say a thing over and over, and of possibly related ones three.
_NEARLY_AS_GOOD = 0.5
_SAME_AT_MOST = 10
_RELATED_AT_MOST = 3

# Words in a row that make a pair word for word: eight, or most of the shorter passage.
_LONG_RUN, _LONG_RUN_SHARE = 8, 0.3
_SHORT_RUN, _SHORT_RUN_SHARE = 4, 0.6


def align(
    a: Sequence[Passage], b: Sequence[Passage], probability: Matrix, cut_offs: CutOffs
) -> tuple[tuple[Link, ...], tuple[str, ...], tuple[str, ...]]:
    """Links in A's reading order, then the ids of the passages that stand only in A and only in B.

    ``probability`` is passages of A × passages of B. One passage may have several counterparts, and their
    order is free. A link joins one passage of A to its counterparts, so that it reads like a footnote.
    """
    links = [link for i in range(len(a)) if (link := _sure(a[i], b, probability[i], cut_offs))]
    links += _related(a, b, probability, cut_offs, {key for link in links for key in (*link.a, *link.b)})
    best_a = probability.max(axis=1, initial=0.0)
    best_b = probability.max(axis=0, initial=0.0)
    only_a = tuple(passage.id for passage, best in zip(a, best_a, strict=True) if best < cut_offs.only)
    only_b = tuple(passage.id for passage, best in zip(b, best_b, strict=True) if best < cut_offs.only)
    place = {passage.id: index for index, passage in enumerate((*a, *b))}
    links.sort(key=lambda link: (place[link.a[0]], -link.score))
    return tuple(links), only_a, only_b


def _sure(one: Passage, b: Sequence[Passage], row: Matrix, cut_offs: CutOffs) -> Link | None:
    """The link of one passage of A to all whose probability is past the cut-off.

    What is less probable than one that is word for word the same is left out: an echo more often than not.
    """
    least = max(cut_offs.same, _NEARLY_AS_GOOD * row.max(initial=0.0))
    order = np.argsort(-row, kind="stable")[:_SAME_AT_MOST]
    columns = sorted(order[row[order] >= least].tolist())
    if not columns:
        return None
    shared = {j: runs for j in columns if (runs := verbatim_runs(one, b[j]))}
    surest = max((row[j] for j in shared), default=0.0)
    kept = [j for j in columns if j in shared or row[j] > surest]
    relation: Relation = "verbatim" if len(kept) == len(shared) else "same"
    return _link(one, b, kept, row, relation, [run for runs in shared.values() for run in runs])


def _link(
    one: Passage,
    b: Sequence[Passage],
    columns: list[int],
    row: Matrix,
    relation: Relation,
    runs: Sequence[Run] = (),
) -> Link:
    return Link(
        a=(one.id,),
        b=tuple(b[j].id for j in columns),
        relation=relation,
        score=round(float(row[columns].max()), 4),
        runs=tuple(dict.fromkeys(runs)),
    )


def verbatim_runs(one: Passage, other: Passage) -> list[Run]:
    """The runs of words that make two passages word for word the same; empty when they are not."""
    words_a, words_b = _words(one.text), _words(other.text)
    found = shared_runs([w for w, _, _ in words_a], [w for w, _, _ in words_b], _SHORT_RUN)
    shorter = min(len(words_a), len(words_b))
    if not found:
        # a passage of one to three words, found whole
        if not shorter or [w for w, _, _ in words_a] != [w for w, _, _ in words_b]:
            return []
        return [Run(passage=p.id, start=0, end=len(p.text)) for p in (one, other)]
    longest = found[0].length
    long_enough = longest >= _LONG_RUN and longest >= _LONG_RUN_SHARE * shorter
    if not long_enough and longest < _SHORT_RUN_SHARE * shorter:
        return []
    return [
        Run(passage=passage.id, start=words[at][1], end=words[at + run.length - 1][2])
        for run in found
        for passage, words, at in ((one, words_a, run.a), (other, words_b, run.b))
    ]


@lru_cache(maxsize=LIMIT)
def _words(text: str) -> list[tuple[str, int, int]]:
    return spans(text)


def _related(
    a: Sequence[Passage], b: Sequence[Passage], probability: Matrix, cut_offs: CutOffs, linked: set[str]
) -> list[Link]:
    """Links for the passages without a sure one that have a weak partner, seen from A and then from B."""
    cells: set[tuple[int, int]] = set()
    for i, row in enumerate(probability):
        best = row.max(initial=0.0)
        if a[i].id not in linked and best >= cut_offs.only:
            least = max(cut_offs.only, best * _NEARLY_AS_GOOD)
            order = np.argsort(-row, kind="stable")[:_RELATED_AT_MOST].tolist()
            cells.update((i, j) for j in order if row[j] >= least)
    seen = {j for _, j in cells}
    for j, column in enumerate(probability.T):
        if b[j].id not in linked and j not in seen and column.max(initial=0.0) >= cut_offs.only:
            cells.add((int(column.argmax()), j))
    return [
        _link(a[i], b, [j for _, j in group], probability[i], "related")
        for i, group in groupby(sorted(cells), key=lambda cell: cell[0])
    ]
