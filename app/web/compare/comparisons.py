"""Comparisons and what was written of them, the last kept: a page, its filters and its data ask again."""

import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from markupsafe import Markup

from app.compare.compare import aligned_sides, card_of, compare, joined, wording
from app.compare.comparison import Comparison
from app.compare.frozen import heading
from app.records import ArticleCard, ArticleRecord
from app.web.compare.compare_marks import Show
from app.web.compare.compare_rows import Order
from app.web.compare.compare_view import CompareView, view
from app.web.kept import Kept
from app.web.operation import heavy

SideState = tuple[tuple[ArticleCard, str], ...]
_Pair = tuple[SideState, SideState]
DrawnKey = tuple[_Pair, Show, Order]
Render = Callable[[str, dict[str, Any]], str]


@dataclass(frozen=True)
class Drawn:
    """A comparison as HTML: its heading, the strip, and the texts with all below them. ``view`` has no
    texts."""

    view: CompareView
    heading: str
    strip: Markup
    texts: Markup

    @property
    def size(self) -> int:
        """About how many bytes it takes: what is not yet HTML takes less than what is."""
        return 2 * (sys.getsizeof(self.strip) + sys.getsizeof(self.texts))


def size_of(c: Comparison) -> int:
    """About how many bytes a comparison takes: thirty for each character, in many small records."""
    return 30 * sum(len(passage.text) for side in (c.a, c.b) for passage in side.passages)


PARTED_FROM = 3_000
"""Characters of both sides together from which on the halves of a comparison are made at the same time. Those
of the longest texts are made one after the other: one process alone takes these."""
_beside = ThreadPoolExecutor(heavy.MOST_WAITING, "parallax-half")

# Two very long texts take seconds. The key is all that a comparison shows, so a changed article is compared
# anew. The articles themselves are not held on to: their passages are bounded, their texts are not.
_comparisons: Kept[_Pair, Comparison] = Kept(1_000, size=size_of, most_bytes=16 * 2**20)
DRAWN: Kept[DrawnKey, Drawn] = Kept(1_000, size=lambda drawn: drawn.size, most_bytes=32 * 2**20)


def compared(a: Sequence[ArticleRecord], b: Sequence[ArticleRecord]) -> Comparison:
    """Both sides compared, each named by its first article's outlet."""
    key = (state_of(a), state_of(b))
    return _comparisons.get(key, lambda: _made(key, a, b))


def _made(key: _Pair, a: Sequence[ArticleRecord], b: Sequence[ArticleRecord]) -> Comparison:
    """Both sides compared now: the two halves at the same time, where that is worth a second thread."""
    work, length = heavy.shared(), characters((*a, *b))
    name_a, name_b = _name(a), _name(b)
    if not work.is_apart or not PARTED_FROM <= length <= heavy.LONG:
        return work.make(key, length, partial(compare, name_a=name_a, name_b=name_b), a, b)
    worded = _beside.submit(
        work.make, (key, "wording"), length, partial(wording, name_a=name_a, name_b=name_b), a, b
    )
    aligned = work.make((key, "aligned"), length, partial(aligned_sides, name_a=name_a, name_b=name_b), a, b)
    return joined(aligned, worded.result())


def drawing(
    a: Sequence[ArticleRecord],
    b: Sequence[ArticleRecord],
    show: Show,
    order: Order,
    render: Render,
) -> tuple[DrawnKey, Callable[[], Drawn]]:
    """How ``DRAWN`` makes the parts of the page that are the same for everybody, and by which key it keeps
    them. ``render`` fills a template from a context."""

    def draw() -> Drawn:
        c = compared(a, b)
        return drawn(c, view(c, {record.id: record for record in (*a, *b)}, show=show, order=order), render)

    return ((state_of(a), state_of(b)), show, order), draw


def drawn(c: Comparison, whole: CompareView, render: Render) -> Drawn:
    """A comparison written out, of which ``whole`` is what the page shows."""
    strip = render("compare_strip.html", {"strip": whole.strip})
    texts = render("compare_texts.html", {"view": whole})
    # both are autoescaped
    return Drawn(_without_texts(whole), heading(c), Markup(strip), Markup(texts))  # noqa: S704


def characters(articles: Iterable[ArticleRecord]) -> int:
    """How many characters the texts of these articles have."""
    return sum(len(block.text) for article in articles for block in article.blocks)


def forget_drawn() -> None:
    """Let go of what was written, so that it is written anew."""
    DRAWN.clear()


def forget() -> None:
    """Let go of all comparisons too."""
    _comparisons.clear()
    DRAWN.clear()


def _without_texts(whole: CompareView) -> CompareView:
    sides = (
        replace(side, articles=tuple(replace(article, blocks=()) for article in side.articles))
        for side in (whole.a, whole.b)
    )
    return replace(whole, a=next(sides), b=next(sides), groups=())


def state_of(side: Sequence[ArticleRecord]) -> SideState:
    """All that a comparison shows of a side, without its texts: it tells whether anything has changed."""
    return tuple((card_of(article), article.document_sha256) for article in side)


def _name(side: Sequence[ArticleRecord]) -> str | None:
    return side[0].outlet.name if side[0].outlet else None
