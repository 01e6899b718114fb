"""What the comparison page shows, worked out before any markup: columns, rows, filters, strip, sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

from app.compare.comparison import Comparison, Passage, Side, State, number_links
from app.records import ArticleCard, Block, BlockKind
from app.web.compare.compare_marks import (
    STATES,
    WORDS,
    BlockView,
    Marker,
    Show,
    passage_states,
)
from app.web.compare.compare_notes import Note, notes
from app.web.compare.compare_rows import Blocks, Group, Order, groups
from app.web.compare.compare_strip import Strip, strip
from app.web.compare.contrast_view import ContrastView, contrast_view
from app.web.formats import counted, headline, in_words, outlet_name, published_in_words, sentence


class HasBlocks(Protocol):
    """A text: an article as it is now, or as it was when its comparison was frozen."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its blocks, by whose indexes passages name them."""


@dataclass(frozen=True)
class ArticleView:
    """One article of a side. ``source`` says what is known of where it comes from."""

    id: int
    title: str
    href: str
    source: str
    url: str | None
    lang: str | None
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
    """All of the page that comes from the comparison.

    ``groups`` holds the rows of an order other than each text's own, and is empty in that one; the articles
    of the sides are without their blocks then. ``lead`` is the side to step through first. ``note`` says
    when texts were cut short. ``notes`` are the numbered notes of a printed page.
    """

    a: SideView
    b: SideView
    result: str
    filters: tuple[Filter, ...]
    strip: Strip
    groups: tuple[Group, ...]
    contrast: ContrastView
    notes: tuple[Note, ...]
    shorter: str | None
    lead: str
    note: str | None

    @property
    def both(self) -> str:
        """Both sides in a line: their outlets, or where these tell nothing the headlines."""
        names = [side.name for side in (self.a, self.b)]
        if names[0] == names[1]:
            names = [side.articles[0].title for side in (self.a, self.b)]
        return " | ".join(names)


def view(
    c: Comparison, articles: Mapping[int, HasBlocks], *, show: Show = "all", order: Order = "own"
) -> CompareView:
    """The comparison as the page needs it.

    ``articles`` holds the texts of the articles of both sides by id. ``show`` keeps the marks of one
    state and takes away the others; the text stays whole in every ``order``.
    """
    numbered = number_links(c)
    states = passage_states(c)
    markers = {
        "A": Marker("A", c.b, numbered, states, show),
        "B": Marker("B", c.a, numbered, states, show),
    }
    length_a, length_b = (word_count(side) for side in (c.a, c.b))
    shorter = (
        None
        if order != "own" or max(length_a, length_b) < 1.25 * min(length_a, length_b)
        else min(("A", length_a), ("B", length_b), key=lambda pair: pair[1])[0]
    )
    rows: tuple[Group, ...] = ()
    if order != "own":
        led = ("B", c.b) if order == "b" else ("A", c.a)
        blocks = _all_blocks(led[1], articles, markers[led[0]]) if order != "grouped" else ()
        rows = groups(c, order, show, numbered, markers, blocks)
    texts = articles if order == "own" else None
    return CompareView(
        a=_side(c.a, texts, markers["A"], _end("A", shorter, length_a, length_b)),
        b=_side(c.b, texts, markers["B"], _end("B", shorter, length_b, length_a)),
        result=result_sentence(c, states),
        filters=_filters(c, states, show),
        strip=strip(c, states),
        groups=rows,
        contrast=contrast_view(c, numbered),
        notes=notes(c, numbered),
        shorter=shorter,
        lead="B" if order == "b" else "A",
        note="The texts are long: only the first part of each was compared." if c.truncated else None,
    )


def result_sentence(c: Comparison, states: Mapping[str, State]) -> str:
    """What was found, in words: counts of A's sentences, and whether anything is word for word the same."""
    counts = _counts(c.a.passages, states)
    total, matched = len(c.a.passages), counts["verbatim"] + counts["same"]
    if not total or not c.b.passages:
        return f"There are no sentences to compare in {'A' if not total else 'B'}."
    if not matched and not counts["related"]:
        if total == 1:
            return "For the only sentence in A no counterpart was found in B."
        return f"For none of the {counted(total, 'sentence')} in A was a counterpart found in B."
    of_all = f"{matched or 'None'} of the {counted(total, 'sentence')} in A {_have(matched)}"
    if matched == total > 1:
        of_all = f"All {total:,} sentences in A have"
    parts = [f"{of_all} a counterpart in B"]
    if counts["related"]:
        parts.append(
            f"{counts['related']} {'more ' if matched else ''}{_are(counts['related'])} possibly related"
        )
    if counts["only"]:
        parts.append(f"for {counts['only']} no counterpart was found")
    found = " and ".join(parts) if len(parts) < 3 else f"{parts[0]}, {parts[1]}, and {parts[2]}"
    if same_words := counts["verbatim"]:
        share = "shares" if same_words == 1 else "share"
        sentences = sentence(in_words(same_words, "sentence"))
        return f"{found}. {sentences} of A {share} wording with B, word for word."
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


def word_count(side: Side) -> int:
    """Words between spaces."""
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


def _side(side: Side, articles: Mapping[int, HasBlocks] | None, marker: Marker, end: str | None) -> SideView:
    """One side; without ``articles`` it comes without its text."""
    views = tuple(
        ArticleView(
            card.id,
            headline(card),
            f"/articles/{card.id}",
            source_line(card),
            card.url,
            card.language,
            tuple(
                replace(view, fold=marker.fold(held))
                for view, held in (_blocks(card, articles[card.id], side, marker) if articles else ())
            ),
        )
        for card in side.articles
    )
    facts = [counted(word_count(side), "word"), counted(len(side.passages), "sentence")]
    if any(passage.kind in (BlockKind.TITLE, BlockKind.DEK) for passage in side.passages):
        facts.append("headline and summary counted")
    return SideView(marker.letter, side.name or outlet_name(None), ", ".join(facts), views, end)


def source_line(card: ArticleCard) -> str:
    """Where an article comes from, as far as known: outlet or file name, day, and a missing headline."""
    known = [outlet_name(card.outlet)] if card.outlet else [outlet_name(None), card.external_id]
    known.append(published_in_words(card.published))
    if card.title_source == "derived":
        known.append("no headline, first words shown")
    return " · ".join(known)


def _all_blocks(side: Side, articles: Mapping[int, HasBlocks], marker: Marker) -> Blocks:
    """The blocks of a side, the first of each article with its headline where there are several."""
    found: list[tuple[BlockView, Sequence[Passage]]] = []
    for card in side.articles:
        own = _blocks(card, articles[card.id], side, marker)
        if own and len(side.articles) > 1:
            own[0] = (replace(own[0][0], source=headline(card)), own[0][1])
        found += own
    return found


def _blocks(
    card: ArticleCard, record: HasBlocks, side: Side, marker: Marker
) -> list[tuple[BlockView, list[Passage]]]:
    """The blocks of an article that hold passages, with these."""
    found = []
    own = (passage for passage in side.passages if passage.article_id == card.id)
    for index, together in groupby(own, key=lambda passage: passage.block):
        block, inside = record.blocks[index], list(together)
        edges = [0, *(passage.end for passage in inside)]
        views = tuple(
            marker.passage(passage, block.text[edge : passage.start].replace("\n", " "))
            for edge, passage in zip(edges, inside, strict=False)
        )
        found.append(
            (
                BlockView(block.kind, views, block.text[edges[-1] :].strip(), lang=card.language),
                inside,
            )
        )
    return found
