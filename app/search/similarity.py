"""What an article is about, in words, and how much other articles resemble it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from math import log
from typing import NamedTuple

import numpy as np
from whoosh.classify import Bo1Model
from whoosh.lang.stopwords import stoplists

from app.records import Record
from app.text.analysis import ENGLISH, Token, analysis_of, stem, tokens
from app.text.term_counts import COLUMNS, Counts, Starts, column_of
from app.text.term_vectors import Weights, unit_values

# A word that an article has once does not tell what it is about.
_FEWEST = 2
# Words of more than a tenth of the articles tell none apart; in a small corpus no such share can be told.
_MOST_ARTICLES = 0.1
_SMALL = 20
# What weighs less than this share of the weightiest term is no key term beside it.
_LIGHTEST = 0.15
# Two words are one term when this share of the more frequent one stands beside the other.
_TOGETHER = 0.6
_BETWEEN = frozenset((" ", "\u00a0", "-", "\u2010", "\u2011"))
# As for events: title and lead say what is reported, and count again at half weight.
_PARTS = {"body": 1.0, "title": 0.5, "lead": 0.5}
# What a word weighs of which only the other article knows: as if one article in 150 had it. Between 5 and 7
# nothing changes.
_UNKNOWN = 6.0

_Words = tuple[str, ...]


class KeyTerm(Record):
    """A word, or two that stand together, that says what an article is about.

    ``term`` is written as the article mostly writes it, ``forms`` are all its forms there, lower case and
    without diacritics. The article has it ``count`` times. ``articles`` is how many articles of the corpus
    have it. ``weight`` is in bits: how unlikely it is to find it so often by chance.
    """

    term: str
    forms: tuple[str, ...]
    count: int
    articles: int
    weight: float


class _Place(NamedTuple):
    """A word that counts, where it stands in ``text``, and its stem."""

    text: str
    token: Token
    stem: str


class _Uses:
    """The ways in which an article writes a stem, or two stems that stand together."""

    def __init__(self, places: Iterable[tuple[_Place, _Place]]) -> None:
        """Each place from the first word to the last, which may be the same."""
        self.written: Counter[str] = Counter()
        self.folded: set[str] = set()
        for first, last in places:
            self.written[first.text[first.token.start : last.token.end]] += 1
            words = (first.token.word,) if first is last else (first.token.word, last.token.word)
            self.folded.add(" ".join(words))

    def term(self, articles: int, weight: float) -> KeyTerm:
        return KeyTerm(
            term=max(self.written, key=lambda form: (self.written[form], form)),
            forms=tuple(sorted(self.folded)),
            count=self.written.total(),
            articles=articles,
            weight=round(weight, 2),
        )


def key_terms(
    texts: Sequence[str],
    language: str | None,
    names: Collection[str],
    frequency: Callable[[str], int],
    articles: int,
    limit: int,
) -> tuple[KeyTerm, ...]:
    """The words by which an article stands out, the weightiest first.

    ``texts`` are its title and text in its ``language``; where one of the ``names`` stands (its outlet, its
    author), nothing is counted. ``frequency`` tells in how many of all ``articles`` a folded word is: a key
    term's ``articles`` is that of its most widespread form, and of the rarer word of two. Words count by
    their stems; stop words, numbers and what stands there once are left out.

    The weight is Bo1 of Amati (2003), "Probability models for information retrieval based on divergence from
    randomness", as the search library has it, fed with the number of articles for a word's frequency. Its
    other two models do not ask how frequent a word is elsewhere, so that they rank by the count alone.
    """
    analysis, known = analysis_of(language), _beginnings(names)
    read = [_counted(text, analysis, known) for text in texts]
    words: defaultdict[str, list[_Place]] = defaultdict(list)
    for place in chain.from_iterable(read):
        words[place.stem].append(place)
    most = max(_SMALL, int(articles * _MOST_ARTICLES))
    model = Bo1Model(max(articles, 1), 0)
    found: dict[str, KeyTerm] = {}
    for stemmed, places in words.items():
        count = len(places)
        if count < _FEWEST:
            continue
        uses = _Uses((place, place) for place in places)
        # The list of words may be a little older than the article.
        held = max(1, *(frequency(word) for word in uses.folded))
        if held <= most:
            found[stemmed] = uses.term(held, model.score(count, held, 0))
    ranked = sorted(found, key=lambda one: (-found[one].weight, found[one].term))[: 2 * limit]
    found = _joined({stemmed: found[stemmed] for stemmed in ranked}, read)
    first = sorted(found.values(), key=lambda one: (-one.weight, one.term))[:limit]
    return tuple(one for one in first if one.weight >= _LIGHTEST * first[0].weight)


def _joined(terms: dict[str, KeyTerm], read: Iterable[Sequence[_Place]]) -> dict[str, KeyTerm]:
    """``terms`` with those put together that mostly stand together: Las Vegas, collective bargaining."""
    pairs: defaultdict[tuple[str, str], list[tuple[_Place, _Place]]] = defaultdict(list)
    for one, other in chain.from_iterable(pairwise(places) for places in read):
        if (
            one.stem in terms
            and other.stem in terms
            and one.text[one.token.end : other.token.start] in _BETWEEN
        ):
            pairs[one.stem, other.stem].append((one, other))
    together = {
        pair: _Uses(places)
        for pair, places in pairs.items()
        if len(places) >= _TOGETHER * max(terms[one].count for one in pair)
    }
    left = dict(terms)
    for pair, uses in sorted(together.items(), key=lambda item: (-item[1].written.total(), item[0])):
        if pair[0] != pair[1] and pair[0] in left and pair[1] in left:
            first, second = left.pop(pair[0]), left.pop(pair[1])
            weight = max(first.weight, second.weight)
            left[" ".join(pair)] = uses.term(min(first.articles, second.articles), weight)
    return left


def _beginnings(names: Collection[str]) -> Mapping[str, list[_Words]]:
    """The words of each name, with and without an article before them, by the first."""
    known: defaultdict[str, list[_Words]] = defaultdict(list)
    for name in names:
        whole = tuple(token.word for token in tokens(name, ENGLISH))
        for variant in (whole, whole[1:] if whole[:1] == ("the",) else ()):
            if variant:
                known[variant[0]].append(variant)
    return known


def _counted(text: str, analysis: str, names: Mapping[str, list[_Words]]) -> list[_Place]:
    """The words of a text that count, in order."""
    stop_words = _stop_words(analysis)
    found = tokens(text, analysis)
    counted = []
    past = 0
    for place, token in enumerate(found):
        word = token.word
        for variant in names.get(word, ()):
            if tuple(one.word for one in found[place : place + len(variant)]) == variant:
                past = max(past, place + len(variant))
        if place >= past and len(word) > 1 and word not in stop_words and not word.isnumeric():
            counted.append(_Place(text, token, stem(word, analysis)))
    return counted


@lru_cache(maxsize=32)
def _stop_words(analysis: str) -> frozenset[str]:
    listed = stoplists[ENGLISH] | stoplists.get(analysis, frozenset())
    return frozenset(token.word for word in listed for token in tokens(word, ENGLISH))


def own_weights(
    words: Collection[str], frequency: Callable[[str], int], articles: int
) -> Mapping[int, float]:
    """The inverse document frequency of an article's own words, by the number of their stem."""
    held: dict[int, int] = {}
    for word in words:
        column = column_of(word)
        if column is not None:
            held[column] = max(held.get(column, 1), frequency(word))
    return {column: _idf(count, articles) for column, count in held.items()}


def resemblance(counts: Counts, starts: Starts, weights: Mapping[int, float], articles: int) -> Weights:
    """How much the first article of ``counts`` resembles each of the others: the cosine of TF-IDF vectors.

    ``weights`` are the inverse document frequencies of the first one's words (``own_weights``). What the
    others have besides only makes them longer, and weighs the same whatever it is: with true frequencies
    2 in 100 fewer partners of an event came first.
    """
    columns = counts["term"] % COLUMNS
    idf = np.full(COLUMNS, min(_UNKNOWN, _idf(1, articles)), dtype=np.float32)
    idf[list(weights)] = list(weights.values())
    values = unit_values(counts, starts, idf[columns], _PARTS)
    first = np.zeros(COLUMNS, dtype=np.float32)
    first[columns[: starts[1]]] = values[: starts[1]]
    article = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    alike = np.bincount(article, values * first[columns], minlength=len(starts) - 1)
    return alike[1:].astype(np.float32)


def _idf(held: int, articles: int) -> float:
    return log((articles + 1) / (held + 1)) + 1
