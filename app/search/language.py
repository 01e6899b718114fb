"""The query language: from what a person types to a tree of ``nodes``. Pure, and never raises.

The fields and their values are listed here; quotations, groups, ranges and operators are in ``syntax``.
"""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import get_args

from app.search import days, syntax
from app.search.mend import mended, shown
from app.search.nodes import (
    AddressHas,
    AnyWord,
    Dated,
    DomainIs,
    EventIs,
    Feature,
    Has,
    LanguageIs,
    Node,
    Not,
    OutletIs,
    Phrase,
    Query,
    TextField,
    all_of,
    any_of,
    complement,
)
from app.search.patterns import Patterns, has_word
from app.text.language import normalise

TEXT_FIELDS: Mapping[str, TextField] = {
    "title": "title",
    "dek": "dek",
    "body": "body",
    "author": "byline",
    "byline": "byline",
}
DATE_FIELDS = ("date", "year")
FACT_FIELDS = ("outlet", "domain", "url", "lang", "language", "event", *DATE_FIELDS, "has", "is")
FIELDS = (*TEXT_FIELDS, *FACT_FIELDS)
# What stands behind ``has:`` and ``is:``.
HAS: Mapping[str, Node] = {feature: Has(feature) for feature in get_args(Feature) if feature != "copy"}
IS: Mapping[str, Node] = {
    "copy": Has("copy"),
    "original": Not(Has("copy")),
    "undated": Not(Has("date")),
    "versioned": Has("versions"),
}
LIGHTEST, HEAVIEST = 0.1, 10.0
MAX_DISTANCE = 100
# To find many words near each other costs their number times all places where they stand.
MAX_NEAR_WORDS = 10

