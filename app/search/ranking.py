"""The order of what a search found: by score, by day; and copies of one text folded into the first of them.

To score an article costs far more than to find it. So when very many match, only some are scored and come
first: those with the words in headline or dek, and the newest others. The rest follows by day.
"""

from typing import NamedTuple

import numpy as np

from app.search.catalogue import Catalogue, Mask, Numbers, Rows
from app.search.engine import Found, Reader
from app.search.marks import wanted
from app.search.nodes import Node, any_of
from app.search.plan import Scored, scored, word_count
from app.search.results import SearchParameters, Sort
from app.store import hits

# So many are scored at most: 4 to 10 ms. Of a pattern, which stands for many words, so many fewer.
MOST_SCORED = 3_000
_FEW_WORDS = 3
_LEAST_SCORED = 300


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
        return by_day(found.rows, catalogue, parameters.sort, reader)
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


def by_day(rows: Rows, catalogue: Catalogue, sort: Sort, reader: Reader) -> Rows:
    """``rows`` by day of publication and arrival: newest first unless ``oldest``; the undated come last."""
    key = "oldest" if sort == "oldest" else "newest"
    held = reader.kept.get(reader.state, key)
    if held is None or len(held[0]) != len(catalogue):
        day = catalogue.day.astype(np.int64)
        if key == "oldest":
            every = np.lexsort((catalogue.ids, np.where(day == 0, np.iinfo(np.int64).max, day)))
        else:
            every = np.lexsort((-catalogue.ids, -day))
        reader.kept.put(reader.state, key, every)
    else:
        every = held[0]
    wanted = np.zeros(len(catalogue), np.bool_)
    wanted[rows] = True
    return every[wanted[every]]


def _by_score(found: Found, parts: tuple[Scored, ...]) -> Rows:
    reader, catalogue = found.reader, found.catalogue
    rows, rest = found.rows, found.rows[:0]
    heavy = max(word_count(found.node) / _FEW_WORDS, 1)
    most = max(int(MOST_SCORED / heavy), _LEAST_SCORED)
    if len(rows) > most:
        newest = by_day(rows, catalogue, "newest", reader)
        headline = _in_headline(reader, found.node)[newest]
        likely = np.concatenate((newest[headline], newest[~headline]))
        rows, rest = np.sort(likely[:most]), likely[most:]
        rest = by_day(rest, catalogue, "newest", reader)
    scores = _scores(reader, parts, rows)
    best = np.lexsort((-catalogue.ids[rows], -catalogue.day[rows], -scores))
    return np.concatenate((rows[best], rest))


def _in_headline(reader: Reader, node: Node | None) -> Mask:
    """Which articles have any of the words in headline or dek."""
    found = np.zeros(len(reader.catalogue), np.bool_)
    for part in scored(any_of(list(wanted(node)))):
        found |= reader.full_text(part.text, headline=True)
    return found


def _scores(reader: Reader, parts: tuple[Scored, ...], rows: Rows) -> np.typing.NDArray[np.float64]:
    """The score of each of ``rows``; 0 for those that were not scored in time."""
    catalogue = reader.catalogue
    scores = np.zeros(len(catalogue))
    wanted = catalogue.ids[rows]
    try:
        for part in parts:
            for look in reader.lookups(part.text):
                # To test each match against a list costs more than to score a few in vain.
                among = wanted if 2 * len(wanted) < len(reader.ids(look)) else None
                with hits.deadline(reader.session, reader.left()):
                    ids, found = hits.scores(reader.session, look.table, look.expression, among)
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
