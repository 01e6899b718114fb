"""What the rooms beside this one do for it: handed in by whoever ties them together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.database import Database

# what is being done, how much of it is done, and of how much where that is known
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """``linked`` gives the articles that packed links name, ``sketched`` reads the sketch of an event and
    ``frozen`` a frozen comparison; all raise ValueError for what is none. ``find_copies`` and
    ``group_events`` (anew when the flag is set) are the jobs of the product. ``uploads`` tells of imports
    that wait in the data folder.
    """

    linked: Callable[[bytes], Sequence[int]]
    sketched: Callable[[bytes], object]
    frozen: Callable[[Any], object]
    find_copies: Callable[[Database], object]
    group_events: Callable[[Database, bool], object]
    uploads: Callable[[], Sequence[str]]
