"""Where the words of a query stand in a text: what the full-text indexes matched, found once more.

FTS5's own ``highlight()`` tokenises whole texts, which costs more than the search. Here the folded text is
searched for what every form of a word begins with; only what is found so is stemmed and compared.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from app.search.nodes import And, AnyWord, Node, Or, Phrase, TextField, Words
from app.text import analysis
from app.text.analysis import ENGLISH
from app.text.folded import Folded, folded

Span = tuple[int, int]

# Possessive throughout, and no word is empty: a run of spaces is passed in one way only. Were there others, a
# phrase of letters would try them all, which in a long run of spaces does not end.
_REST = "[^ ]*+"
_ANY = "[^ ]++"
_GAP = " ++"
_WORD = re.compile("[^ ]+")
_MANY = 8  # words of a phrase from which on an expression is too dear: it tries all of them at every word
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
    """Finds ``words`` in texts. Made once for a search; what it compiles for a language is kept.

    With ``together`` words near each other are one span with all that stands between them, as phrases are.
    """

    def __init__(self, words: Sequence[Words], *, together: bool = False) -> None:
        self.words = tuple(words)
        self._together = together
        self._sought: dict[tuple[TextField, str], _Sought] = {}

    def spans(
        self, text: str, field: TextField, language: str | None, *, most: int | None = None
    ) -> tuple[Span, ...]:
        """Where the words stand in ``text``, which is this field of an article: (start, end), in order.

        A phrase is one span. Spans that overlap are one. Of each word or phrase the first ``most`` are given.
        """
        way = analysis.analysis_of(language)
        sought = self._sought.get((field, way))
        if sought is None:
            words = [word for word in self.words if word.field in (None, field)]
            sought = _sought(words, way, together=self._together)
            self._sought[field, way] = sought
        return merged(sought.spans(text, most)) if text else ()


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """``spans`` in order; those that overlap are one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


class _Reading:
    """A folded text in which the words of an analysis are looked for."""

    def __init__(self, where: Folded, way: str) -> None:
        self.text = where.text
        self._way = way

    def stem(self, word: str) -> str:
        return analysis.stem(word, self._way)

    def numbers(self, starts: Iterable[int]) -> dict[int, int]:
        """How many words stand before each of these places, at which words begin."""
        found: dict[int, int] = {}
        number = last = 0
        for start in sorted(starts):
            number += len(self.text[last:start].split())
            found[start] = number
            last = start
        return found

    @cached_property
    def places(self) -> list[Span]:
        """Where the words stand."""
        return [word.span() for word in _WORD.finditer(self.text)]

    @cached_property
    def stems(self) -> list[str]:
        """Their stems."""
        return [self.stem(self.text[start:end]) for start, end in self.places]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that follow each other: an expression for candidates, and what the stem of each must be."""

    pattern: re.Pattern[str]
    stems: tuple[str | None, ...]

    def spans(self, reading: _Reading) -> Iterator[Span]:
        if len(self.stems) == 1:
            [only] = self.stems
            for found in self.pattern.finditer(reading.text):
                if only is None or reading.stem(found[1]) == only:
                    yield found.span(1)
            return
        yield from self._overlapping(reading)

    def _overlapping(self, reading: _Reading) -> Iterator[Span]:
        found = self.pattern.search(reading.text)
        while found:
            words = zip(found.groups(), self.stems, strict=True)
            if all(wanted is None or reading.stem(word) == wanted for word, wanted in words):
                yield found.start() + 1, found.end()
            found = self.pattern.search(reading.text, found.start() + 1)


@dataclass(frozen=True, slots=True)
class _Stems:
    """Stems that follow each other, in a language of which it is not known what its stems keep of a word."""

    stems: tuple[str, ...]

    def spans(self, reading: _Reading) -> Iterator[Span]:
        for at in _following_at(self.stems, reading.stems):
            yield reading.places[at][0], reading.places[at + len(self.stems) - 1][1]


def _following_at(wanted: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Where ``wanted`` begin in ``words``, each word looked at once or twice whatever they are (Knuth, Morris
    and Pratt 1977, "Fast pattern matching in strings", SIAM J. Comput. 6)."""
    again = [0]  # for each beginning of ``wanted`` how much of its end is one too
    for word in wanted[1:]:
        again.append(_longer(wanted, again, again[-1], word))
    held = 0
    for place, word in enumerate(words):
        held = _longer(wanted, again, held, word)
        if held == len(wanted):
            yield place + 1 - held
            held = again[held - 1]


def _longer(wanted: Sequence[str], again: list[int], held: int, word: str) -> int:
    while held and wanted[held] != word:
        held = again[held - 1]
    return held + (wanted[held] == word)


