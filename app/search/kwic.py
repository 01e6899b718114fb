"""Key words in context (KWIC): each hit on a line of its own, with what stands before and after it. Pure.

The concordance is the old tool of philologists for it; the form with the key word in the middle is that of
H. P. Luhn, "Key word-in-context index for technical literature", American Documentation 11 (4), 1960.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from app.search.marks import Span
from app.search.nodes import TextField
from app.text.tokens import fold

WIDTH = 75  # characters on either side
_REACH = 3 * WIDTH  # characters looked at on either side: white space may take room
_LONGEST_KEYWORD = 120  # words near each other may be far apart
_SORT_WORDS = 4  # words of a context by which lines are put in order
_LINK_WORDS = 4  # words before and after that tell a browser which of several places is meant
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_ELLIPSIS = "…"


class Context(NamedTuple):
    """One hit: where its key word stands in the text ``field`` of an article, and its contexts."""

    field: TextField
    start: int
    end: int
    left: str
    keyword: str
    right: str


def contexts(text: str, field: TextField, spans: Sequence[Span]) -> Iterator[Context]:
    """A line for each of ``spans``: about ten words on either side, cut between words with an ellipsis.

    White space is collapsed.
    """
    for start, end in spans:
        before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        yield Context(
            field,
            start,
            end,
            _last(before, cut=start > _REACH),
            " ".join(text[start : min(end, start + _LONGEST_KEYWORD)].split()),
            _first(after, cut=end + _REACH < len(text)),
        )


def _last(text: str, *, cut: bool) -> str:
    """The last words of ``text``; ``cut`` says that it does not begin where it was taken from."""
    joined = " ".join(text.split())
    # Whether white space parts the context from the key word shows: "anti-" stands close to it.
    close = joined + " " if text[-1:].isspace() else joined
    if len(close) <= WIDTH and not cut:
        return close
    space = close.find(" ", max(0, len(close) - WIDTH - 1), len(close) - 1)
    return _ELLIPSIS + (close[space + 1 :] if space >= 0 else close[-WIDTH:])


def _first(text: str, *, cut: bool) -> str:
    joined = " ".join(text.split())
    close = " " + joined if text[:1].isspace() else joined
    if len(close) <= WIDTH and not cut:
        return close
    space = close.rfind(" ", 1, WIDTH + 1)
    return (close[:space] if space > 0 else close[:WIDTH]) + _ELLIPSIS


def left_key(context: Context) -> tuple[bool, list[str]]:
    """Puts lines in the order of the words before the key word, nearest first; without any they come last."""
    words = _WORD.findall(fold(context.left))[: -_SORT_WORDS - 1 : -1]
    return not words, words


def right_key(context: Context) -> tuple[bool, list[str]]:
    """Puts lines in the order of the words after the key word; without any they come last."""
    words = _WORD.findall(fold(context.right))[:_SORT_WORDS]
    return not words, words


def text_fragment(text: str, context: Context) -> str:
    """The end of an address that makes a browser go to the key word and mark it, ``#:~:text=…``.

    Syntax: WICG, "URL Fragment Text Directives", 3.2. Words of the same paragraph say which place is meant.
    """
    before = _BREAK.split(text[max(0, context.start - _REACH) : context.start])[-1]
    after = _BREAK.split(text[context.end : context.end + _REACH])[0]
    left = " ".join(before.split()[-_LINK_WORDS:])
    right = " ".join(after.split()[:_LINK_WORDS])
    keyword = " ".join(text[context.start : context.end].split())
    directive = f"{_escaped(left)}-," if left else ""
    directive += _escaped(keyword)
    if right:
        directive += f",-{_escaped(right)}"
    return f"#:~:text={directive}"


def _escaped(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
