"""Titles: without the name of the site; for an article that has none, a piece of its first sentence."""

import re
from collections.abc import Iterable

from app.text.outlets import host, outlet_named
from app.text.sentences import sentences
from app.text.tokens import fold

_LONGEST = 120
_SHORTEST = 40
_OPENING = re.compile(
    r"^(?:In|On|At|As|After|Amid|Before|By|During|Despite|Following|For|From|If|Since|Under|Until|When|While|With"
    r"|Without|Because|Although|Though)\b[^,;:.“\"]*,\s+(?=[A-Z])"
)
_CLAUSE = re.compile(
    r"(?:(?:(?<!\s)|(?<=[;:–—]\s))\s++)?[;:]\s|\s[–—]\s?|—|,\s++(?=(?:\w+ing|which|who|where|and|but|as|while|including|according|with|amid|after|so|yet)\b)"
    r"|(?:(?<!\s)|(?<=[;:–—]\s))\s++(?=(?:if|because|while|after|although|unless|amid|when|whereas|before|as)\s)"
)


def derived_title(body: str) -> str:
    """The main clause of the first sentence of ``body``, verbatim; empty for an empty body."""
    first = next(iter(sentences(body)), "")
    clause = first.rstrip(".") if len(first) <= _LONGEST else _main_clause(first)
    return clause.strip(' "“”,;:–—')


def _main_clause(sentence: str) -> str:
    opening = _OPENING.match(sentence)
    rest = sentence[opening.end() :] if opening else sentence
    for cut in _CLAUSE.finditer(rest):
        if _SHORTEST <= cut.start() <= _LONGEST:
            return rest[: cut.start()]
    if len(rest) <= _LONGEST:
        return rest.rstrip(".")
    return rest[:_LONGEST].rpartition(" ")[0].rstrip(",;:–— ") + "…"


# Between a headline and the name of a site. Without spaces only where scripts do without them.
SEPARATOR = re.compile(
    r"(?<!\s)\s++(?:[|•·»«:/–—-]|::|\|\|)\s++|(?:(?<!\s)\s++)?[|｜]\s*+|(?<=[\u3040-\uffdc])[_：–—-](?=\S)"
    r"|(?:(?<!\s)\s++)?_(?=[\u3040-\uffdc])"
)
_ADDRESS_ENDING = re.compile(r"^[\w.-]+\.(?:com|org|net|info|news|tv|fm|co\.\w\w|\w\w)$", re.IGNORECASE)
_SHORTEST, _LONGEST_SITE = 6, 80
_MOST_CUTS = 4
_SHORTEST_NAME, _LEAST_OF_NAME = 3, 0.6
_DEPARTMENTS = frozenset(
    """news politics online opinion magazine newspaper media tv world sport sports business uk us usa com org
    international digital live blog english edition newsroom app""".split()  # noqa: SIM905
)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name)).removeprefix("the")


def site_keys(names: Iterable[str | None]) -> frozenset[str]:
    """What ``without_site`` compares with: the names and domains of a site."""
    keys: set[str] = set()
    for name in names:
        if name:
            keys.add(_key(name))
            if host(name) and " " not in name:
                keys.add(_key(name.removeprefix("www.").partition(".")[0]))
    return frozenset(key for key in keys if len(key) > 1)


def without_site(
    title: str, keys: frozenset[str], section: str | None = None, *, opening: bool = False
) -> str:
    """``title`` without the name of the site behind it, and before it where ``opening`` says so, and without
    the section between.

    An ending goes only when it is one of ``keys`` or the name of a known outlet; a part of the headline that
    merely follows a dash stays.
    """
    named = keys | (site_keys([section]) if section else frozenset())
    for _ in range(_MOST_CUTS):
        cuts = list(SEPARATOR.finditer(title))
        last = next((cut for cut in reversed(cuts) if cut.end() > cut.start()), None)
        if last is None:
            break
        head, ending = title[: last.start()], title[last.end() :]
        if len(head) < _SHORTEST or len(ending) > _LONGEST_SITE or not _is_site(ending, keys):
            # "Headline | Science | News | Site": what stood before the site by the same mark is its section.
            break
        title = _without_section(head, last.group(), named)
    if not opening:
        return title
    before = re.match(r"^(?P<site>[^|:–—]{2,50}?)\s*(?::|\s[|–—-])\s+(?P<rest>\S.{10,})$", title)
    if before and _key(before["site"]) in keys:
        return before["rest"]
    return title


def _without_section(head: str, mark: str, named: frozenset[str]) -> str:
    while mark.strip() in {"|", "｜", "-", "–", "—"} and mark in head:
        rest, _, ending = head.rpartition(mark)
        known = _key(ending) in named or (mark.strip() in {"|", "｜"} and _is_section(ending))
        if len(rest) < _SHORTEST or not known:
            break
        head = rest
    return head


def _is_section(ending: str) -> bool:
    """Whether a part between two bars is the name of a section: a word or two, each with a capital."""
    words = ending.split()
    return len(words) <= 2 and all(word[:1].isupper() or word == "&" for word in words)


def _is_site(ending: str, keys: frozenset[str]) -> bool:
    key = _key(ending)
    if not key:
        return False
    if key in keys or outlet_named(ending) is not None:
        return True
    # "CNNPolitics.com" of CNN, "BBC News" of BBC, "Beachbody" of The Beachbody Blog
    return any(
        (key.startswith(own) and (_ADDRESS_ENDING.match(ending) or key.removeprefix(own) in _DEPARTMENTS))
        or (own.startswith(key) and len(key) >= len(own) * _LEAST_OF_NAME)
        for own in keys
        if len(own) >= _SHORTEST_NAME
    )


def same_words(one: str, other: str, *, least: int = 1) -> float:
    """The share of the words of the shorter title that the other has too; 0 when fewer than ``least`` are."""
    a, b = (set(re.findall(r"\w+", fold(text))) for text in (one, other))
    return len(a & b) / min(len(a), len(b)) if len(a & b) >= least else 0.0
