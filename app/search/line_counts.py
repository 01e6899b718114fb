"""How many lines a concordance has in each article, as the full-text indexes tell it: no text is read.

They know of each word the articles that hold it and at which of their words it stands. That tells how many
lines there are and on which page each stands; the texts are read of those that are shown.
"""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from app.search.catalogue import Mask, Numbers
from app.search.engine import Found
from app.search.marks import wanted
from app.search.nodes import AnyWord, Phrase, TextField, Words
from app.store import hits
from app.store.hits import PLACE_FIELDS, Places, Table, field_of, ids_of
from app.text import analysis
from app.text.analysis import ENGLISH

# Of the commonest words of a large corpus there are more places than can be looked through.
_MOST_SECONDS = 0.25


class _Run(NamedTuple):
    """Words of one index that follow each other, in articles ``where`` (None: in all) and one field or any.

    Each is one word, or with ``prefix`` the last is the beginning of one.
    """

    table: Table
    words: tuple[str, ...]
    prefix: bool
    where: Mask | None
    field: TextField | None


def line_counts(found: Found, end: float) -> Numbers | None:
    """For each article of the catalogue how many lines its title, dek and body have.

    None when the indexes cannot tell: for words near each other, and where forms and words as they are
    written are looked for in languages whose indexes part words differently; or when it would take too long,
    which is a quarter of a second or until ``end``.
    """
    seconds = min(_MOST_SECONDS, end - time.monotonic())
    runs = list(_runs(found))
    if None in runs or seconds <= 0:
        return None
    starts, ends = [], []
    try:
        with hits.deadline(found.reader.session, seconds):
            for run in runs:
                assert run is not None
                at = _starts(found, run)
                starts.append(at)
                ends.append(at + len(run.words))
    except hits.DeadlineError:
        return None
    return _apart(found, np.concatenate(starts), np.concatenate(ends)) if starts else None


def _runs(found: Found) -> Iterator[_Run | None]:
    """What is looked for: None stands for what the indexes cannot tell."""
    leaves = [leaf for leaf in wanted(found.node) if leaf.field != "byline"]
    ways = found.reader.ways()
    if len(ways) > 1 and len({_is_written(leaf) for leaf in leaves}) > 1:
        yield None
    for leaf in leaves:
        if isinstance(leaf, AnyWord):
            for word in leaf.words:
                yield _Run("article_words", (word,), False, None, leaf.field)
        elif leaf.prefix:
            words = tuple(token.word for token in analysis.tokens(leaf.text, ENGLISH))
            if words:
                yield _Run("article_words", words, True, None, leaf.field)
        else:
            yield from _forms(leaf, ways)


def _is_written(leaf: Words) -> bool:
    return isinstance(leaf, AnyWord) or leaf.prefix


def _forms(leaf: Phrase, ways: Sequence[tuple[str, Mask | None]]) -> Iterator[_Run | None]:
    for way, where in ways:
        stems = tuple(analysis.stem(token.word, way) for token in analysis.tokens(leaf.text, way))
        if leaf.slop is not None and len(stems) > 1:
            yield None
        elif stems:
            table: Table = "article_fts" if way == ENGLISH else "article_stems"
            yield _Run(table, stems, False, where, leaf.field)


def _starts(found: Found, run: _Run) -> Places:
    """Where the run begins, ascending."""
    session = found.reader.session
    *first, last = run.words
    at = hits.places(session, run.table, last, prefix=run.prefix) - len(first)
    for number, word in enumerate(first):
        at = np.intersect1d(at, hits.places(session, run.table, word) - number, assume_unique=True)
    if run.field is not None:
        at = at[field_of(at) == PLACE_FIELDS.index(run.field)]
    return at[_within(found, at, run.where)]


def _apart(found: Found, starts: Places, ends: Places) -> Numbers:
    """How many there are in each article when those that overlap are one."""
    order = np.argsort(starts, kind="stable")
    starts, reached = starts[order], np.maximum.accumulate(ends[order])
    is_new = np.ones(len(starts), np.bool_)
    is_new[1:] = starts[1:] >= reached[:-1]
    rows = found.catalogue.row_of[ids_of(starts[is_new])]
    return np.bincount(rows, minlength=len(found.catalogue)).astype(np.int32)


def _within(found: Found, places: Places, where: Mask | None) -> Mask:
    """Which places are in listed articles, and in those of ``where``."""
    ids, row_of = ids_of(places), found.catalogue.row_of
    # an article may have come in, or gone, since the catalogue was read
    rows = np.where(ids < len(row_of), row_of[np.minimum(ids, len(row_of) - 1)], -1)
    return rows >= 0 if where is None else (rows >= 0) & where[rows]
