"""Which articles speak with one voice: from shared marks to groups of copies. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

# Measured on AllSides (37,554 articles, 2012-2020) by reading pairs over the whole range of shares;
# docs/copies.md has the tables.
NEAR = 0.7
"""Two texts share so much both ways: the same text, edited. With one word in thirty changed and another
ending .83 of the marks are left, .71 in all but one of twenty. All ten pairs read were the same text."""
LEAST_NEAR = 4
"""Marks that must be shared for it, about 35 words: below that a share is chance."""
PART = 0.3
"""So much of the shorter text stands in one of another outlet. Of 40 pairs found so, 33 were reuse of prose.
Below, half were tweets and statements printed without quotation marks. Finds .99 of halves of articles that
end in another's words, and .98 of openings of 250 words cut out of long articles."""
LEAST_PART = 14
"""Marks that must be shared for it, over a hundred words: what was below were tweets (4 of 6)."""
SAME_OUTLET = 0.8
"""What is asked of two texts of one outlet, whose articles share galleries and background: between .6 and .8
eight of fourteen pairs were galleries that ran with two articles in one week."""
PART_DAYS = 14
"""Days between the two: a passage that is found again later is no copy of the news."""
COHESION = 0.15
"""What shares a part with a group's first article must share so much with half of the group's others, too, so
that an article made of two wires does not tie them together."""
WITNESSES = 10
"""So many of the group's others, its earliest, are asked: with more, not all pairs need be known."""
LEAST = LEAST_NEAR
"""Pairs with fewer shared marks need not be handed in."""

Kind = Literal["exact", "near", "part"]
# the closest first
_KINDS: tuple[Kind, ...] = ("exact", "near", "part")


@dataclass(frozen=True, slots=True)
class Text:
    """An article: its day ordinal if known, its outlet if known, and how many marks are its own."""

    id: int
    day: int | None
    outlet: int | None
    content_hash: str
    size: int


@dataclass(frozen=True, slots=True)
class Member:
    """An article's place in a group. The group's first is of kind ``first`` and matches none."""

    id: int
    group: int
    kind: Literal["first", "exact", "near", "part"]
    matched: int | None = None
    share: float | None = None


@dataclass(slots=True)
class _Group:
    first: Member
    others: list[Member] = field(default_factory=list)


def share(shared: int, left: Text, right: Text) -> float:
    """How much of the shorter text stands in the other, 0 to 1."""
    return min(1.0, shared / max(1, min(left.size, right.size)))


def kind_of(shared: int, left: Text, right: Text) -> Kind | None:
    """What two texts that share so many marks are to one another."""
    if left.content_hash == right.content_hash:
        return "exact"
    same_outlet = left.outlet is not None and left.outlet == right.outlet
    of_shorter = share(shared, left, right)
    if same_outlet and of_shorter < SAME_OUTLET:
        return None
    if shared >= LEAST_NEAR and shared >= NEAR * max(left.size, right.size):
        return "near"
    if shared < LEAST_PART or of_shorter < PART:
        return None
    apart = None if left.day is None or right.day is None else abs(left.day - right.day)
    return "part" if apart is None or apart <= PART_DAYS else None


def group(texts: Iterable[Text], pairs: Iterable[tuple[int, int, int]]) -> list[Member]:
    """The groups of two and more among ``texts``. ``pairs`` are two ids and how many marks they share.

    Articles are taken by day, the undated last; of one day the longer first, then the one that came first.
    Each joins the group whose first article it repeats, or of which one member is the same text; chains go no
    further, so the members of a group all share their words with its first. Who found no group is the first
    of a new one. The outcome depends on the texts, hardly on the order of their arrival.
    """
    ordered = sorted(texts, key=_order)
    by_id = {text.id: text for text in ordered}
    shared: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for left, right, number in pairs:
        if left != right and left in by_id and right in by_id:
            # Of very common marks not every holder is looked at, so the two sides can differ.
            most = max(number, shared[left].get(right, 0))
            shared[left][right] = shared[right][left] = most
    groups: dict[int, _Group] = {}
    placed: dict[int, Member] = {}
    same: dict[str, int] = {}
    for text in ordered:
        member = _place(text, by_id, shared[text.id], groups, placed, same)
        if member.kind == "first":
            groups[text.id] = _Group(member)
        else:
            groups[member.group].others.append(member)
        placed[text.id] = member
        same.setdefault(text.content_hash, text.id)
    return list(chain.from_iterable([it.first, *it.others] for it in groups.values() if it.others))


def _place(
    text: Text,
    by_id: dict[int, Text],
    shared: dict[int, int],
    groups: dict[int, _Group],
    placed: dict[int, Member],
    same: dict[str, int],
) -> Member:
    found: list[tuple[int, float, int]] = []
    twin = same.get(text.content_hash)
    if twin is not None:
        return Member(text.id, placed[twin].group, "exact", twin, 1.0)
    for number, count in shared.items():
        other = placed.get(number)
        kind = None if other is None else kind_of(count, text, by_id[number])
        if other is None or kind is None:
            continue
        if kind == "part" and (other.kind != "first" or not _coheres(text, by_id, shared, groups[number])):
            continue
        # What resembles a copy that resembles the first may not resemble the first: no chains of these.
        if kind == "near" and other.kind == "near":
            continue
        found.append((_KINDS.index(kind), -share(count, text, by_id[number]), number))
    if not found:
        return Member(text.id, text.id, "first")
    rank, taken, number = min(found, key=lambda it: (*it[:2], _order(by_id[it[2]])))
    return Member(text.id, placed[number].group, _KINDS[rank], number, round(-taken, 3))


def _order(text: Text) -> tuple[bool, int, int, int]:
    return text.day is None, text.day or 0, -text.size, text.id


def _coheres(text: Text, by_id: dict[int, Text], shared: dict[int, int], joined: _Group) -> bool:
    asked = joined.others[:WITNESSES]
    near = sum(share(shared.get(it.id, 0), text, by_id[it.id]) >= COHESION for it in asked)
    return 2 * near >= len(asked)