_NOTHING = AnyWord(())
_EVERYTHING = Not(_NOTHING)
# What a lone * asks of a field that not every article has.
_PRESENT: Mapping[str, Node] = {
    "author": Has("author"),
    "byline": Has("author"),
    "dek": Has("dek"),
    "outlet": Has("outlet"),
    "domain": Has("outlet"),
    "url": Has("url"),
    "event": Has("event"),
    "date": Has("date"),
    "year": Has("date"),
}
_NO_DATE = frozenset({"none", "unknown", "undated"})
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]\w*):(?!//)(.+)")
_UNKNOWN_BEFORE = re.compile(r'(?<![^\s(-])([^\W\d_]\w*):(?=["(])')
_NOTHING_BEHIND = re.compile(rf"({'|'.join(FIELDS)}):", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z][a-z+.-]*://)?([^/?#]*)", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*|unknown|none")
# At the beginning or the end, of the query or of a group, or before another operator.
_STRAY_OPERATOR = re.compile(
    r'(?:^|\( ?)(?:AND|OR)(?![^\s()"])|(?<![^\s()"])(?:AND|OR|NOT)(?:$| ?\)| +(?:AND|OR)(?![^\s()"]))'
)
_QUOTED = re.compile(r'"[^"]*"')
PARSER = syntax.parser(FIELDS, DATE_FIELDS)


@lru_cache(maxsize=256)
def parse(text: str, today: date) -> Query:
    """The tree of a query, with a sentence for whatever was mended. An empty query asks for everything.

    Days like ``last week`` are counted from ``today``.
    """
    text, notes = mended(text)
    outside = _QUOTED.sub('""', text)
    if _STRAY_OPERATOR.search(outside):
        notes.append("An AND, OR or NOT has nothing to join; it was left out.")
    for name in _UNKNOWN_BEFORE.findall(outside):
        if name.lower() not in FIELDS:
            notes.append(_no_field(name))
    node = _Reading(notes, today).node(PARSER.process(text), 1.0)
    return Query(None if node == _EVERYTHING else node, tuple(dict.fromkeys(notes)))


def _no_field(name: str) -> str:
    near = get_close_matches(name.lower(), FIELDS, n=1)
    hint = f" Did you mean “{near[0]}:”?" if near else ""
    return f"There is no field {shown(name)}; searched for its words instead.{hint}"


class _Reading:
    """One walk over the parser's syntax tree. ``notes`` collects what a person should know."""

    def __init__(self, notes: list[str], today: date) -> None:
        self._notes = notes
        self._today = today
        self._patterns = Patterns(notes)

    def node(self, found: syntax.SyntaxNode, boost: float) -> Node | None:
        """What ``found`` asks for, within a group of this weight; None when that is nothing at all."""
        if isinstance(found, syntax.Group):
            return self._group(found, boost * found.boost)
        if isinstance(found, syntax.RangeNode):
            return self._range(found)
        # Markers and operators that joined nothing are all that is left besides words.
        return self._text(found, boost * found.boost) if isinstance(found, syntax.TextNode) else None

    def _group(self, group: syntax.SyntaxNode, boost: float) -> Node | None:
        parts = [node for child in group.nodes if (node := self.node(child, boost)) is not None]
        if isinstance(group, syntax.OrGroup):
            return _EVERYTHING if _EVERYTHING in parts else any_of(parts)
        narrowing = [part for part in parts if part != _EVERYTHING]
        met = all_of(narrowing) if narrowing or not parts else _EVERYTHING
        return complement(met) if isinstance(group, syntax.NotGroup) else met

    def _text(self, found: syntax.SyntaxNode, boost: float) -> Node | None:
        text: str = found.text
        name = (found.fieldname or "").lower()
        if set(text) == {"*"}:
            return _PRESENT.get(name, _EVERYTHING)
        if name in FACT_FIELDS:
            return self._fact(name, text, boost)
        weight = self._weight(boost)
        field = TEXT_FIELDS.get(name)
        if isinstance(found, syntax.Quotation):
            return self._quotation(text, found.slop, field, weight)
        return self._patterns.read(text, field, weight) if field else self._bare_word(text, weight)

    def _weight(self, boost: float) -> float:
        weight = min(max(boost, LIGHTEST), HEAVIEST)
        if weight != boost:
            self._notes.append(
                f"A weight (^) goes from {LIGHTEST:g} to {HEAVIEST:g}; it counts as {weight:g}."
            )
        return weight

    def _bare_word(self, text: str, boost: float) -> Node | None:
        if _ADDRESS.fullmatch(text):
            return AddressHas(text)
        if _NOTHING_BEHIND.fullmatch(text):
            self._notes.append(f"Nothing stands behind {shown(text)}; it was left out.")
            return None
        unknown = _UNKNOWN_FIELD.fullmatch(text)
        if unknown is None or unknown[1].lower() in FIELDS or not has_word(unknown[2]):
            return self._patterns.read(text, None, boost)
        self._notes.append(_no_field(unknown[1]))
        parts = (self._patterns.read(part, None, boost) for part in unknown.groups())
        return all_of([part for part in parts if part is not None])

    def _quotation(self, text: str, slop: int | None, field: TextField | None, boost: float) -> Node | None:
        text = text.strip()
        prefix = text.endswith("*")
        text = text.rstrip("* ")
        if not has_word(text):
            return None
        if "*" in text:
            self._notes.append(
                f"In quotation marks a * works only at the end; in {shown(text)} it was left out."
            )
        if slop is None:
            return Phrase(text, field, prefix, boost=boost)
        if slop < 0:
            reason = "needs a number behind it"
        elif prefix:
            reason = "does not go with a *"
        elif len(text.split()) > MAX_NEAR_WORDS:
            reason = f"holds for up to {MAX_NEAR_WORDS} words"
        elif slop <= MAX_DISTANCE:
            return Phrase(text, field, slop=slop if " " in text else None, boost=boost)
        else:
            self._notes.append(
                f"A distance (~) goes up to {MAX_DISTANCE} words; it counts as {MAX_DISTANCE}."
            )
            return Phrase(text, field, slop=MAX_DISTANCE, boost=boost)
        self._notes.append(f"A distance (~) {reason}; searched for the exact phrase {shown(text)}.")
        return Phrase(text, field, prefix, boost=boost)

    def _words(self, text: str) -> Node | None:
        return Phrase(text.strip(), None) if has_word(text) else None

    def _fact(self, name: str, text: str, boost: float) -> Node | None:
        if boost != 1.0:
            self._notes.append(f"A weight (^) counts for words only; behind “{name}:” it was left out.")
        if name in DATE_FIELDS:
            return self._date(text)
        if not has_word(text):
            return None
        if name in ("has", "is"):
            return self._feature(name, text)
        if name == "outlet":
            return self._outlet(text.strip())
        bare = text.strip().rstrip("*~") or text
        if bare != text.strip():
            self._notes.append(f"A * or ~ has no effect behind “{name}:”; it was left out.")
        if name == "event":
            return EventIs(bare)
        if name == "url":
            return AddressHas(bare)
        if name == "domain":
            host = _HOST.match(bare)
            return DomainIs((host[1] if host else "") or bare)
        return self._language(bare.lower())

    def _outlet(self, name: str) -> Node:
        begins = name.partition("*")[0].strip()
        if not has_word(begins):
            self._notes.append(
                f"A * works only at the end of an outlet's name; in {shown(name)} it was left out."
            )
            return OutletIs(name.replace("*", " ").strip())
        if "*" in name.rstrip("*"):
            self._notes.append(
                "A * works only at the end of an outlet's name; "
                f"searched for names that begin with {shown(begins)}."
            )
        return OutletIs(begins, prefix="*" in name)

    def _language(self, stated: str) -> Node:
        # A code says more than its language does: pt-br is not all of pt.
        code = stated.replace("_", "-")
        if "-" not in code:
            code = normalise(code) or code
        if not _CODE.fullmatch(code):
            self._notes.append(f"{shown(stated)} is not the code of a language, as en, de or pt-br are.")
        return LanguageIs(code)

    def _feature(self, name: str, text: str) -> Node | None:
        known = HAS if name == "has" else IS
        value = text.strip().lower()
        if value in known:
            return known[value]
        *others, last = known
        self._notes.append(
            f"{shown(f'{name}:{value}')} has no meaning; {name}: takes {', '.join(others)} or {last}. "
            "Searched for the word instead."
        )
        return self._words(text)

    def _date(self, text: str) -> Node | None:
        if text.strip().lower() in _NO_DATE:
            return Not(Has("date"))
        meant = days.span(text, self._today)
        if meant is not None:
            return self._dated(meant)
        if has_word(text):
            self._notes.append(
                f"{shown(text)} is not a date (write 2016, 2016-02, 2016-02-25, 25 Feb 2016 or last week); "
                "searched for its words instead."
            )
        return self._words(text)

    def _dated(self, span: days.Span) -> Node:
        if span.backwards:
            self._notes.append(
                "The range of dates runs backwards; searched from the earlier to the later one."
            )
        return Dated(span.first, span.last)

    def _range(self, found: syntax.SyntaxNode) -> Node | None:
        name = (found.fieldname or "").lower()
        ends = [(end or "").strip(' *"') for end in (found.start, found.end)]
        if name not in DATE_FIELDS:
            words = " ".join((ends[0], "to", ends[1]))
            if name or any(days.period(end, self._today) for end in ends):
                self._notes.append("Only date: and year: have ranges; searched for the words instead.")
            return Phrase(words.strip(), TEXT_FIELDS.get(name))
        first, last = (self._end(end) for end in ends)
        if first is None and last is None:
            return None if any(ends) else Has("date")
        return self._dated(days.between(first, last, after_first=found.startexcl, before_last=found.endexcl))

    def _end(self, text: str) -> days.Period | None:
        found = days.period(text, self._today)
        if text and found is None:
            self._notes.append(f"{shown(text)} is not a date; that end of the range was left open.")
        return found
