"""What full text can say of a query, as FTS5 expressions on one of two indexes."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from app.search.nodes import And, Node, Not, Or, Phrase

Index = Literal["article_fts", "article_words"]

STEMS: Index = "article_fts"
# Words as they are written: a stem does not tell how the word began that it was made of.
WORDS: Index = "article_words"


class Match(NamedTuple):
    """An FTS5 expression and the index that it is asked of."""

    table: Index
    expression: str


def match_of(node: Node) -> Match | None:
    """The one expression that says all of ``node``; None when there is none.

    FTS5 knows no columns of other tables, no pure complement, and no other index.
    """
    if isinstance(node, Phrase):
        return Match(WORDS if node.prefix else STEMS, _phrase(node))
    if isinstance(node, Or):
        return _joined(" OR ", map(match_of, node.nodes))
    if not isinstance(node, And):
        return None
    wanted = [child for child in node.nodes if not isinstance(child, Not)]
    unwanted = [child.node for child in node.nodes if isinstance(child, Not)]
    positive = _joined(" AND ", map(match_of, wanted))
    if not unwanted or positive is None:
        return positive
    return _joined(" NOT ", (positive, _joined(" OR ", map(match_of, unwanted))))


def wanted(node: Node | None) -> tuple[Match, ...]:
    """For each index that holds some, any of the words a match may show: those not under a negation."""
    found: dict[Index, dict[str, None]] = {}
    for phrase in _phrases(node):
        found.setdefault(WORDS if phrase.prefix else STEMS, {})[_phrase(phrase)] = None
    return tuple(Match(index, " OR ".join(expressions)) for index, expressions in found.items())


def _phrases(node: Node | None) -> Iterable[Phrase]:
    if isinstance(node, Phrase):
        yield node
    elif isinstance(node, And | Or):
        for child in node.nodes:
            yield from _phrases(child)


def _joined(operator: str, matches: Iterable[Match | None]) -> Match | None:
    parts: list[Match] = []
    for match in matches:
        if match is None or (parts and match.table != parts[0].table):
            return None
        parts.append(match)
    if len(parts) < 2:
        return parts[0] if parts else None
    return Match(parts[0].table, f"({operator.join(part.expression for part in parts)})")


def _phrase(phrase: Phrase) -> str:
    quoted = '"' + phrase.text.replace('"', '""') + '"' + (" *" if phrase.prefix else "")
    return f"{phrase.field} : {quoted}" if phrase.field else quoted
