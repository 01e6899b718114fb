"""What changed between two texts, word by word. White space, and so where paragraphs begin, is no change.

Paragraphs that stand once in both texts, in the same order, are anchors (patience sorting, as Bram Cohen's
patience diff uses lines). What lies between two anchors is compared as one run of words by their longest
common subsequence (bit-parallel, Hyyrö 2004, as rapidfuzz has it). Two mendings make it readable: a few kept
words between larger changes count as changed (the "semantic clean-up" of Neil Fraser's diff-match-patch), and
a change slides to where a paragraph or a sentence begins when its words allow it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from app.records import Record

Kind = Literal["kept", "removed", "added"]

# Scripts without spaces between words: each character stands for itself.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_MARKS = ".,;:!?…\"'”’»)]"
# Comparing n with m words takes a table of n*m bits. All tables of one comparison: 50 MB, half a second.
_MOST_CELLS = 400_000_000
_SENTENCE_END = re.compile(r"[.!?…]['”’\")\]]*$")


class DiffPiece(Record):
    """Words that are in both texts, only in the older (removed) or only in the newer (added).

    A space that parts them from the piece before leads ``text``.
    """

    kind: Kind
    text: str


class DiffPassage(Record):
    """A paragraph of the newer text with what was there before, or a paragraph that is gone."""

    kind: Literal["kept", "changed", "removed", "added"]
    pieces: tuple[DiffPiece, ...]


class _Word(NamedTuple):
    text: str
    paragraph: int
    spaced: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """Words [old_start, old_end) of the older text became [new_start, new_end) of the newer."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def size(self) -> int:
        return max(self.old_end - self.old_start, self.new_end - self.new_start)


def diff(old: Sequence[str], new: Sequence[str]) -> tuple[DiffPassage, ...]:
    """The passages of two texts, each given by its paragraphs, in reading order.

    Texts that differ in more than the work for it is bounded to are told apart by paragraphs only.
    """
    before, after = _words(old), _words(new)
    return tuple(_passages(before, after, _changes(before, after, len(old), len(new))))


def diff_line(old: str, new: str) -> tuple[DiffPiece, ...]:
    """The same for two single lines, such as headlines: pieces in order."""
    pieces: list[DiffPiece] = []
    for passage in diff([old], [new]):
        first, *others = passage.pieces
        pieces += [first if not pieces else DiffPiece(kind=first.kind, text=f" {first.text}"), *others]
    return tuple(pieces)


def is_changed(passages: Sequence[DiffPassage]) -> bool:
    """Whether anything but white space differs."""
    return any(passage.kind != "kept" for passage in passages)


def _words(paragraphs: Sequence[str]) -> list[_Word]:
    found = []
    for number, paragraph in enumerate(paragraphs):
        end = 0
        for match in _WORD.finditer(paragraph):
            # The first of a paragraph is parted from what stands before it, wherever that will be shown.
            found.append(_Word(match.group(), number, match.start() > end or end == 0))
            end = match.end()
    return found


def _changes(before: list[_Word], after: list[_Word], old_count: int, new_count: int) -> list[_Change]:
    if [word.text for word in before] == [word.text for word in after]:
        return []
    changes: list[_Change] = []
    cells = _MOST_CELLS
    for gap in _between_anchors(_by_paragraph(before, old_count), _by_paragraph(after, new_count)):
        trimmed = _trimmed(gap, before, after)
        need = (trimmed.old_end - trimmed.old_start) * (trimmed.new_end - trimmed.new_start)
        if need > cells:
            changes.append(trimmed)
        elif trimmed.size:
            cells -= need
            cleaned = _cleaned(_word_changes(trimmed, before, after))
            changes += _slid([_trimmed(change, before, after) for change in cleaned], before, after)
    return changes


def _by_paragraph(words: list[_Word], count: int) -> list[tuple[int, tuple[str, ...]]]:
    """Where each paragraph's words begin, and what they are."""
    texts: list[list[str]] = [[] for _ in range(count)]
    for word in words:
        texts[word.paragraph].append(word.text)
    places, place = [], 0
    for paragraph in texts:
        places.append((place, tuple(paragraph)))
        place += len(paragraph)
    return places


def _between_anchors(
    old: list[tuple[int, tuple[str, ...]]], new: list[tuple[int, tuple[str, ...]]]
) -> Iterator[_Change]:
    """What lies between the paragraphs that both texts have once, in an order that both share."""
    once_old = {text for text, count in Counter(text for _, text in old).items() if count == 1 and text}
    places = {text: index for index, (_, text) in enumerate(new) if text in once_old}
    once_new = Counter(text for _, text in new)
    pairs = [
        (index, places[text])
        for index, (_, text) in enumerate(old)
        if text in places and once_new[text] == 1 and text in once_old
    ]
    at_old = at_new = 0
    for index, other in _longest_rising(pairs):
        start, text = old[index]
        yield _Change(at_old, start, at_new, new[other][0])
        at_old, at_new = start + len(text), new[other][0] + len(text)
    yield _Change(at_old, _end(old), at_new, _end(new))


