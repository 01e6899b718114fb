"""From a query's tree to what the database runs: a full-text expression that ranks, and an SQL condition."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.records import OutletRef
from app.search.nodes import (
    AddressHas,
    And,
    Dated,
    LanguageIs,
    Node,
    Not,
    Or,
    OutletIs,
    Phrase,
    Undated,
)
from app.search.results import UNKNOWN_OUTLET
from app.text.tokens import fold

_NOTHING = "0"
_EVERYTHING = "1"
_NAME_WORD = re.compile(r"[^\W_]+")
# Endings that the first step of Porter's stemmer takes off or rewrites …
_STEMMED_ENDING = re.compile(r"(?:s|ed|ing|y)$")
# … and a stem that its third step, which takes off "ness", accepts: a vowel followed by a consonant.
_MEASURED = re.compile(r"[a-z0-9]*[aeiou][b-df-hj-np-tv-z0-9][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """How to find what a query asks for.

    ``match`` is an FTS5 expression whose matches can be ranked, or None when full text cannot rank the query.
    ``where`` is an SQL condition on ``article`` that holds besides, with ``parameters`` bound by name.
    ``marking`` matches the words and phrases to be marked in what was found; None when there are none.
    """

    match: str | None
    where: str
    parameters: dict[str, str | int]
    marking: str | None
    notes: tuple[str, ...]


def plan(node: Node | None, outlets: Sequence[OutletRef]) -> MatchPlan:
    """The plan for ``node`` (None: everything). ``outlets`` are all outlets, for names to be looked up in."""
    compiler = _Compiler(outlets)
    match, rest = _ranked(node)
    where = _EVERYTHING if rest is None else compiler.condition(rest)
    marked = [] if node is None else list(dict.fromkeys(_phrase(phrase) for phrase in _wanted(node)))
    return MatchPlan(
        match, where, compiler.parameters, " OR ".join(marked) or None, tuple(dict.fromkeys(compiler.notes))
    )


def _ranked(node: Node | None) -> tuple[str | None, Node | None]:
    """The part of a query that one full-text expression covers, and what is left for SQL."""
    if node is None:
        return None, None
    whole = match_expression(node)
    if whole is not None:
        return whole, None
    if not isinstance(node, And):
        return None, node
    textual = tuple(child for child in node.nodes if _is_textual(child))
    match = match_expression(And(textual)) if textual else None
    if match is None:
        return None, node
    rest = tuple(child for child in node.nodes if not _is_textual(child))
    return match, rest[0] if len(rest) == 1 else And(rest)


def _is_textual(node: Node) -> bool:
    """Whether ``node`` is full text, perhaps negated."""
    return match_expression(node.node if isinstance(node, Not) else node) is not None


def match_expression(node: Node) -> str | None:
    """The FTS5 expression of ``node``, or None when FTS5 cannot say it (columns, a pure complement)."""
    if isinstance(node, Phrase):
        return _phrase(node)
    if isinstance(node, Or):
        return _joined(" OR ", map(match_expression, node.nodes))
    if not isinstance(node, And):
        return None
    wanted = [child for child in node.nodes if not isinstance(child, Not)]
    unwanted = [child.node for child in node.nodes if isinstance(child, Not)]
    positive = _joined(" AND ", map(match_expression, wanted))
    if not unwanted or positive is None:
        return positive
    negative = _joined(" OR ", map(match_expression, unwanted))
    return None if negative is None else f"({positive} NOT {negative})"


def _joined(operator: str, expressions: Iterable[str | None]) -> str | None:
    parts = []
    for expression in expressions:
        if expression is None:
            return None
        parts.append(expression)
    if len(parts) < 2:
        return parts[0] if parts else None
    return f"({operator.join(parts)})"


def _phrase(phrase: Phrase) -> str:
    expression = _prefix(phrase.text) if phrase.prefix else _quoted(phrase.text)
    return f"{phrase.field} : {expression}" if phrase.field else expression


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _prefix(text: str) -> str:
    """The expression for words that begin with ``text``.

    FTS5 stems what stands before the star: bus* would look for bu*, and find but. The stemmer takes off
    "ness" at a late step and leaves what is before it alone, so that busness* looks for bus* as it is typed;
    the word itself, whose stem may be shorter, is asked for beside it.
    """
    folded = fold(text)
    if _STEMMED_ENDING.search(folded) and _MEASURED.fullmatch(folded):
        return f"({_quoted(text)} OR {_quoted(folded + 'ness')} *)"
    return f"{_quoted(text)} *"


def _wanted(node: Node) -> Iterable[Phrase]:
    """The phrases a match may show, left to right: not those under a negation."""
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, And | Or):
        for child in node.nodes:
            yield from _wanted(child)


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
        match = match_expression(node)
        if match is not None:
            found = f"article_fts MATCH {self._bind(match)}"
            return f"article.id IN (SELECT rowid FROM article_fts WHERE {found})"  # noqa: S608
        if isinstance(node, Not):
            return f"NOT {self.condition(node.node)}"
        if isinstance(node, And):
            return self._combined(" AND ", And, node.nodes)
        if isinstance(node, Or):
            return self._combined(" OR ", Or, node.nodes)
        return self._column(node)

    def _combined(self, operator: str, kind: type[And] | type[Or], nodes: tuple[Node, ...]) -> str:
        # Full-text clauses side by side go into one expression: each sub-select is a run through the index.
        textual = tuple(child for child in nodes if match_expression(child) is not None)
        others = [child for child in nodes if match_expression(child) is None]
        parts = [kind(textual), *others] if len(textual) > 1 else [*textual, *others]
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
