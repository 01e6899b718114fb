"""Where texts quote: words in quotation marks of many kinds, over sentences and paragraphs. Pure.

Double marks (straight, curly, „German“, «guillemets» in both directions, 「corner brackets」) are read first,
then single marks outside of them, which are quotation marks only where they cannot be apostrophes. What is
quoted within a quotation is a part of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_DOUBLE = re.compile(r"[\"＂“”„‟«»「」『』〝〞〟]|``|(?<!\w)''(?=\S)|''(?!\w)")
_SINGLE = re.compile(r"['‘’‚‹›]")
_FAMILY_ENDS = {"«": "»", "»": "«»", "「": "」", "『": "』", "〝": "〞〟"}
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u202f\u2009([{<—–-/:;,'‘|*_…")
_AFTER_CLOSING = frozenset(" \t\n\u00a0\u202f\u2009)]}>—–-/:;,.!?…'’|*_")
_ENDS_SPEECH = frozenset(",.!?…")
# words that lost their beginning: the mark before them is an apostrophe
_CLIPPED = re.compile(r"(?:em|til|tis|twas|cause|bout|round|n|sup|nuff|\d\ds?)\b", re.I)
# what may stand before a quotation that nobody closed, for it to be one to the end of the paragraph
_LEADS_IN = re.compile(r"(?:^|[:,.!?]|\b(?:said|says|that|added|wrote))\s*$", re.I)
# so many paragraphs further a mark may close what was opened
_FARTHEST = 5


class Quoted(NamedTuple):
    """Words in quotation marks within one paragraph: characters [start, end), the marks left out.

    ``continues``: the quotation began in a paragraph before. ``closed`` is False where a mark is missing.
    """

    paragraph: int
    start: int
    end: int
    continues: bool = False
    closed: bool = True


class _Mark(NamedTuple):
    start: int
    end: int
    opens: bool
    closes: bool


class _Found(NamedTuple):
    """What the double marks of one paragraph show.

    Whole quotations, what is left open, and a closing mark before any other (``stray``).
    """

    spans: list[tuple[int, int]]
    left_open: list[int]
    stray: int | None
    starts_with_mark: bool


def quoted(paragraphs: Sequence[str]) -> tuple[Quoted, ...]:
    """Every stretch of ``paragraphs`` in quotation marks, in reading order, none inside another.

    A quotation that runs over paragraphs, each of which opens again or not at all, is one stretch in each.
    """
    doubles = [_doubles(text) for text in paragraphs]
    found: list[Quoted] = []
    reopens, until = False, -1
    for number, (text, one) in enumerate(zip(paragraphs, doubles, strict=True)):
        here: list[Quoted] = []
        if number < until:
            here.append(Quoted(number, 0, len(text), continues=True))
        elif one.stray is not None and (number == until or text[one.stray - 1 : one.stray] in _ENDS_SPEECH):
            here.append(Quoted(number, 0, one.stray, number == until, number == until))
        here += [Quoted(number, start, end) for start, end in one.spans]
        if number >= until:
            until = _closing_paragraph(number, doubles) if one.left_open else -1
        next_reopens = until < 0 and bool(one.left_open) and _starts_with_mark(number + 1, doubles)
        here += _left_open(number, text, one, next_reopens or until > 0)
        here.sort()
        if reopens and here and not text[: here[0].start - 1].strip():
            here[0] = here[0]._replace(continues=True)
        reopens = next_reopens
        found += [_bare(text, mark) for mark in _with_singles(number, text, here) if _has_word(text, mark)]
    return tuple(found)


def _starts_with_mark(number: int, doubles: Sequence[_Found]) -> bool:
    return number < len(doubles) and doubles[number].starts_with_mark


def _left_open(number: int, text: str, one: _Found, goes_on: bool) -> Iterator[Quoted]:
    """The quotations of a paragraph that are not closed in it.

    They end where the next mark opens, the last at the end of the paragraph, from where it may go on. What
    does not go on is taken for a quotation only where one may begin.
    """
    starts = sorted([*one.left_open, *(start for start, _ in one.spans)])
    for start in one.left_open:
        place = bisect_right(starts, start)
        is_last = place == len(starts)
        end = len(text) if is_last else starts[place] - 1
        if is_last and goes_on:
            yield Quoted(number, start, end)
        elif _LEADS_IN.search(text, max(0, start - 12), start - 1):
            yield Quoted(number, start, end, closed=False)


def _bare(text: str, one: Quoted) -> Quoted:
    """``one`` without the space within its marks."""
    start, end = one.start, one.end
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return one._replace(start=start, end=end)


def _has_word(text: str, one: Quoted) -> bool:
    return any(char.isalnum() for char in text[one.start : one.end])


def _marks(text: str) -> Iterator[_Mark]:
    for match in _DOUBLE.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        opens = before in _BEFORE_OPENING and not after.isspace()
        closes = not before.isspace() and (after in _AFTER_CLOSING or not after.isalnum())
        yield _Mark(start, end, opens, closes)


def _doubles(text: str) -> _Found:
    """The outermost quotations of a paragraph by its double marks."""
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int, int]] = []
    inner: list[list[tuple[int, int]]] = []
    stray = first = None
    for mark in _marks(text):
        char = text[mark.start : mark.end]
        first = mark.start if first is None else first
        top = stack[-1][0] if stack else None
        action = _action(char, mark, top)
        if action == "open":
            stack.append((char, mark.start, mark.end))
            inner.append([])
        elif action == "close" and stack:
            _, _, start = stack.pop()
            inner.pop()
            (inner[-1] if inner else spans).append((start, mark.start))
        elif action == "close" and stray is None and mark.start == first:
            stray = mark.start
    left_open = []
    for (_, _, start), within in zip(stack, inner, strict=True):
        left_open.append(start)
        spans += within
    begins = first is not None and not text[:first].strip()
    return _Found(spans, left_open, stray, begins)


def _action(char: str, mark: _Mark, top: str | None) -> str:
    """What a mark does where ``top`` is the mark that opened the innermost quotation."""
    if top in _FAMILY_ENDS:
        if char in _FAMILY_ENDS[top] and not (char == top and mark.opens and not mark.closes):
            return "close"
        return "none"
    if char in "「『〝":
        return "open"
    if char in "」』〞〟":
        return "none"
    if char in "«»":
        return "open" if top is None and not (char == "»" and not mark.opens) else "none"
    if char in ("„", "‟", "``"):
        return "open"
    clearly_closes = mark.closes and not mark.opens
    clearly_opens = mark.opens and not mark.closes
    if char == "“":
        return "close" if top == "„" or (top is not None and clearly_closes) else "open"
    if char == "”":
        return "open" if top is None and clearly_opens else "close"
    if top is None:
        return "close" if clearly_closes else "open"
    return "open" if clearly_opens else "close"


def _closing_paragraph(number: int, doubles: Sequence[_Found]) -> int:
    """The next paragraph with a mark, when that mark closes and is not far; -1 when there is none."""
    for later in range(number + 1, min(number + 1 + _FARTHEST, len(doubles))):
        one = doubles[later]
        if one.stray is not None:
            return later
        if one.spans or one.left_open:
            return -1
    return -1


def _with_singles(number: int, text: str, doubles: Sequence[Quoted]) -> list[Quoted]:
    """``doubles`` and the quotations in single marks that stand outside of them or hold them."""
    if not _SINGLE.search(text):
        return list(doubles)
    merged: list[Quoted] = []
    place = 0
    for start, end in _singles(text, doubles):
        while place < len(doubles) and doubles[place].start < start:
            merged.append(doubles[place])
            place += 1
        while place < len(doubles) and doubles[place].end <= end:
            place += 1
        merged.append(Quoted(number, start, end))
    return [*merged, *doubles[place:]]


def _singles(text: str, doubles: Sequence[Quoted]) -> Iterator[tuple[int, int]]:
    """The quotations in single marks. What may be an apostrophe closes one only where no better mark does."""
    opened: str | None = None
    start = doubtful = place = 0
    for match in _SINGLE.finditer(text):
        at, char = match.start(), match[0]
        while place < len(doubles) and doubles[place].end <= at:
            place += 1
        if place < len(doubles) and doubles[place].start <= at:
            continue
        if _opens_single(text, at, char):
            if opened and doubtful:
                yield start, doubtful
            opened, start, doubtful = char, at + 1, 0
        elif opened and _closes_single(text, at, char, opened):
            if _may_be_apostrophe(text, at):
                doubtful = doubtful or at
                continue
            yield start, at
            opened, doubtful = None, 0
    if opened and doubtful:
        yield start, doubtful


def _opens_single(text: str, at: int, char: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if char in "‚‹":
        return not after.isspace() and (char == "‹" or before in _BEFORE_OPENING)
    if char in "›’" or before not in _BEFORE_OPENING or not (after.isalnum() or after in '[($“"…'):
        return False
    return not _CLIPPED.match(text, at + 1)


def _closes_single(text: str, at: int, char: str, opened: str) -> bool:
    before = text[at - 1]
    after = text[at + 1] if at + 1 < len(text) else " "
    if opened == "‹":
        return char == "›"
    closing = "‘’'" if opened == "‚" else "'" if opened == "'" else "’'"
    return char in closing and not before.isspace() and not after.isalnum()


def _may_be_apostrophe(text: str, at: int) -> bool:
    """Whether the mark may end a plural's possessive (workers' rights) or a clipped word (goin' on)."""
    return text[at - 1] in "sSzxn" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isalnum()
