"""The order of what a search found: by score, by day; and copies of one text folded into the first of them.

To score an article costs far more than to find it. So when very many match, those with any of the words in
headline or dek come first, ranked by these words there, and the others follow by day.
"""

from typing import NamedTuple

import numpy as np

from app.search.catalogue import Catalogue, Numbers, Rows
from app.search.engine import Found, Reader
from app.search.marks import wanted
from app.search.nodes import any_of
from app.search.plan import Scored, scored, word_count
from app.search.results import SearchParameters, Sort
from app.store import hits
from app.store.hits import Scores

# So many are scored by all their words: of two words or fewer, and of more by so many fewer. About 8 ms.
MOST_SCORED = 5_000
_FEW_WORDS = 2


class Ordered(NamedTuple):
    """Rows in the order asked for, and how many other rows are folded into each."""

    rows: Rows
    copies: Numbers


def ordered(found: Found, parameters: SearchParameters) -> Ordered:
    """What was found in the order asked for. Marks the reader incomplete when time was up before all was
    scored."""
    rows = _sorted(found, parameters)
    if parameters.copies == "show":
        return Ordered(rows, np.zeros(len(rows), np.int32))
    return folded(rows, found.catalogue.copy_group)


def _sorted(found: Found, parameters: SearchParameters) -> Rows:
    reader, catalogue = found.reader, found.catalogue
    parts = scored(found.node) if parameters.sort == "relevance" else ()
    if not parts:
        return by_day(found.rows, catalogue, parameters.sort)
    # The rows too: events and copies change while the state of the texts stays.
    key = (found.node, hash(found.rows.tobytes()))
    held = reader.kept.get(reader.state, key)
    if held is not None and found.complete:
        rows: Rows = held[0]
        return rows
    rows = _by_score(found, parts)
    if reader.complete:
        # Rows stay what they are while the state does: articles are only added behind them.
        reader.kept.put(reader.state, key, rows)
    return rows


def by_day(rows: Rows, catalogue: Catalogue, sort: Sort) -> Rows:
    """``rows`` by day of publication and arrival: newest first unless ``oldest``; the undated come last."""
    every = catalogue.newest
    if sort == "oldest":
        undated = int(np.count_nonzero(catalogue.day == 0))
        every = np.concatenate((every[::-1][undated:], every[::-1][:undated]))
    wanted = np.zeros(len(catalogue), np.bool_)
    wanted[rows] = True
    return every[wanted[every]]


def _by_score(found: Found, parts: tuple[Scored, ...]) -> Rows:
    reader, catalogue = found.reader, found.catalogue
    heavy = max(word_count(found.node) / _FEW_WORDS, 1)
    if len(found.rows) * heavy <= MOST_SCORED:
        scores = _scores(reader, parts, found.rows, headline=False)
        return _best(found.rows, scores, catalogue)
    in_any = scored(any_of(list(wanted(found.node))))
    scores = _scores(reader, in_any, found.rows, headline=True)
    first = found.rows[scores > 0]
    others = by_day(found.rows[scores <= 0], catalogue, "newest")
    return np.concatenate((_best(first, scores[scores > 0], catalogue), others))


def _best(rows: Rows, scores: Scores, catalogue: Catalogue) -> Rows:
    """``rows`` by score, the newest first of those that score the same."""
    return rows[np.lexsort((-catalogue.ids[rows], -catalogue.day[rows], -scores))]


def _scores(reader: Reader, parts: tuple[Scored, ...], rows: Rows, *, headline: bool) -> Scores:
    """The score of each of ``rows``, for the words in headline and dek alone or everywhere.

    It is 0 for those that were not scored in time.
    """
    catalogue = reader.catalogue
    scores = np.zeros(len(catalogue))
    ids_of_rows = catalogue.ids[rows]
    try:
        for part in parts:
            for look in reader.lookups(part.text, headline=headline):
                # To test each match against a list costs more than to score a few in vain.
                few = not headline and 2 * len(rows) < len(reader.ids(look))
                with hits.deadline(reader.session, reader.left()):
                    ids, found = hits.scores(
                        reader.session, look.table, look.expression, ids_of_rows if few else None
                    )
                at = catalogue.rows(ids)
                if len(at) < len(ids):  # another session has seen an article deleted that is still here
                    found = found[np.isin(ids, catalogue.ids)]
                scores[at] += part.boost * (found if look.where is None else found * look.where[at])
    except hits.DeadlineError:
        reader.complete = False
    return scores[rows]


def folded(rows: Rows, groups: Numbers) -> Ordered:
    """``rows`` without those whose group of copies (0: none) has come before."""
    group = groups[rows]
    in_group = np.flatnonzero(group)
    copies = np.zeros(len(rows), np.int32)
    if not len(in_group):
        return Ordered(rows, copies)
    _, first, sizes = np.unique(group[in_group], return_index=True, return_counts=True)
    stays = group == 0
    stays[in_group[first]] = True
    copies[in_group[first]] = sizes - 1
    return Ordered(rows[stays], copies[stays])
