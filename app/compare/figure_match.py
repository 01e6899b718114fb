"""How well two figures fit as one quantity: by what they count, what is said around them, and what speaks
against it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.text.figure_context import Context, Near
from app.text.figures import Figure
from app.text.tokens import stem, words

# Stems that mean the same next to a figure. The first of a line stands for all.
_SYNONYMS = """
    dead kill die death deadli fatal deceas slain slay murder bodi toll perish slaughter massacr
    hurt injur wound hospit casualti suffer
    miss unaccount
    arrest detain custodi apprehend
    charg indict accus
    person peopl individu victim human
    job worker employe payrol employ posit
    rais donat contribut fundrais collect gather
    fall drop dip declin decreas sank sink slip plung tumbl lower fell
    rise increas grow grew climb jump rose gain surg soar
    lead margin advantag ahead edg separ
    vote ballot
    spend spent cost dump pour expens
    expel expuls oust
    buy purchas bought
    sell sold sale
    soldier troop servicemen militari
    child children kid
    home hous resid
    gun firearm weapon rifl
    speed travel mph
    countri nation
    student pupil
"""
_CANON = {word: line.split()[0] for line in _SYNONYMS.strip().splitlines() for word in line.split()}
# Words whose stem is that of a fate, though they name none.
_NO_FATES = {"hospital": "hospital", "hospitals": "hospital", "wounds": "wounds", "injuries": "wounds"}
# Next to these, death is a sentence.
_SENTENCES = frozenset(("row", "penalty", "sentenced", "sentence", "sentences"))
# What became of people: a figure tells one of these.
_FATES = frozenset(("dead", "hurt", "miss", "arrest", "charg"))
# Nouns so general that they add nothing to a fate.
_ANYONE = frozenset(("person", "", "other", "live", "life", *_FATES))
# Near a figure one side of a line makes another quantity of it than the other.
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for line in """
    rise | fall
    support favor approv back | oppos against disapprov reject
    republican gop | democrat
    men man male | women woman femal
    low lowest minimum | high highest peak maximum
    white | black hispan latino asian
    spend | rais
    yes leav | no remain
    export | import
    buy | sell
    before | after
    lead | trail behind
    young younger | old older
    rural | urban
    state | feder
    new | total overal
    """.strip().splitlines()
    for one, other in [line.split("|")]
)
# Words that tie a figure to another time, case or measure.
_MARK_WORDS = """
    previous earlier record initi averag expect forecast estim project predict per each everi ago sinc prior
    last origin addit includ among histor compar former annual month daili week year quarter fewer less goal
    target maximum minimum least anoth remain total rest half other separ next first second"""
_MARKS = frozenset(_MARK_WORDS.split())
# What is added to a quantity is not the quantity: thirteen more bodies and a toll of 42; 25 other states.
_ADDED = frozenset(("more", "fewer", "less", "addit", "new", "extra"))
# What a rule asks for, as the votes for a majority, is not what there was.
_REQUIRED = frozenset(("need", "requir", "threshold", "major"))
_NAME_REACH = 6
_CLOSE = 3


class Setting(NamedTuple):
    """What the passage around a figure states: years, months and places."""

    years: frozenset[int]
    months: frozenset[int]
    places: frozenset[str]


class Quantity(NamedTuple):
    """A figure made ready for matching; words are canonical stems.

    ``passage`` is its index on its side, ``near`` weighs the words around it by how near they are, and
    ``mass`` is the sum of those weights times how telling each word is. ``sides`` are signed numbers of the
    opposites it stands on, ``fate`` what became of those it counts, ``added`` that it is told as an
    addition (thirteen more), and ``required`` that it is what a rule asks for.
    """

    passage: int
    figure: Figure
    head: str
    fate: str
    near: Mapping[str, float]
    mass: float
    names: frozenset[str]
    marks: frozenset[str]
    sides: frozenset[int]
    added: bool
    required: bool
    setting: Setting


class Fit(NamedTuple):
    """How well two figures fit; ``head`` and ``near`` from 0 to 1, ``names`` from -1 (others) to 1 (same)."""

    head: float
    fate: bool
    near: float
    names: int
    marks: int
    conflicts: int


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """The stem of a folded word, or the one that stands for it and its synonyms."""
    if word in _NO_FATES:
        return _NO_FATES[word]
    found = words(word)
    stemmed = stem(found[0]) if found else word
    return _CANON.get(stemmed, stemmed)


def quantity(
    passage: int, figure: Figure, small: frozenset[str], setting: Setting, weight: Mapping[str, float]
) -> Quantity:
    """``figure`` of a passage. ``small`` are words the texts write small, so no names; ``weight`` by stem."""
    context = figure.context
    near: dict[str, float] = {}
    names, close = set(), set()
    for item in (*context.before, *context.after):
        word = canonical(item.low)
        near[word] = max(near.get(word, 0.0), 1 / (1 + item.distance / 5))
        if item.distance <= _CLOSE:
            close.add(word)
        if item.capital and item.distance <= _NAME_REACH and item.low not in small:
            names.add(word)
    phrase = {canonical(word) for word in context.phrase}
    fate = _fate(context, phrase) if figure.kind == "count" else ""
    near.update(dict.fromkeys(phrase, 1.0))
    names |= {canonical(word) for word in context.phrase if word not in small}
    head = canonical(context.head) if context.head else ""
    return Quantity(
        passage=passage,
        figure=figure,
        head=head,
        fate=fate,
        near=near,
        mass=sum(share * weight.get(word, 1.0) for word, share in near.items()),
        names=frozenset(names),
        marks=_MARKS.intersection(near),
        sides=_sides(close | phrase),
        added=not _ADDED.isdisjoint(phrase) or ("other" in phrase and head not in _ANYONE),
        required=not _REQUIRED.isdisjoint(near),
        setting=setting,
    )


def _sides(close: set[str]) -> frozenset[int]:
    found = set()
    for number, (one, other) in enumerate(_OPPOSITES, 1):
        on_one, on_other = not one.isdisjoint(close), not other.isdisjoint(close)
        if on_one != on_other:
            found.add(number if on_one else -number)
    return frozenset(found)


def _fate(context: Context, phrase: set[str]) -> str:
    """Killed, hurt, missing, arrested or charged, when the figure counts those; by what stands nearest."""
    if any(item.low in _SENTENCES for item in (*context.before, *context.after)):
        return ""
    found = _FATES.intersection(phrase)
    if found:
        return min(found)
    for side, reach in ((context.after, 1), (context.before, 2), (context.after, 4)):
        fate = _first_fate(side, reach)
        if fate:
            return fate
    # from farther before only what counts no noun of its own: "the death toll in the crash rose to 42"
    if context.head and canonical(context.head) not in _ANYONE:
        return ""
    far = _first_fate(context.before, 4)
    return far or ("dead" if any(item.low == "toll" for item in context.before) else "")


def _first_fate(side: Sequence[Near], reach: int) -> str:
    for item in side:
        if item.distance > reach:
            break
        if canonical(item.low) in _FATES:
            return canonical(item.low)
    return ""


def fit(x: Quantity, y: Quantity, weight: Mapping[str, float]) -> Fit:
    """How well two figures of one kind and unit fit; ``weight`` tells how telling a stem is."""
    return Fit(
        head=_heads(x, y),
        fate=bool(x.fate) and x.fate == y.fate,
        near=_shared(x, y, weight),
        names=_names(x, y),
        marks=len(x.marks ^ y.marks),
        conflicts=_conflicts(x, y),
    )


def _heads(x: Quantity, y: Quantity) -> float:
    """1 where both count the same, less where it may be so, 0 where they count different things."""
    if x.fate or y.fate:
        if x.fate != y.fate:
            same = x.head == y.head and x.head not in _ANYONE and not (x.fate and y.fate)
            return 0.6 if same else 0.0
        if x.head == y.head or (x.head in _ANYONE and y.head in _ANYONE):
            return 1.0
        return 0.5 if x.head in _ANYONE or y.head in _ANYONE else 0.0
    if x.head and x.head == y.head:
        return 1.0
    if not x.head and not y.head:
        return 0.5
    if x.head in y.near or y.head in x.near:
        return 0.7
    return 0.3 if not x.head or not y.head else 0.0


def _shared(x: Quantity, y: Quantity, weight: Mapping[str, float]) -> float:
    """How much of what is near one is near the other: of the one with less to say."""
    shared = x.near.keys() & y.near.keys()
    if not shared:
        return 0.0
    total = sum(min(x.near[word], y.near[word]) * weight.get(word, 1.0) for word in shared)
    return total / max(min(x.mass, y.mass), 1e-9)


def _names(x: Quantity, y: Quantity) -> int:
    if not x.names.isdisjoint(y.names):
        return 1
    return -1 if x.names and y.names else 0


def _conflicts(x: Quantity, y: Quantity) -> int:
    """How many things speak against one quantity: opposites, another year, month or place, a part of it."""
    found = sum(-side in y.sides for side in x.sides)
    one, other = x.setting, y.setting
    found += bool(one.years and other.years and one.years.isdisjoint(other.years))
    found += x.figure.context.part != y.figure.context.part
    found += bool(one.months and other.months and one.months.isdisjoint(other.months))
    return found + bool(one.places and other.places and one.places.isdisjoint(other.places))
