"""Whether two forms of a name mean one person: Romney and Mitt Romney, Joe and Joseph Biden. Pure."""

import re
from functools import lru_cache

from app.text.tokens import fold

NAME_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ARTICLES = frozenset(("the", "a", "an"))
_SHORT_FORMS = {
    "william": "bill billy will", "robert": "bob bobby rob", "richard": "dick rick rich",
    "james": "jim jimmy", "john": "jack johnny", "joseph": "joe joey", "michael": "mike mick",
    "edward": "ed eddie ted", "theodore": "ted", "thomas": "tom tommy", "charles": "chuck charlie",
    "anthony": "tony", "elizabeth": "liz beth betty", "margaret": "meg maggie peggy",
    "katherine": "kate kathy katie", "kathleen": "kathy", "catherine": "cathy", "deborah": "debbie deb",
    "patricia": "pat patty", "patrick": "pat", "lawrence": "larry", "henry": "hank", "gerald": "jerry",
    "andrew": "andy drew", "harold": "harry", "rudolph": "rudy", "bernard": "bernie", "addison": "mitch",
    "rafael": "ted",
}  # fmt: skip


@lru_cache(maxsize=4_000)
def _parts(name: str) -> tuple[str, ...]:
    words = [word.replace("’", "'") for word in NAME_WORD.findall(fold(name))]
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    kept = [word for word in words if word not in SUFFIXES]
    return tuple(kept or words)


def same_person(one: str, two: str) -> bool:
    """Whether ``one`` and ``two`` may name the same speaker: the same last word, and first names that agree
    where both have one. What is no name ("the report") must agree in all its words."""
    a, b = sorted((_parts(one), _parts(two)), key=len)
    if not a or a == b:
        return bool(a)
    if a[-1] != b[-1] or not is_name(one) or not is_name(two):
        return False
    return len(a) == 1 or _agree(a[0], b[0]) or set(a) <= set(b)


def _agree(a: str, b: str) -> bool:
    """Whether two first names are one: equal, an initial, or a usual short form."""
    if a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]):
        return True
    if min(len(a), len(b)) > 2 and (a.startswith(b) or b.startswith(a)):
        return True
    return b in _SHORT_FORMS.get(a, "").split() or a in _SHORT_FORMS.get(b, "").split()


def is_name(text: str) -> bool:
    """Whether it reads like a name: all longer words begin with capitals. "The report" is none."""
    return all(not word[0].islower() for word in text.split() if len(word) > 3)


def one_name(one: str | None, two: str | None) -> str | None:
    """Which of two forms tells more: a name before a description, the longer name, the first."""
    if one is None or two is None:
        return one or two
    if is_name(one) != is_name(two):
        return one if is_name(one) else two
    return two if same_person(one, two) and len(two.split()) > len(one.split()) else one
