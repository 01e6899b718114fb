"""One side of a comparison, read for its figures, and how alike two passages are without them."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.compare.comparison import Passage
from app.compare.figure_match import Quantity, Setting, canonical, quantity
from app.compare.passages import LIMIT
from app.text.figure_words import MONTH_NAMES, WEEKDAYS
from app.text.figures import Figure
from app.text.figures import figures as figures_in
from app.text.tokens import fold, written

_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Oo]f)\s+(?:the\s+)?([A-Z][a-z]+)")
_POLL = frozenset(("poll", "survey", "respond"))
# The signature of a post or the stamp of an update: their dates and times say when a text was written.
_STAMP = re.compile(r"^\s*(?:[—–-]\s|(?:last\s+)?(?:updated|published|posted)\b)", re.IGNORECASE)


class Read(NamedTuple):
    """A passage read: its figures, the stems of its words, the words it writes small, its setting."""

    figures: tuple[Figure, ...]
    stems: frozenset[str]
    small: frozenset[str]
    setting: Setting


class FigureSide(NamedTuple):
    """Both sides read: the quantities of each, the stems of their passages, and how telling a stem is."""

    a: list[Quantity]
    b: list[Quantity]
    stems_a: list[frozenset[str]]
    stems_b: list[frozenset[str]]
    weight: Mapping[str, float]


def read_sides(a: Sequence[Passage], b: Sequence[Passage]) -> FigureSide:
    """The figures of both sides with their context, ready for matching."""
    read_a, read_b = ([_read(passage.text) for passage in side] for side in (a, b))
    small = frozenset[str]().union(*(one.small for one in (*read_a, *read_b)))
    weight = _weights([one.stems for one in (*read_a, *read_b)])
    quantities_a, quantities_b = (
        [
            quantity(place, figure, small, one.setting, weight)
            for place, one in enumerate(side)
            for figure in one.figures
        ]
        for side in (read_a, read_b)
    )
    return FigureSide(
        quantities_a,
        quantities_b,
        [one.stems for one in read_a],
        [one.stems for one in read_b],
        weight,
    )


@lru_cache(maxsize=4 * LIMIT)
def _read(text: str) -> Read:
    found = () if _STAMP.match(text) else figures_in(text)
    small = frozenset(word for word in text.split() if word[0].islower())
    return Read(found, frozenset(map(canonical, written(fold(text)))), small, _setting(text, found))


def _setting(text: str, found: Sequence[Figure]) -> Setting:
    if not found:
        return Setting(frozenset(), frozenset(), frozenset())
    dates = [int(figure.low) for figure in found if figure.kind == "date"]
    years = [int(figure.low) for figure in found if figure.kind == "year"]
    places = (word.lower() for word in _PLACE.findall(text))
    return Setting(
        frozenset((*years, *(date // 10_000 for date in dates if date >= 10_000))),
        frozenset(date // 100 % 100 for date in dates),
        frozenset(canonical(word) for word in places if word not in MONTH_NAMES and word not in WEEKDAYS),
    )


def _weights(passages: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency of every stem, each passage a document; 1 for what only one has."""
    counts = Counter(word for stems in passages for word in stems)
    rarest = math.log((len(passages) + 1) / 1.5) if passages else 1.0
    return {word: math.log((len(passages) + 1) / (n + 0.5)) / rarest for word, n in counts.items()}


def alike(a: frozenset[str], b: frozenset[str], weight: Mapping[str, float]) -> float:
    """Cosine of two passages as weighed sets of stems."""
    shared = sum(weight[word] ** 2 for word in a & b)
    if not shared:
        return 0.0
    mass_a, mass_b = (sum(weight[word] ** 2 for word in side) for side in (a, b))
    return shared / math.sqrt(mass_a * mass_b)


def is_poll(stems: frozenset[str]) -> bool:
    """Whether a passage tells of a poll: what two polls found are two quantities."""
    return not stems.isdisjoint(_POLL)
