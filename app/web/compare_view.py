"""What the comparison page shows, worked out before any markup: numbers, marks, folds, strip, sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.compare.comparison import Comparison, Link, Passage, Side
from app.records import ArticleCard, ArticleRecord, BlockKind
from app.web.compare_strip import Strip, strip
from app.web.formats import counted, headline, outlet_name, published_in_words

State = Literal["verbatim", "same", "related", "only"]
Show = Literal["all", "verbatim", "same", "related", "only"]

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

    ``id`` is its anchor. ``state`` is None where a filter takes its marks away. ``caret`` opens a run of
    passages that stand only here. ``before`` is the text between the passage before it and this one.
    """

    id: str
    state: State | None
    pieces: tuple[Piece, ...]
    marks: tuple[MarkGroup, ...] = ()
    caret: bool = False
    before: str = ""


@dataclass(frozen=True)
class FoldEntry:
    """One number of a paragraph with the texts of its counterparts on the other side."""

    state: State
    words: str
    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Fold:
    """The counterparts of a paragraph, for narrow screens. ``letter`` is the other side's."""

    letter: str
    entries: tuple[FoldEntry, ...]


@dataclass(frozen=True)
class BlockView:
    """A paragraph, headline, dek or subhead, cut into passages. ``rest`` is text behind the last passage."""

    kind: BlockKind
    passages: tuple[PassageView, ...]
    rest: str = ""
    fold: Fold | None = None


@dataclass(frozen=True)
class ArticleView:
    """One article of a side. ``source`` says what is known of where it comes from."""

    id: int
    title: str
    href: str
    source: str
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True)
class SideView:
    """One column. ``name`` is the outlet, or a stand-in; ``facts`` counts words and sentences.

    ``end`` is the line under the shorter text, None under the longer one or when both are about as long.
    """

    letter: str
    name: str
    facts: str
    articles: tuple[ArticleView, ...]
    end: str | None = None


@dataclass(frozen=True)
class Filter:
    """A choice of what to mark, with the number of passages in A and B it stands for."""

    show: Show
    words: str
    a: int
    b: int
    current: bool


@dataclass(frozen=True)
class CompareView:
    """All of the page that comes from the comparison. ``note`` says when texts were cut short."""

    a: SideView
    b: SideView
    result: str
    filters: tuple[Filter, ...]
    strip: Strip
    shorter: str | None
    note: str | None


def view(c: Comparison, articles: Mapping[int, ArticleRecord], *, show: Show = "all") -> CompareView:
    """The comparison as the page needs it.

    ``articles`` holds the full record of every article of both sides by id. ``show`` keeps the marks of one
    state and takes away the others; the text stays whole.
    """
    numbered = number_links(c)
    states = passage_states(c)
    length_a, length_b = (_word_count(side) for side in (c.a, c.b))
    shorter = (
        None
        if max(length_a, length_b) < 1.25 * min(length_a, length_b)
        else min(("A", length_a), ("B", length_b), key=lambda pair: pair[1])[0]
    )
    return CompareView(
        a=_side("A", c.a, c.b, numbered, states, articles, show, _end("A", shorter, length_a, length_b)),
        b=_side("B", c.b, c.a, numbered, states, articles, show, _end("B", shorter, length_b, length_a)),
        result=result_sentence(c, states),
        filters=_filters(c, states, show),
        strip=strip(c, states),
        shorter=shorter,
        note="The texts are long: only the first part of each was compared." if c.truncated else None,
    )


def number_links(c: Comparison) -> tuple[tuple[int, Link], ...]:
    """The links with their numbers: in A's reading order, surest first where several start at one passage."""
    place = {passage.id: index for index, passage in enumerate((*c.a.passages, *c.b.passages))}

    def order(link: Link) -> tuple[int, int, int]:
        return min(place[p] for p in link.a), STATES.index(link.relation), min(place[p] for p in link.b)

    return tuple(enumerate(sorted(c.aligned, key=order), start=1))


def passage_states(c: Comparison) -> dict[str, State]:
    """The surest state of every passage that has one, by passage id."""
    states: dict[str, State] = dict.fromkeys((*c.only_a, *c.only_b), "only")
    for state in reversed(STATES[:3]):
        for link in c.aligned:
            if link.relation == state:
                states.update(dict.fromkeys((*link.a, *link.b), state))
    return states


def result_sentence(c: Comparison, states: Mapping[str, State]) -> str:
    """What was found, in words: counts of A's sentences, and whether anything is word for word the same."""
    counts = _counts(c.a.passages, states)
    total, matched = len(c.a.passages), counts["verbatim"] + counts["same"]
    if not total or not c.b.passages:
        return f"There are no sentences to compare in {'A' if not total else 'B'}."
    if not matched and not counts["related"]:
        return f"For none of the {counted(total, 'sentence')} in A was a counterpart found in B."
    first = (
        f"{matched or 'None'} of the {counted(total, 'sentence')} in A {_have(matched)} a counterpart in B"
    )
    parts = [first]
    if counts["related"]:
        parts.append(
            f"{counts['related']} {'more ' if matched else ''}{_are(counts['related'])} possibly related"
        )
    if counts["only"]:
        parts.append(f"for {counts['only']} no counterpart was found")
    found = " and ".join(parts) if len(parts) < 3 else f"{parts[0]}, {parts[1]}, and {parts[2]}"
    if same_words := counts["verbatim"]:
        share = "shares" if same_words == 1 else "share"
        return f"{found}. {counted(same_words, 'sentence')} of A {share} wording with B, word for word."
    return f"{found}. No passage is word for word the same."


