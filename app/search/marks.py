"""Where the words of a query stand in a text: what the full-text indexes matched, found once more.

FTS5's own ``highlight()`` tokenises whole texts, which costs more than the search. Here the folded text is
searched for what every form of a word begins with; only what is found so is stemmed and compared.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.search.nodes import And, AnyWord, Node, Or, Phrase, TextField, Words
from app.text import analysis
from app.text.folded import Folded, folded

Span = tuple[int, int]

# No stemmer in use changes the first letters of a word; Porter's changes at most the last of the stem
# ("happy" to "happi", "hoping" to "hope", "possibility" to "possibl").
_KEPT = 2
_REST = "[^ ]*+"
_WORD_START = re.compile(r" (?=[^ ])")
_FEW = 6  # stems up to which searching for each is quicker than looking at every word of a text


def wanted(node: Node | None) -> tuple[Words, ...]:
    """What an article that matches may show: the words of the tree that are not negated, each once."""
    return tuple(dict.fromkeys(_leaves(node)))


def _leaves(node: Node | None) -> Iterator[Words]:
    if isinstance(node, Phrase | AnyWord):
        yield node
    elif isinstance(node, And | Or):
        for child in node.nodes:
            yield from _leaves(child)


class Marker:
    """Finds ``words`` in texts. Made once for a search; what it compiles for a language is kept."""

    def __init__(self, words: Sequence[Words]) -> None:
        self._words = tuple(words)
        self._sought: dict[tuple[TextField, str], _Sought] = {}

    def spans(self, text: str, field: TextField, language: str | None) -> tuple[Span, ...]:
        """Where the words stand in ``text``, which is this field of an article: (start, end), in order.

        A phrase is one span. Spans that overlap are one.
        """
        way = analysis.analysis_of(language)
        sought = self._sought.get((field, way))
        if sought is None:
            sought = _sought([word for word in self._words if word.field in (None, field)], way)
            self._sought[field, way] = sought
        return _merged(sought.spans(text)) if text else ()


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that follow each other: an expression for candidates, and what the stem of each must be."""

    pattern: re.Pattern[str]
    stems: tuple[str | None, ...]

    def spans(self, text: str, stem: Callable[[str], str]) -> Iterator[Span]:
        if len(self.stems) == 1:
            [only] = self.stems
            for found in self.pattern.finditer(text):
                if only is None or stem(found[1]) == only:
                    yield found.span(1)
            return
        yield from self._overlapping(text, stem)

    def _overlapping(self, text: str, stem: Callable[[str], str]) -> Iterator[Span]:
        found = self.pattern.search(text)
        while found:
            if all(
                wanted is None or stem(word) == wanted
                for word, wanted in zip(found.groups(), self.stems, strict=True)
            ):
                yield found.start() + 1, found.end()
            found = self.pattern.search(text, found.start() + 1)


@dataclass(frozen=True, slots=True)
class _Near:
    """Runs in any order with at most ``slop`` words between them."""

    runs: tuple[_Run, ...]
    slop: int

    def spans(self, text: str, stem: Callable[[str], str]) -> Iterator[Span]:
        places = [list(run.spans(text, stem)) for run in self.runs]
        if not all(places):
            return
        starts = [word.start() + 1 for word in _WORD_START.finditer(text)]
        numbered = [[bisect_left(starts, start) for start, _ in spans] for spans in places]
        lengths = [len(run.stems) for run in self.runs]
        for chosen in _clumps(numbered, lengths, self.slop):
            for spans, index in zip(places, chosen, strict=True):
                yield spans[index]


