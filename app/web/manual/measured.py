"""What was measured or read by hand, out of the data files that travel with the program."""

import json
from collections.abc import Mapping
from functools import cache

from app.events.link_model import MODEL_FILE
from app.records import Record
from app.resources import DATA

Figures = Mapping[str, float]


class Grouping(Record):
    """How the grouping into events did on labelled events, whole events left out of training.

    ``b3`` is B³ F1 with every member of a group counted. Of the labelled ``events`` ``exact`` stood in one
    group; of ``near_misses``, articles of other events of the same story, ``taken_in`` were taken in.
    """

    events: int
    b3: float
    exact: int
    near_misses: int
    taken_in: int


@cache
def grouping() -> Grouping:
    """The figures of the model that groups articles."""
    training = json.loads(MODEL_FILE.read_text(encoding="utf-8"))["training"]
    figures = training["figures"]
    return Grouping(
        events=training["events"],
        b3=figures["B3 F1, every member counted"],
        exact=figures["in one group"],
        near_misses=figures["near misses"],
        taken_in=figures["near misses taken in"],
    )


@cache
def read_by_hand(subject: str) -> Figures:
    """What was counted by reading results one by one, by name. Raises KeyError for an unknown subject."""
    figures: Figures = json.loads((DATA / "measured.json").read_text(encoding="utf-8"))[subject]
    return figures


def of_hundred(share: float) -> int:
    """A share as a whole number of hundred."""
    return round(100 * share)
