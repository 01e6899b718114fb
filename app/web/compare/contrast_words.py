"""Names, words and the order of statements in two texts, as the page of their comparison shows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.compare.comparison import Comparison, Side, State
from app.compare.contrast import NameKind, NameUse, Position, WordUse
from app.text.tokens import fold
from app.web.compare.compare_marks import Numbered
from app.web.compare.contrast_places import Places, Spot, cut
from app.web.formats import counted, in_words, sentence

_WORD = re.compile(r"([^\W_]+)")
_MOST_NAMES = 40
_MOST_STATEMENTS = 30
_LINE = 28
# characters of a sentence, and of a headline
_OPENING = 90
_HEADLINE = 400
_KINDS: dict[NameKind, str] = {
    "person": "person",
    "organisation": "organisation",
    "place": "place",
    "other": "",
}


@dataclass(frozen=True)
class Use:
    """How often a side has something, and where first; ``times`` in words."""

    count: int
    times: str
    first: Spot


@dataclass(frozen=True)
class NamedByBoth:
    """A name that both sides use."""

    name: str
    kind: str
    a: Use
    b: Use


@dataclass(frozen=True)
class NamedByOne:
    """A name that one side uses."""

    name: str
    kind: str
    use: Use


@dataclass(frozen=True)
class NamesView:
    """Who and what is named; ``more`` counts the names that are not shown."""

    summary: str
    both: tuple[NamedByBoth, ...]
    a: tuple[NamedByOne, ...]
    b: tuple[NamedByOne, ...]
    more: int


@dataclass(frozen=True)
class WordView:
    """A word with its counts; ``note`` gives the other side's count and the measure, for pooled coverage."""

    word: str
    count: int
    first: Spot
    note: str


@dataclass(frozen=True)
class HeadlineView:
    """A headline in pieces, and whether only it has the piece's words.

    For several articles there are no pieces: ``own`` lists the words that only their headlines have.
    ``lang`` is the language of the first of them.
    """

    label: str
    pieces: tuple[tuple[str, bool], ...]
    own: str
    lang: str | None


@dataclass(frozen=True)
class WordsView:
    """Words that one side uses and the other not, and both headlines."""

    title: str
    summary: str
    label_a: str
    label_b: str
    a: tuple[WordView, ...]
    b: tuple[WordView, ...]
    headlines: str
    headline_a: HeadlineView | None
    headline_b: HeadlineView | None


@dataclass(frozen=True)
class SlopeEnd:
    """A sentence's first words and where it stands."""

    text: str
    spot: Spot


@dataclass(frozen=True)
class Slope:
    """A shared statement: its number, how either text puts it, and the line between both, in pixels."""

    number: int
    state: State
    words: str
    a: SlopeEnd
    b: SlopeEnd
    y1: int
    y2: int


@dataclass(frozen=True)
class OrderView:
    """What comes first. ``left`` is in A's order, ``right`` in B's; ``height`` of the lines is in pixels."""

    summary: str
    left: tuple[Slope, ...]
    right: tuple[Slope, ...]
    height: int
    more: int


def names_view(names: Sequence[NameUse], places: Places) -> NamesView:
    """Names of both sides, and of one, each by how often it stands."""
    both = [use for use in names if use.first_a and use.first_b]
    only = {
        "A": [use for use in names if use.first_a and not use.first_b],
        "B": [use for use in names if use.first_b and not use.first_a],
    }
    summary = (
        f"{sentence(in_words(len(both), 'name stands', 'names stand'))} in both texts, "
        f"{len(only['A']) or 'none'} only in A and {len(only['B']) or 'none'} only in B. "
        "Names are found by their capitals; surnames count for the full name."
        if names
        else "No names were found in either text."
    )
    cut = [use for held in (both, only["A"], only["B"]) for use in held[_MOST_NAMES:]]
    return NamesView(
        summary,
        tuple(
            NamedByBoth(
                use.name,
                _KINDS[use.kind],
                _use(use.count_a, use.first_a, places),
                _use(use.count_b, use.first_b, places),
            )
            for use in both[:_MOST_NAMES]
            if use.first_a and use.first_b
        ),
        tuple(
            NamedByOne(use.name, _KINDS[use.kind], _use(use.count_a, use.first_a, places))
            for use in only["A"][:_MOST_NAMES]
            if use.first_a
        ),
        tuple(
            NamedByOne(use.name, _KINDS[use.kind], _use(use.count_b, use.first_b, places))
            for use in only["B"][:_MOST_NAMES]
            if use.first_b
        ),
        len(cut),
    )


def _use(count: int, first: str, places: Places) -> Use:
    times = "once" if count == 1 else "twice" if count == 2 else f"{count:,} times"
    return Use(count, times, places.passage(first))


