"""The tree a query is parsed into: what is asked for, with no trace of how it was typed.

``language`` makes the nodes. Which articles a fact holds for is told by ``facts`` from the catalogue, or by
``engine`` where the catalogue does not know it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

TextField = Literal["title", "dek", "body", "byline"]
# What an article can have. ``copy`` repeats another article; ``copies`` are repeated by another.
Feature = Literal["author", "copies", "copy", "date", "dek", "event", "outlet", "url", "versions"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, in one field or (None) in any, in any form of theirs.

    With ``prefix`` the last word may go on, and all are meant as they are written. With ``slop`` the words
    stand in any order with at most so many others between them. ``boost`` is the weight of its score.
    """

    text: str
    field: TextField | None = None
    prefix: bool = False
    slop: int | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word of this pattern: ``*`` stands for any letters, ``?`` for one."""

    pattern: str
    field: TextField | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word at most ``distance`` slips (letter added, left out, changed, two swapped) away from ``word``."""

    word: str
    distance: int
    field: TextField | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyWord:
    """One of these words, folded and as they are written: what a pattern or a slip stands for."""

    words: tuple[str, ...]
    field: TextField | None = None
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class OutletIs:
    """The outlet has this name, slug or domain; with ``prefix`` its name begins so."""

    name: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class DomainIs:
    """The outlet's domain is this one or lies under it."""

    name: str


@dataclass(frozen=True, slots=True)
class EventIs:
    """The event has this number, or all these words in its title."""

    text: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Published on a day from ``first`` to ``last``, both included; None leaves an end open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class AddressHas:
    """The article's URL contains this text."""

    text: str


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """The article's language has this code."""

    code: str


@dataclass(frozen=True, slots=True)
class Has:
    """The article has this."""

    feature: Feature


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but ``node``."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of ``nodes``, two or more."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of ``nodes``, two or more."""

    nodes: tuple["Node", ...]


# What is looked for in the text; patterns and slips are made AnyWord before anything is looked up.
Words: TypeAlias = Phrase | AnyWord
Fact: TypeAlias = OutletIs | DomainIs | EventIs | Dated | AddressHas | LanguageIs | Has
Node: TypeAlias = Words | Wildcard | Fuzzy | Fact | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. ``node`` None asks for everything; ``notes`` say in sentences what was mended."""

    node: Node | None
    notes: tuple[str, ...] = ()


def all_of(nodes: list[Node]) -> Node | None:
    """The conjunction of ``nodes``; None when there are none."""
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def any_of(nodes: list[Node]) -> Node | None:
    """The disjunction of ``nodes``; None when there are none."""
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def complement(node: Node | None) -> Node | None:
    """Everything but ``node``; two negations cancel out."""
    if node is None:
        return None
    return node.node if isinstance(node, Not) else Not(node)
