"""An event's title: one of its articles' own headlines, chosen and trimmed, never composed. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

from app.text.tokens import fold, stems

UNTITLED = "Untitled"

# What parts a headline from the name of the site that sites put at its end or beginning.
_PART = re.compile(r"\s+[|–—·•-]+\s+|\s*\|\s*")
_NOT_IN_NAMES = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Headline:
    """A member's title and its outlet's name. ``stated`` is False for a title made from the text."""

    title: str
    stated: bool
    outlet: str | None = None


def choose(headlines: Sequence[Headline]) -> str:
    """The headline that shares most words with the others; of equals the first.

    Titles made from an article's text count only where no article states one.
    """
    names = {_bare(headline.outlet) for headline in headlines if headline.outlet}
    stated = [trim(headline.title, names) for headline in headlines if headline.stated]
    made = [trim(headline.title, names) for headline in headlines if not headline.stated]
    candidates = [title for title in stated if title] or [title for title in made if title]
    if not candidates:
        return UNTITLED
    terms = [set(stems(title)) for title in candidates]
    shared = Counter(term for held in terms for term in held)
    # An article's words over the root of their number: neither the longest nor the shortest wins by length.
    scores = [sum(shared[term] - 1 for term in held) / sqrt(len(held) or 1) for held in terms]
    return candidates[scores.index(max(scores))]


def trim(title: str, names: Collection[str]) -> str:
    """``title`` on one line, without the names of outlets (as ``_bare`` makes them) at either end."""
    title = " ".join(title.split())
    while True:
        parts = list(_PART.finditer(title))
        if parts and _bare(title[parts[-1].end() :]) in names:
            title = title[: parts[-1].start()]
        elif parts and _bare(title[: parts[0].start()]) in names:
            title = title[parts[0].end() :]
        else:
            return title


def _bare(name: str) -> str:
    return _NOT_IN_NAMES.sub("", fold(name)).removeprefix("the")