def words_view(c: Comparison, places: Places) -> WordsView:
    """The words of either side; for pooled coverage with what they rest on."""
    words = c.contrast.words
    if words.pooled:
        title, labels = "Words one side uses more", ("more in A", "more in B")
        summary = (
            "Over all articles of each side: words that one uses more often than chance explains (z of 1.96 "
            "and more, from the log-odds ratio), each in at least two of its articles."
        )
    else:
        title, labels = "Words only one side uses", ("not in B", "not in A")
        summary = (
            "Counted, not weighed: so few texts are too few for statistics. Words used twice or more, their "
            "forms together, without names and the commonest words."
        )
    if not words.a and not words.b:
        summary = (
            "Over all articles of each side no word is used by one more often than chance explains."
            if words.pooled
            else "Neither text uses a word twice or more that the other does not have."
        )
    heads = (_headline(c.a, words.headline_a), _headline(c.b, words.headline_b))
    return WordsView(
        title,
        summary,
        *labels,
        tuple(view for use in words.a if (view := _word(use, "A", places))),
        tuple(view for use in words.b if (view := _word(use, "B", places))),
        _headlines_summary(heads),
        *heads,
    )


def _headlines_summary(heads: Sequence[HeadlineView | None]) -> str:
    without = [letter for letter, head in zip("AB", heads, strict=True) if head is None]
    if without:
        return f"{' and '.join(without)} {'has' if len(without) == 1 else 'have'} no headline to compare."
    if not any(head and head.own for head in heads):
        return "No word of either headline is missing in the other."
    if all(head and head.pieces for head in heads):
        return "Words that only one of them has are underlined."
    return "Words that only the headlines of one side have."


def _word(use: WordUse, letter: str, places: Places) -> WordView | None:
    own, other = (use.count_a, use.count_b) if letter == "A" else (use.count_b, use.count_a)
    first = use.first_a if letter == "A" else use.first_b
    if not first:
        return None
    there = "B" if letter == "A" else "A"
    note = f"{other:,} in {there}, z {abs(use.z):.1f}" if use.z is not None else ""
    return WordView(use.word, own, places.passage(first), note)


def _headline(side: Side, own: Sequence[str]) -> HeadlineView | None:
    """The headlines of a side; those made of a text's first words are nobody's headlines: None."""
    titled = [card for card in side.articles if card.title_source != "derived" and card.title]
    if not titled:
        return None
    language = titled[0].language
    if len(titled) > 1:
        return HeadlineView(counted(len(titled), "headline"), (), ", ".join(own), language)
    wanted = {fold(word) for word in own}
    parts = _WORD.split(cut(titled[0].title, _HEADLINE))
    pieces = tuple((part, fold(part) in wanted) for part in parts if part)
    return HeadlineView("headline", pieces, ", ".join(own), language)


def order_view(c: Comparison, numbered: Numbered, places: Places) -> OrderView:
    """Shared statements in the order of either text, with lines between the same ones."""
    numbers = {id(link): number for number, link in numbered}
    found = c.contrast.structure
    shown = found.positions[:_MOST_STATEMENTS]
    right_order = sorted(range(len(shown)), key=lambda place: (shown[place].b, shown[place].a))
    rank = {place: row for row, place in enumerate(right_order)}
    left = []
    for row, position in enumerate(shown):
        link = c.aligned[position.link]
        a, b = c.a.passages[position.a - 1].id, c.b.passages[position.b - 1].id
        left.append(
            Slope(
                number=numbers[id(link)],
                state=link.relation,
                words="word for word" if link.relation == "verbatim" else "same statement",
                a=SlopeEnd(places.opening(a, _OPENING), places.passage(a)),
                b=SlopeEnd(places.opening(b, _OPENING), places.passage(b)),
                y1=row * _LINE + _LINE // 2,
                y2=rank[row] * _LINE + _LINE // 2,
            )
        )
    return OrderView(
        _order_summary(found.positions, found.tau),
        tuple(left),
        tuple(left[place] for place in right_order),
        len(left) * _LINE,
        len(found.positions) - len(shown),
    )


def _order_summary(positions: Sequence[Position], tau: float | None) -> str:
    if not positions:
        return "No statement was found in both texts, so there is no order to compare."
    if len(positions) == 1:
        only = positions[0]
        return f"One statement stands in both texts: it is sentence {only.a} of A and sentence {only.b} of B."
    same, other = _pairs(positions)
    first_a, first_b = positions[0], min(positions, key=lambda one: (one.b, one.a))
    said = (
        f"Both put the same shared statement first: sentence {first_a.a} of A, sentence {first_a.b} of B."
        if first_a == first_b
        else f"The first shared statement of A, its sentence {first_a.a}, is sentence {first_a.b} of B; "
        f"the first of B, its sentence {first_b.b}, is sentence {first_b.a} of A."
    )
    if tau is None:
        return said
    pairs, stand = counted(same + other, "pair"), counted(same, "stands", "stand")
    measure = f"{tau:.2f}".replace("-", "−")
    return (
        f"{said} Of {pairs} of shared statements, {stand} in the same order in both texts and {other} the "
        f"other way round (Kendall’s tau-b {measure})."
    )


def _pairs(positions: Sequence[Position]) -> tuple[int, int]:
    """How many pairs of statements stand in the same order in both texts, and in the opposite one."""
    signs = [
        (one.a - two.a) * (one.b - two.b) for n, one in enumerate(positions) for two in positions[n + 1 :]
    ]
    return sum(sign > 0 for sign in signs), sum(sign < 0 for sign in signs)
