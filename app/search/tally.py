"""What the hits of a search add up to: by outlet, by month, undated."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.records import OutletRef
from app.search.results import MonthCount, OutletFacet


@dataclass(slots=True)
class Tally:
    """Counts of hits. Unless ``every_outlet``, the outlet ``outlet_id`` is chosen; None stands for unknown.

    Outlets are counted whether chosen or not, so that the other choices stay in view; all else when chosen.
    """

    every_outlet: bool
    outlet_id: int | None = None
    total: int = 0
    _by_outlet: Counter[int | None] = field(default_factory=Counter)
    _by_day: Counter[int | None] = field(default_factory=Counter)

    def add(self, groups: Iterable[tuple[int | None, int | None, int]]) -> None:
        """Count groups of hits: outlet id, day, number; None stands for unknown.

        When ``groups`` raises half way, what came before is counted.
        """
        for outlet_id, day, count in groups:
            self._by_outlet[outlet_id] += count
            if not self.every_outlet and outlet_id != self.outlet_id:
                continue
            self.total += count
            self._by_day[day] += count

    @property
    def undated(self) -> int:
        """Hits whose day is not known."""
        return self._by_day[None]

    def months(self) -> tuple[MonthCount, ...]:
        """The months that have hits, in order."""
        by_month: Counter[str] = Counter()
        for day, count in self._by_day.items():
            if day is not None:
                by_month[date.fromordinal(day).isoformat()[:7]] += count
        return tuple(MonthCount(month=month, count=count) for month, count in sorted(by_month.items()))

    def facets(self, outlets: Sequence[OutletRef]) -> tuple[OutletFacet, ...]:
        """The outlets that have hits, most hits first; articles without an outlet come last.

        The first of several ``outlets`` with one id gives its name; the others were merged into it.
        """
        first: dict[int, OutletRef] = {}
        for outlet in outlets:
            first.setdefault(outlet.id, outlet)
        named = [
            OutletFacet(outlet=outlet, count=self._by_outlet[number])
            for number, outlet in first.items()
            if number in self._by_outlet
        ]
        named.sort(key=lambda facet: (-facet.count, facet.outlet.name if facet.outlet else ""))
        if None in self._by_outlet:
            named.append(OutletFacet(outlet=None, count=self._by_outlet[None]))
        return tuple(named)
