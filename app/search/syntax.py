"""What whoosh's parser sees in a query: quotations, groups, fields, ranges, operators and weights.

The words between them come out as they were typed, patterns and slips included (``patterns`` reads those):
whoosh's own plugins for these would part a word wherever a sign stands in it.
"""

import re
from datetime import date
from typing import Any, TypeAlias

from whoosh import qparser as whoosh_qparser

from app.search import days

# The library is annotated in part only.
qparser: Any = whoosh_qparser
plugins, syntax, taggers = qparser.plugins, qparser.syntax, qparser.taggers
SyntaxNode: TypeAlias = Any

TextNode: Any = syntax.TextNode
RangeNode: Any = syntax.RangeNode
NotGroup: Any = syntax.NotGroup
OrGroup: Any = syntax.OrGroup
Group: Any = syntax.GroupNode
Quotation: Any = plugins.PhrasePlugin.PhraseNode

# A field and a minus stand at the head of a clause; elsewhere a colon is only a colon (10:30, https://…), and
# U.S.-Mexico and a dash between spaces stay text.
_HEAD = r"(?:(?<![^\s(])|(?<=^-)|(?<=[\s(]-))"
_NOT = r'(?:(?<![^\s(])NOT(?=[\s()"]|$)|(?<![^\s(])-(?=[^\s)\-]))'
_QUOTED = r'"(?P<text>[^"]*)"(?P<near>~(?P<distance>[0-9]{0,6}))?'
_WEIGHT = r"(?<=[^\s(])\^(?P<boost>[0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})(?=[\s)]|$)"
_MOST_DATE_WORDS = 6
_WORD_OF_DATE = r'[^\s()"\[\]{}^]+'


def _infix(word: str) -> str:
    return rf'(?<![^\s()"]){word}(?=[\s()"]|$)'


class _Quotations:
    """Whoosh's phrases; but a distance that is not stated is told from a distance of 1.

    ``slop`` of their nodes is None without a ~, and -1 with a ~ that no number follows.
    """

    def taggers(self, _parser: Any) -> list[Any]:
        return [(taggers.FnTagger(_QUOTED, self._node), 0)]

    def filters(self, _parser: Any) -> list[Any]:
        return []

    def _node(self, text: str, near: str | None, distance: str | None) -> SyntaxNode:
        return Quotation(text, 0, None if near is None else int(distance or -1))


class _DatesInWords:
    """Days of several words behind a field of dates, without quotation marks: ``date:last week``."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        field = rf"(?:^|[\s(-])(?i:{'|'.join(fields)}):\s*$"
        self._behind = re.compile(field)
        self._words = re.compile(rf"{_WORD_OF_DATE}(?:\s+{_WORD_OF_DATE}){{1,{_MOST_DATE_WORDS - 1}}}")
        self._longest_field = max(map(len, fields)) + 4

    def taggers(self, _parser: Any) -> list[Any]:
        return [(self, -1)]

    def filters(self, _parser: Any) -> list[Any]:
        return []

    def match(self, _parser: Any, text: str, position: int) -> SyntaxNode | None:
        """The longest run of words at ``position`` that is a date."""
        if self._behind.search(text, max(0, position - self._longest_field), position) is None:
            return None
        found = self._words.match(text, position)
        if found is None:
            return None
        ends = [word.end() for word in re.finditer(_WORD_OF_DATE, found.group())]
        for end in reversed(ends[1:]):
            # Which day is today does not matter for whether it is a date.
            if days.span(found.group()[:end], date.max) is not None:
                return syntax.WordNode(found.group()[:end]).set_range(position, position + end)
        return None


def parser(fields: tuple[str, ...], date_fields: tuple[str, ...]) -> Any:
    """A parser of whoosh that knows these fields. Its ``process`` gives the syntax tree of a text."""
    field = rf"{_HEAD}(?P<text>(?i:{'|'.join(fields)})):\s*(?=\S)"
    return qparser.QueryParser(
        None,
        None,
        plugins=[
            _Quotations(),
            plugins.GroupPlugin(),
            plugins.FieldsPlugin(field, remove_unknown=False),
            _DatesInWords(date_fields),
            plugins.RangePlugin(),
            plugins.OperatorsPlugin(
                And=_infix("AND"), Or=_infix("OR"), Not=_NOT, AndNot=None, AndMaybe=None, Require=None
            ),
            plugins.BoostPlugin(_WEIGHT),
        ],
    )
