"""The strip above the columns: both texts as rows of blocks on one scale of words, joined by lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.compare.comparison import Comparison, Passage, Relation, State

_GAP = 0.22  # white space behind a block, per cent of the width


@dataclass(frozen=True)
class StripBlock:
    """One passage: ``x`` and ``width`` in per cent of the strip, with the sign (``5.38%``)."""

    state: State
    x: str
    width: str


@dataclass(frozen=True)
class StripLine:
    """A line from the middle of a block of A to the middle of a block of B, in per cent with the sign."""

    state: Relation
    x1: str
    x2: str


@dataclass(frozen=True)
class Strip:
    """Blocks of both texts, lines between counterparts (surest last, so drawn on top), and a sentence."""

    a: tuple[StripBlock, ...]
    b: tuple[StripBlock, ...]
    lines: tuple[StripLine, ...]
    caption: str


def strip(c: Comparison, states: Mapping[str, State]) -> Strip:
    """The strip of a comparison; ``states`` is the surest state of each passage by its id."""
    spans_a, spans_b = _spans(c.a.passages), _spans(c.b.passages)
    scale = max([end for _, end in (*spans_a.values(), *spans_b.values())], default=1) or 1
    order = ("related", "same", "verbatim")
    lines = tuple(
        StripLine(link.relation, _percent(sum(spans_a[a]) / 2, scale), _percent(sum(spans_b[b]) / 2, scale))
        for link in sorted(c.aligned, key=lambda link: order.index(link.relation))
        for a in link.a
        for b in link.b
    )

    def blocks(spans: Mapping[str, tuple[int, int]]) -> tuple[StripBlock, ...]:
        return tuple(
            StripBlock(states[key], _percent(start, scale), _width(end - start, scale))
            for key, (start, end) in spans.items()
        )

    return Strip(blocks(spans_a), blocks(spans_b), lines, _caption(spans_a, states))


def _spans(passages: Sequence[Passage]) -> dict[str, tuple[int, int]]:
    """First word and word behind the last of each passage, counted through the side."""
    spans: dict[str, tuple[int, int]] = {}
    at = 0
    for passage in passages:
        length = len(passage.text.split())
        spans[passage.id] = (at, at + length)
        at += length
    return spans


def _percent(words: float, scale: int) -> str:
    return f"{100 * words / scale:.2f}%"


def _width(words: int, scale: int) -> str:
    full = 100 * words / scale
    return f"{full - min(_GAP, full / 4):.2f}%"


def _caption(spans: Mapping[str, tuple[int, int]], states: Mapping[str, str]) -> str:
    said = (
        "Where the shared statements stand. One block is one sentence, as long as its words: "
        "solid is said by both, hatched possibly related, open only here."
    )
    matched = [span for key, span in spans.items() if states[key] != "only"]
    if len(matched) < 4:
        return said
    half = max(end for _, end in spans.values()) / 2
    early = sum(sum(span) / 2 < half for span in matched)
    return f"{said} {early} of A’s {len(matched)} matched sentences stand in its first half."
