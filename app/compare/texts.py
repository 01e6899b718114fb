"""Passages taken apart for comparison: words, stems, names, numbers, quoted words, and their weights."""

import gzip
import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from app.resources import DOCUMENT_FREQUENCIES
from app.text.tokens import fold, stem, words

# A stem that so many of all articles have tells little of what a passage is about.
_COMMON = 0.22
# Articles that have a stem which is not in the table, at most.
_UNLISTED = 14

# A matrix of statements takes each passage apart beside those of every other outlet.
_KEPT = 2_000

_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
# quotation marks may open or close in a neighbouring passage
_QUOTED = re.compile(r"[“«„]([^”»]*)(?:[”»]|$)|\"([^\"]*)(?:\"|$)")
_UNOPENED = re.compile(r"^([^“«„\"]*)[”»]")
_SPELLED = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion dozen half third quarter"""
_NUMBER_WORDS = frozenset(_SPELLED.split())


def _stems_of(listed: str) -> frozenset[str]:
    return frozenset(stem(word) for word in listed.split())


_DAYS = _stems_of("monday tuesday wednesday thursday friday saturday sunday")
_DENIALS = _stems_of(
    """not no never none nobody nothing neither nor without deny refuse reject fail decline cannot don't
    doesn't didn't won't isn't aren't wasn't weren't can't couldn't wouldn't shouldn't hasn't haven't don’t
    doesn’t didn’t won’t isn’t aren’t wasn’t weren’t can’t couldn’t wouldn’t shouldn’t"""
)
_REPORTS = _stems_of(
    """said says say told tells tell asked wrote tweeted added announced according called argued stated
    claimed insisted noted explained replied acknowledged warned urged testified posted speaking statement"""
)
_PRONOUNS = frozenset(("he", "him", "his", "she", "her", "hers", "they", "them", "their"))


class Text(NamedTuple):
    """One passage taken apart: folded words, their stems, and which stems are names, numbers, quoted, days.

    ``telling`` are the stems that a minority of news articles has, in order; ``telling_small`` those of them
    that are no names. ``denies``, ``reports`` and ``pronoun`` say whether a word does that or is one;
    ``quoted_share`` is the share of different stems that stand in quotation marks.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    quoted: tuple[str, ...]
    days: tuple[str, ...]
    telling: tuple[str, ...]
    telling_small: tuple[str, ...]
    denies: bool
    reports: bool
    pronoun: bool
    quoted_share: float


def spans(passage: str) -> list[tuple[str, int, int]]:
    """The folded words of ``passage`` with their places: character offsets, end exclusive."""
    found = ((words(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(passage))
    return [("".join(folded), start, end) for folded, start, end in found if folded]


def take_apart(passages_a: Sequence[str], passages_b: Sequence[str]) -> tuple[list[Text], list[Text]]:
    """Both sides taken apart. Names are found over both: words with a capital away from a sentence's head."""
    names = _names((*passages_a, *passages_b))
    return [_text(passage, names) for passage in passages_a], [
        _text(passage, names) for passage in passages_b
    ]


def _names(passages: Iterable[str]) -> frozenset[str]:
    """Stems of the words that are written with a capital more often than small."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for passage in passages:
        with_capital, without = _capitals(passage)
        capital.update(with_capital)
        small.update(without)
    found = (word for word, count in capital.items() if count > small[word])
    return frozenset(stem(word) for name in found for word in words(name))


@lru_cache(maxsize=_KEPT)
def _capitals(passage: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a passage with a capital that says something, and those without one, folded."""
    with_capital, without = [], []
    for match in _TOKEN.finditer(passage):
        word = match.group()
        if not word[0].isupper():
            without.append(fold(word))
        # at the head of a sentence, also of a quoted one, a capital says nothing
        elif match.start() and passage[match.start() - 1] not in "“\"'‘":
            with_capital.append(fold(word))
    return tuple(with_capital), tuple(without)


def _text(passage: str, names: frozenset[str]) -> Text:
    bare = _without_names(passage)
    return bare._replace(
        names=tuple(item for item in bare.stems if item in names),
        telling_small=tuple(item for item in bare.telling if item not in names),
    )


@lru_cache(maxsize=_KEPT)
def _without_names(passage: str) -> Text:
    """What a passage is whatever stands around it: which words are names is told from all passages."""
    bare = tuple(words(passage))
    stems, quoted = tuple(stem(word) for word in bare), _quoted_stems(passage)
    different = frozenset(stems)
    return Text(
        words=bare,
        stems=stems,
        names=(),
        numbers=tuple(w for w in bare if w in _NUMBER_WORDS or any(char.isdigit() for char in w)),
        quoted=quoted,
        days=tuple(item for item in stems if item in _DAYS),
        telling=tuple(item for item in stems if not _is_common(item)),
        telling_small=(),
        denies=not _DENIALS.isdisjoint(different),
        reports=not _REPORTS.isdisjoint(different),
        pronoun=not _PRONOUNS.isdisjoint(different),
        quoted_share=min(len(set(quoted)) / max(len(different), 1), 1.0),
    )


def _quoted_stems(passage: str) -> tuple[str, ...]:
    pieces = [match[1] or match[2] or "" for match in _QUOTED.finditer(passage)]
    unopened = _UNOPENED.match(passage)
    if unopened:
        pieces.append(unopened[1])
    return tuple(stem(word) for piece in pieces for word in words(piece))


def _is_common(item: str) -> bool:
    articles, table = _frequencies()
    return table.get(item, 0) > _COMMON * articles


@lru_cache(maxsize=50_000)
def general_weight(item: Hashable) -> float:
    """Inverse document frequency of a stem over the articles that the shipped table was counted from."""
    articles, table = _frequencies()
    count = table[str(item)] + 0.5 if item in table else _UNLISTED
    return math.log((articles + 1) / count)


@cache
def _frequencies() -> tuple[int, dict[str, int]]:
    """How many articles were counted, and in how many of them each stem stands."""
    with gzip.open(DOCUMENT_FREQUENCIES, "rt", encoding="utf-8") as file:
        header, *lines = file.read().splitlines()
    pairs = (line.split("\t") for line in lines)
    return int(header.split()[1]), {name: int(count) for name, count in pairs}


def passage_weights(texts: Iterable[Text]) -> dict[str, float]:
    """Smoothed inverse document frequency of every stem, each passage a document; 1 for what only one has."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update(set(text.stems))
    rarest = math.log((total + 1) / 1.5) if total else 1.0
    return {item: math.log((total + 1) / (count + 0.5)) / rarest for item, count in counts.items()}