def _have(count: int) -> str:
    return "has" if count <= 1 else "have"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _counts(passages: Sequence[Passage], states: Mapping[str, State]) -> dict[State, int]:
    found = [states.get(passage.id) for passage in passages]
    return {state: found.count(state) for state in STATES}


def _filters(c: Comparison, states: Mapping[str, State], show: Show) -> tuple[Filter, ...]:
    in_a, in_b = _counts(c.a.passages, states), _counts(c.b.passages, states)
    everything = Filter("all", "All", len(c.a.passages), len(c.b.passages), show == "all")
    return (everything, *(Filter(s, WORDS[s], in_a[s], in_b[s], show == s) for s in STATES))


def _word_count(side: Side) -> int:
    return sum(len(passage.text.split()) for passage in side.passages)


def _end(letter: str, shorter: str | None, own: int, other: int) -> str | None:
    if letter != shorter:
        return None
    other_letter = "B" if letter == "A" else "A"
    ratio = other / max(own, 1)
    steps = ((1.75, "about half as long again"), (1.97, "nearly twice as long"), (2.1, "twice as long"),
             (2.6, "more than twice as long"))  # fmt: skip
    words = next((words for limit, words in steps if ratio < limit), f"about {ratio:.0f} times as long")
    return f"{letter} ends here. {other_letter} is {words}."


def _side(
    letter: str,
    side: Side,
    other: Side,
    numbered: Iterable[tuple[int, Link]],
    states: Mapping[str, State],
    articles: Mapping[int, ArticleRecord],
    show: Show,
    end: str | None,
) -> SideView:
    marker = _Marker(letter, other, tuple(numbered), states, show)
    views = tuple(_article(card, articles[card.id], side, marker) for card in side.articles)
    facts = [counted(_word_count(side), "word"), counted(len(side.passages), "sentence")]
    if any(passage.kind in (BlockKind.TITLE, BlockKind.DEK) for passage in side.passages):
        facts.append("headline and summary counted")
    return SideView(letter, side.name or outlet_name(None), ", ".join(facts), views, end)


def source_line(card: ArticleCard) -> str:
    """Where an article comes from, as far as known: outlet or file name, day, and a missing headline."""
    known = [outlet_name(card.outlet)] if card.outlet else [outlet_name(None), card.external_id]
    known.append(published_in_words(card.published))
    if card.title_source == "derived":
        known.append("no headline, first words shown")
    return " · ".join(known)


def _article(card: ArticleCard, record: ArticleRecord, side: Side, marker: "_Marker") -> ArticleView:
    blocks: list[BlockView] = []
    own = [passage for passage in side.passages if passage.article_id == card.id]
    for index in dict.fromkeys(passage.block for passage in own):
        block = record.blocks[index]
        inside = [passage for passage in own if passage.block == index]
        edges = [0, *(passage.end for passage in inside)]
        views = tuple(
            marker.passage(passage, block.text[edge : passage.start].replace("\n", " "))
            for edge, passage in zip(edges, inside, strict=False)
        )
        blocks.append(BlockView(block.kind, views, block.text[edges[-1] :].strip(), marker.fold(inside)))
    return ArticleView(card.id, headline(card), f"/articles/{card.id}", source_line(card), tuple(blocks))


class _Marker:
    """Puts marks on the passages of one side, in reading order."""

    def __init__(
        self,
        letter: str,
        other: Side,
        numbered: tuple[tuple[int, Link], ...],
        states: Mapping[str, State],
        show: Show,
    ) -> None:
        self._letter, self._other_letter = letter, "B" if letter == "A" else "A"
        self._states, self._show = states, show
        self._texts = {passage.id: passage.text for passage in other.passages}
        self._after_only = False
        self._links: dict[str, list[tuple[int, Link]]] = {}
        for number, link in sorted(numbered, key=lambda pair: (STATES.index(pair[1].relation), pair[0])):
            if show in ("all", link.relation):
                for own in link.a if letter == "A" else link.b:
                    self._links.setdefault(own, []).append((number, link))

    def passage(self, passage: Passage, before: str) -> PassageView:
        links = self._links.get(passage.id, [])
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
        return PassageView(passage.id, state, _pieces(passage, links), groups, caret, before)

    def _mark(self, number: int, link: Link) -> Mark:
        target = (link.b if self._letter == "A" else link.a)[0]
        words = WORDS[link.relation].lower()
        return Mark(number, f"#{target}", f"{number}: {words}, go to its counterpart in {self._other_letter}")

    def fold(self, passages: Sequence[Passage]) -> Fold | None:
        """The counterparts of one block's passages, each number once; None where there are none."""
        entries: dict[int, FoldEntry] = {}
        for passage in passages:
            for number, link in self._links.get(passage.id, []):
                others = link.b if self._letter == "A" else link.a
                texts = tuple(self._texts[other] for other in others)
                entries[number] = FoldEntry(link.relation, WORDS[link.relation], number, texts)
        return Fold(self._other_letter, tuple(entries.values())) if entries else None


def _pieces(passage: Passage, links: Iterable[tuple[int, Link]]) -> tuple[Piece, ...]:
    """The passage cut at the ends of the words it shares with its counterparts."""
    shared = [False] * len(passage.text)
    for _, link in links:
        for run in link.runs:
            if run.passage == passage.id:
                shared[run.start : run.end] = [True] * (run.end - run.start)
    pieces: list[Piece] = []
    start = 0
    for index in range(1, len(shared) + 1):
        if index == len(shared) or shared[index] != shared[start]:
            pieces.append(Piece(passage.text[start:index], shared[start]))
            start = index
    return tuple(pieces)