def _clumps(places: list[list[int]], lengths: list[int], slop: int) -> Iterator[list[int]]:
    """Indexes into ``places``, one for each run, of places near each other: as FTS5's NEAR finds them.

    That is ``fts5ExprNearIsMatch`` in SQLite's fts5_expr.c: all runs must begin at or before the one that
    begins last, and end at most ``slop`` words before it.
    """
    at = [0] * len(places)
    while True:
        latest = max(spans[index] for spans, index in zip(places, at, strict=True))
        settled = False
        while not settled:
            settled = True
            for run, spans in enumerate(places):
                while spans[at[run]] < latest - lengths[run] - slop:
                    at[run] += 1
                    if at[run] == len(spans):
                        return
                if spans[at[run]] > latest:
                    latest, settled = spans[at[run]], False
        yield list(at)
        following = [
            (spans[index + 1], run)
            for run, (spans, index) in enumerate(zip(places, at, strict=True))
            if index + 1 < len(spans)
        ]
        if not following:
            return
        at[min(following)[1]] += 1


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for in one language. ``stemmed`` runs and ``stems`` mean any form of a word."""

    way: str
    stemmed: tuple[_Run | _Near, ...]
    written: tuple[_Run | _Near, ...]
    stems: frozenset[str]
    words: frozenset[str]

    def spans(self, text: str) -> list[Span]:
        found: list[Span] = []
        whole = folded(text)
        if self.stemmed or self.stems:
            # Only the index of stems holds the characters of scripts without spaces one by one.
            apart = whole if self.way == "en" else folded(text, apart=True)
            found += self._found(apart, self.stemmed)
            if self.stems:
                listed = set(apart.text.split())
                found += _each(apart, {word for word in listed if self._stem(word) in self.stems})
        found += self._found(whole, self.written)
        if self.words:
            found += _each(whole, self.words.intersection(whole.text.split()))
        return found

    def _found(self, where: Folded, runs: tuple[_Run | _Near, ...]) -> Iterator[Span]:
        for run in runs:
            for start, end in run.spans(where.text, self._stem):
                yield where.place(start, end)

    def _stem(self, word: str) -> str:
        return analysis.stem(word, self.way)


def _each(where: Folded, words: set[str] | frozenset[str]) -> Iterator[Span]:
    for word in words:
        needle = f" {word} "
        start = where.text.find(needle)
        while start >= 0:
            yield where.place(start + 1, start + len(needle) - 1)
            start = where.text.find(needle, start + 1)


def _sought(words: list[Words], way: str) -> _Sought:
    stemmed: list[_Run | _Near] = []
    written: list[_Run | _Near] = []
    singles: dict[str, _Run] = {}
    listed: set[str] = set()
    for leaf in words:
        if isinstance(leaf, AnyWord):
            listed.update(leaf.words)
            continue
        found = _phrase(leaf, way)
        if leaf.prefix:
            written += found
        elif len(found) == 1 and isinstance(found[0], _Run) and len(found[0].stems) == 1:
            singles[analysis.stemmed(leaf.text, way)] = found[0]
        else:
            stemmed += found
    if len(singles) <= _FEW:
        return _Sought(way, (*stemmed, *singles.values()), tuple(written), frozenset(), frozenset(listed))
    return _Sought(way, tuple(stemmed), tuple(written), frozenset(singles), frozenset(listed))


def _phrase(phrase: Phrase, way: str) -> list[_Run | _Near]:
    """What a phrase asks for; nothing when there is no word in it."""
    if phrase.slop is None or phrase.prefix:
        run = _run(phrase.text, way, as_written=phrase.prefix)
        return [run] if run else []
    runs = [run for word in phrase.text.split() if (run := _run(word, way))]
    return [_Near(tuple(runs), phrase.slop)] if runs else []


def _run(text: str, way: str, *, as_written: bool = False) -> _Run | None:
    """The words of ``text`` in this order, in any form; or as they are written, and the last may go on."""
    tokens = [token.word for token in analysis.tokens(text, "en" if as_written else way)]
    if not tokens:
        return None
    stems: list[str | None] = [None] * len(tokens)
    parts = [re.escape(word) for word in tokens]
    if as_written:
        parts[-1] += _REST
    elif way != "plain":
        stems = [analysis.stem(word, way) for word in tokens]
        parts = [re.escape(kept(word, way)) + _REST for word in stems]
    return _Run(re.compile(f" {' +'.join(f'({part})' for part in parts)}(?= )"), tuple(stems))


def kept(stem: str, way: str) -> str:
    """What every word of this stem begins with."""
    return stem[:-1] if way == "en" else stem[:_KEPT]
