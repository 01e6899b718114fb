"""Passages taken apart for comparison: words, stems, names, numbers, quoted words, and their weights."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.text.tokens import fold, stem, words

# how much a stem weighs: a table of inverse document frequencies, or a function that knows one
Weights = Mapping[str, float] | Callable[[str], float]

_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
# quotation marks may open or close in a neighbouring passage
_QUOTED = re.compile(r"[“«„]([^”»]*)(?:[”»]|$)|\"([^\"]*)(?:\"|$)")
_UNOPENED = re.compile(r"^([^“«„\"]*)[”»]")
_SPELLED = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion dozen half third quarter"""
_NUMBER_WORDS = frozenset(_SPELLED.split())


@dataclass(frozen=True)
class Text:
    """One passage taken apart: folded words, their stems, and which stems are names, numbers, quoted."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]
    quoted: frozenset[str]


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
        for match in _TOKEN.finditer(passage):
            word = match.group()
            if not word[0].isupper():
                small[fold(word)] += 1
            # at the head of a sentence, also of a quoted one, a capital says nothing
            elif match.start() and passage[match.start() - 1] not in "“\"'‘":
                capital[fold(word)] += 1
    found = (word for word, count in capital.items() if count > small[word])
    return frozenset(stem(word) for name in found for word in words(name))


def _text(passage: str, names: frozenset[str]) -> Text:
    bare = tuple(words(passage))
    stems = tuple(stem(word) for word in bare)
    numbers = frozenset(
        word for word in bare if any(char.isdigit() for char in word) or word in _NUMBER_WORDS
    )
    return Text(bare, stems, names.intersection(stems), numbers, _quoted_stems(passage))


def _quoted_stems(passage: str) -> frozenset[str]:
    pieces = [match[1] or match[2] or "" for match in _QUOTED.finditer(passage)]
    unopened = _UNOPENED.match(passage)
    if unopened:
        pieces.append(unopened[1])
    return frozenset(stem(word) for piece in pieces for word in words(piece))


def passage_weights(texts: Iterable[Text]) -> dict[str, float]:
    """Smoothed inverse document frequency of every stem, each passage a document; 1 for what only one has."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update(set(text.stems))
    rarest = math.log((total + 1) / 1.5) if total else 1.0
    return {item: math.log((total + 1) / (count + 0.5)) / rarest for item, count in counts.items()}
