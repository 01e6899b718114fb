"""What the hits of a search add up to: by outlet, month, language, event and author. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.records import UNKNOWN_OUTLET, OutletRef
from app.search.catalogue import Catalogue, Mask, Numbers
from app.search.results import (
    AuthorFacet,
    EventFacet,
    Facets,
    LanguageFacet,
    MonthCount,
    OutletFacet,
    SearchParameters,
)
from app.search.selection import Kind, within

# so many events, and so many authors, are listed besides those that are chosen
MOST_LISTED = 20
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts hits. ``base`` is what the query finds; ``chosen`` narrows it."""

    catalogue: Catalogue
    base: Mask
    chosen: Mapping[Kind, Mask]
    parameters: SearchParameters

    def facets(
        self, outlets: Sequence[OutletRef], titles: Callable[[Sequence[int]], Mapping[int, str]]
    ) -> Facets:
        """All facets. ``titles`` gives the titles of events.

        The first of several ``outlets`` with one id gives its name; the others were merged into it.
        """
        dated = self._within("day")
        undated = int(np.count_nonzero(self.catalogue.day[within(self.base, self.chosen)] == 0))
        return Facets(
            outlets=self._outlets(outlets),
            months=_months(self.catalogue.month[dated]),
            languages=self._languages(),
            events=self._events(titles),
            authors=self._authors(),
            undated=undated,
        )

    def _within(self, but: Kind) -> Mask:
        return within(self.base, self.chosen, but)

    def _outlets(self, outlets: Sequence[OutletRef]) -> tuple[OutletFacet, ...]:
        counts = np.bincount(self.catalogue.outlet[self._within("outlet")])
        slugs = frozenset(self.parameters.outlet)
        counted = frozenset(np.flatnonzero(counts).tolist())
        first: dict[int, OutletRef] = {}
        for outlet in outlets:
            if outlet.id in counted or outlet.slug in slugs:
                first.setdefault(outlet.id, outlet)
        named = [
            OutletFacet(outlet=outlet, count=_at(counts, number), chosen=outlet.slug in slugs)
            for number, outlet in first.items()
        ]
        named.sort(key=lambda facet: (-facet.count, facet.outlet.name if facet.outlet else ""))
        if _at(counts, 0) or UNKNOWN_OUTLET in slugs:
            unknown = OutletFacet(outlet=None, count=_at(counts, 0), chosen=UNKNOWN_OUTLET in slugs)
            named.append(unknown)
        return tuple(named)

    def _languages(self) -> tuple[LanguageFacet, ...]:
        counts = np.bincount(self.catalogue.language[self._within("language")])
        codes = frozenset(code.lower() for code in self.parameters.lang)
        found = [
            LanguageFacet(
                code=code, count=_at(counts, place), chosen=(code or UNKNOWN_OUTLET).lower() in codes
            )
            for place, code in enumerate(self.catalogue.languages)
        ]
        listed = [facet for facet in found if facet.count or facet.chosen]
        return tuple(sorted(listed, key=lambda facet: (facet.code is None, -facet.count, facet.code or "")))

    def _events(self, titles: Callable[[Sequence[int]], Mapping[int, str]]) -> tuple[EventFacet, ...]:
        counts = np.bincount(self.catalogue.event[self._within("event")])
        counts[:1] = 0
        listed = _listed(counts, [number for number in self.parameters.event if number > 0])
        known = titles(listed) if listed else {}
        return tuple(
            EventFacet(
                id=number,
                title=known[number],
                count=_at(counts, number),
                chosen=number in self.parameters.event,
            )
            for number in listed
            if number in known
        )

    def _authors(self) -> tuple[AuthorFacet, ...]:
        catalogue = self.catalogue
        counts = np.bincount(catalogue.authors[self._within("author")[catalogue.author_row]])
        names = catalogue.author_names
        wanted = [names.index(name) for name in self.parameters.author if name in names]
        return tuple(
            AuthorFacet(
                name=names[number],
                count=_at(counts, number),
                chosen=names[number] in self.parameters.author,
            )
            for number in _listed(counts, wanted)
        )


def _at(counts: np.typing.NDArray[np.int64], number: int) -> int:
    return int(counts[number]) if number < len(counts) else 0


def _listed(counts: np.typing.NDArray[np.int64], wanted: Sequence[int]) -> list[int]:
    """The numbers that are counted most often, and those ``wanted`` however often."""
    most = min(MOST_LISTED, len(counts))
    top = np.argpartition(-counts, most - 1)[:most].tolist() if most else []
    numbers = dict.fromkeys([*(number for number in top if counts[number]), *wanted])
    return sorted(numbers, key=lambda number: (-_at(counts, number), number))


def _months(months: Numbers) -> tuple[MonthCount, ...]:
    known = months[months != 0]
    if not len(known):
        return ()
    first = int(known.min())
    counts = np.bincount(known - first)
    return tuple(
        MonthCount(
            month=f"{month // _MONTHS:04d}-{month % _MONTHS + 1:02d}", count=int(counts[month - first])
        )
        for month in (np.flatnonzero(counts) + first).tolist()
    )
