"""Average-link grouping by the probabilities that two articles report the same event. Pure.

The two groups with the highest mean probability between their articles become one, again and again, until no
mean reaches the threshold (agglomerative clustering). Pairs that are not candidates count as 0. The order in
which articles came in makes no difference.
"""

import heapq
from collections.abc import Callable, Sequence

from app.events import method
from app.events.candidates import Numbers, Values

UNDECIDED = -1


def agglomerate(
    left: Numbers, right: Numbers, probability: Values, groups: Sequence[int], fixed: Sequence[bool]
) -> list[list[int]]:
    """Rows in groups, from candidate pairs of rows and their probabilities.

    ``groups`` holds the number of the group that each row is in already, or ``UNDECIDED``. Rows of one group
    stay together, and two groups are not joined. ``fixed`` are the rows decided on before, in a group or
    alone: what consists of such rows alone is not joined with its like either; only what is new may join it.
    """
    work = AverageLink(groups, fixed, method.THRESHOLD)
    counted = probability >= method.LEAST_LINK
    work.link(left[counted].tolist(), right[counted].tolist(), probability[counted].tolist())
    return work.run()


class AverageLink:
    """Groups that grow by the two with the highest mean link, until none reaches ``threshold``.

    ``groups`` and ``fixed`` are those of ``agglomerate``. ``compared`` says by how many pairs the sum of the
    links of two groups of rows is divided: all there are, unless told otherwise.
    """

    def __init__(
        self,
        groups: Sequence[int],
        fixed: Sequence[bool],
        threshold: float,
        compared: Callable[[list[int], list[int]], int] = lambda one, other: len(one) * len(other),
    ) -> None:
        self._threshold, self._compared = threshold, compared
        first_of: dict[int, int] = {}
        # a group goes by the number of its first row
        self._at = [
            row if group == UNDECIDED else first_of.setdefault(group, row) for row, group in enumerate(groups)
        ]
        self._held = set(first_of.values())
        self._fresh: set[int] = set()
        self._members: dict[int, list[int]] = {}
        for row, place in enumerate(self._at):
            self._members.setdefault(place, []).append(row)
            if not fixed[row]:
                self._fresh.add(place)
        self._sums: dict[int, dict[int, float]] = {place: {} for place in self._members}
        self._heap: list[tuple[float, int, int, int, int]] = []

    def link(self, left: Sequence[int], right: Sequence[int], probability: Sequence[float]) -> None:
        """Take in links between rows, each once."""
        for one, other, value in zip(left, right, probability, strict=True):
            a, b = self._at[one], self._at[other]
            if a != b:
                self._sums[a][b] = self._sums[b][a] = self._sums[a].get(b, 0.0) + value

    def run(self) -> list[list[int]]:
        """The rows in groups."""
        for a, sums in self._sums.items():
            for b in sums:
                if a < b:
                    self._offer(a, b)
        while self._heap:
            _, a, b, size_a, size_b = heapq.heappop(self._heap)
            # what was offered before either of them grew is out of date
            if len(self._members.get(a, ())) == size_a and len(self._members.get(b, ())) == size_b:
                self._join(a, b)
        return list(self._members.values())

    def _offer(self, a: int, b: int) -> None:
        total = self._sums[a][b]
        if total < self._threshold or (a in self._held and b in self._held):
            return
        if a not in self._fresh and b not in self._fresh:
            return
        a, b = min(a, b), max(a, b)
        one, other = self._members[a], self._members[b]
        mean = total / self._compared(one, other)
        if mean >= self._threshold:
            heapq.heappush(self._heap, (-mean, a, b, len(one), len(other)))

    def _join(self, a: int, b: int) -> None:
        """The group ``b`` becomes part of ``a``."""
        self._members[a] += self._members.pop(b)
        for marks in (self._held, self._fresh):
            if b in marks:
                marks.add(a)
        sums = self._sums[a]
        del sums[b]
        for c, value in self._sums.pop(b).items():
            if c != a:
                del self._sums[c][b]
                sums[c] = self._sums[c][a] = sums.get(c, 0.0) + value
        for c in sums:
            self._offer(a, c)
