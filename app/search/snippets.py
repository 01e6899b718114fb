"""Passages that show why an article was found: cut out of its texts where the words stand. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from app.search.marks import Marker, Span, merged
from app.search.nodes import TextField
from app.search.results import Segment
from app.text.analysis import analysis_of, stemmed
from app.text.sentences import sentence_spans

WIDTH = 220
MOST_PASSAGES = 2
_LOOK_BACK = 180  # characters before the first hit in which the start of its sentence is looked for
_LOOK_AHEAD = 30  # characters by which it is told whether a sentence has ended
_BEFORE = 40  # characters kept before the first hit when its sentence starts too far away
_MOST_EACH = 16  # places of a word in one text that are weighed first
_MOST_TRIES = 200  # passages weighed until two are apart
_OVER = 40  # characters beyond the width that a sentence may need to come to its end
# Spaces that keep a line together stay.
_SPACES = re.compile(r"[^\S\u00a0\u202f]{2,}|[^\S \u00a0\u202f]")
_ELLIPSIS = "…"


# minus the number of different words in it, its first hit, its last
_Window: TypeAlias = tuple[int, int, int]


class _Passage(NamedTuple):
    """From where to where, and whether a sentence begins and one ends there."""

    start: int
    end: int
    opened: bool
    closed: bool


def title_segments(text: str, marker: Marker, language: str | None) -> tuple[Segment, ...]:
    """A title, cut where words matched."""
    return segments(text, marker.spans(text, "title", language))


def passages(dek: str, body: str, marker: Marker, language: str | None) -> tuple[tuple[Segment, ...], ...]:
    """The passages, two at most, that hold the most different words of the query, as they follow in the text.

    Each is about 220 characters: whole sentences where they are short enough, cut with an ellipsis where they
    are not. They are of the body; when nothing is marked there, of the dek; and else the beginning of either.
    """
    fields: tuple[tuple[TextField, str], ...] = (("body", body), ("dek", dek))
    for field, text in fields:
        spans = marker.spans(text, field, language, most=_MOST_EACH)
        if not spans:
            continue
        chosen, whole = _best(text, spans, analysis_of(language)), len(spans) < _MOST_EACH
        if not whole and len(chosen) < MOST_PASSAGES:
            spans, whole = marker.spans(text, field, language), True
            chosen = _best(text, spans, analysis_of(language))
        found = set(spans)
        for start, end, *_ in () if whole else chosen:
            inside = marker.spans(text[start:end], field, language)
            found.update((start + first, start + last) for first, last in inside)
        return tuple(_cut(text, merged(found), passage) for passage in chosen)
    text = dek if dek.strip() else body
    start = len(text) - len(text.lstrip())
    return (_cut(text, (), _passage(text, start, start)),) if text.strip() else ()


def segments(
    text: str, spans: tuple[Span, ...], start: int = 0, end: int | None = None
) -> tuple[Segment, ...]:
    """The text from ``start`` to ``end``, cut where hits begin and end. White space is collapsed."""
    end = len(text) if end is None else end
    return tuple(Segment(text=piece, hit=hit) for piece, hit in _pieces(text, spans, start, end))


def _pieces(text: str, spans: tuple[Span, ...], start: int, end: int) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in spans[bisect_left(spans, (start, start)) :]:
        if last > end:
            break
        pieces += ((text[at:first], False), (text[first:last], True))
        at = last
    pieces.append((text[at:end], False))
    return [(_SPACES.sub(" ", piece), hit) for piece, hit in pieces if piece]


def _best(text: str, spans: tuple[Span, ...], analysis: str) -> list[_Passage]:
    """Where the best passages stand: those with the most different words, the earlier first among equals."""
    words = _words(text, spans, analysis)
    all_words, others = -len(set(words)), list[_Window]()
    chosen: list[_Passage] = []
    for window in _windows(spans, words):
        # None is better than one with all the words, so most texts need not be gone through to the end.
        if window[0] > all_words:
            others.append(window)
        elif _take(text, spans, window, chosen):
            return sorted(chosen)
    for window in sorted(others)[:_MOST_TRIES]:
        if _take(text, spans, window, chosen):
            break
    return sorted(chosen)


def _take(text: str, spans: tuple[Span, ...], window: _Window, chosen: list[_Passage]) -> bool:
    """Add the passage of ``window`` when it is apart from those ``chosen``; whether these are enough now."""
    start, end = spans[window[1]][0], spans[window[2]][1]
    if not any(other.start <= start < other.end for other in chosen):
        passage = _passage(text, start, end)
        if all(passage.end <= other.start or other.end <= passage.start for other in chosen):
            chosen.append(passage)
    return len(chosen) == MOST_PASSAGES


def _words(text: str, spans: tuple[Span, ...], analysis: str) -> list[str]:
    """For each hit what tells it from others: forms of one word count as one."""
    stems: dict[str, str] = {}
    words: list[str] = []
    for start, end in spans:
        form = text[start:end]
        if form not in stems:
            stems[form] = stemmed(form, analysis)
        words.append(stems[form])
    return words


def _windows(spans: tuple[Span, ...], words: list[str]) -> Iterator[_Window]:
    """For each hit the passage that begins with it."""
    inside: dict[str, int] = {}
    end = 0
    for first, (start, _) in enumerate(spans):
        while end < len(spans) and (end == first or spans[end][1] - start <= WIDTH - _BEFORE):
            inside[words[end]] = inside.get(words[end], 0) + 1
            end += 1
        yield -len(inside), first, end - 1
        inside[words[first]] -= 1
        if not inside[words[first]]:
            del inside[words[first]]


def _passage(text: str, first: int, last: int) -> _Passage:
    """The passage that shows the characters from ``first`` to ``last``."""
    floor, ceiling = max(0, first - _LOOK_BACK), max(first + WIDTH, last) + _OVER + _LOOK_AHEAD
    # Only what lies around the hits is split: to split a whole text costs more than to find the hits.
    sentences = [(floor + start, floor + end) for start, end in sentence_spans(text[floor:ceiling])]
    starts = [start for start, _ in sentences if start > floor or floor == 0]
    ends = [end for _, end in sentences if end < ceiling or ceiling >= len(text)]
    start, opened = _start(text, starts, ends, first, last)
    end, closed = _end(text, ends, start, last)
    return _Passage(start, end, opened, closed)


def _start(text: str, starts: list[int], ends: list[int], first: int, last: int) -> tuple[int, bool]:
    """Where a passage begins, and whether that is the beginning of a sentence."""
    at = bisect_right(starts, first) - 1
    if at >= 0 and last - starts[at] <= WIDTH:
        return starts[at], True
    # A long sentence: as much of what comes before as leaves room for its end.
    following = bisect_left(ends, last)
    room = ends[following] - WIDTH if following < len(ends) else first
    floor = max(0, min(first - _BEFORE, room))
    space = text.find(" ", floor, first)
    return (floor if space < 0 else space + 1), False


def _end(text: str, ends: list[int], start: int, last: int) -> tuple[int, bool]:
    """Where a passage ends, and whether that is the end of a sentence: the last that fits."""
    limit = max(start + WIDTH, last)
    fitting = [end for end in ends if last <= end <= limit and "\n" not in text[last:end]]
    if fitting:
        return fitting[-1], True
    following = bisect_left(ends, last)
    if following < len(ends) and ends[following] <= limit + _OVER:
        return ends[following], True
    space = text.rfind(" ", last, limit + 1)
    return (min(limit, len(text)) if space < 0 else space), False


def _cut(text: str, spans: tuple[Span, ...], passage: _Passage) -> tuple[Segment, ...]:
    pieces = _pieces(text, spans, passage.start, passage.end)
    if not passage.opened:
        pieces.insert(0, (_ELLIPSIS, False))
    if not passage.closed:
        pieces.append((_ELLIPSIS, False))
    merged: list[tuple[str, bool]] = []
    for piece, hit in pieces:
        if merged and merged[-1][1] == hit:
            merged[-1] = (merged[-1][0] + piece, hit)
        else:
            merged.append((piece, hit))
    return tuple(Segment(text=piece, hit=hit) for piece, hit in merged)
