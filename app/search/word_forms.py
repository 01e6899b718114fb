"""What counted words look like in texts, and which of them belong to the house and not to the news. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from app.text.term_counts import column_of
from app.text.tokens import words, written

# A sentence that stands in so many of the articles read is one that the house repeats.
_STOCK_ARTICLES = 3
# A phrase is the house's when it is so much of what is read of a word, and so much more than elsewhere.
_STOCK_SHARE, _STOCK_RATIO = 0.5, 3
_FEWEST_MET = 5
_PHRASE = 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_POSSESSIVE = re.compile(r"[’']s$", re.IGNORECASE)
# How articles name the agency or the colleagues that they took from.
_CREDIT = re.compile(
    r"\bcontributed (?:reporting )?(?:to|for) th(?:is|e) \w+|\bcontributed (?:reporting|research)\b"
    r"|\b(?:associated press|reuters|agence france[- ]presse|getty images)\b|(?-i:\b(?:AP|AFP|UPI|PTI)\b)",
    re.IGNORECASE,
)
_CREDITED = ("contributed", "associated press", "reuters", "agence france", "getty images")
_AGENCIES = ("AP", "AFP", "UPI", "PTI")
# what an expression that takes letters of either case takes for i, s and k
_ALIKE = "ıİſ\N{KELVIN SIGN}"


@dataclass(slots=True)
class Seen:
    """How a word was met in the articles read: its ``forms``, the ``phrases`` of three words with it, and how
    often it stood in ``stock``: sentences that articles repeat, and credits."""

    forms: Counter[str] = field(default_factory=Counter)
    met: int = 0
    stock: int = 0
    phrases: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @property
    def form(self) -> str:
        """The form met most often; of two the one that comes first in the alphabet."""
        return min(self.forms, key=lambda form: (-self.forms[form], form), default="")

    def is_stock(self, elsewhere: "Seen | None") -> bool:
        """Whether half of the word's occurrences or more are stock: sentences that articles repeat, credits,
        or one phrase that makes up far less of its occurrences ``elsewhere``."""
        if self.is_repeated:
            return True
        if elsewhere is None or not self.hangs_on_phrase:
            return False
        phrase, times = self._phrase()
        return times / self.met >= _STOCK_RATIO * elsewhere.phrases[phrase] / elsewhere.met

    @property
    def is_repeated(self) -> bool:
        """Whether half of the occurrences or more are in sentences that articles repeat, or in credits."""
        return 2 * self.stock >= self.met

    @property
    def hangs_on_phrase(self) -> bool:
        """Whether one phrase is so much of the word's occurrences that those elsewhere decide."""
        return self.met >= _FEWEST_MET and self._phrase()[1] / self.met >= _STOCK_SHARE

    def _phrase(self) -> tuple[tuple[str, ...], int]:
        return max(self.phrases.items(), key=lambda item: item[1], default=((), 0))


def look_up(texts: Sequence[str], wanted: frozenset[int]) -> dict[int, Seen]:
    """How the ``wanted`` words, given as numbers (see app.text.term_counts), are met in ``texts``."""
    seen: defaultdict[int, Seen] = defaultdict(Seen)
    sentences: defaultdict[int, Counter[str]] = defaultdict(Counter)
    holders: Counter[str] = Counter()
    for text in texts:
        of_text = set()
        parts = [part.strip() for part in _SENTENCE_END.split(text)]
        # no word reaches over the end of a sentence
        found = list(map(written, parts))
        # most words of a text are said more than once, and most of its sentences hold none that is wanted
        said = set(chain.from_iterable(found))
        present = {word: number for word in said if (number := _number(word)) in wanted}
        if not present:
            continue
        has_credit = _may_credit(text) and _CREDIT.search(text) is not None
        for sentence, words_of_it in zip(parts, found, strict=True):
            numbers = _look_into(sentence, words_of_it, present, seen, has_credit=has_credit)
            for number in numbers:
                sentences[number][sentence] += 1
            if numbers:
                of_text.add(sentence)
        holders.update(of_text)
    for number, among in sentences.items():
        seen[number].stock += sum(
            times for sentence, times in among.items() if holders[sentence] >= _STOCK_ARTICLES
        )
    return dict(seen)


def _look_into(
    sentence: str,
    found: Sequence[str],
    present: Mapping[str, int],
    seen: dict[int, Seen],
    *,
    has_credit: bool,
) -> list[int]:
    """Take down the wanted words, ``present`` with their numbers, of one sentence; the numbers of those that
    stand outside of credits."""
    here = [place for place, word in enumerate(found) if word in present]
    if not here:
        return []
    for place in here:
        one = seen[present[found[place]]]
        one.met += 1
        one.forms[_shown(found[place])] += 1
        before = max(place - _PHRASE + 1, 0)
        plain = list(map(_plain, found[before : place + _PHRASE]))
        for first in range(place + 1 - before):
            one.phrases[tuple(plain[first : first + _PHRASE])] += 1
    numbers = [present[found[place]] for place in here]
    rest, named = _CREDIT.subn(" ", sentence) if has_credit else (sentence, 0)
    if not named:
        return numbers
    outside = Counter(present[word] for word in written(rest) if word in present)
    for number, times in Counter(numbers).items():
        seen[number].stock += times - outside[number]
    return list(outside.elements())


def _may_credit(text: str) -> bool:
    """Whether ``_CREDIT`` may find something: to ask for its words as they stand takes far less."""
    if any(map(text.__contains__, _ALIKE)):
        return True
    lowered = text.lower()
    return any(map(lowered.__contains__, _CREDITED)) or any(map(text.__contains__, _AGENCIES))


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return "#" if word.isdigit() else word.lower()


@lru_cache(maxsize=50_000)
def _shown(word: str) -> str:
    return _POSSESSIVE.sub("", word)


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    """The number of a word as it is written; -1 for one that is not counted."""
    folded = words(word)
    number = column_of(folded[0]) if folded else None
    return -1 if number is None else number


@lru_cache(maxsize=10_000)
def words_of_name(name: str) -> frozenset[int]:
    """The numbers of the words that a person's name is made of."""
    return frozenset(_number(word) for word in written(name)) - {-1}


@lru_cache(maxsize=10_000)
def words_of_outlet(name: str, domain: str | None) -> frozenset[int]:
    """The numbers of the words that an outlet is called by: its name and its domain's label."""
    return words_of_name(name) | words_of_name((domain or "").partition(".")[0])


def holders_of(names: Mapping[int, frozenset[int]], wanted: Iterable[int]) -> dict[int, list[int]]:
    """For every ``wanted`` word the keys of ``names`` whose words it is among."""
    found: dict[int, list[int]] = {number: [] for number in wanted}
    for key, numbers in names.items():
        for number in numbers & found.keys():
            found[number].append(key)
    return found
