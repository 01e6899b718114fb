"""The query language: from what a person types to a tree. Never raises."""

import re
import unicodedata
from datetime import date
from typing import Any

from whoosh import qparser as whoosh_qparser

from app.search import days
from app.search.mend import mended
from app.search.nodes import (
    AddressHas,
    Dated,
    LanguageIs,
    Node,
    OutletIs,
    Phrase,
    Query,
    TextField,
    Undated,
    all_of,
    any_of,
    complement,
)

# The library is annotated in part only.
qparser: Any = whoosh_qparser
plugins, syntax = qparser.plugins, qparser.syntax

_TEXT_FIELDS: dict[str, TextField] = {
    "title": "title",
    "dek": "dek",
    "body": "body",
    "author": "byline",
    "byline": "byline",
}
FIELDS = (*_TEXT_FIELDS, "outlet", "date", "url", "lang", "language")
_UNDATED = frozenset({"none", "unknown", "undated"})

# A field stands at the head of a clause; elsewhere a colon is only a colon (10:30, https://…).
_HEAD = r"(?:(?<![^\s(])|(?<=^-)|(?<=[\s(]-))"
_FIELD = rf"{_HEAD}(?P<text>(?i:{'|'.join(FIELDS)})):\s*(?=\S)"
# A minus negates only at the head of a clause, so that U.S.-Mexico and a dash between spaces stay text.
_MINUS = r"(?<![^\s(])-(?=[^\s)\-])"
_NOT = rf'(?:(?<![^\s(])NOT(?=[\s()"]|$)|{_MINUS})'
_PREFIX = rf'(?!{_MINUS})(?P<text>[^\s*()":\[\]{{}}]+)\*+(?=[\s)]|$)'
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]\w*):(?!//)(.+)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
# At the beginning or the end, of the query or of a group, or before another operator.
_STRAY_OPERATOR = re.compile(
    r'(?:^|\( ?)(?:AND|OR)(?![^\s()"])|(?<![^\s()"])(?:AND|OR|NOT)(?:$| ?\)| +(?:AND|OR)(?![^\s()"]))'
)
_QUOTED = re.compile(r'"[^"]*"')


def _infix(word: str) -> str:
    return rf'(?<![^\s()"]){word}(?=[\s()"]|$)'


def _parser() -> Any:
    return qparser.QueryParser(
        None,
        None,
        plugins=[
            plugins.PhrasePlugin(),
            plugins.GroupPlugin(),
            plugins.FieldsPlugin(_FIELD, remove_unknown=False),
            plugins.PrefixPlugin(_PREFIX),
            plugins.RangePlugin(),
            plugins.OperatorsPlugin(
                And=_infix("AND"), Or=_infix("OR"), Not=_NOT, AndNot=None, AndMaybe=None, Require=None
            ),
        ],
    )


_PARSER = _parser()


def parse(text: str) -> Query:
    """The tree of a query, with a sentence for whatever was mended. An empty query asks for everything."""
    text, notes = mended(text)
    if _STRAY_OPERATOR.search(_QUOTED.sub('""', text)):
        notes.append("An AND, OR or NOT has nothing to join; it was left out.")
    reading = _Reading(notes)
    node = reading.node(_PARSER.process(text))
    return Query(node, tuple(dict.fromkeys(notes)))


def has_word(text: str) -> bool:
    """Whether the full-text index would find a word in ``text``: letters, digits, private-use characters."""
    return any(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Co" for char in text)


class _Reading:
    """One walk over the parser's syntax tree. ``notes`` collects what a person should know."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes

    def node(self, found: Any) -> Node | None:
        if isinstance(found, syntax.NotGroup):
            return complement(all_of(self._children(found)))
        if isinstance(found, syntax.OrGroup):
            return any_of(self._children(found))
        if isinstance(found, syntax.GroupNode):
            return all_of(self._children(found))
        if isinstance(found, syntax.RangeNode):
            return self._range(found)
        # Markers and operators that joined nothing are all that is left besides words.
        return self._text(found) if isinstance(found, syntax.TextNode) else None

    def _children(self, group: Any) -> list[Node]:
        return [node for node in map(self.node, group.nodes) if node is not None]

    def _text(self, found: Any) -> Node | None:
        text: str = found.text
        prefix = isinstance(found, plugins.PrefixPlugin.PrefixNode)
        quoted = isinstance(found, plugins.PhrasePlugin.PhraseNode)
        if quoted:
            prefix = text.endswith("*")
            text = text.rstrip("*") if prefix else text
            if found.slop != 1:
                self._notes.append(
                    "A distance after a phrase (~) has no effect; searched for the exact phrase."
                )
        name = (found.fieldname or "").lower()
        if name not in FIELDS and not quoted and not prefix:
            return self._bare_word(text)
        return self._clause(name, text, prefix)

    def _bare_word(self, text: str) -> Node | None:
        if _ADDRESS.fullmatch(text):
            return AddressHas(text)
        unknown = _UNKNOWN_FIELD.fullmatch(text)
        if unknown is None or unknown[1].lower() in FIELDS or not has_word(unknown[2]):
            return self._phrase(text, None)
        self._notes.append(f"There is no field “{unknown[1]}”; searched for its words instead.")
        return all_of([part for part in map(self._word, (unknown[1], unknown[2])) if part is not None])

    def _clause(self, name: str, text: str, prefix: bool) -> Node | None:
        if name == "date":
            return self._date(text)
        if name in _TEXT_FIELDS or not name:
            return self._phrase(text, _TEXT_FIELDS.get(name), prefix)
        if not has_word(text):
            return None
        if name == "outlet":
            return OutletIs(text.strip(), prefix)
        return AddressHas(text.strip()) if name == "url" else LanguageIs(text.strip().lower())

    def _phrase(self, text: str, field: TextField | None, prefix: bool = False) -> Node | None:
        if not has_word(text):
            return None
        if "*" in text:
            self._notes.append(f"A * works only at the end of a word; in “{text}” it was left out.")
        if text.endswith("~"):
            self._notes.append(f"A ~ has no effect; searched for “{text.rstrip('~')}” as it is written.")
        return Phrase(text.strip(), field, prefix)

    def _word(self, text: str) -> Node | None:
        return self._phrase(text, None)

    def _date(self, text: str) -> Node | None:
        if text.strip().lower() in _UNDATED:
            return Undated()
        meant = days.span(text)
        if meant is not None:
            return Dated(meant.first, meant.last)
        if has_word(text):
            self._notes.append(
                f"“{text}” is not a date (write 2016, 2016-02 or 2016-02-25); searched for its words instead."
            )
        return self._word(text)

    def _range(self, found: Any) -> Node | None:
        ends = [(found.start or "").strip(" *"), (found.end or "").strip(" *")]
        if (found.fieldname or "").lower() != "date":
            if found.fieldname:
                self._notes.append("Only dates have ranges; searched for the words instead.")
            words = " ".join((ends[0], "to", ends[1]))
            return self._phrase(words, _TEXT_FIELDS.get((found.fieldname or "").lower()))
        first, last = (self._end(end) for end in ends)
        if first is None and last is None:
            return None
        if first is not None and last is not None and first[0] > last[0]:
            first, last = last, first
            self._notes.append(
                "The range of dates runs backwards; searched from the earlier to the later one."
            )
        start = None if first is None else days.after(first[1]) if found.startexcl else first[0]
        stop = None if last is None else days.before(last[0]) if found.endexcl else last[1]
        return Dated(start, stop)

    def _end(self, text: str) -> tuple[date, date] | None:
        found = days.period(text)
        if text and found is None:
            self._notes.append(f"“{text}” is not a date; that end of the range was left open.")
        return found
