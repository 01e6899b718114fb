"""Storylines: events that follow from one another, by what is particular to them and when they were. Pure.

An event is kept as a sketch: the terms that stand out most in its articles. Two groups of events become one,
the most alike first, as long as their events resemble each other on the mean (average link). Only events
within ``DAYS`` of each other are compared, so that a storyline may run for months while each of its events
resembles those before and after it. The order in which events came makes no difference.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.events import method
from app.events.cluster import UNDECIDED, AverageLink
from app.text.term_counts import COLUMNS, Counts, Starts
from app.text.term_vectors import Weights, unit_values

# Measured on the 5,148 events of the AllSides corpus. Near misses of the 53 labelled events (articles of the
# same storyline) stand in 64 other events: how many of these are linked, and how many of the 1,849 other
# events of the same fortnights. Chosen by reading 190 pairs and 60 storylines, with these figures known.

# Events with more days than these between them are not compared. 44 of the 64 are linked with 30, 60 and 90;
# of the others 47, 37 and 37. With 30 storylines fall apart that pause.
DAYS = 60

# Mean resemblance from which two groups of events are one storyline. 46 of the 64 and 45 of the others are
# linked with .25, 44 and 37 with .30, 41 and 23 with .35. Of pairs within six weeks read by hand nearly all
# from .40 on follow from one another, two in three of .25 to .40, few under .20.
THRESHOLD = 0.30

# A sketch holds so many terms: with 50 to 200 the figures are the same, with 30 a little lower.
TERMS = 64

# So many articles of an event make its sketch: more tell nothing new, and a large event grows often.
ARTICLES = 24

# Resemblances below this count as none, which leaves few pairs to keep.
LEAST = 0.05

# one term of a sketch and its weight; the weights of an event have length 1
SKETCH = np.dtype([("term", "<u4"), ("weight", "<f4")])

ALONE = -1

_BLOCK = 256

Numbers = NDArray[np.int64]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Events:
    """Events, an entry each: their first and last days, their sketches, and what was decided about them.

    ``storylines`` are the numbers of those they are in, ``ALONE`` for none; ``decided`` events were linked,
    or left alone, before.
    """

    first: Numbers
    last: Numbers
    sketches: csr_array
    storylines: Sequence[int]
    decided: Sequence[bool]


def sketch(counts: Counts, starts: Starts, weights: Weights) -> bytes:
    """The sketch of an event from the counts of its articles (see ``term_counts.join``).

    ``weights`` are the inverse document frequencies of all terms. They count twice as much as for a single
    article: what two events of one storyline share are names and other rare words.
    """
    columns = counts["term"] % COLUMNS
    values = unit_values(counts, starts, weights[columns] ** 2, method.PARTS)
    terms, places = np.unique(columns, return_inverse=True)
    totals = np.bincount(places, weights=values, minlength=len(terms))
    chosen = np.lexsort((terms, -totals))[:TERMS]
    found = np.zeros(len(chosen), dtype=SKETCH)
    found["term"] = terms[chosen]
    found["weight"] = totals[chosen] / max(float(np.linalg.norm(totals[chosen])), 1e-9)
    return found.tobytes()


def matrix(sketches: Sequence[bytes]) -> csr_array:
    """Sketches as rows of unit length."""
    starts = np.zeros(len(sketches) + 1, dtype=np.int64)
    np.cumsum([len(one) // SKETCH.itemsize for one in sketches], out=starts[1:])
    found = np.frombuffer(b"".join(sketches), dtype=SKETCH)
    # columns are numbered on from 0: sparse products pay for each column there could be
    terms, columns = np.unique(found["term"], return_inverse=True)
    values = found["weight"].astype(np.float32)
    return csr_array((values, columns.astype(np.int64), starts), shape=(len(sketches), len(terms)))


def group(events: Events) -> list[list[int]]:
    """The events in storylines, also those of one event, each by its place in ``events``.

    Storylines that there are keep their events and are not joined; what is decided and alone is joined only
    with something new.
    """

    def compared(one: list[int], other: list[int]) -> int:
        """How many pairs of events of both lie within ``DAYS`` of each other."""
        if len(one) == len(other) == 1:
            return 1
        return int(
            np.count_nonzero(
                _near(events.first[one], events.last[one], events.first[other], events.last[other])
            )
        )

    groups = [UNDECIDED if number == ALONE else number for number in events.storylines]
    work = AverageLink(groups, events.decided, THRESHOLD, compared)
    for left, right, values in _resemblances(events):
        work.link(left, right, values)
    return work.run()


def heirs(groups: Sequence[Sequence[int]], storylines: Sequence[int]) -> dict[int, int]:
    """Which group each storyline lives on in, as place of the group: number of the storyline.

    It is the one with most of the storyline's events, so that addresses keep their meaning.
    """
    shared = [
        (-count, number, place)
        for place, members in enumerate(groups)
        for number, count in Counter(storylines[row] for row in members).items()
        if number != ALONE and len(members) > 1
    ]
    found: dict[int, int] = {}
    living: set[int] = set()
    for _, number, place in sorted(shared):
        if place not in found and number not in living:
            found[place] = number
            living.add(number)
    return found


def _resemblances(events: Events) -> list[tuple[list[int], list[int], list[float]]]:
    """The pairs of events within ``DAYS`` of each other that resemble each other, each once."""
    order = np.argsort(events.first, kind="stable")
    begins = events.first[order]
    longest = int((events.last - events.first).max(initial=0))
    found = []
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        low = int(np.searchsorted(begins, events.first[block].min() - DAYS - longest))
        high = int(np.searchsorted(begins, events.last[block].max() + DAYS, side="right"))
        other = order[low:high]
        products = (events.sketches[block] @ events.sketches[other].T).toarray()
        near = _near(events.first[block], events.last[block], events.first[other], events.last[other])
        near &= (products >= LEAST) & (block[:, None] < other[None, :])
        left, right = np.nonzero(near)
        found.append((block[left].tolist(), other[right].tolist(), products[left, right].tolist()))
    return found


def _near(first: Numbers, last: Numbers, other_first: Numbers, other_last: Numbers) -> NDArray[np.bool_]:
    """Which events of one side have at most ``DAYS`` between them and which of the other."""
    near: NDArray[np.bool_] = (other_first[None, :] - last[:, None] <= DAYS) & (
        first[:, None] - other_last[None, :] <= DAYS
    )
    return near
