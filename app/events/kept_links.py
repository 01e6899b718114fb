"""Articles' nearest neighbours and the probabilities of their links, packed to be kept. Pure.

A new article changes little about the pairs of those before it. With their neighbours and links at hand only
its own pairs are worked out.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.events import method
from app.events.candidates import Numbers
from app.events.grouping import Linked

# A pair of candidates as one of its articles knows it: the id of the ``other``, how probable the first and
# the second judgement hold it, and which of the two has the other among its nearest.
LINK = np.dtype([("other", "<u4"), ("cosine", "<f4"), ("first", "<f4"), ("final", "<f4"), ("listed", "u1")])
HAS, IS_IN = 1, 2

Links = NDArray[np.void]


def unpack(packed: bytes) -> Links:
    """Links as they were kept."""
    return np.frombuffer(packed, dtype=LINK)


def packed(ids: Numbers, found: Linked, rows: Numbers) -> Iterator[tuple[int, bytes]]:
    """The ids of some ``rows``, ascending, and their packed links, the nearest first.

    ``ids`` are the articles' ids by row.
    """
    pairs = found.pairs
    of, to = np.concatenate((pairs.left, pairs.right)), np.concatenate((pairs.right, pairs.left))
    forth, back = (HAS * (rank < method.NEAREST) for rank in (pairs.rank_left, pairs.rank_right))
    listed = np.concatenate((forth + (back > 0) * IS_IN, back + (forth > 0) * IS_IN))
    place_of = np.full(len(ids), -1)
    place_of[rows] = np.arange(len(rows))
    wanted = np.flatnonzero(place_of[of] >= 0)
    places = place_of[of[wanted]]
    links = np.empty(len(wanted), dtype=LINK)
    links["other"], links["listed"] = ids[to[wanted]], listed[wanted]
    for name, column in (("cosine", pairs.cosine), ("first", found.first), ("final", found.final)):
        links[name] = np.concatenate((column, column))[wanted]
    links = links[np.lexsort((links["other"], -links["cosine"], places))]
    starts = np.concatenate(([0], np.cumsum(np.bincount(places, minlength=len(rows)))))
    for place, row in enumerate(rows.tolist()):
        yield int(ids[row]), links[starts[place] : starts[place + 1]].tobytes()
