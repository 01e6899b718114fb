"""Which words one side uses and the other does not, or uses more. Pure.

Two texts are too few for statistics: their words are counted. Only pooled coverage, several articles on each
side, gets a measure of significance, the log-odds ratio of ``app.text.keyness``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from whoosh.lang.stopwords import stoplists

from app.compare.comparison import Passage
from app.compare.contrast import Words, WordUse
from app.text import tokens as english
from app.text.analysis import ENGLISH, UNSPACED, analysis_of, stem, tokens
from app.text.keyness import CLEAR_Z, keyness
from app.text.tokens import fold

# didn’t, we’ll: the tokeniser parts them, and neither piece is a word to list
_SHORTENED = re.compile(r"['’](?:t|ll|ve|re|d|m)\b")
_UNSPACED = re.compile(f"[{UNSPACED}]")
# A word that stands once says little.
_FEWEST = 2
_MOST_LISTED = 20
# Fewer articles on a side are read as texts, not as coverage; a word must stand in two of them.
POOLED_FROM = 3
_FEWEST_ARTICLES = 2
# Both sides together are what is known beforehand, and weigh as so many words of each: with it no word of
# one article against one passes for significant (measured on same-event pairs; docs/comparison.md).
_PRIOR_WORDS = 5_000.0
_STOP_WORDS = frozenset(
    """also another because could even every first however if instead just last later like made make many may
    might more most much must new next no not now off old one only other our out over per put said say saying
    says see several should since some still such take than that their them then there these they this those
    though three through today told took two under until us use used very want was way well were what when
    where which while who whom why will with within without would yet you your""".split()  # noqa: SIM905
)


@dataclass(slots=True)
class _Seen:
    """How a stem was met on one side: its forms, how often inside a sentence, how often with a capital
    there, and where."""

    forms: Counter[str] = field(default_factory=Counter)
    inside: int = 0
    names: int = 0
    first: str = ""
    articles: set[int] = field(default_factory=set)

    @property
    def count(self) -> int:
        return self.forms.total()


def words_used(
    a: Sequence[Passage],
    b: Sequence[Passage],
    headlines: tuple[Sequence[str], Sequence[str]],
    *,
    language: str | None = None,
    house: Collection[str] = (),
) -> Words:
    """The words of either side that the other has not, by how often they stand; forms of a word together.

    ``headlines`` are those of A and of B; their words are compared apart. With ``POOLED_FROM`` articles and
    more on each side words are those that it uses significantly more (|z| of 1.96 and more), by z.
    Stop words, names (which are told apart) and the words of ``house``, the outlets' names, are left out.
    Nothing in scripts that do not part words by spaces.
    """
    analysis = analysis_of(language)
    left_out = _left_out(analysis, house)
    seen_a, seen_b = (_read(side, analysis, left_out) for side in (a, b))
    pooled = all(len({p.article_id for p in side}) >= POOLED_FROM for side in (a, b))
    one, other = _significant(seen_a, seen_b) if pooled else (_own(seen_a, seen_b), _own(seen_b, seen_a))
    head_a, head_b = (_headline_words(side, analysis, left_out) for side in headlines)
    return Words(
        a=tuple(_use(key, seen_a, seen_b, z) for key, z in one),
        b=tuple(_use(key, seen_a, seen_b, z) for key, z in other),
        headline_a=tuple(word for key, word in head_a.items() if key not in head_b),
        headline_b=tuple(word for key, word in head_b.items() if key not in head_a),
        pooled=pooled,
    )


def _left_out(analysis: str, house: Iterable[str]) -> frozenset[str]:
    listed = {fold(word) for word in stoplists.get(analysis, stoplists[ENGLISH])}
    listed |= _STOP_WORDS if analysis == ENGLISH else set()
    own = {token.word for name in house for token in tokens(name, analysis)}
    return frozenset(_stem(word, analysis) for word in listed | own) | listed


def _stem(word: str, analysis: str) -> str:
    # the stems of English are at hand: the alignment has taken the same passages apart
    return english.stem(word) if analysis == ENGLISH else stem(word, analysis)


def _content(text: str, analysis: str, left_out: Collection[str]) -> Iterable[tuple[str, int, int]]:
    """Stems with their places: no stop words, no numbers, no single letters."""
    for start, end, word in tokens(text, analysis):
        if _SHORTENED.match(text, end) or (
            start and text[start - 1] in "'’" and text[start - 2 : start - 1].isalpha()
        ):
            continue
        if len(word) > 1 and word[0].isalpha() and word not in left_out and not _UNSPACED.match(word):
            stemmed = _stem(word, analysis)
            if stemmed not in left_out:
                yield stemmed, start, end


def _read(side: Sequence[Passage], analysis: str, left_out: Collection[str]) -> dict[str, _Seen]:
    found: defaultdict[str, _Seen] = defaultdict(_Seen)
    for passage in side:
        for key, start, end in _content(passage.text, analysis, left_out):
            seen = found[key]
            written = passage.text[start:end]
            # a capital at the head of a sentence, or all of them, are no part of the word
            seen.forms[written if start and not written.isupper() else written.lower()] += 1
            seen.inside += bool(start)
            seen.names += bool(start) and written[0].isupper()
            seen.first = seen.first or passage.id
            seen.articles.add(passage.article_id)
    # a capital at the head of a sentence says nothing
    return {key: seen for key, seen in found.items() if 2 * seen.names < max(seen.inside, 1)}


def _own(mine: dict[str, _Seen], others: dict[str, _Seen]) -> list[tuple[str, float | None]]:
    own = [key for key, seen in mine.items() if key not in others and seen.count >= _FEWEST]
    own.sort(key=lambda key: (-mine[key].count, key))
    return [(key, None) for key in own[:_MOST_LISTED]]


def _significant(
    a: dict[str, _Seen], b: dict[str, _Seen]
) -> tuple[list[tuple[str, float | None]], list[tuple[str, float | None]]]:
    keys = sorted(a.keys() | b.keys())
    counts = [
        np.array([side[key].count if key in side else 0 for key in keys], dtype=float) for side in (a, b)
    ]
    z = keyness(counts[0], counts[1], counts[0] + counts[1], _PRIOR_WORDS).z if keys else np.zeros(0)
    ranked: list[list[tuple[str, float | None]]] = []
    for side, sign in ((a, 1), (b, -1)):
        order = np.argsort(-sign * z, kind="stable").tolist()
        clear = [keys[place] for place in order if sign * z[place] >= CLEAR_Z]
        value = dict(zip(keys, z.tolist(), strict=True))
        shared = [key for key in clear if key in side and len(side[key].articles) >= _FEWEST_ARTICLES]
        ranked.append([(key, round(value[key], 2)) for key in shared[:_MOST_LISTED]])
    return ranked[0], ranked[1]


def _use(key: str, a: dict[str, _Seen], b: dict[str, _Seen], z: float | None) -> WordUse:
    nowhere = _Seen()
    in_a, in_b = a.get(key, nowhere), b.get(key, nowhere)
    forms = in_a.forms + in_b.forms
    return WordUse(
        word=min(forms, key=lambda form: (-forms[form], form)),
        count_a=in_a.count,
        count_b=in_b.count,
        first_a=in_a.first or None,
        first_b=in_b.first or None,
        z=z,
    )


def _headline_words(headlines: Sequence[str], analysis: str, left_out: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for headline in headlines:
        for key, start, end in _content(headline, analysis, left_out):
            found.setdefault(key, headline[start:end])
    return found
