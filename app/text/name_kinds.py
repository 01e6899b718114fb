"""What a name names: a person, an organisation or a place, by what stands beside it. Pure.

No list of people or bodies: the words before and after a name tell, and the last word of the name itself.
Countries and parts of the world are those of the Unicode CLDR, states those of the U.S. What shows nothing is
of no kind.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from babel import Locale

from app.text.names import names_no_person
from app.text.tokens import fold

Kind = Literal["person", "organisation", "place", "other"]

_TITLES = """
    president senator sens? representative reps? governor gov mr mrs ms miss dr judge reverend rev counsel
    justice secretary general director chairman chairwoman chair speaker leader congressman congresswoman
    mayor sheriff minister chancellor king queen prince princess pope sir lord lady gen col capt sgt lt
    officer chief candidate spokesman spokeswoman spokesperson nominee analyst professor lawyer attorney
    activist author actor actress singer coach"""
_TITLE_BEFORE = re.compile(rf"\b(?:{'|'.join(_TITLES.split())})\.?\s+$", re.IGNORECASE)
_SPEAKS_AFTER = re.compile(
    r"^(?:,[^,.;]{1,60},)?\s+(?:has\s+|had\s+|also\s+)?(?:said|says|told|added|adds|wrote|writes|argued|argues"
    r"|tweeted|testified|recalled|asked|replied|explained|joked|insisted)\b|^,\s+(?:who|whose)\b|^,\s+\d\d,"
    r"|^\s+and (?:his|her) (?:wife|husband|son|daughter)\b"
)
_SPEAKS_BEFORE = re.compile(r"\b(?:said|says|added|wrote)\s+$")
_AT_BEFORE = re.compile(r"\b(?:in|near|outside|across|throughout|around|visit(?:ed|ing)?|into|toward)\s+$")
_PLACE_AFTER = re.compile(
    r"^['’]s (?:capital|border|government|economy|constitution)\b|^ \((?:AP|AFP|Reuters|UPI|CNN)\)"
)
_LARGER_AFTER = re.compile(r"^, ((?:[A-Z][a-z]+\.? ?){1,3})(?=[,.;)]|$)")
_THE_BEFORE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:[A-Z]{2,6}|(?:[A-Z]\.){2,6})$")
_LANDS = re.compile(
    r"\b(?:city|county|island|islands|river|valley|street|avenue|airport|beach|north|south|east|west|hill)$"
)
_AROUND = 70
_DEMONYM = ("an", "ans", "ese", "ish", "i", "is", "ic")
_SHARED_HEAD = 4
_HOME = frozenset(("u.s", "us", "usa", "u.k", "uk", "america", "britain", "england", "scotland", "wales"))
_STATES = """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho
    illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota
    mississippi missouri montana nebraska nevada new_hampshire new_jersey new_mexico new_york north_carolina
    north_dakota ohio oklahoma oregon pennsylvania rhode_island south_carolina south_dakota tennessee texas
    utah vermont virginia washington west_virginia wisconsin wyoming"""


class Standing(NamedTuple):
    """A name as it is written in ``text``, from ``start`` to ``end``."""

    text: str
    start: int
    end: int


@cache
def _territories() -> frozenset[str]:
    names: Iterable[tuple[str, str]] = Locale("en").territories.items()
    states = frozenset(state.replace("_", " ") for state in _STATES.split())
    return frozenset(fold(name) for code, name in names if code != "001") | _HOME | states


@cache
def _heads() -> frozenset[str]:
    return frozenset(name[:_SHARED_HEAD] for name in _territories())


def is_land(key: str) -> bool:
    """Whether a folded name is that of a country, a part of the world or a state of the U.S."""
    return key in _territories()


def is_demonym(key: str) -> bool:
    """Whether a folded word calls the people or the ways of a country: Mexican, Chinese."""
    if " " in key or len(key) <= _SHARED_HEAD or not key.endswith(_DEMONYM) or key in _territories():
        return key in {"american", "americans", "british", "dutch", "french", "german", "germans", "greek"}
    return key[:_SHARED_HEAD] in _heads()


def kind_of(key: str, standing: Sequence[Standing], *, has_surname: bool) -> Kind:
    """What the name with this folded ``key`` names, by all the places where it stands.

    ``has_surname``: its last word alone stands for it elsewhere, as a person's surname does.
    """
    if is_land(key):
        return "place"
    last = key.rpartition(" ")[2]
    if _LANDS.search(key):
        return "place"
    if names_no_person(last):
        return "organisation"
    person = sum(_tells_person(one) for one in standing)
    place = sum(_tells_place(one) for one in standing)
    if all(_ACRONYM.match(one.text[one.start : one.end]) for one in standing):
        return "organisation"
    # not its last word alone: the Obama administration
    whole = [one for one in standing if " " not in key or " " in one.text[one.start : one.end]]
    named_the = sum(_THE_BEFORE.search(one.text[: one.start]) is not None for one in whole)
    is_a_the = 2 * named_the > len(whole)
    # Syrian Observatory, Florida Keys: what begins like this is a person only where something else says so
    first = key.split(" ")[0]
    of_a_land = first != last and (is_demonym(first) or first in _territories())
    if person >= place and not is_a_the and (person or (has_surname and not of_a_land)):
        return "person"
    if place and (2 if person else 3) * place >= len(standing):
        return "place"
    return "organisation" if is_a_the else "other"


def _tells_person(one: Standing) -> bool:
    before, after = one.text[max(one.start - _AROUND, 0) : one.start], one.text[one.end : one.end + _AROUND]
    return bool(_TITLE_BEFORE.search(before) or _SPEAKS_AFTER.match(after) or _SPEAKS_BEFORE.search(before))


def _tells_place(one: Standing) -> bool:
    before, after = one.text[max(one.start - _AROUND, 0) : one.start], one.text[one.end : one.end + _AROUND]
    possessive = after.startswith(("'s", "’s"))
    larger = _LARGER_AFTER.match(after)
    lies_in = larger is not None and fold(larger[1]).strip(" .") in _territories()
    return bool(lies_in or (_AT_BEFORE.search(before) and not possessive) or _PLACE_AFTER.match(after))
