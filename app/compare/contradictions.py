"""Passages in much the same words that cannot say the same: who does what to whom is reversed, or denied.

Patterns of English words, not a grammar: they speak up only where both passages give all that they ask for.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from whoosh.lang.stopwords import stoplists

from app.compare.passages import LIMIT
from app.text.tokens import fold, stem
from app.text.word_sets import word_set

_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|[^\w\s]")
_STOP_WORDS = frozenset(stoplists["en"])


# What two do together is the same with either first.
_MUTUAL = word_set(
    "met meets debated debates joined joins married faced faces discussed agreed fellow versus"
)
_IRREGULAR = word_set(
    """said told beat hit shot sued led won lost paid gave sent made took left met held fought caught hurt
    cut let put bit struck threw drove chose sought taught bought sold built drew forgave hid"""
)
_BE = word_set("was were is are been be being got gets")
_DENYING = word_set(
    """not never cannot no none nobody nothing neither nor without refused refuses failed fails declined
    declines"""
)
# Of these only what follows is denied, word by word; of the others that something is.
_DENIES_NEXT = word_set("not never cannot refused refuses failed fails declined declines")
# What is only supposed denies nothing.
_SUPPOSING = word_set("if unless whether")
_REACH = 6  # words between a verb and whoever does it, or has it done to him
_DENIED = 2  # words of their own sense after a denial that it denies
_ALIKE = 0.6  # share of the words of both, without the denials, that two passages have in common


def contradict(one: str, other: str) -> bool:
    """Whether one passage reverses who does what to whom, or denies what the other says in the same words.

    Symmetric. "X accused Y" and "Y accused X" do; so do "the bill passed" and "the bill did not pass".
    """
    return _reversed(_acts(one), _acts(other)) or _denied(_content(one), _content(other))


def _reversed(one: frozenset[tuple[str, str, str]], other: frozenset[tuple[str, str, str]]) -> bool:
    if one & other:
        return False
    return any((verb, whom, who) in other for verb, who, whom in one)


@lru_cache(maxsize=LIMIT)
def _acts(passage: str) -> frozenset[tuple[str, str, str]]:
    """Who does what to whom: stems of verbs between two names, the names by their last word."""
    tokens = _TOKEN.findall(passage)
    folded = [fold(token).removesuffix("’s").removesuffix("'s") for token in tokens]
    named = [
        token[0].isupper() and word not in _STOP_WORDS for token, word in zip(tokens, folded, strict=True)
    ]
    found = set()
    for k, token in enumerate(tokens):
        if not _is_verb(token):
            continue
        before = next(_names(folded, named, range(k - 1, max(k - 2 - _REACH, -1), -1)), None)
        after = next(_names(folded, named, range(k + 1, min(k + 2 + _REACH, len(tokens)))), None)
        if before is None or after is None or before[1] == after[1]:
            continue
        passive = "by" in folded[k + 1 : after[0]] and bool(_BE & {*folded[max(k - 2, 0) : k]})
        who, whom = (after[1], before[1]) if passive else (before[1], after[1])
        found.add((stem(folded[k]), who, whom))
    return frozenset(found)


def _is_verb(token: str) -> bool:
    if not token.islower() or token in _MUTUAL or token in _STOP_WORDS:
        return False
    return token in _IRREGULAR or token.endswith(("ed", "es", "ts", "ks", "ns", "ls"))


def _names(folded: list[str], named: list[bool], places: range) -> Iterator[tuple[int, str]]:
    """Names met along ``places``: where each is met, and its last word. Marks end the way, quotes do not."""
    for k in places:
        if not folded[k][:1].isalnum():
            if folded[k] not in "“”\"'‘’.":
                return
            continue
        if named[k]:
            last = k
            while last + 1 < len(named) and named[last + 1]:
                last += 1
            yield k, folded[last]


@lru_cache(maxsize=LIMIT)
def _content(passage: str) -> tuple[frozenset[str], frozenset[str], bool]:
    """The stems that have a sense of their own, those that are denied, and whether anything may be."""
    stems: set[str] = set()
    denied: set[str] = set()
    left, any_denial = 0, False
    for token in _TOKEN.findall(passage):
        word = fold(token).replace("’", "'")
        if word in _DENYING or word.endswith("n't"):
            any_denial = True
            left = _DENIED if word in _DENIES_NEXT or word.endswith("n't") else 0
        elif word[:1].isalnum() and word not in _STOP_WORDS:
            root = stem(word.removesuffix("'s"))
            stems.add(root)
            if left:
                denied.add(root)
                left -= 1
        elif word in _SUPPOSING:
            return frozenset(), frozenset(), False
    return frozenset(stems), frozenset(denied), any_denial


def _denied(
    one: tuple[frozenset[str], frozenset[str], bool], other: tuple[frozenset[str], frozenset[str], bool]
) -> bool:
    if one[2] == other[2]:
        return False
    affirmed, (words, denied, _) = (one[0], other) if other[2] else (other[0], one)
    return bool(denied & affirmed) and len(words & affirmed) >= _ALIKE * len(words | affirmed)
