"""How often the shipped model is right, as measured when it was trained."""

import json
from functools import cache
from pathlib import Path

from app.compare.scorer import MODEL_FILE
from app.records import Record


class Accuracy(Record):
    """Figures of ``app.compare.train``, each pair judged by a model that saw nothing of its event.

    Shares lie between 0 and 1. ``links_right`` joined the same statement, ``links_right_or_partial`` at least
    overlapped. ``only_right`` is the share of *only here* claims with no counterpart in the other text.
    ``found`` is the share of the statements made by both that were linked as word for word or the same.
    """

    pairs: int
    links: int
    links_right: float
    links_right_or_partial: float
    only: int
    only_right: float
    statements: int
    found: float


def read_accuracy(path: Path) -> Accuracy:
    """The figures out of a model's file."""
    training = json.loads(path.read_text(encoding="utf-8"))["training"]
    figures = training["figures"]
    return Accuracy(
        pairs=training["pairs"],
        links=figures["links"],
        links_right=figures["links strictly right"],
        links_right_or_partial=figures["links right or partial"],
        only=figures["only here"],
        only_right=figures["only here right"],
        statements=figures["statements"],
        found=figures["recall"],
    )


@cache
def default_accuracy() -> Accuracy:
    """The figures of the model that ships with the program, read once."""
    return read_accuracy(MODEL_FILE)
