"""Words that both texts have in a row: what one took from the other, or both from a third. Pure.

Runs are looked for in whole articles, over the ends of sentences, and the longest are taken first.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from app.compare.comparison import Passage
from app.compare.contrast import Place, Quotations, Reuse, ReusedRun
from app.compare.texts import spans
from app.text.tokens import fold

LEAST = 8
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Words that stand in more places than this are no beginning of a run: a text that repeats itself.
_MOST_PLACES = 20


class _Word(NamedTuple):
    """A word: its text, small, its passage, characters there, and whether it stands in quotation marks."""

    text: str
    passage: str
    start: int
    end: int
    quoted: bool


class _Run(NamedTuple):
    """``length`` words from word ``a`` of one side that are also from word ``b`` of the other."""

    a: int
    b: int
    length: int


def reuse(a: Sequence[Passage], b: Sequence[Passage], quotations: Quotations) -> Reuse:
    """The shared runs of at least eight words, longest first, and which share of either side they are.

    A run is parted where it enters or leaves what both quote. A part of fewer than eight words goes with the
    larger part beside it.
    """
    words_a = _words(a, [place for q in quotations.a for place in q.places])
    words_b = _words(b, [place for q in quotations.b for place in q.places])
    flat_a, flat_b = ([word for block in side for word in block] for side in (words_a, words_b))
    runs = _parted(_runs(words_a, words_b), flat_a, flat_b)
    quoted = sum(run.length for run, is_quoted in runs if is_quoted)
    unquoted = sum(run.length for run, is_quoted in runs if not is_quoted)
    texts = {passage.id: passage.text for passage in a}
    return Reuse(
        runs=tuple(_record(run, quoted, flat_a, flat_b, texts) for run, quoted in runs),
        quoted_share_a=_share(quoted, len(flat_a)),
        quoted_share_b=_share(quoted, len(flat_b)),
        unquoted_share_a=_share(unquoted, len(flat_a)),
        unquoted_share_b=_share(unquoted, len(flat_b)),
    )


def _words(passages: Sequence[Passage], places: Iterable[Place]) -> list[list[_Word]]:
    """The words of a side, article by article; of what is quoted those within ``places`` are marked."""
    quoted: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        quoted[place.passage].append((place.start, place.end))
    found = []
    for _, article in groupby(passages, key=lambda passage: passage.article_id):
        words: list[_Word] = []
        for passage in article:
            marks = sorted(quoted.get(passage.id, ()))
            starts = [start for start, _ in marks]
            for text, start, end in _spans(passage.text):
                at = bisect_right(starts, start) - 1 if marks else -1
                words.append(_Word(text, passage.id, start, end, at >= 0 and start < marks[at][1]))
        found.append(words)
    return found


def _spans(text: str) -> list[tuple[str, int, int]]:
    """The words of a passage, small and with one kind of apostrophe, with their places."""
    lowered = text.lower().replace("’", "'")
    if len(lowered) != len(text):
        return [(word.replace("’", "'"), start, end) for word, start, end in spans(text)]
    found = [(match[0], match.start(), match.end()) for match in _WORD.finditer(lowered)]
    bare = ((word.removesuffix("'s"), start, end) for word, start, end in found)
    return [(word if word.isascii() else fold(word), start, end) for word, start, end in bare]


def _runs(a: Sequence[Sequence[_Word]], b: Sequence[Sequence[_Word]]) -> list[_Run]:
    """The shared runs of at least ``LEAST`` words, longest first, no word in two of them.

    The places of every ``LEAST`` words of A are looked up in B. A pair of places is followed only where none
    before it was, so that each run is walked once.
    """
    flat_a, flat_b = ([word.text for block in side for word in block] for side in (a, b))
    ends_a, ends_b = _ends(a), _ends(b)
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in _beginnings(b):
        places[tuple(flat_b[j : j + LEAST])].append(j)
    found: list[_Run] = []
    before: set[int] = set()
    for i in _beginnings(a):
        here = places.get(tuple(flat_a[i : i + LEAST]), [])
        if len(here) > _MOST_PLACES:
            here = []
        for j in here:
            if j - 1 in before and ends_a[i - 1] == ends_a[i] and ends_b[j - 1] == ends_b[j]:
                continue
            length = LEAST
            most = min(ends_a[i] - i, ends_b[j] - j)
            while length < most and flat_a[i + length] == flat_b[j + length]:
                length += 1
            found.append(_Run(i, j, length))
        before = set(here)
    return _apart(found, len(flat_a), len(flat_b))


def _beginnings(side: Sequence[Sequence[_Word]]) -> Iterable[int]:
    """Where a gram may begin: the words that have enough of their article behind them."""
    at = 0
    for block in side:
        yield from range(at, at + len(block) - LEAST + 1)
        at += len(block)


def _ends(side: Sequence[Sequence[_Word]]) -> list[int]:
    """For each word where its article ends."""
    ends: list[int] = []
    for block in side:
        ends += [len(ends) + len(block)] * len(block)
    return ends


def _apart(found: Sequence[_Run], words_a: int, words_b: int) -> list[_Run]:
    """The longest runs, cut where a longer one has taken their words."""
    taken_a, taken_b = bytearray(words_a), bytearray(words_b)
    kept: list[_Run] = []
    for run in sorted(found, key=lambda run: (-run.length, run.a, run.b)):
        start, end = 0, run.length
        while start < end and (taken_a[run.a + start] or taken_b[run.b + start]):
            start += 1
        while end > start and (taken_a[run.a + end - 1] or taken_b[run.b + end - 1]):
            end -= 1
        length = end - start
        free = not any(taken_a[run.a + start : run.a + end]) and not any(taken_b[run.b + start : run.b + end])
        if length >= LEAST and free:
            kept.append(_Run(run.a + start, run.b + start, length))
            taken_a[run.a + start : run.a + end] = b"\1" * length
            taken_b[run.b + start : run.b + end] = b"\1" * length
    return sorted(kept, key=lambda run: (-run.length, run.a))


def _parted(runs: Sequence[_Run], a: Sequence[_Word], b: Sequence[_Word]) -> list[tuple[_Run, bool]]:
    """The runs, those that both quote apart from the rest, longest first."""
    found: list[tuple[_Run, bool]] = []
    for run in runs:
        quoted = [a[run.a + k].quoted and b[run.b + k].quoted for k in range(run.length)]
        parts = [(flag, len(list(group))) for flag, group in groupby(quoted)]
        at = 0
        for flag, length in _merged(parts):
            found.append((_Run(run.a + at, run.b + at, length), flag))
            at += length
    return sorted(found, key=lambda one: (-one[0].length, one[0].a))


def _merged(parts: list[tuple[bool, int]]) -> list[tuple[bool, int]]:
    """Parts of at least ``LEAST`` words; shorter ones go with the larger neighbour."""
    kept: list[tuple[bool, int]] = []
    for number, (flag, length) in enumerate(parts):
        following = parts[number + 1][1] if number + 1 < len(parts) else 0
        if kept and (kept[-1][0] is flag or (length < LEAST and kept[-1][1] >= following)):
            kept[-1] = (kept[-1][0], kept[-1][1] + length)
        elif kept and kept[-1][1] < LEAST:
            kept[-1] = (flag if length > kept[-1][1] else kept[-1][0], kept[-1][1] + length)
        else:
            kept.append((flag, length))
    if len(kept) > 1 and kept[-1][1] < LEAST:
        last = kept.pop()
        kept[-1] = (kept[-1][0], kept[-1][1] + last[1])
    return kept


def _share(part: int, words: int) -> float:
    return round(part / words, 4) if words else 0.0


def _record(
    run: _Run, quoted: bool, a: Sequence[_Word], b: Sequence[_Word], texts: dict[str, str]
) -> ReusedRun:
    places_a = _places(a[run.a : run.a + run.length])
    return ReusedRun(
        a=places_a,
        b=_places(b[run.b : run.b + run.length]),
        words=run.length,
        quoted=quoted,
        text=" ".join(texts[place.passage][place.start : place.end] for place in places_a),
    )


def _places(words: Sequence[_Word]) -> tuple[Place, ...]:
    """The words of a run as one place in each passage that it touches."""
    groups = (list(group) for _, group in groupby(words, key=lambda word: word.passage))
    return tuple(Place(passage=group[0].passage, start=group[0].start, end=group[-1].end) for group in groups)
