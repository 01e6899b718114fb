"""An event's title: one of its articles' own headlines, chosen and trimmed, never composed. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

from app.text.tokens import fold, stems

UNTITLED = "Untitled"

# What parts a headline from the name of the site that sites put at its end or beginning.
_PART = re.compile(r"(?<!\s)\s++[|–—·•-]++\s++|(?:(?<!\s)\s++)?\|\s*+")
# What a player beside it left in a headline: "Listen· 5:54".
_PLAYER = re.compile(r"(?<!\s)\s++(?:listen|watch)\s?·\s?[\d:]+.*$", re.IGNORECASE)
# Headlines that do not say what happened but comment on it, ask, list or explain. Each weighs less, so that
# one of them becomes the title only where no other is nearly as central. Only English ones are known. Of 400
# events of three articles and more, 44 got another title by this; read one by one, most of these say better
# what happened and a few worse.
_ASIDE: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"^(?:opinion|analysis|editorial|commentary|column|review|perspective|letters?)\b\W", 0.5),
        (r"^(?:watch|video|photos?|maps?|listen|podcast|transcript|quiz|live|poll|timeline)\b\s?:", 0.6),
        (r"\?['\"’”]?$", 0.6),
        (r"\bexplained$|\bneed to know\b|\bwhat we (?:know|learned)\b|\btakeaways?\b", 0.6),
        (r"\b\d+ (?:things|ways|reasons|questions|moments|unanswered)\b", 0.6),
        (r"^(?:why|how|what|who|here(?:['’]s| (?:is|are)))\b", 0.7),
    )
)
# A headline of so few words names a subject; one of so many tells more than one thing.
_FEWEST_WORDS, _MOST_WORDS = 4, 24
_TOO_SHORT, _TOO_LONG = 0.6, 0.8
_NOT_IN_NAMES = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Headline:
    """A member's title and its outlet's name. ``stated`` is False for a title made from the text."""

    title: str
    stated: bool
    outlet: str | None = None


def choose(headlines: Sequence[Headline]) -> str:
    """The headline that shares most words with the others; of equals the first.

    Opinions, questions, lists and mere names count for less. Titles made from an article's text count only
    where no article states one.
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
    central = [sum(shared[term] - 1 for term in held) / sqrt(len(held) or 1) for held in terms]
    # where no headline shares a word with another, that it reports decides
    scores = [
        (score * reports, reports) for score, reports in zip(central, map(_reports, candidates), strict=True)
    ]
    return candidates[scores.index(max(scores))]


def _reports(title: str) -> float:
    """How much a headline reads like a report of what happened: 1, or less."""
    weight = 1.0
    for pattern, factor in _ASIDE:
        if pattern.search(title):
            weight = min(weight, factor)
    words = len(title.split())
    if words < _FEWEST_WORDS:
        weight *= _TOO_SHORT
    return weight * _TOO_LONG if words > _MOST_WORDS else weight


def trim(title: str, names: Collection[str]) -> str:
    """``title`` on one line, without the names of outlets (as ``_bare`` makes them) at either end, and
    without what a player left."""
    title = _PLAYER.sub("", " ".join(title.split()))
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
