"""Passages that show why an article was found: cut out of marked text, pure."""

import re
from dataclasses import dataclass

from app.search.results import Segment

WIDTH = 220
_LOOK_BACK = 90  # characters before the first hit in which the start of a sentence is looked for
_BEFORE = 40  # characters kept before the first hit when no sentence starts near
_SENTENCE_START = re.compile(r"[.!?…][\"'”’»)\]]*\s(?=\S)")
_SENTENCE_END = frozenset(".!?…")
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and where its hits stand: (start, end) in characters, in order, not overlapping."""

    text: str
    hits: tuple[tuple[int, int], ...]


def read_marks(text: str, start: str, end: str) -> Marked:
    """The text without the characters ``start`` and ``end`` that enclose hits; white space is collapsed."""
    plain: list[str] = []
    hits: list[tuple[int, int]] = []
    length, opened = 0, None
    for piece in re.split(f"([{start}{end}])", " ".join(text.split())):
        if piece == start:
            opened = length
        elif piece == end:
            if opened is not None and opened < length:
                hits.append((opened, length))
            opened = None
        else:
            plain.append(piece)
            length += len(piece)
    return Marked("".join(plain), tuple(hits))


def both(one: Marked, other: Marked) -> Marked:
    """One text with the hits of two markings of it; where hits overlap, they become one."""
    hits: list[tuple[int, int]] = []
    for start, end in sorted((*one.hits, *other.hits)):
        if hits and start < hits[-1][1]:
            hits[-1] = (hits[-1][0], max(end, hits[-1][1]))
        else:
            hits.append((start, end))
    return Marked(one.text, tuple(hits))


def segments(marked: Marked, start: int = 0, end: int | None = None) -> tuple[Segment, ...]:
    """The text from ``start`` to ``end``, cut where hits begin and end."""
    end = len(marked.text) if end is None else end
    found: list[Segment] = []
    at = start
    for first, last in marked.hits:
        if first < at or last > end:
            continue
        if first > at:
            found.append(Segment(text=marked.text[at:first]))
        found.append(Segment(text=marked.text[first:last], hit=True))
        at = last
    if at < end:
        found.append(Segment(text=marked.text[at:end]))
    return tuple(found)


def best_passage(texts: list[Marked]) -> tuple[Segment, ...]:
    """About 220 characters of the text with the most different hits close together; the first one wins a tie.

    Without any hit it is the beginning of the first text that is not empty.
    """
    scored = [(_best_window(text), text) for text in texts if text.text]
    if not scored:
        return ()
    (_, first), text = max(scored, key=lambda item: item[0][0])
    return _cut(text, first)


def _best_window(marked: Marked) -> tuple[int, int | None]:
    """How many different hits the best window holds, and where its first hit starts."""
    folded = [marked.text[first:last].casefold() for first, last in marked.hits]
    best, best_start, end = 0, None, 0
    inside: dict[str, int] = {}
    for index, (first, _) in enumerate(marked.hits):
        while end < len(marked.hits) and marked.hits[end][1] - first <= WIDTH - _BEFORE:
            inside[folded[end]] = inside.get(folded[end], 0) + 1
            end += 1
        if end <= index:  # one hit longer than the window
            end = index + 1
            inside = {folded[index]: 1}
        if len(inside) > best:
            best, best_start = len(inside), first
        inside[folded[index]] -= 1
        if not inside[folded[index]]:
            del inside[folded[index]]
    return best, best_start


def _cut(marked: Marked, first_hit: int | None) -> tuple[Segment, ...]:
    start, whole = _start(marked.text, first_hit or 0)
    end = _end(marked, start)
    ended = end == len(marked.text) or marked.text[end - 1] in _SENTENCE_END
    before = () if whole else (Segment(text=_ELLIPSIS),)
    after = () if ended else (Segment(text=_ELLIPSIS),)
    return _merged((*before, *segments(marked, start, end), *after))


def _start(text: str, hit: int) -> tuple[int, bool]:
    """Where a passage around ``hit`` begins, and whether a sentence begins there."""
    if hit <= _LOOK_BACK:
        return 0, True
    starts = [found.end() for found in _SENTENCE_START.finditer(text, hit - _LOOK_BACK, hit)]
    if starts:
        return starts[0], True
    space = text.find(" ", hit - _BEFORE, hit)
    return (hit if space < 0 else space + 1), False


def _end(marked: Marked, start: int) -> int:
    limit = start + WIDTH
    if limit >= len(marked.text):
        return len(marked.text)
    space = marked.text.rfind(" ", start + WIDTH // 2, limit + 1)
    end = limit if space < 0 else space
    for first, last in marked.hits:
        if first < end < last:  # a hit is shown whole or not at all
            end = last if first - start < WIDTH // 2 else first
    return len(marked.text[:end].rstrip())


def _merged(cut: tuple[Segment, ...]) -> tuple[Segment, ...]:
    merged: list[Segment] = []
    for segment in cut:
        if merged and merged[-1].hit == segment.hit:
            merged[-1] = Segment(text=merged[-1].text + segment.text, hit=segment.hit)
        else:
            merged.append(segment)
    return tuple(merged)
