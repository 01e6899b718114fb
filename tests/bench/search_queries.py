"""Queries to measure searches with: ten classes, chosen by how many articles have a word, not by hand.

The choice depends on the articles alone: a word's hash puts candidates into an order that nobody chose.
"""

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice, pairwise
from pathlib import Path

PER_CLASS = 12
CLASSES = (*("rare", "common", "and", "or", "phrase", "prefix", "fuzzy", "not", "outlet and date", "newest"),)

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# shares of all articles that have a word
_COMMON = (0.1, 1.0)
_MIDDLING = (0.005, 0.2)
_RARE = (3, 20)
_LEAST_PHRASES = 10
_CHOOSABLE = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Question:
    """One query: what kind it is of, its words, and what narrows it.

    ``slips`` is the distance of a fuzzy word. ``first`` and ``last`` are ordinals of days, both included.
    """

    kind: str
    words: tuple[str, ...]
    slips: int = 0
    outlet: str | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as every engine gets it. ``day`` is 0 and ``outlet`` empty where they are not known."""

    id: int
    title: str
    dek: str
    body: str
    byline: str
    outlet: str
    day: int

    @property
    def month(self) -> int:
        """Year and month as one number, 201911; 0 where the day is not known."""
        if not self.day:
            return 0
        day = date.fromordinal(self.day)
        return day.year * 100 + day.month


def articles(data: Path) -> Iterator[Article]:
    """The articles of a data folder, by id."""
    connection = sqlite3.connect(data / "parallax.sqlite3")
    yield from (
        Article(*row)
        for row in connection.execute(
            """SELECT article.id, title, dek, body, coalesce(byline, ''), coalesce(outlet.name, ''),
                coalesce(day, 0)
            FROM article LEFT JOIN outlet ON outlet.id = article.outlet_id ORDER BY article.id"""
        )
    )
    connection.close()


def kept_questions(data: Path, kept: Path) -> list[Question]:
    """The questions for a data folder; they are written to ``kept`` and read from there the next time."""
    if kept.exists():
        return [Question(**{**held, "words": tuple(held["words"])}) for held in json.loads(kept.read_text())]
    chosen = questions(articles(data))
    kept.write_text(json.dumps([asdict(question) for question in chosen], indent=0))
    return chosen


def questions(corpus: Iterable[Article]) -> list[Question]:
    """``PER_CLASS`` questions of every class, all different."""
    frequency: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    phrases: Counter[tuple[str, str]] = Counter()
    titles, days, count = [], [], 0
    for article in corpus:
        frequency.update(set(_words(f"{article.title} {article.body}")))
        titles.append(tuple(_words(article.title)))
        phrases.update(set(pairwise(_WORD.findall(article.title.lower()))))
        outlets[article.outlet] += 1
        days.append(article.day)
        count += 1
    return _Choice(frequency, count, titles).all(outlets, phrases, sorted(filter(None, days)))


def _words(text: str) -> list[str]:
    return list(filter(_CHOOSABLE.fullmatch, _WORD.findall(text.lower())))


def _shuffled(words: Iterable[str], salt: str) -> list[str]:
    return sorted(words, key=lambda word: hashlib.sha256(f"{salt} {word}".encode()).digest())


class _Choice:
    """Chooses words and puts them together."""

    def __init__(self, frequency: Counter[str], count: int, titles: Sequence[tuple[str, ...]]) -> None:
        self._frequency = frequency
        self._count = count
        self._titles = titles
        self._common = self._between(*_COMMON)
        self._middling = self._between(*_MIDDLING)

    def _between(self, least: float, most: float) -> list[str]:
        low, high = least * self._count, most * self._count
        return [word for word, found in self._frequency.items() if low <= found <= high]

    def all(
        self, outlets: Counter[str], phrases: Counter[tuple[str, str]], days: Sequence[int]
    ) -> list[Question]:
        """The questions, class by class."""
        rare = [word for word, found in self._frequency.items() if _RARE[0] <= found <= _RARE[1]]
        narrowed = self._narrowed([name for name, _ in outlets.most_common(PER_CLASS + 1) if name], days)
        every = {
            "rare": ((word,) for word in _shuffled(rare, "rare")),
            "common": ((word,) for word in self._spread(self._common)),
            "and": self._from_titles("and"),
            "or": self._from_titles("or"),
            "phrase": self._phrases(phrases),
            "prefix": self._prefixes(),
            "not": zip(
                _shuffled(self._common, "wanted"), _shuffled(self._middling, "unwanted"), strict=False
            ),
            "newest": ((word,) for word in _shuffled(self._common, "newest")),
        }
        chosen = [
            Question(kind, words)
            for kind, candidates in every.items()
            for words in islice(candidates, PER_CLASS)
        ]
        chosen += [*self._fuzzy(), *narrowed]
        return sorted(chosen, key=lambda question: CLASSES.index(question.kind))

    def _spread(self, words: Sequence[str]) -> Iterator[str]:
        """From the most frequent word on, at even steps."""
        ranked = sorted(words, key=lambda word: (-self._frequency[word], word))
        return (ranked[place * len(ranked) // PER_CLASS] for place in range(PER_CLASS))

    def _from_titles(self, salt: str) -> Iterator[tuple[str, ...]]:
        """Of some headlines the three words that most articles have, but for the very common ones."""
        middling = set(self._middling)
        for place in _shuffled(map(str, range(len(self._titles))), salt):
            words = dict.fromkeys(word for word in self._titles[int(place)] if word in middling)
            if len(words) >= 3:
                yield tuple(sorted(words, key=lambda word: -self._frequency[word])[:3])

    def _phrases(self, phrases: Counter[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
        ranked = [
            phrase
            for phrase, found in phrases.most_common()
            if found >= _LEAST_PHRASES and all(map(_CHOOSABLE.fullmatch, phrase))
        ]
        return (ranked[place * len(ranked) // PER_CLASS] for place in range(PER_CLASS))

    def _prefixes(self) -> Iterator[tuple[str, ...]]:
        """Beginnings of three, four and five letters in turn."""
        seen = set()
        for place, word in enumerate(_shuffled(self._middling, "prefix")):
            beginning = word[: 3 + place % 3]
            if len(beginning) < len(word) and beginning not in seen:
                seen.add(beginning)
                yield (beginning,)

    def _fuzzy(self) -> Iterator[Question]:
        """Words with a letter left out or two changed about; with two slips when they are asked for so."""
        long = [word for word in _shuffled(self._middling, "fuzzy") if len(word) > 5]
        for place, word in enumerate(long[:PER_CLASS]):
            middle = len(word) // 2
            swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
            wrong = word[:middle] + word[middle + 1 :] if place % 2 else swapped
            yield Question("fuzzy", (wrong,), slips=1 + place % 4 // 2)

    def _narrowed(self, outlets: Sequence[str], days: Sequence[int]) -> Iterator[Question]:
        """A common word at one of the largest outlets, in one of the twelfths of the corpus by day."""
        words = _shuffled(self._common, "narrowed")
        for place, (outlet, word) in enumerate(zip(outlets[:PER_CLASS], words, strict=False)):
            first = days[place * len(days) // PER_CLASS]
            last = days[(place + 1) * len(days) // PER_CLASS - 1]
            yield Question("outlet and date", (word,), outlet=outlet, first=first, last=last)
