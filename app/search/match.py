"""What full text can say of a query, as FTS5 expressions. Pure.

Each index has its own analysis, and each article is asked for in one of them only: in the index of stems of
its language, and, where words are meant as they are written, in the index of words.
"""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from app.search.nodes import And, AnyWord, Node, Not, Or, Phrase, TextField
from app.text.analysis import stemmed

# Stems by the language of the article, or words as they are written: a stem does not tell how the word began
# that it was made of.
Index: TypeAlias = Literal["stems", "words"]
# The analysis that FTS5 itself does: that of articles in English, and of those whose language is not known.
ENGLISH = "en"

_HEADLINE = "{title dek}"
_NOTHING = '""'


def index_of(node: Node) -> Index | None:
    """The one index that can answer all of ``node`` in one expression; None when there is none.

    FTS5 knows no columns of other tables and no pure complement.
    """
    if isinstance(node, Phrase):
        return "words" if node.prefix else "stems"
    if isinstance(node, AnyWord):
        return "words"
    if isinstance(node, Or):
        return _common(node.nodes)
    if isinstance(node, And):
        wanted = [child for child in node.nodes if not isinstance(child, Not)]
        unwanted = [child.node for child in node.nodes if isinstance(child, Not)]
        return _common((*wanted, *unwanted)) if wanted else None
    return None


def _common(nodes: Iterable[Node]) -> Index | None:
    indexes = {index_of(node) for node in nodes}
    return indexes.pop() if len(indexes) == 1 else None


def expression(node: Node, analysis: str | None) -> str:
    """The FTS5 expression for a ``node`` that has an index (``index_of``).

    ``analysis`` names the language whose stems the index holds (see ``text.analysis``); ENGLISH and None
    leave the words as they are typed, for FTS5 to analyse.
    """
    if isinstance(node, Phrase):
        return _in_field(node.field, _phrase(node, analysis))
    if isinstance(node, AnyWord):
        return _in_field(node.field, _joined(" OR ", map(_quoted, node.words)) if node.words else _NOTHING)
    if isinstance(node, Or):
        return _joined(" OR ", (expression(child, analysis) for child in node.nodes))
    if not isinstance(node, And):
        raise TypeError(f"no full text for {type(node).__name__}")
    wanted = [expression(child, analysis) for child in node.nodes if not isinstance(child, Not)]
    unwanted = [expression(child.node, analysis) for child in node.nodes if isinstance(child, Not)]
    positive = _joined(" AND ", wanted)
    return f"({positive} NOT {_joined(' OR ', unwanted)})" if unwanted else positive


def in_headline(found: str) -> str:
    """What ``found`` finds in the headline or the dek."""
    return f"{_HEADLINE} : {found if found.startswith('(') else f'({found})'}"


def _joined(operator: str, parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else f"({operator.join(listed)})"


def _in_field(field: TextField | None, found: str) -> str:
    return f"{field} : {found}" if field else found


def _phrase(phrase: Phrase, analysis: str | None) -> str:
    if phrase.slop is None or phrase.prefix:
        return _quoted(_analysed(phrase.text, analysis)) + (" *" if phrase.prefix else "")
    words = [_quoted(analysed) for word in phrase.text.split() if (analysed := _analysed(word, analysis))]
    if len(words) < 2:
        return words[0] if words else _NOTHING
    return f"NEAR({' '.join(words)}, {phrase.slop})"


def _analysed(text: str, analysis: str | None) -> str:
    return text if analysis in (None, ENGLISH) else stemmed(text, analysis)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
