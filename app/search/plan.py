"""From a query's tree to steps: what full text answers, what the catalogue knows, and how they go together.

Pure. Full text that stands side by side becomes one expression, since each is a run through an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from app.search.match import Index, index_of
from app.search.nodes import And, AnyWord, Fact, Node, Not, Or, Phrase


@dataclass(frozen=True, slots=True)
class FullText:
    """What one expression on one index finds."""

    node: Node
    index: Index


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the catalogue, or a column of the articles, tells."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class All:
    """What all of ``steps`` find."""

    steps: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What any of ``steps`` finds."""

    steps: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Except:
    """What ``step`` does not find."""

    step: "Step"


Step: TypeAlias = FullText | Knowledge | All | Either | Except


@dataclass(frozen=True, slots=True)
class Scored:
    """A part of the query by which what is found is ranked. Its score counts ``boost`` times."""

    text: FullText
    boost: float


def steps(node: Node) -> Step:
    """The steps that find what a resolved tree asks for (patterns and slips are words already)."""
    index = index_of(node)
    if index is not None:
        return FullText(node, index)
    if isinstance(node, Not):
        return Except(steps(node.node))
    if isinstance(node, And):
        return All(tuple(steps(part) for part in _merged(And, node.nodes)))
    if isinstance(node, Or):
        return Either(tuple(steps(part) for part in _merged(Or, node.nodes)))
    if isinstance(node, Phrase | AnyWord):  # both have an index
        raise TypeError(f"no index for {node}")
    return Knowledge(node)  # type: ignore[arg-type]


def _merged(kind: type[And] | type[Or], nodes: tuple[Node, ...]) -> list[Node]:
    """``nodes`` with those that one index answers put together, the others as they are."""
    parts = list(nodes)
    indexes: tuple[Index, ...] = ("stems", "words")
    for index in indexes:
        inside = [part for part in parts if _is_in(part, index, kind)]
        # A complement alone is no full text: there must be something to take it from.
        if len(inside) > 1 and any(not isinstance(part, Not) for part in inside):
            rest = [part for part in parts if part not in inside]
            parts = [kind(tuple(inside)), *rest]
    return parts


def _is_in(node: Node, index: Index, kind: type[And] | type[Or]) -> bool:
    if kind is And and isinstance(node, Not):
        node = node.node
    return index_of(node) == index


def scored(node: Node | None) -> tuple[Scored, ...]:
    """The parts of a query that rank what it finds: its full text, but for what is negated.

    A part with a boost is scored apart; so is then every word beside it.
    """
    if node is None:
        return ()
    boosted = any(part.boost != 1.0 for part in _words(node))
    return tuple(dict.fromkeys(_scored(node, boosted)))


def word_count(node: Node | None) -> int:
    """How many words and phrases, and words that a pattern stands for, rank what a query finds."""
    if node is None:
        return 0
    return sum(len(part.words) if isinstance(part, AnyWord) else 1 for part in _words(node))


def _scored(node: Node, boosted: bool) -> Iterable[Scored]:
    index = index_of(node)
    if index is not None and (not boosted or isinstance(node, Phrase | AnyWord)):
        yield Scored(FullText(node, index), node.boost if isinstance(node, Phrase | AnyWord) else 1.0)
    elif isinstance(node, And | Or):
        parts = node.nodes if boosted else _merged(type(node), node.nodes)
        for child in parts:
            yield from _scored(child, boosted)


def _words(node: Node) -> Iterable[Phrase | AnyWord]:
    if isinstance(node, Phrase | AnyWord):
        yield node
    elif isinstance(node, And | Or):
        for child in node.nodes:
            yield from _words(child)
