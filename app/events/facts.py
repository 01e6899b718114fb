"""What an article's headline, opening and address tell about its kind and its time. Pure.

The patterns are of English; in an article in another language they find nothing, which says nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# so many characters of the body are looked at: what is reported, and when, stands at the top
OPENING = 1_500
_DAYS_WITHIN = 900
_VOICE_WITHIN = 1_200

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?:(last|next) )?({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_OPINION_ADDRESS = re.compile(
    r"/(?:opinions?|commentary|comment|columns?|editorials?|op-?ed|blogs?|views?|voices|perspectives?"
    r"|analysis|ideas)\b"
)
_OPINION_TITLE = re.compile(r"(?:opinion|column|editorial|commentary|analysis|op-ed|fact.check)")
_OPINION_SECTIONS = frozenset(("opinion", "commentary"))
_QUESTION = re.compile(r"(?:how|why|what|who|when|where)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|my|we|our|us)\b")
_ATTRIBUTION = re.compile(r"\b(?:said|told|announced|according)\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """``days`` are the days that the opening names by their weekday; the others are counts and flags."""

    opinion: bool
    question: bool
    first_person: int
    attributions: int
    days: frozenset[int]


def facts(title: str, opening: str, *, day: int | None, url: str | None, section: str | None) -> Facts:
    """The facts of one article; ``opening`` is the beginning of its body, ``day`` the day it appeared."""
    named = title.lower()
    return Facts(
        opinion=_OPINION_ADDRESS.search((url or "").lower()) is not None
        or _OPINION_TITLE.match(named) is not None
        or (section or "").lower() in _OPINION_SECTIONS,
        question="?" in title or _QUESTION.match(named) is not None,
        first_person=len(_FIRST_PERSON.findall(opening[:_VOICE_WITHIN])),
        attributions=len(_ATTRIBUTION.findall(opening[:OPENING])),
        days=_named_days(opening[:_DAYS_WITHIN], day),
    )


def _named_days(opening: str, day: int | None) -> frozenset[int]:
    """News names a day of the past week by its weekday: the last such day up to its own."""
    if day is None:
        return frozenset()
    own = (day - 1) % 7
    return frozenset(
        day - (own - _WEEKDAYS.index(found[2].lower())) % 7
        for found in _WEEKDAY.finditer(opening)
        if (found[1] or "").lower() != "next"
    )


@dataclass(frozen=True, slots=True)
class FactColumns:
    """The facts of several articles as columns; ``latest`` is the latest day named, 0 when none is."""

    opinion: NDArray[np.float32]
    question: NDArray[np.float32]
    first_person: NDArray[np.float32]
    attributions: NDArray[np.float32]
    latest: NDArray[np.int64]
    days: tuple[frozenset[int], ...]


def columns(found: Sequence[Facts]) -> FactColumns:
    """The facts as columns, in this order; counts as the logarithm of one more."""
    return FactColumns(
        opinion=np.array([one.opinion for one in found], dtype=np.float32),
        question=np.array([one.question for one in found], dtype=np.float32),
        first_person=np.log1p(np.array([one.first_person for one in found], dtype=np.float32)),
        attributions=np.log1p(np.array([one.attributions for one in found], dtype=np.float32)),
        latest=np.array([max(one.days, default=0) for one in found], dtype=np.int64),
        days=tuple(one.days for one in found),
    )
