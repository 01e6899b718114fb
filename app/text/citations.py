"""Which news outlets a text cites, by name, in a construction that cites."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.text.outlets import Outlet, table

# Names that a text also uses for something else or short for one of several outlets.
_NEVER = frozenset(
    """The Times|The State|The Standard|The National|The Local|The Journal|The Information|The Herald
    |The Record|The Advocate|People|Nation|Insider|Mint|Stuff|Nature|Reveal|Commentary|Prospect|Inc.|Tablet
    |Metro|stern|Morning Star|MSN|DR|Vanguard""".replace("\n    ", "").split("|")
)
# Names that are common words: not cited when a capitalised word follows (Vice President, Time Warner).
_COMMON = frozenset(
    """Vice|Time|TIME|Slate|Fortune|Reason|Variety|Salon|Wired|Quartz|Deadline|Forbes|Vox|Puck|Bloomberg
    |Reuters|Blick|Bild""".replace("\n    ", "").split("|")
)
_CAPITAL_RUN = re.compile(r"[A-Z0-9À-Þ][^\W_]*")
_WEEKDAY = re.compile(r"\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_CAPITAL_NEXT = re.compile(r"\s+[A-Z][a-z]")

_PIECE = (
    r"(?:(?:an?|the|its|new|recent|exclusive|joint|earlier|previous|first|other|\w+-\w+)\s+){0,3}"
    r"(?:reports?|reporting|articles?|story|stories|investigations?|interviews?|analysis|analyses|editorials?"
    r"|op-eds?|columns?|essays?|polls?|survey|pieces?|review|reviews|coverage|account|accounts|journalists?"
    r"|reporters?|correspondents?)"
)
_BEFORE = re.compile(
    rf"(?:\b(?:according to|told|tells|telling|acknowledged to|confirmed to|said to|spoke (?:to|with)"
    rf"|speaking (?:to|with)|reported (?:by|in|on)|(?:published|revealed|disclosed|obtained|reviewed|seen"
    rf"|cited|quoted|verified|interviewed|conducted) (?:by|in)|wrote (?:in|for)|writing (?:in|for)|writes in"
    rf"|citing|comment (?:to|from)|statement to|as|per|via|reports?:?)\s+"
    rf"(?:{_PIECE}\s+(?:from|by|in|for|with|at)\s+)?"
    rf"|\b{_PIECE}\s+(?:(?:published|released|conducted)\s+)?(?:from|by|in|with|for)\s+)(?=\w)",
    re.IGNORECASE,
)
# "the left-leaning outlet", "the German daily" between the construction and the name
_APPOSITION = re.compile(
    r"(?:the\s+)?(?:[\w-]+\s+){0,4}(?:outlet|newspaper|magazine|site|website|network|agency|daily|weekly"
    r"|broadcaster|tabloid|channel)\s*+,?\s*+"
)
_VERB = (
    r"(?:reported|reports|wrote|writes|revealed|published|disclosed|noted|claimed|quoted|cited|obtained"
    r"|confirmed|learned|found|described|detailed|uncovered|said|asked|interviewed|broke the)"
)
_AFTER = re.compile(
    rf"(?:\s*\([A-Z]{{2,5}}\))?(?:,?\s+(?:which|who))?"
    rf"(?:\s+(?:first|also|has|had|have|have|previously|earlier|recently|separately|later|itself)){{0,3}}\s+{_VERB}\b"
    rf"|(?:[’']s?)\s+(?:own\s+|recent\s+|latest\s+|new\s+)?(?:report|reports|reporting|investigation|editorial|analysis|interview"
    rf"|story|article|coverage|poll|account|reporters?|correspondent|columnist)\b"
    r"|\s+(?:report|investigation|editorial|analysis|interview|story|article|poll|survey|op-ed|reporters?"
    rf"|correspondent|columnist)\b"
)


class _Name(NamedTuple):
    """A name as looked for: without its article, which must stand before it when ``needs_article``.

    ``offset`` is where its first capitalised word begins.
    """

    literal: str
    offset: int
    needs_article: bool
    name: str
    outlet: Outlet


@lru_cache(maxsize=1)
def _by_first_word() -> dict[str, tuple[_Name, ...]]:
    """The names of the table by their first capitalised word; those without one under the empty string."""
    names: dict[str, Outlet] = {}
    for outlet in table():
        for name in (outlet.name, *outlet.aliases):
            if name not in _NEVER and "(" not in name and "|" not in name:
                names.setdefault(name, outlet)
    found: dict[str, list[_Name]] = {}
    for name, outlet in names.items():
        literal = name.removeprefix("The ").replace("’", "'")
        first = _CAPITAL_RUN.search(literal)
        needs_article = literal != name and " " not in literal
        key, offset = (first.group(), first.start()) if first else ("", 0)
        found.setdefault(key, []).append(_Name(literal, offset, needs_article, name, outlet))
    return {first: tuple(entries) for first, entries in found.items()}


def cited_outlets(text: str, own: str | None = None) -> tuple[str, ...]:
    """The names of the outlets that ``text`` cites, each once, in order of mention; ``own`` is left out.

    Cited means named in a construction that cites (according to X, told X, X reported, an investigation
    by X), not merely mentioned; agencies in picture credits do not count.
    """
    found: dict[str, None] = {}
    for start, end, outlet, name in _mentions(text):
        if outlet.name == own or outlet.name in found:
            continue
        if name in _COMMON and _CAPITAL_NEXT.match(text, end) and not _WEEKDAY.match(text, end):
            continue
        if _is_cited(text, start, end):
            found[outlet.name] = None
    return tuple(found)


def _is_cited(text: str, start: int, end: int) -> bool:
    if _AFTER.match(text, end):
        return True
    window = max(0, start - 110)
    return any(
        match.end() in (start, start + 4) or _APPOSITION.fullmatch(text, match.end(), start)
        for match in _BEFORE.finditer(text, window, min(len(text), start + 5))
    )


def _mentions(text: str) -> list[tuple[int, int, Outlet, str]]:
    """Every mention of a name of the table: start, end, the outlet, the name as the table has it."""
    plain = text.replace("’", "'")
    mentions: list[tuple[int, int, Outlet, str]] = []
    for at, entry in _candidates(plain):
        end = at + len(entry.literal)
        article = plain[max(0, at - 4) : at] in ("The ", "the ")
        if _stands_alone(plain, at, end) and (article or not entry.needs_article):
            mentions.append((at - 4 if article else at, end, entry.outlet, entry.name))
    mentions.sort(key=lambda mention: (mention[0], -mention[1]))
    apart: list[tuple[int, int, Outlet, str]] = []
    for mention in mentions:  # a name within a longer name is no mention of its own
        if not apart or mention[0] >= apart[-1][1]:
            apart.append(mention)
    return apart


def _candidates(text: str) -> Iterator[tuple[int, _Name]]:
    """Where a name of the table may begin: one look at each capitalised word, not one search a name."""
    names = _by_first_word()
    for run in _CAPITAL_RUN.finditer(text):
        for entry in names.get(run.group(), ()):
            at = run.start() - entry.offset
            if at >= 0 and text.startswith(entry.literal, at):
                yield at, entry
    for entry in names.get("", ()):
        at = text.find(entry.literal)
        while at >= 0:
            yield at, entry
            at = text.find(entry.literal, at + len(entry.literal))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or before in ("_", ".", "@", "/", "-") or after.isalnum() or after == "_")
