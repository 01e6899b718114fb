"""Who wrote a text and which agency it came from, out of what stands in author fields and bylines."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.text.outlets import outlet_named
from app.text.tokens import fold

_AGENCIES = {
    "The Associated Press": "AP|Associated Press",
    "Reuters": "Thomson Reuters|Reuters News",
    "AFP": "Agence France Presse|AFP RelaxNews",
    "dpa": "Deutsche Presse Agentur|dpa AFX|dpa international",
    "UPI": "United Press International",
    "EFE": "Agencia EFE|EFE News",
    "Press Trust of India": "PTI",
    "ANI": "Asian News International",
    "IANS": "Indo Asian News Service",
    "Xinhua": "Xinhua News Agency",
    "TASS": "ITAR TASS",
    "Interfax": "",
    "RIA Novosti": "",
    "Kyodo News": "Kyodo",
    "Jiji Press": "Jiji",
    "Yonhap": "Yonhap News Agency",
    "ANSA": "Agenzia ANSA",
    "Adnkronos": "",
    "Europa Press": "",
    "Lusa": "Agência Lusa",
    "Agência Brasil": "",
    "Télam": "",
    "Notimex": "",
    "The Canadian Press": "CP",
    "PA Media": "Press Association|PA",
    "Australian Associated Press": "AAP",
    "Anadolu Agency": "AA|Anadolu",
    "APA": "Austria Presse Agentur",
    "Keystone-SDA": "SDA|Keystone SDA",
    "KNA": "",
    "epd": "",
    "SID": "",
    "Belga": "",
    "ANP": "",
    "Ritzau": "",
    "NTB": "",
    "TT": "TT Nyhetsbyrån",
    "STT": "",
    "PAP": "",
    "MTI": "",
    "Ukrinform": "",
    "CNA": "Central News Agency",
    "Bernama": "",
    "Antara": "",
    "Tribune News Service": "TNS",
    "The Conversation": "",
    "Kaiser Health News": "KHN|KFF Health News",
    "The Marshall Project": "",
    "Inter Press Service": "IPS",
}
_ROLES = (
    "reporter reporters correspondent correspondents editor editors writer writers contributor contributors "
    "columnist columnists journalist journalists producer photographer analyst blogger intern anchor host "
    "publisher redakteur redakteurin korrespondent redacción redacao redação rédaction redaktion редакция"
)
# What ends the name of a group that writes: an editorial office, an organisation.
_GROUPS = (
    "staff bureau desk team newsroom news agency agencies agence service services wire wires media "
    "magazine newspaper network board editorial online weekly daily tribune gazette blog foundation "
    "institute center centre inc llc ltd gmbh ag corp company university association committee department "
    "ministry contributors reports count tags"
)
_LAST_OF_GROUP = frozenset(f"{_ROLES} {_GROUPS}".split())
_NOBODY = frozenset(
    """admin administrator administrador anonymous anonym author guest unknown none null nan n/a na editor
    staff redaktion redazione webmaster user default editorial follow share tweet comments comment updated
    published posted print email facebook twitter instagram linkedin youtube advertisement advertorial
    contributor newsroom agencies various source sources more subscribe business politics opinion sports world
    entertainment technology home popular""".split()  # noqa: SIM905
)
# Stations and papers whose short names stand before departments: "CNN Business".
_STATIONS = frozenset(
    "cnn bbc nbc abc cbs npr pbs msnbc cnbc wsj usa afp nyt hbo espn itv dw zdf ard rtl nro".split()  # noqa: SIM905
)
# Small words that stand inside names; any other word in small letters makes a phrase of it.
_PARTICLES = frozenset(
    """de la le du des del della di da do dos das van von der den dem zu zur ten ter te bin ibn al el y e i
    bint af av ap""".split()  # noqa: SIM905
)
_TITLES_BEHIND = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|j\.?d|m\.?sc?|b\.?sc?|m\.?a|b\.?a|m\.?b\.?a|m\.?p\.?h|rd|rdn|r\.?n|esq|cpa|cscs|dr)\.?$",
    re.I,
)
_GENERATION = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.I)
_SPACE = re.compile(r"\s+")
_ADDRESS = re.compile(
    # possessive, so that a run of signs does not cost its cube
    r"[^\s@]*+@\S*\.\S+|(?:https?://|www\.)\S+|(?:^|\s)@\w+|\S+\.(?:com|org|net|co\.uk)\b\S*",
    re.I,
)
_OPENING = re.compile(
    r"^\W*(?:(?:written|reported|posted|published|compiled|edited|words|text|story|photos?|analysis|perspective"
    r"|review|opinion|reporting|commentary|created|submitted|more|articles|posts"
    r"|all posts)\s+by\b|follow\b|by\b|byline\b|authors?\b"
    r"|von\b|por\b|par\b"
    r"|di\b|text(?:o|e)?\b|foto\b|autora?e?\b|publicado por\b|publié par\b|a cura di\b|текст\b|автор\b|фото\b"
    r"|作者|記者|记者|文)\s*+(?:[:：/／]\s*+)?(?=\S)",
    re.I,
)
_LABEL = re.compile(
    r"^(?:opinion|analysis|perspective|commentary|review|exclusive|column|video|interview)\s*[:|]?\s+(?=\S+\s+\S)",
    re.I,
)
# What follows a name and is none: what the person does, for whom, where, when.
_CLOSING = re.compile(
    r"\s+(?:is|was|are|has|covers|writes|works|reports|joined)\s.*"
    r"|\s+(?:for|from|at|of)\s+(?:the\s+)?[^\W\d_].*"
    r"|\s+in\s+[^\W\d_].*"
    r"|\s+(?:special|exclusive|exclusively)\s+(?:to|for)\b.*"
    r"|\s+(?:published|posted|updated|on|at|about|follow|view|more by|see)(?:\s.*|$)"
    r"|\s*\((?:[^()]*)\)?.*"
    r"|\s+[-–—]\s.*"
    r"|\s*[:：].*"
    r"|\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|june|july|august"
    r"|september|october|november|december)\b)(?:\s.*)?$"
    r"|\s*(?:기자|칼럼니스트|특파원|논설위원|記者|记者)$",
    re.I | re.S,
)
_ROLE_BEHIND = re.compile(
    r"\s+(?:(?:senior|chief|deputy|associate|assistant|managing|contributing|staff|special|freelance|political"
    r"|business|sports|news|foreign|national|science|health|economics)\s+)*"
    rf"(?:{'|'.join(_ROLES.split()[:20])})$",
    re.I,
)
_SPLIT = re.compile(r"\s*[;,|•·\n\r\t、，]\s*|\s*/\s*|\s+(?:(?i:and|with|und)|&|et|y|и|mit|e)\s+")
_CAPITALS = re.compile(r"\b(Mc)([a-z])")
_ABBREVIATED = re.compile(r"(?:^|[\s.])(?:[JS]r|[^\W\d_])\.$")
_LONGEST, _MOST_PEOPLE, _LONGEST_NAME = 2_000, 30, 50


class Byline(NamedTuple):
    """The people, each once, in order; and the agency that is named beside or instead of them."""

    people: tuple[str, ...]
    agency: str | None

    @property
    def author(self) -> str | None:
        """The people as one line; None when there is nobody."""
        return ", ".join(self.people) or None


def _key(name: str) -> str:
    return re.sub(r"\W+", "", fold(name)).removeprefix("the")


@lru_cache(maxsize=1)
def _agency_names() -> dict[str, str]:
    return {
        _key(way): name for name, others in _AGENCIES.items() for way in (name, *others.split("|")) if way
    }


def agency_named(name: str) -> str | None:
    """The news agency that goes by ``name`` (``AP``, ``Agence France-Presse``), as it is called here."""
    return _agency_names().get(_key(name))


@lru_cache(maxsize=4_000)
def read_byline_field(stated: str, outlet: str | None = None) -> Byline:
    """The people and the agency in ``stated``: a byline, an author field, a list of names.

    Roles, addresses, handles, dates and notes on the author are dropped, and so are names of editorial
    offices, of user accounts and of ``outlet`` itself. Names in capitals are written in small letters.
    """
    people: dict[str, str] = {}
    agency: str | None = None
    # Runs of space would cost their square in every expression below.
    text = _SPACE.sub(_one_space, stated[:_LONGEST].replace('"', " "))
    text = _OPENING.sub("", _ADDRESS.sub(" ", text))
    for part in _SPLIT.split(text):
        if part and _GENERATION.match(part) and people:
            last = list(people)[-1]
            people[last] = f"{people[last]} {part}"
            continue
        found = agency_named(part.strip()) or agency_named(_CLOSING.sub("", part.strip()))
        if found:
            agency = agency or found
            continue
        if people and _ROLE_BEHIND.search(" " + part):
            continue  # "Jane Doe, North America Reporter"
        name = _name(part, outlet)
        if name and len(people) < _MOST_PEOPLE:
            people.setdefault(_key(name), name)
    return Byline(tuple(people.values()), None if outlet and agency_named(outlet) == agency else agency)


def _one_space(run: re.Match[str]) -> str:
    """A run of space as one: one that parts names, where there is one in it."""
    return next((char for char in run.group() if char in "\n\r\t"), " ")


def _name(part: str, outlet: str | None) -> str | None:
    """The person's name in one part of a byline, or None when the part names nobody."""
    part = _LABEL.sub("", _OPENING.sub("", part.strip(" \t\"'“”‘’*_<>[]").lstrip(". ")))
    part = _ROLE_BEHIND.sub("", _CLOSING.sub("", part)).strip(" ,-–—_/'’")
    part = part if _ABBREVIATED.search(part) else part.rstrip(".")
    words = _without_outlet(part.split(), outlet)
    part = " ".join(words)
    if not words or len(part) > _LONGEST_NAME or len(words) > 6 or re.search(r"[\d_/<>@{}=\\#|]", part):
        return None
    if not any(char.isalpha() for char in part) or _TITLES_BEHIND.match(part):
        return None
    low = [word.lower().strip(".") for word in words]
    if low[0] in _STATIONS or re.match(r"[DRI]-[A-Z]", part):
        return None
    if (low[0] in _NOBODY and (len(low) == 1 or low[-1] in _NOBODY)) or low[-1] in _LAST_OF_GROUP:
        return None
    if len(words) == 1 and not _can_stand_alone(part):
        return None
    if not _written_as_name(words) or _is_outlet(part, outlet):
        return None
    if len(words) > 1 and part.isascii() and re.sub("Ma?c", "", part).isupper():
        return _CAPITALS.sub(lambda match: match[1] + match[2].upper(), part.title().replace("’S", "’s"))
    return part


