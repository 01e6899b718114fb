"""Other orders of a comparison than each text's own: rows in the order of A, of B, or grouped by state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from app.compare.comparison import Comparison, Passage, State
from app.web.compare.compare_marks import (
    STATES,
    WORDS,
    BlockView,
    Marker,
    Numbered,
    PassageView,
    Show,
    without_anchor,
)
from app.web.formats import counted, headline

Order = Literal["own", "a", "b", "grouped"]

ORDERS: dict[Order, str] = {"own": "each its own", "a": "that of A", "b": "that of B", "grouped": "grouped"}


@dataclass(frozen=True)
class Row:
    """What stands side by side: paragraphs of A and of B, of which one may have none.

    ``answer`` is the side whose paragraphs answer the other's; without it both stand for themselves.
    """

    a: tuple[BlockView, ...]
    b: tuple[BlockView, ...]
    answer: str | None = None


@dataclass(frozen=True)
class Group:
    """Rows under one heading. ``state`` gives it its sign; ``note`` says what they are."""

    title: str
    rows: tuple[Row, ...]
    state: State | None = None
    note: str = ""


# a block of a side as it stands in its text: the view, and its passages
Blocks = Sequence[tuple[BlockView, Sequence[Passage]]]


def groups(
    c: Comparison, order: Order, show: Show, numbered: Numbered, markers: dict[str, Marker], blocks: Blocks
) -> tuple[Group, ...]:
    """The rows of an order other than ``own``; every passage of both sides stands in at least one.

    ``blocks`` are those of the side whose order is asked for. Numbers are the same in every order.
    """
    rows = _Rows(c, markers)
    if order == "grouped":
        return tuple(_by_state(c, show, numbered, rows))
    letter = "A" if order == "a" else "B"
    other = "B" if letter == "A" else "A"
    led = Group(
        f"{letter}, and what answers it",
        tuple(rows.led(letter, blocks)),
        note=f"All of {letter} in its own order, beside it the sentences of {other} that answer it.",
    )
    left = rows.left_over(only=None)
    rest = Group(f"The rest of {other}", left, note=f"Sentences of {other} that stand beside nothing above.")
    return (led, *((rest,) if left else ()))


def _by_state(c: Comparison, show: Show, numbered: Numbered, rows: "_Rows") -> Iterator[Group]:
    for state in STATES[:3]:
        links = [(n, link) for n, link in numbered if link.relation == state and show in ("all", state)]
        made = tuple(Row(rows.loose("A", link.a, n), rows.loose("B", link.b, n), "B") for n, link in links)
        if made:
            yield Group(WORDS[state], made, state, counted(len(made), "link"))
    if show in ("all", "only"):
        only = rows.left_over(only={*c.only_a, *c.only_b})
        if only:
            note = f"{counted(len(c.only_a), 'sentence')} of A, {len(c.only_b)} of B"
            yield Group(WORDS["only"], only, "only", note)
    rest = rows.left_over(only=None)
    if rest:
        yield Group("All others", rest, note="What the choice above leaves unmarked.")


class _Rows:
    """Makes rows, and remembers which passages have been shown: only the first time gets the anchor."""

    def __init__(self, c: Comparison, markers: dict[str, Marker]) -> None:
        self._sides = {"A": c.a, "B": c.b}
        self._markers = markers
        self._passages = {passage.id: passage for passage in (*c.a.passages, *c.b.passages)}
        self._titles = {
            letter: {card.id: headline(card) for card in side.articles} if len(side.articles) > 1 else {}
            for letter, side in self._sides.items()
        }
        self._languages = {card.id: card.language for side in (c.a, c.b) for card in side.articles}
        self._shown: set[str] = set()

    def loose(self, letter: str, ids: Iterable[str], only_link: int | None = None) -> tuple[BlockView, ...]:
        """Some passages, each a paragraph of its own."""
        return tuple(
            self._block(letter, [self._passages[key]], only_link=only_link, source=True) for key in ids
        )

    def _block(
        self, letter: str, held: Sequence[Passage], *, only_link: int | None = None, source: bool = False
    ) -> BlockView:
        marker = self._markers[letter]
        gaps = ["", *(" " if p.start > last.end else "" for last, p in pairwise(held))]
        views = [marker.passage(p, gap, only_link=only_link) for p, gap in zip(held, gaps, strict=True)]
        title = self._titles[letter].get(held[0].article_id) if source else None
        shown = tuple(self._once(view) for view in views)
        return BlockView(held[0].kind, shown, source=title, lang=self._languages[held[0].article_id])

    def _once(self, view: PassageView) -> PassageView:
        if view.id in self._shown:
            return without_anchor(view)
        self._shown.add(view.id)
        return view

    def led(self, letter: str, blocks: Blocks) -> Iterator[Row]:
        """A row for each block of one side, beside it what answers it on the other."""
        marker, other = self._markers[letter], "B" if letter == "A" else "A"
        for view, held in blocks:
            self._shown.update(passage.id for passage in held)
            answers = dict.fromkeys(
                key for link in marker.links(held).values() for key in marker.counterparts(link)
            )
            own, beside = (replace(view, fold=None),), self.loose(other, answers)
            yield Row(own, beside, other) if letter == "A" else Row(beside, own, other)

    def left_over(self, only: set[str] | None) -> tuple[Row, ...]:
        """One row of what has not been shown yet (of ``only``, when given), sentences in a row together."""
        cells = tuple(
            tuple(self._block(letter, run, source=True) for run in self._runs(letter, only))
            for letter in ("A", "B")
        )
        return (Row(cells[0], cells[1]),) if any(cells) else ()

    def _runs(self, letter: str, only: set[str] | None) -> list[list[Passage]]:
        """Passages to show, those that follow each other in one paragraph together."""
        runs: list[list[Passage]] = []
        last: Passage | None = None
        for passage in self._sides[letter].passages:
            if passage.id in self._shown or (only is not None and passage.id not in only):
                last = None
                continue
            if last and (last.article_id, last.block) == (passage.article_id, passage.block):
                runs[-1].append(passage)
            else:
                runs.append([passage])
            last = passage
        return runs
