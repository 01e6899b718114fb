"""The tree a query is parsed into: what is asked for, with no trace of how it was typed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

TextField = Literal["title", "dek", "body", "byline"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, in one field or (None) in any. With ``prefix`` the last word may go on."""

    text: str
    field: TextField | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class OutletIs:
    """The outlet has this name, slug or domain; with ``prefix`` its name begins so."""

    name: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """Published on a day from ``first`` to ``last``, both included; None leaves an end open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Undated:
    """No day of publication is known."""


@dataclass(frozen=True, slots=True)
class AddressHas:
    """The article's URL contains this text."""

    text: str


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """The article's language has this code."""

    code: str


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


Node: TypeAlias = Phrase | OutletIs | Dated | Undated | AddressHas | LanguageIs | Not | And | Or


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
