"""The words of a query that may be misspelt, and the query with others in their place. Pure."""

from collections.abc import Iterator
from typing import Any

from whoosh import analysis as whoosh_analysis

from app.search import syntax
from app.search.language import PARSER
from app.search.mend import mended
from app.search.word_list import Vocabulary

# The library is annotated in part only.
analysis: Any = whoosh_analysis

# In these fields stand words; a name in a byline is nobody's slip.
_FIELDS = frozenset({None, "title", "dek", "body"})
# A colon makes it an address or an unknown field, the others a pattern.
_NO_PLAIN_WORD = frozenset("*?~:/@")
# Every word takes some milliseconds to look up.
_MOST_WORDS = 5
_SHORTEST = 4
_WORDS = (
    analysis.RegexTokenizer(r"[^\W\d_]+(?![\d_])")
    | analysis.LowercaseFilter()
    | analysis.StopFilter(minsize=_SHORTEST)
)


def corrected(text: str, vocabulary: Vocabulary) -> str | None:
    """The query ``text`` with its misspelt words corrected, or None when there are none.

    Only words that are to be found are corrected: not those in quotation marks, patterns, facts or behind a
    NOT. All else stays as it was typed, but for what the query language mends (``mend``).
    """
    text, _ = mended(text)
    spans: list[tuple[int, int, str]] = []
    looked_up = 0
    for start, end in sorted(_plain_words(PARSER.process(text))):
        if looked_up == _MOST_WORDS:
            break
        if vocabulary.is_frequent(text[start:end]):
            continue
        looked_up += 1
        meant = vocabulary.correction(text[start:end])
        if meant is not None:
            spans.append((start, end, _written_like(text[start:end], meant)))
    if not spans:
        return None
    for start, end, meant in reversed(spans):
        text = text[:start] + meant + text[end:]
    return text


def _plain_words(node: syntax.SyntaxNode) -> Iterator[tuple[int, int]]:
    """Where words stand that may be misspelt."""
    if isinstance(node, syntax.Group) and not isinstance(node, syntax.NotGroup):
        for child in node.nodes:
            yield from _plain_words(child)
    elif _is_plain(node):
        for token in _WORDS(node.text, chars=True, start_char=node.startchar):
            yield token.startchar, token.endchar


def _is_plain(node: syntax.SyntaxNode) -> bool:
    return (
        isinstance(node, syntax.TextNode)
        and not isinstance(node, syntax.Quotation)
        and node.fieldname in _FIELDS
        and _NO_PLAIN_WORD.isdisjoint(node.text)
    )


def _written_like(typed: str, meant: str) -> str:
    if typed.isupper():
        return meant.upper()
    return meant.capitalize() if typed[0].isupper() else meant