def _end(paragraphs: list[tuple[int, tuple[str, ...]]]) -> int:
    return paragraphs[-1][0] + len(paragraphs[-1][1]) if paragraphs else 0


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of ``pairs``, which rise in their first number, that rise in their second too."""
    tails: list[int] = []
    holders: list[int] = []
    previous: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        previous.append(holders[at - 1] if at else None)
        tails[at : at + 1] = [place]
        holders[at : at + 1] = [index]
    chosen = []
    step = holders[-1] if holders else None
    while step is not None:
        chosen.append(pairs[step])
        step = previous[step]
    return chosen[::-1]


def _trimmed(gap: _Change, before: list[_Word], after: list[_Word]) -> _Change:
    """``gap`` without the words that both begin and end with."""
    start, new_start, end, new_end = gap.old_start, gap.new_start, gap.old_end, gap.new_end
    while start < end and new_start < new_end and before[start].text == after[new_start].text:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and before[end - 1].text == after[new_end - 1].text:
        end, new_end = end - 1, new_end - 1
    return _Change(start, end, new_start, new_end)


def _word_changes(gap: _Change, before: list[_Word], after: list[_Word]) -> list[_Change]:
    numbers: dict[str, int] = {}
    old = [numbers.setdefault(word.text, len(numbers)) for word in before[gap.old_start : gap.old_end]]
    new = [numbers.setdefault(word.text, len(numbers)) for word in after[gap.new_start : gap.new_end]]
    changes: list[_Change] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            continue
        change = _Change(
            gap.old_start + step.src_start,
            gap.old_start + step.src_end,
            gap.new_start + step.dest_start,
            gap.new_start + step.dest_end,
        )
        if changes and (changes[-1].old_end, changes[-1].new_end) == (change.old_start, change.new_start):
            changes[-1] = replace(changes[-1], old_end=change.old_end, new_end=change.new_end)
        else:
            changes.append(change)
    return changes


def _cleaned(changes: list[_Change]) -> list[_Change]:
    """``changes`` with those made one that no more words part than either of them changes, and fewer than
    the larger changes."""
    kept: list[_Change] = []
    for change in changes:
        kept.append(change)
        while len(kept) > 1:
            left, right = kept[-2:]
            between = right.old_start - left.old_end
            if between > min(left.size, right.size) or between >= max(left.size, right.size):
                break
            kept[-2:] = [replace(left, old_end=right.old_end, new_end=right.new_end)]
    return kept


def _slid(changes: list[_Change], before: list[_Word], after: list[_Word]) -> Iterator[_Change]:
    """``changes`` with mere removals and additions moved to the best place that says the same."""
    floor_old = floor_new = 0
    for number, change in enumerate(changes):
        ceiling = changes[number + 1].old_start if number + 1 < len(changes) else len(before)
        if change.new_start == change.new_end:
            shift = _best_shift(before, change.old_start, change.old_end, floor_old, ceiling)
        elif change.old_start == change.old_end:
            ceiling = changes[number + 1].new_start if number + 1 < len(changes) else len(after)
            shift = _best_shift(after, change.new_start, change.new_end, floor_new, ceiling)
        else:
            shift = 0
        moved = _Change(
            change.old_start + shift, change.old_end + shift, change.new_start + shift, change.new_end + shift
        )
        floor_old, floor_new = moved.old_end, moved.new_end
        yield moved


def _best_shift(words: list[_Word], start: int, end: int, floor: int, ceiling: int) -> int:
    """By how many words [start, end) moves to begin a paragraph, else a sentence; 0 when it cannot."""
    lowest = highest = 0
    while start + lowest > floor and words[start + lowest - 1].text == words[end + lowest - 1].text:
        lowest -= 1
    while end + highest < ceiling and words[start + highest].text == words[end + highest].text:
        highest += 1
    return max(range(lowest, highest + 1), key=lambda shift: (_fit(words, start + shift), -abs(shift)))


def _fit(words: list[_Word], place: int) -> int:
    if place == 0 or words[place].paragraph != words[place - 1].paragraph:
        return 2
    return 1 if _SENTENCE_END.search(words[place - 1].text) else 0


def _passages(before: list[_Word], after: list[_Word], changes: list[_Change]) -> Iterator[DiffPassage]:
    layout = _Layout()
    whole = Counter(word.paragraph for word in before)
    at = 0
    for change in (*changes, _Change(len(before), len(before), len(after), len(after))):
        for word in after[at : change.new_start]:
            yield from layout.add("kept", word)
        removed = before[change.old_start : change.old_end]
        added = after[change.new_start : change.new_end]
        left = Counter(word.paragraph for word in removed)
        gone = {number for number, count in left.items() if count == whole[number]}
        head: list[_Word] = []
        tail: list[_Word] = []
        if removed and added and not gone:
            head, removed, added = _without_head(removed, added)
            tail, removed, added = _without_tail(removed, added)
        for word in head:
            yield from layout.add("kept", word)
        for kind, word in _in_order(removed, added, gone, layout.paragraph):
            yield from layout.add(kind, word, alone=kind == "removed" and word.paragraph in gone)
        for word in tail:
            yield from layout.add("kept", word)
        at = change.new_end
    yield from layout.end()


def _without_head(removed: list[_Word], added: list[_Word]) -> tuple[list[_Word], list[_Word], list[_Word]]:
    """What is kept of two first words that differ in the marks behind them, and both runs without it."""
    (core, marks), (other, others) = _parted(removed[0]), _parted(added[0])
    if not core.text or core.text != other.text:
        return [], removed, added
    return [other], [*marks, *removed[1:]], [*others, *added[1:]]


def _without_tail(removed: list[_Word], added: list[_Word]) -> tuple[list[_Word], list[_Word], list[_Word]]:
    """The marks that end both runs, and both runs without them."""
    if not removed or not added:
        return [], removed, added
    (core, marks), (other, others) = _parted(removed[-1]), _parted(added[-1])
    if not marks or not others or marks[0].text != others[0].text:
        return [], removed, added
    kept = others if other.text else [others[0]._replace(spaced=other.spaced)]
    left = [*removed[:-1], core] if core.text else removed[:-1]
    return kept, left, [*added[:-1], other] if other.text else added[:-1]


def _parted(word: _Word) -> tuple[_Word, list[_Word]]:
    """A word without the marks behind it, and these, if there are any."""
    core = word.text.rstrip(_MARKS)
    marks = word.text[len(core) :]
    return word._replace(text=core), [word._replace(text=marks, spaced=False)] if marks else []


def _in_order(
    removed: list[_Word], added: list[_Word], gone: set[int], paragraph: int | None
) -> Iterator[tuple[Kind, _Word]]:
    """The words of one change as they are read. Paragraphs that are gone as wholes (``gone``) stand between
    what was put into the paragraph before them and what comes after."""
    first = next((place for place, word in enumerate(removed) if word.paragraph in gone), len(removed))
    into = next((place for place, word in enumerate(added) if word.paragraph != paragraph), len(added))
    if not gone:
        first, into = len(removed), len(added)
    for word in removed[:first]:
        yield "removed", word
    for word in added[:into]:
        yield "added", word
    for word in removed[first:]:
        yield "removed", word
    for word in added[into:]:
        yield "added", word


class _Layout:
    """Puts words together to pieces, and pieces to passages.

    ``paragraph`` is the newer text's paragraph that is being put together, None between two.
    """

    def __init__(self) -> None:
        self.paragraph: int | None = None
        self._pieces: list[tuple[Kind, list[str]]] = []
        self._gone: int | None = None

    def add(self, kind: Kind, word: _Word, *, alone: bool = False) -> Iterator[DiffPassage]:
        """Take a word in; the passage before it when that is complete. ``alone`` keeps the words of its
        paragraph apart from all others."""
        other = self._gone != word.paragraph if alone else self._gone is not None
        if other or (kind != "removed" and self.paragraph not in (None, word.paragraph)):
            yield from self.end()
        if alone:
            self._gone = word.paragraph
        elif kind != "removed":
            self.paragraph = word.paragraph
        text = f" {word.text}" if word.spaced and self._pieces else word.text
        if self._pieces and self._pieces[-1][0] == kind:
            self._pieces[-1][1].append(text)
        else:
            self._pieces.append((kind, [text]))

    def end(self) -> Iterator[DiffPassage]:
        """The passage that is complete, if there is one."""
        if self._pieces:
            kinds = {kind for kind, _ in self._pieces}
            pieces = tuple(DiffPiece(kind=kind, text="".join(texts)) for kind, texts in self._pieces)
            yield DiffPassage(kind=kinds.pop() if len(kinds) == 1 else "changed", pieces=pieces)
        self._pieces, self.paragraph, self._gone = [], None, None
