"""Marks of a comparison: each passage with its state, signs and numbers, and what answers it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.compare.comparison import Comparison, Link, Passage, Side, State
from app.records import BlockKind

Show = Literal["all", "verbatim", "same", "related", "only"]
# more in a margin would run far below their sentence
_MOST_NUMBERS = 9
# counterparts of a number that a fold repeats
_MOST_FOLDED = 4
Numbered = tuple[tuple[int, Link], ...]

# surest first: the order of signs in a margin and of states of a passage
STATES: tuple[State, ...] = ("verbatim", "same", "related", "only")
WORDS: dict[State, str] = {
    "verbatim": "Word for word",
    "same": "Same statement",
    "related": "Possibly related",
    "only": "Only here",
}
EXPLANATIONS: dict[State, str] = {
    "verbatim": "the same words",
    "same": "in other words",
    "related": "read both",
    "only": "no counterpart found",
}


@dataclass(frozen=True)
class Mark:
    """A number in the margin. ``href`` leads to the first counterpart's passage, ``label`` says so aloud."""

    number: int
    href: str
    label: str


@dataclass(frozen=True)
class MarkGroup:
    """One sign with its numbers: all marks of a passage that have the same state."""

    state: State
    words: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Piece:
    """A piece of a passage; ``shared`` marks words that the counterpart has too, in the same order."""

    text: str
    shared: bool = False


@dataclass(frozen=True)
class PassageView:
    """A passage as it stands in the text.

    ``more`` counts numbers that are left out of its marks, in texts that say a thing over and over.
    ``id`` is its anchor, empty where the passage is shown once more. ``state`` is None where a filter takes
    its marks away. ``caret`` opens a run of passages that stand only here. ``before`` is the text between
    the passage before it and this one.
    """

    id: str
    state: State | None
    pieces: tuple[Piece, ...]
    marks: tuple[MarkGroup, ...] = ()
    caret: bool = False
    before: str = ""
    more: int = 0


@dataclass(frozen=True)
class FoldEntry:
    """One number of a paragraph with the texts of its counterparts, each with its language; ``more`` counts
    those left out."""

    state: State
    words: str
    number: int
    texts: tuple[tuple[str, str | None], ...]
    more: int = 0


@dataclass(frozen=True)
class Fold:
    """The counterparts of a paragraph, for narrow screens. ``letter`` is the other side's."""

    letter: str
    entries: tuple[FoldEntry, ...]


@dataclass(frozen=True)
class BlockView:
    """A paragraph, headline, dek or subhead, cut into passages. ``rest`` is text behind the last passage.

    ``source`` names the article where it is not clear from the place. ``lang`` is its language.
    """

    kind: BlockKind
    passages: tuple[PassageView, ...]
    rest: str = ""
    fold: Fold | None = None
    source: str | None = None
    lang: str | None = None


def passage_states(c: Comparison) -> dict[str, State]:
    """The surest state of every passage that has one, by passage id."""
    states: dict[str, State] = dict.fromkeys((*c.only_a, *c.only_b), "only")
    for state in reversed(STATES[:3]):
        for link in c.aligned:
            if link.relation == state:
                states.update(dict.fromkeys((*link.a, *link.b), state))
    return states


def languages(side: Side) -> dict[str, str | None]:
    """The language of each passage, as far as its article's is known."""
    stated = {card.id: card.language for card in side.articles}
    return {passage.id: stated[passage.article_id] for passage in side.passages}


class Marker:
    """Puts marks on the passages of one side, in the order in which it is asked for them."""

    def __init__(
        self, letter: str, other: Side, numbered: Numbered, states: Mapping[str, State], show: Show
    ) -> None:
        self.letter, self.other_letter = letter, "B" if letter == "A" else "A"
        self._states, self._show = states, show
        stated = languages(other)
        self._texts = {passage.id: (passage.text, stated[passage.id]) for passage in other.passages}
        self._after_only = False
        self._links: dict[str, list[tuple[int, Link]]] = {}
        for number, link in sorted(numbered, key=lambda pair: (STATES.index(pair[1].relation), pair[0])):
            if show in ("all", link.relation):
                for own in link.a if letter == "A" else link.b:
                    self._links.setdefault(own, []).append((number, link))

    def links(self, passages: Iterable[Passage]) -> dict[int, Link]:
        """The links of some passages by number, in the order of the passages, surest first in each."""
        return {
            n: link for passage in passages for n, link in self._links.get(passage.id, [])[:_MOST_NUMBERS]
        }

    def counterparts(self, link: Link) -> tuple[str, ...]:
        """The ids of a link's passages on the other side."""
        return link.b if self.letter == "A" else link.a

    def passage(self, passage: Passage, before: str = "", *, only_link: int | None = None) -> PassageView:
        """The passage with all of its marks, or with those of one link, by its number."""
        links = [pair for pair in self._links.get(passage.id, []) if only_link in (None, pair[0])]
        links, more = links[:_MOST_NUMBERS], len(links[_MOST_NUMBERS:])
        state: State | None = links[0][1].relation if links else None
        only = self._states.get(passage.id) == "only"
        caret = only and not self._after_only and self._show in ("all", "only")
        self._after_only = only
        if only and self._show in ("all", "only"):
            state = "only"
        groups = tuple(
            MarkGroup(
                relation,
                WORDS[relation],
                tuple(self._mark(n, link) for n, link in links if link.relation == relation),
            )
            for relation in dict.fromkeys(link.relation for _, link in links)
        )
        return PassageView(passage.id, state, _pieces(passage, links), groups, caret, before, more)

    def _mark(self, number: int, link: Link) -> Mark:
        target = self.counterparts(link)[0]
        words = WORDS[link.relation].lower()
        return Mark(number, f"#{target}", f"{number}: {words}, go to its counterpart in {self.other_letter}")

    def fold(self, passages: Sequence[Passage]) -> Fold | None:
        """The counterparts of one block's passages, each number once; None where there are none."""
        entries = tuple(
            FoldEntry(
                link.relation,
                WORDS[link.relation],
                number,
                tuple(self._texts[other] for other in self.counterparts(link)[:_MOST_FOLDED]),
                len(self.counterparts(link)[_MOST_FOLDED:]),
            )
            for number, link in self.links(passages).items()
        )
        return Fold(self.other_letter, entries) if entries else None


def without_anchor(view: PassageView) -> PassageView:
    """The passage shown once more: an anchor stands only once on a page."""
    return replace(view, id="")


def _pieces(passage: Passage, links: Iterable[tuple[int, Link]]) -> tuple[Piece, ...]:
    """The passage cut at the ends of the words it shares with its counterparts."""
    runs = sorted((run.start, run.end) for _, link in links for run in link.runs if run.passage == passage.id)
    pieces: list[Piece] = []
    at = 0
    for start, end in runs:
        if start > at:
            pieces.append(Piece(passage.text[at:start]))
        if end > max(at, start):
            begin = max(at, start)
            joins = bool(pieces) and pieces[-1].shared
            whole = (pieces.pop().text if joins else "") + passage.text[begin:end]
            pieces.append(Piece(whole, shared=True))
        at = max(at, end)
    if at < len(passage.text):
        pieces.append(Piece(passage.text[at:]))
    return tuple(pieces)
