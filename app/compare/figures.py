"""Figures that both sides give: which are one quantity, and whether they have the same value.

Every figure of A is held against every one of B of the same kind and unit. What they count, what is said
around them and whether their passages are linked tells how well they fit. Equal values need little of that
when they are telling (114,000) and much when they are not (three). Different values are told only of the
best fit of both figures, when neither value is found elsewhere on the other side, and when they do not lie
far apart: in real pairs of texts most figures that look alike count different things.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from app.compare.comparison import Link, Passage
from app.compare.contrast import FigureClaim, Place, Verdict
from app.compare.figure_match import Fit, Quantity, fit
from app.compare.figure_sides import FigureSide, alike, is_poll, read_sides
from app.compare.figure_values import likeness
from app.text.figures import Figure

# Of one kind and unit so many figures of a side are held against those of the other: texts that are read have
# fewer, tables and hostile texts have thousands.
_MOST_OF_A_UNIT = 100
# nobody reads more, and a text that repeats one figure a hundred times would make ten thousand
_MOST_CLAIMS = 200
_LINKED = {"verbatim": 1.0, "same": 0.8, "related": 0.3}
_SURE = 0.8
# From here on two figures of equal value, and of different values, are told to be one quantity.
_AGREE, _DIFFER, _DIFFER_IN_TOLL = 1.2, 0.5, 0.6
_TELLING = 0.7
# Kinds that can differ. Days, years and times are mostly those of different acts.
_DIFFERING = frozenset(("count", "money", "percent", "points", "age", "duration", "measure", "score"))
_INTERCEPT = -1.7
_KIND_COSTS = {"percent": 0.7, "points": 0.7, "measure": 1.5, "duration": 2.7}
# Tolls that are at most so many doublings apart (a quarter more) may be one, though another one agrees.
_SAME_TOLL, _SAME_WORDS = 0.35, 0.6
# What two figures of different values must share at least: words near them and words of their passages.
_LEAST_IN_COMMON, _LEAST_OF_TOLLS = 0.4, 0.3
# Nouns that head lists and tallies, not quantities.
_HOLLOW = frozenset(
    ("thing", "way", "reason", "step", "question", "takeaway", "precinct", "photo", "one", "case", "exampl")
)


class Pair(NamedTuple):
    """Two figures held against each other: the link of their passages, and how well they fit."""

    x: Quantity
    y: Quantity
    like: Verdict
    fit: Fit
    alike: float
    link: float
    score: float


def figures(a: Sequence[Passage], b: Sequence[Passage], links: Sequence[Link]) -> tuple[FigureClaim, ...]:
    """The quantities that both sides give, in A's reading order, with values that agree or that differ.

    A figure of one side may agree with several of the other. One that agrees is not said to differ too.
    ``_MOST_CLAIMS`` at most.
    """
    sides = read_sides(a, b)
    pairs = held_against(sides, _link_table(a, b, links))
    agreeing = _agreeing(pairs)
    differing = _differing(pairs, _settled(pairs, agreeing))
    claims = sorted([*agreeing, *differing], key=lambda pair: (*_key(pair.x), *_key(pair.y)))
    return tuple(_claim(pair, a, b) for pair in claims[:_MOST_CLAIMS])


def held_against(sides: FigureSide, linked: dict[tuple[int, int], float]) -> list[Pair]:
    """Every two figures of one kind and unit whose values are the same or different beyond doubt."""
    by_unit = _by_unit(sides.b)
    likeness_of: dict[tuple[int, int], float] = {}
    found = []
    for x in (x for one_unit in _by_unit(sides.a).values() for x in one_unit):
        for y in by_unit.get((x.figure.kind, x.figure.unit), ()):
            like = likeness(x.figure, y.figure)
            if like == "unsure" or (like == "differ" and x.figure.kind not in _DIFFERING):
                continue
            place = x.passage, y.passage
            if place not in likeness_of:
                likeness_of[place] = alike(sides.stems_a[place[0]], sides.stems_b[place[1]], sides.weight)
            fitted = fit(x, y, sides.weight)
            polls = x.figure.kind in ("percent", "points") and (
                is_poll(sides.stems_a[place[0]]) or is_poll(sides.stems_b[place[1]])
            )
            if polls and like == "differ" and linked.get(place, 0.0) < _SURE:
                fitted = fitted._replace(conflicts=fitted.conflicts + 1)
            link = linked.get(place, 0.0)
            score = _score(x.figure.kind, fitted, likeness_of[place], link)
            found.append(Pair(x, y, like, fitted, likeness_of[place], link, score))
    return found


def _by_unit(side: Iterable[Quantity]) -> dict[tuple[str, str], list[Quantity]]:
    """The first figures of each kind and unit, in reading order."""
    found: defaultdict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for one in side:
        of_unit = found[one.figure.kind, one.figure.unit]
        if len(of_unit) < _MOST_OF_A_UNIT:
            of_unit.append(one)
    return found


def _score(kind: str, found: Fit, passages: float, link: float) -> float:
    score = found.head + found.near + passages + link / 2 + found.names / 5
    score -= 0.8 * found.conflicts + 0.12 * min(found.marks, 3)
    if kind == "age":
        score += 0.3 * found.names
    return score


def _link_table(
    a: Sequence[Passage], b: Sequence[Passage], links: Iterable[Link]
) -> dict[tuple[int, int], float]:
    places_a, places_b = ({p.id: place for place, p in enumerate(side)} for side in (a, b))
    return {
        (places_a[one], places_b[other]): _LINKED[link.relation]
        for link in links
        for one in link.a
        for other in link.b
    }


def telling(figure: Figure) -> float:
    """How much an equal value alone tells, from 0 (three, Tuesday) to 1 (1,344,406)."""
    if figure.kind == "weekday":
        return 0.0
    if figure.kind == "date":
        return _TELLING if figure.low % 100 else 0.1
    if figure.kind == "year":
        return 0.3
    if figure.kind in ("score", "time"):
        return 0.8
    digits = len(figure.low.normalize().as_tuple().digits)
    known = (0.0, 0.0, 0.35, _TELLING, 1.0)[min(digits, 4)]
    return known + 0.2 * (figure.low >= 1000) + 0.1 * (digits == 1 and figure.low >= 10)


def _agreement(pair: Pair) -> float:
    """How sure it is that two figures of the same value are one quantity; from _AGREE on it is told."""
    known = (telling(pair.x.figure) + telling(pair.y.figure)) / 2
    counts_other = pair.fit.head == 0 and (pair.x.fate != pair.y.fate or pair.link < _SURE)
    return 0.0 if counts_other and known < _TELLING else pair.score + known


def _agreeing(pairs: Sequence[Pair]) -> list[Pair]:
    """Of each figure the agreement that is surest."""
    sure = [(pair, how) for pair in pairs if pair.like == "agree" and (how := _agreement(pair)) >= _AGREE]
    best: defaultdict[tuple[str, int, int], float] = defaultdict(float)
    for pair, how in sure:
        for end in _ends(pair):
            best[end] = max(best[end], how)
    # one leader and one known leader: the word tells no quantity, and is found in every text
    return [
        pair
        for pair, how in sure
        if how >= min(best[end] for end in _ends(pair)) and not _is_single(pair.x.figure)
    ]


def _is_single(figure: Figure) -> bool:
    return figure.kind == "count" and figure.low == figure.high == 1


def _settled(pairs: Sequence[Pair], agreeing: Sequence[Pair]) -> set[tuple[str, int, int]]:
    """The figures whose value the other side has too, for what may be the same."""
    settled = {end for pair in agreeing for end in _ends(pair)}
    for pair in pairs:
        if pair.like == "agree" and (pair.fit.head >= 0.5 or telling(pair.x.figure) >= _TELLING):
            settled.update(_ends(pair))
    return settled


def _differing(pairs: Sequence[Pair], settled: set[tuple[str, int, int]]) -> list[Pair]:
    """Pairs of different values that fit better than either figure fits any other value of the other side."""
    rivals: defaultdict[tuple[str, int, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        for end in _ends(pair):
            rivals[end].append(pair)
    possible = [pair for pair in pairs if pair.like == "differ" and _may_differ(pair, settled)]
    sure = {_values(pair) for pair in possible if _is_sure(pair, _margin(pair, rivals))}
    return [pair for pair in possible if _values(pair) in sure]


def _may_differ(pair: Pair, settled: set[tuple[str, int, int]]) -> bool:
    """Whether two different values may be told of one quantity, if no other value fits better."""
    known_elsewhere = len(settled.intersection(_ends(pair)))
    if known_elsewhere == 2 or (known_elsewhere and not _is_toll(pair)):
        return False
    return _comparable(pair) and _is_sure(pair, 1.0)


def _is_sure(pair: Pair, margin: float) -> bool:
    return margin >= 0 and difference(pair, margin) >= (_DIFFER_IN_TOLL if pair.fit.fate else _DIFFER)


def _values(pair: Pair) -> tuple[str, str, str, Decimal, Decimal]:
    """The two values and what they count: the same for every two places that give them."""
    x, y = pair.x.figure, pair.y.figure
    return x.kind, x.unit, pair.x.fate or pair.x.head, x.low, y.low


def _comparable(pair: Pair) -> bool:
    """Whether there is enough said around both to compare them at all."""
    if pair.x.head in _HOLLOW or (pair.x.figure.kind == "score" and pair.link < _SURE):
        return False
    if pair.x.required or pair.y.required:
        return False
    least = _LEAST_OF_TOLLS if pair.fit.fate else _LEAST_IN_COMMON
    return pair.fit.near + pair.alike >= least


def _is_toll(pair: Pair) -> bool:
    """Whether both tell one toll, nearly as high: a text that is brought up to date gives two of them."""
    alike = pair.link >= _SURE or pair.fit.near >= _SAME_WORDS
    return pair.fit.fate and alike and not pair.fit.conflicts and ratio(pair) <= _SAME_TOLL


def _margin(pair: Pair, rivals: Mapping[tuple[str, int, int], Sequence[Pair]]) -> float:
    """How much better two figures fit than one of them fits another value; 1 where there is none near."""
    x_end, y_end = _ends(pair)
    others = [other for other in rivals[x_end] if likeness(other.y.figure, pair.y.figure) != "agree"]
    others += [other for other in rivals[y_end] if likeness(other.x.figure, pair.x.figure) != "agree"]
    if _is_toll(pair):
        others = [other for other in others if other.like != "agree"]
    return min(_contest(pair) - max(map(_contest, others), default=0.0), 1.0)


def _contest(pair: Pair) -> float:
    return pair.score + 0.2 if pair.like == "agree" else pair.score - min(ratio(pair), 4.0) / 2


def difference(pair: Pair, margin: float) -> float:
    """How sure it is that two figures of different values are one quantity, in log-odds.

    ``margin`` is how much better they fit than either fits any other. The weights are those of a logistic
    regression on pairs of figures that were read one by one, rounded.
    """
    x, y, found = pair.x, pair.y, pair.fit
    apart = min(ratio(pair), 4.0)
    known = (telling(x.figure) + telling(y.figure)) / 2
    small = not found.fate and max(x.figure.low, y.figure.low) < 10
    return (
        _INTERCEPT
        + 1.1 * found.fate
        + 0.4 * (found.head == 1)
        - 0.8 * (found.fate and found.head < 1)
        + 0.7 * found.near
        + 1.2 * pair.alike
        + (0.35 if pair.link >= _SURE else -0.5 * (not found.fate))
        + 1.5 * margin
        + 0.45 * known
        - 1.1 * apart
        - 0.25 * min(found.marks, 3)
        - 1.4 * min(found.conflicts, 3)
        - 1.6 * small
        - 2.0 * (x.added != y.added)
        - 1.4 * (found.fate and x.setting.years != y.setting.years)
        - 1.0 * (0.5 < found.head < 1 and found.near < 0.5)
        - _KIND_COSTS.get(x.figure.kind, 0.0)
    )


def ratio(pair: Pair) -> float:
    """How many times one value is doubled to reach the other."""
    low, high = sorted((abs(pair.x.figure.low), abs(pair.y.figure.low)))
    return math.log2(high / low) if low else 10.0


def _ends(pair: Pair) -> tuple[tuple[str, int, int], tuple[str, int, int]]:
    return ("a", *_key(pair.x)), ("b", *_key(pair.y))


def _key(quantity: Quantity) -> tuple[int, int]:
    return quantity.passage, quantity.figure.start


def _claim(pair: Pair, a: Sequence[Passage], b: Sequence[Passage]) -> FigureClaim:
    x, y = pair.x.figure, pair.y.figure
    passage_a, passage_b = a[pair.x.passage], b[pair.y.passage]
    return FigureClaim(
        a=Place(passage=passage_a.id, start=x.start, end=x.end),
        b=Place(passage=passage_b.id, start=y.start, end=y.end),
        a_value=passage_a.text[x.start : x.end],
        b_value=passage_b.text[y.start : y.end],
        verdict=pair.like,
        counted=_counted(pair.x.figure, pair.y.figure),
    )


def _counted(x: Figure, y: Figure) -> str:
    """The words that say what is counted: the noun and its modifiers, else the words nearest before."""
    phrases = [" ".join(figure.context.phrase) for figure in (x, y) if figure.context.head]
    if phrases:
        return max(phrases, key=len)
    x_before, y_before = x.context.before[:2], y.context.before[:2]
    nearest = x_before if len(x_before) >= len(y_before) else y_before
    return " ".join(item.low for item in reversed(nearest))