@dataclass(frozen=True, slots=True)
class _Near:
    """Runs in any order with at most ``slop`` words between them."""

    runs: tuple[_Run | _Stems, ...]
    slop: int
    together: bool

    def spans(self, reading: _Reading) -> Iterator[Span]:
        places: list[list[Span]] = []
        for run in self.runs:
            places.append(list(run.spans(reading)))
            if not places[-1]:
                return
        numbers = reading.numbers({start for spans in places for start, _ in spans})
        numbered = [[numbers[start] for start, _ in spans] for spans in places]
        lengths = [len(run.stems) for run in self.runs]
        for chosen in _clumps(numbered, lengths, self.slop):
            found = [spans[index] for spans, index in zip(places, chosen, strict=True)]
            if self.together:
                found = [(min(start for start, _ in found), max(end for _, end in found))]
            yield from found


_Sequence: TypeAlias = _Run | _Stems | _Near


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
    """What is looked for in one language. ``stemmed`` and ``stems`` mean any form of a word."""

    way: str
    stemmed: tuple[_Sequence, ...]
    written: tuple[_Sequence, ...]
    stems: frozenset[str]
    words: frozenset[str]

    def spans(self, text: str, most: int | None) -> Iterator[Span]:
        whole = folded(text)
        if self.stemmed or self.stems:
            # Only the index of stems holds the characters of scripts without spaces one by one.
            yield from self._forms(whole if self.way == ENGLISH else folded(text, apart=True), most)
        yield from _found(whole, self.written, _Reading(whole, self.way), most)
        for word in self.words.intersection(whole.text.split()) if self.words else ():
            yield from islice(_each(whole, word), most)

    def _forms(self, where: Folded, most: int | None) -> Iterator[Span]:
        reading = _Reading(where, self.way)
        yield from _found(where, self.stemmed, reading, most)
        for word in set(where.text.split()) if self.stems else ():
            if reading.stem(word) in self.stems:
                yield from islice(_each(where, word), most)


def _found(
    where: Folded, sequences: tuple[_Sequence, ...], reading: _Reading, most: int | None
) -> Iterator[Span]:
    for sequence in sequences:
        for start, end in islice(sequence.spans(reading), most):
            yield where.place(start, end)


def _each(where: Folded, word: str) -> Iterator[Span]:
    needle = f" {word} "
    start = where.text.find(needle)
    while start >= 0:
        yield where.place(start + 1, start + len(needle) - 1)
        start = where.text.find(needle, start + 1)


def _sought(words: list[Words], way: str, *, together: bool) -> _Sought:
    stemmed: list[_Sequence] = []
    written: list[_Sequence] = []
    singles: dict[str, _Sequence] = {}
    listed: set[str] = set()
    for leaf in words:
        if isinstance(leaf, AnyWord):
            listed.update(leaf.words)
        elif leaf.prefix:
            written += _beginning(leaf.text)
        elif leaf.slop is None:
            stems = _stems(leaf.text, way)
            if len(stems) == 1:
                singles[stems[0]] = _run(stems, way)
            elif stems:
                stemmed.append(_run(stems, way))
        else:
            parts = [stems for word in leaf.text.split() if (stems := _stems(word, way))]
            if parts:
                # Long words are rarer: where one is not, the others need not be looked for.
                # The same word a third time is near where the second is.
                some = [stems for at, stems in enumerate(parts) if parts[:at].count(stems) < 2]
                runs = tuple(_run(stems, way) for stems in sorted(some, key=lambda part: -len(part[0])))
                stemmed.append(_Near(runs, leaf.slop, together))
    if len(singles) <= _FEW:
        return _Sought(way, (*stemmed, *singles.values()), tuple(written), frozenset(), frozenset(listed))
    return _Sought(way, tuple(stemmed), tuple(written), frozenset(singles), frozenset(listed))


def _stems(text: str, way: str) -> tuple[str, ...]:
    return tuple(analysis.stem(token.word, way) for token in analysis.tokens(text, way))


def _run(stems: tuple[str, ...], way: str) -> _Run | _Stems:
    if way != ENGLISH or len(stems) > _MANY:
        return _Stems(stems)
    return _Run(_following([_forms(stem) for stem in stems]), stems)


def _forms(stem: str) -> str:
    beginning = kept(stem)
    return re.escape(beginning) + _REST if beginning else _ANY


def _beginning(text: str) -> list[_Sequence]:
    """The words of ``text`` as they are written, and the last may go on."""
    parts = [re.escape(token.word) for token in analysis.tokens(text, ENGLISH)]
    if not parts:
        return []
    return [_Run(_following([*parts[:-1], parts[-1] + _REST]), (None,) * len(parts))]


def _following(parts: list[str]) -> re.Pattern[str]:
    return re.compile(f" {_GAP.join(f'({part})' for part in parts)}(?= )")


def kept(stem: str) -> str:
    """What every word with this stem of Porter's begins with.

    He changes at most the last letter of a stem ("happy" to "happi", "hoping" to "hope", "possibility" to
    "possibl"); all else he takes off.
    """
    return stem[:-1]