def _without_outlet(words: list[str], outlet: str | None) -> list[str]:
    """``words`` of a name without the outlet's behind it: "Kevin McCoy USA TODAY"."""
    for count in (3, 2, 1):
        if len(words) - count >= 2:
            ending = " ".join(words[-count:])
            if (outlet and _key(ending) == _key(outlet)) or (ending.isupper() and outlet_named(ending)):
                return words[:-count]
    return words


def _can_stand_alone(word: str) -> bool:
    """Whether one word can be a name: no account (``jdadmin``), no abbreviation, no address."""
    if not word.isascii() and not word.isupper() and not word.islower():
        return True
    return (
        word[:1].isupper() and word[1:].islower() and len(word) > 2 and word.isalpha() and "admin" not in word
    )


def _written_as_name(words: list[str]) -> bool:
    """Whether the words begin with capitals but for particles. Scripts without capitals pass."""
    small = [word for word in words if word[:1].islower() and word.lower() not in _PARTICLES]
    if words[0][:1].islower() and words[0].lower() not in _PARTICLES:
        # "kate winslet": whole names in small letters are a style, phrases are not
        return (
            len(words) in (2, 3)
            and len(small) == len(words)
            and not any(
                word
                in {
                    "the",
                    "of",
                    "in",
                    "on",
                    "and",
                    "or",
                    "by",
                    "for",
                    "to",
                    "a",
                    "an",
                    "your",
                    "our",
                    "my",
                    "with",
                }
                for word in small
            )
        )
    if words[0].lower() in {
        "in",
        "on",
        "at",
        "the",
        "a",
        "an",
        "for",
        "about",
        "special",
        "from",
        "this",
        "our",
    }:
        return False
    return not small or all(re.match(r"d['’]|l['’]|al-|el-", word) for word in small)


def _is_outlet(part: str, outlet: str | None) -> bool:
    """Whether ``part`` names an outlet: one of the table, or the article's own with or without more words."""
    if outlet_named(part) is not None:
        return True
    key, own = _key(part), _key(outlet or "")
    if not own:
        return False
    return key == own or (len(own) >= 4 and key.startswith(own)) or (" " not in part and own.startswith(key))
