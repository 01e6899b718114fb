"""What an article's headline, opening and address tell about its kind and its time. Pure.

The patterns are of English. In an article in another language they are not looked for: what they would find
means something else there.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.text.analysis import ENGLISH, analysis_of

# so many characters of the body are looked at: what is reported, and when, stands at the top
OPENING = 1_500
_DAYS_WITHIN = 900
_VOICE_WITHIN = 1_200
_OUTLOOK_WITHIN = 700
_LATER_WITHIN = 400

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# texts are lowered once: patterns that heed no case take twice the time
_WEEKDAY = re.compile(rf"\b(?:(last|next) )?({'|'.join(_WEEKDAYS)})\b")
_OPINION_ADDRESS = re.compile(
    r"/(?:opinions?|commentary|comment|columns?|editorials?|op-?ed|blogs?|views?|voices|perspectives?"
    r"|analysis|ideas)\b"
)
_OPINION_TITLE = re.compile(r"(?:opinion|column|editorial|commentary|analysis|op-ed|fact.check)")
_OPINION_SECTIONS = frozenset(("opinion", "commentary"))
_QUESTION = re.compile(r"(?:how|why|what|who|when|where)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|my|we|our|us)\b")
_ATTRIBUTION = re.compile(r"\b(?:said|told|announced|according)\b")
# what announces something to come, what tells of something past, what looks back on something known
_AHEAD = re.compile(
    r"\b(?:will|would|could|may|might|expected|set to|poised|ahead of|upcoming|plans? to|is to|are to|to vote"
    r"|looms?|looming|eve of|hours before|if|likely|preview|heads? to|facing|faces|prepares?|braces?)\b"
)
_WORD = re.compile(r"\w+")
_PAST = frozenset(("was", "were", "had", "won", "lost", "said", "told", "dead", "shot", "after"))
_LATER = re.compile(
    r"\b(?:after|in wake of|following|aftermath|fallout|reaction|since|days? ago|last week|lessons"
    r"|takeaways|explained|what we know|why|how)\b"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """``days`` are the days that the opening names by their weekday; the others are counts and flags.

    ``outlook`` is above 0 where the opening speaks more of what is to come than of what was, ``ahead`` tells
    that the headline announces something, and ``later`` counts words that look back on something known.
    """

    opinion: bool
    question: bool
    first_person: int
    attributions: int
    outlook: float
    ahead: bool
    later: int
    days: frozenset[int]


def facts(
    title: str,
    opening: str,
    *,
    day: int | None,
    url: str | None,
    section: str | None,
    language: str | None = None,
) -> Facts:
    """The facts of one article; ``opening`` is the beginning of its body, ``day`` the day it appeared."""
    if analysis_of(language) != ENGLISH:
        return replace(_UNTOLD, opinion=_is_opinion("", url, section), question="?" in title)
    named, lowered = title.lower(), opening[:_DAYS_WITHIN].lower()
    soon = lowered[:_OUTLOOK_WITHIN]
    return Facts(
        opinion=_is_opinion(named, url, section),
        question="?" in title or _QUESTION.match(named) is not None,
        first_person=len(_FIRST_PERSON.findall(opening[:_VOICE_WITHIN])),
        attributions=len(_ATTRIBUTION.findall(opening[:OPENING])),
        outlook=math.log1p(len(_AHEAD.findall(soon))) - math.log1p(_past(soon)),
        ahead=_AHEAD.search(named) is not None,
        later=len(_LATER.findall(f"{named} {lowered[:_LATER_WITHIN]}")),
        days=_named_days(lowered, day),
    )


def _past(lowered: str) -> int:
    """How many words are of a past tense, or go with one."""
    return sum(word in _PAST or (word.endswith("ed") and len(word) > 2) for word in _WORD.findall(lowered))


def _is_opinion(named: str, url: str | None, section: str | None) -> bool:
    return (
        _OPINION_ADDRESS.search((url or "").lower()) is not None
        or _OPINION_TITLE.match(named) is not None
        or (section or "").lower() in _OPINION_SECTIONS
    )


# What is usual (the medians of the AllSides corpus) says nothing for or against a pair.
_UNTOLD = Facts(
    opinion=False,
    question=False,
    first_person=1,
    attributions=1,
    outlook=-1.25,
    ahead=False,
    later=0,
    days=frozenset(),
)


def _named_days(lowered: str, day: int | None) -> frozenset[int]:
    """News names a day of the past week by its weekday: the last such day up to its own."""
    if day is None:
        return frozenset()
    own = (day - 1) % 7
    return frozenset(
        day - (own - _WEEKDAYS.index(found[2])) % 7
        for found in _WEEKDAY.finditer(lowered)
        if found[1] != "next"
    )


@dataclass(frozen=True, slots=True)
class FactColumns:
    """The facts of several articles as columns; ``latest`` is the latest day named, 0 when none is."""

    opinion: NDArray[np.float32]
    question: NDArray[np.float32]
    first_person: NDArray[np.float32]
    attributions: NDArray[np.float32]
    outlook: NDArray[np.float32]
    ahead: NDArray[np.float32]
    later: NDArray[np.float32]
    latest: NDArray[np.int64]
    days: tuple[frozenset[int], ...]


def columns(found: Sequence[Facts]) -> FactColumns:
    """The facts as columns, in this order; counts as the logarithm of one more."""
    return FactColumns(
        opinion=np.array([one.opinion for one in found], dtype=np.float32),
        question=np.array([one.question for one in found], dtype=np.float32),
        first_person=np.log1p(np.array([one.first_person for one in found], dtype=np.float32)),
        attributions=np.log1p(np.array([one.attributions for one in found], dtype=np.float32)),
        outlook=np.array([one.outlook for one in found], dtype=np.float32),
        ahead=np.array([one.ahead for one in found], dtype=np.float32),
        later=np.log1p(np.array([one.later for one in found], dtype=np.float32)),
        latest=np.array([max(one.days, default=0) for one in found], dtype=np.int64),
        days=tuple(one.days for one in found),
    )
