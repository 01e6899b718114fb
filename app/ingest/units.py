"""From the lines of an article text to units: a paragraph or a heading, with the lines it stands on."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from app.ingest.line_patterns import MARKDOWN, MARKED_HEAD, TERMINAL
from app.records import Block, BlockKind
from app.text.sentences import sentence_spans

_LINE_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029\x85]")
_NO_WIDTH = str.maketrans({"\u200b": " ", "\ufeff": " "})
_WORD = re.compile(r"\w")
_WRAP_WIDTHS = range(40, 121)


@dataclass(slots=True)
class Unit:
    """A run of lines that belongs together; ``marked`` when marks of Markdown made it bold or a heading."""

    text: str
    line_start: int
    line_end: int
    marked: bool = False
    after_blank: bool = True
    kind: BlockKind | None = field(default=None)

    @property
    def ends_sentence(self) -> bool:
        return TERMINAL.search(self.text[-40:]) is not None

    @property
    def words(self) -> int:
        return len(self.text.split())

    def block(self) -> Block:
        kind = self.kind or BlockKind.PARAGRAPH
        return Block(kind=kind, text=self.text, line_start=self.line_start, line_end=self.line_end)


def tidy(text: str) -> str:
    """``text`` with each run of space, of any kind, made one plain space, and none at the ends."""
    if not text.isascii():
        text = text.translate(_NO_WIDTH) if "\u200b" in text or "\ufeff" in text else text
    return " ".join(text.split())


def split_units(text: str) -> tuple[list[Unit], list[Unit]]:
    """The units of ``text`` in order, and its runs of blank lines. Lines broken by width are joined."""
    units: list[Unit] = []
    blanks: list[Unit] = []
    after_blank = True
    for number, raw in enumerate(_LINE_BREAK.split(text), 1):
        line = tidy(raw)
        bare = tidy(MARKDOWN.sub("", line))
        if not bare and not line:
            after_blank = True
            if blanks and blanks[-1].line_end == number - 1:
                blanks[-1].line_end = number
            else:
                blanks.append(Unit("", number, number, kind=BlockKind.BLANK))
            continue
        units.append(Unit(bare or line, number, number, MARKED_HEAD.match(line) is not None, after_blank))
        after_blank = False
    if blanks and blanks[-1].line_end == len(_LINE_BREAK.split(text)) and text.endswith(("\n", "\r")):
        _drop_last_line(blanks)  # a newline at the end closes the last line, it opens none
    return (_unwrapped(units) if _is_wrapped(units) else _mended(units)), blanks


def _drop_last_line(blanks: list[Unit]) -> None:
    if blanks[-1].line_start == blanks[-1].line_end:
        blanks.pop()
    else:
        blanks[-1].line_end -= 1


def _is_wrapped(units: list[Unit]) -> bool:
    """Whether paragraphs were broken over lines by column width.

    Then most lines that another follows directly are nearly as wide as the widest, and few end a sentence.
    """
    inner = [unit for unit, follower in pairwise(units) if not follower.after_blank]
    if len(inner) < 4:
        return False
    width = max(len(unit.text) for unit in units)
    if width not in _WRAP_WIDTHS:
        return False
    full = sum(len(unit.text) > width * 0.72 for unit in inner)
    open_ended = sum(not unit.ends_sentence for unit in inner)
    return full > len(inner) * 0.7 and open_ended > len(inner) * 0.5


def _unwrapped(units: list[Unit]) -> list[Unit]:
    width = max(len(unit.text) for unit in units)
    joined: list[Unit] = []
    last_length = 0
    for unit in units:
        if joined and not unit.after_blank and last_length > width * 0.6:
            _append(joined[-1], unit)
        else:
            joined.append(unit)
        last_length = len(unit.text)
    return joined


def _append(unit: Unit, follower: Unit) -> None:
    unit.text = f"{unit.text} {follower.text}"
    unit.line_end = follower.line_end


def _mended(units: list[Unit]) -> list[Unit]:
    """Units with lines joined where a line break falls inside a sentence."""
    joined: list[Unit] = []
    for unit in units:
        if joined and not unit.after_blank and _breaks_sentence(joined[-1], unit):
            _append(joined[-1], unit)
        else:
            joined.append(unit)
    return joined


def _breaks_sentence(unit: Unit, follower: Unit) -> bool:
    if unit.marked or follower.marked or unit.words < 5 or unit.text == follower.text:
        return False
    if not unit.ends_sentence:
        return follower.text[:1].islower() and not unit.text.endswith(":")
    if not unit.text.endswith(".") or not follower.ends_sentence:
        return False
    # ends in an abbreviation: a sentence end only if it is one with the next line behind it
    head = unit.text[-120:]
    boundary = len(head)
    return all(end != boundary for _, end in sentence_spans(f"{head} {follower.text[:60]}"))
