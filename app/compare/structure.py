"""What comes first: where the statements that both texts make stand in each. Pure."""

from collections.abc import Sequence

import numpy as np

from app.compare.comparison import Link, Passage
from app.compare.contrast import Position, Structure

# an order of fewer says nothing
_FEWEST = 4


def structure(a: Sequence[Passage], b: Sequence[Passage], links: Sequence[Link]) -> Structure:
    """The places of each link's first passages, in A's order; possibly related ones do not count.

    ``link`` of a position is the index in ``links``.
    """
    place_a, place_b = ({passage.id: n for n, passage in enumerate(side, 1)} for side in (a, b))
    positions = [
        Position(link=n, a=min(place_a[key] for key in link.a), b=min(place_b[key] for key in link.b))
        for n, link in enumerate(links)
        if link.relation != "related"
    ]
    positions.sort(key=lambda position: (position.a, position.b))
    return Structure(positions=tuple(positions), tau=_tau_b([(one.a, one.b) for one in positions]))


def _tau_b(places: Sequence[tuple[int, int]]) -> float | None:
    """Rank correlation that counts ties (M. G. Kendall, "The treatment of ties in ranking problems",
    Biometrika 33 (1945), 239-251); None where either order has no two different ranks."""
    if len(places) < _FEWEST:
        return None
    ranks = np.array(places)
    signs = [np.sign(np.subtract.outer(ranks[:, side], ranks[:, side])) for side in (0, 1)]
    untied = float(np.sqrt(np.abs(signs[0]).sum() * np.abs(signs[1]).sum()))
    return round(float((signs[0] * signs[1]).sum()) / untied, 3) if untied else None
