"""Where a note stands in a text, kept so that it is found again when the text changes.

After the selectors of the W3C Web Annotation Data Model (2017, sections 4.2.4 and 4.2.5): a position for the
text as it was, and the words with what stood before and behind them for the others.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.records import Record

LONGEST_QUOTE = 2_000
_CONTEXT = 40
# a text that says a thing over and over: the first places are enough to choose from
_MOST_PLACES = 200
# what editors and systems exchange without changing a word; each is one character for one
_SAME = str.maketrans("‘’‛“”„‟–—\xa0", '\'\'\'""""-- ')


class Anchor(Record):
    """Words of one version of a text: ``start`` and ``end`` are characters of the block with this index.

    ``quote`` are the words; ``prefix`` and ``suffix`` what stands around them in the block.
    """

    version: int
    block: int
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


class Place(NamedTuple):
    """A block's index, and characters in its text."""

    block: int
    start: int
    end: int


def anchor(blocks: Sequence[str], place: Place, version: int) -> Anchor | None:
    """The anchor of ``place`` in the texts of ``blocks``; None when no words stand there, or too many."""
    if not 0 <= place.block < len(blocks):
        return None
    text = blocks[place.block]
    if not 0 <= place.start < place.end <= len(text) or place.end - place.start > LONGEST_QUOTE:
        return None
    quote = text[place.start : place.end]
    if not quote.strip():
        return None
    return Anchor(
        version=version,
        block=place.block,
        start=place.start,
        end=place.end,
        quote=quote,
        prefix=text[max(0, place.start - _CONTEXT) : place.start],
        suffix=text[place.end : place.end + _CONTEXT],
    )


def find(wanted: Anchor, blocks: Sequence[str]) -> Place | None:
    """Where the words stand in ``blocks`` now; None when they do not stand there any more.

    Where they were if they are still there, else of all places where the same words stand the one whose
    surroundings are most like the former ones, and of equals the nearest. Other spaces, quotation marks and
    dashes are the same words.
    """
    if wanted.block < len(blocks) and blocks[wanted.block][wanted.start : wanted.end] == wanted.quote:
        return Place(wanted.block, wanted.start, wanted.end)
    texts = [text.translate(_SAME) for text in blocks]
    places = list(_places(wanted.quote, texts))

    def likeness(place: Place) -> tuple[int, int, int]:
        text = texts[place.block]
        before = _common(wanted.prefix.translate(_SAME)[::-1], text[: place.start][-_CONTEXT:][::-1])
        behind = _common(wanted.suffix.translate(_SAME), text[place.end : place.end + _CONTEXT])
        return before + behind, -abs(place.block - wanted.block), -abs(place.start - wanted.start)

    return max(places, key=likeness, default=None)


def _places(quote: str, texts: Sequence[str]) -> Iterator[Place]:
    words = quote.translate(_SAME).split()
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    count = 0
    for index, text in enumerate(texts):
        for found in pattern.finditer(text):
            if count == _MOST_PLACES:
                return
            count += 1
            yield Place(index, found.start(), found.end())


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
