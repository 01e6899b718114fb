"""From a query's tree to what the database runs: a full-text expression that ranks, and an SQL condition."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.records import OutletRef
from app.search.match import STEMS, WORDS, Index, Match, match_of, wanted
from app.search.nodes import (
    AddressHas,
    And,
    Dated,
    LanguageIs,
    Node,
    Not,
    Or,
    OutletIs,
    Undated,
    all_of,
)
from app.search.results import UNKNOWN_OUTLET
from app.text.tokens import fold

_NOTHING = "0"
_EVERYTHING = "1"
_NAME_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """How to find what a query asks for.

    ``match`` holds for all that is found, and its scores are those of the query; None when there is no such
    expression. ``where`` is an SQL condition on ``article`` that holds besides, with ``parameters`` bound by
    name. ``wanted`` has, for each index, any of the words to be found: they are marked, and without ``match``
    their scores add up. It is empty when there are none.
    """

    match: Match | None
    where: str
    parameters: dict[str, str | int]
    wanted: tuple[Match, ...]
    notes: tuple[str, ...]


def plan(node: Node | None, outlets: Sequence[OutletRef]) -> MatchPlan:
    """The plan for ``node`` (None: everything). ``outlets`` are all outlets, for names to be looked up in."""
    compiler = _Compiler(outlets)
    match, rest = _ranked(node)
    where = _EVERYTHING if rest is None else compiler.condition(rest)
    return MatchPlan(match, where, compiler.parameters, wanted(node), tuple(dict.fromkeys(compiler.notes)))


def _ranked(node: Node | None) -> tuple[Match | None, Node | None]:
    """The part of a query that one full-text expression covers and ranks, and what is left for SQL."""
    if node is None:
        return None, None
    whole = match_of(node)
    if whole is not None or not isinstance(node, And):
        return whole, None if whole is not None else node
    for index in (STEMS, WORDS):
        inside = tuple(child for child in node.nodes if _is_in(child, index))
        match = match_of(And(inside)) if inside else None
        rest = all_of([child for child in node.nodes if child not in inside])
        if match is not None and not wanted(rest):
            return match, rest
    return None, node


def _is_in(node: Node, index: Index) -> bool:
    """Whether ``node`` is full text of this index, perhaps negated."""
    match = match_of(node.node if isinstance(node, Not) else node)
    return match is not None and match.table == index


def outlet_key(name: str) -> str:
    """A name in the form in which outlet names are compared: folded words, a leading article taken off."""
    words = _NAME_WORD.findall(fold(name))
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@dataclass(slots=True)
class _Compiler:
    """Turns nodes into SQL; collects the values to bind and what a person should know."""

    outlets: Sequence[OutletRef]
    parameters: dict[str, str | int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def condition(self, node: Node) -> str:
        """An SQL condition on ``article`` that is true or false, never null, so that NOT is a complement."""
        match = match_of(node)
        if match is not None:
            found = f"{match.table} MATCH {self._bind(match.expression)}"
            # The plus keeps SQLite from looking up a row for every match.
            return f"+article.id IN (SELECT rowid FROM {match.table} WHERE {found})"  # noqa: S608
        if isinstance(node, Not):
            return f"NOT {self.condition(node.node)}"
        if isinstance(node, And):
            return self._combined(" AND ", And, node.nodes)
        if isinstance(node, Or):
            return self._combined(" OR ", Or, node.nodes)
        return self._column(node)

    def _combined(self, operator: str, kind: type[And] | type[Or], nodes: tuple[Node, ...]) -> str:
        # Full-text clauses side by side go into one expression: each sub-select is a run through the index.
        parts = list(nodes)
        for index in (STEMS, WORDS):
            inside = tuple(node for node in parts if (match := match_of(node)) and match.table == index)
            if len(inside) > 1:
                parts = [kind(inside), *(node for node in parts if node not in inside)]
        return "(" + operator.join(self.condition(part) for part in parts) + ")"

    def _column(self, node: Node) -> str:
        if isinstance(node, Dated):
            return self._dated(node)
        if isinstance(node, Undated):
            return "article.day IS NULL"
        if isinstance(node, OutletIs):
            return self._outlet(node)
        if isinstance(node, AddressHas):
            pattern = "%" + _literal(node.text) + "%"
            # A sub-select, because the index of addresses covers it: no article's row is read.
            found = rf"url LIKE {self._bind(pattern)} ESCAPE '\'"
            return f"article.id IN (SELECT id FROM article WHERE {found})"  # noqa: S608
        if isinstance(node, LanguageIs):
            pattern = _literal(node.code) + "-%"
            return rf"coalesce(article.language, '') || '-' LIKE {self._bind(pattern)} ESCAPE '\'"
        raise TypeError(f"no condition for {type(node).__name__}")

    def _dated(self, node: Dated) -> str:
        parts = ["article.day IS NOT NULL"]
        if node.first is not None:
            parts.append(f"article.day >= {self._bind(node.first.toordinal())}")
        if node.last is not None:
            parts.append(f"article.day <= {self._bind(node.last.toordinal())}")
        return f"({' AND '.join(parts)})"

    def _outlet(self, node: OutletIs) -> str:
        key = outlet_key(node.name)
        if key == UNKNOWN_OUTLET and not node.prefix:
            return "article.outlet_id IS NULL"
        ids = [outlet.id for outlet in self.outlets if _is_called(outlet, key, node.prefix)]
        if not ids:
            self.notes.append(
                f"No outlet is called “{node.name}”. A name of several words needs quotation marks: "
                'outlet:"Fox News".'
            )
            return _NOTHING
        return f"(article.outlet_id IS NOT NULL AND article.outlet_id IN ({', '.join(map(str, ids))}))"

    def _bind(self, value: str | int) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"


def _is_called(outlet: OutletRef, key: str, prefix: bool) -> bool:
    keys = [outlet_key(name) for name in (outlet.name, outlet.slug, outlet.domain) if name]
    return any(known.startswith(key) if prefix else known == key for known in keys)


def _literal(text: str) -> str:
    """``text`` with the wildcards of LIKE escaped."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
