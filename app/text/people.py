"""Who is named in a text: words of paragraphs, runs of capitals, and the fullest form of each name. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from app.text.name_kinds import is_demonym, is_land
from app.text.narrative import Token
from app.text.person_names import SUFFIXES
from app.text.reporting import (
    BODIES,
    CALENDAR,
    FEMALE_TITLES,
    MALE_TITLES,
    MEN,
    PARTIES,
    PARTISANS,
    PLACES,
    PREPOSITIONS,
    PRONOUNS,
    STARTERS,
    TITLES,
    VERBS,
    WOMEN,
)
from app.text.word_sets import word_set

Gender = Literal["m", "f"]


_OF_PLACES = word_set(
    "new north south east west san los las saint st united capitol el la fort mount lake saudi hong"
)
_ENDS = frozenset((".", "!", "?", ":", ";", ""))
_PARTICLES = word_set("de la van von der den bin al el di da dos le du ibn")
_HEADS = word_set(
    """secretary house department university bank bureau board office ministry council chamber court church"""
)
_ROLE_REACH = 10


class Run(NamedTuple):
    """Capitalised words in a row, tokens [start, end): titles in front (small), then the words of a name."""

    start: int
    end: int
    titles: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The words small, without initials and suffixes."""
        found = tuple(w.lower().rstrip(".") for w in self.words)
        return tuple(w for w in found if w not in SUFFIXES)


def runs(line: Sequence[Token], small: frozenset[str]) -> list[Run]:
    """The names in a row of tokens. ``small`` are words that begin sentences without being names."""
    found: list[Run] = []
    start = -1
    for place, token in enumerate(line):
        inside = start >= 0 and token.joined and (not line[place - 1].possessive or token.low in BODIES)
        first = (
            place == 0 or line[place - 1].low in (".", "!", "?", ":", ";", "") or line[place - 1].quote >= 0
        )
        is_day = token.low in CALENDAR and token.low in small
        is_plain = first and token.low in small and token.low not in TITLES
        is_name = token.capital and not is_day and not is_plain
        if inside and (is_name or _joins(line, place, start)):
            continue
        if start >= 0:
            found += _run(line, start, place)
        start = place if is_name else -1
    if start >= 0:
        found += _run(line, start, len(line))
    return found


def _joins(line: Sequence[Token], place: int, start: int) -> bool:
    """Whether a small word goes on with a name: Department of State, Charles de Gaulle."""
    if place + 1 >= len(line) or not line[place + 1].capital or not line[place + 1].joined:
        return False
    low = line[place].low
    return low in _PARTICLES or (low == "of" and line[place - 1].low in _HEADS and place - start < 4)


def _run(line: Sequence[Token], start: int, end: int) -> Iterable[Run]:
    """The run in tokens [start, end), its titles apart from its name."""
    lows = [token.low for token in line[start:end]]
    last = len(lows) - 1
    while last > 0 and lows[last] in _PARTICLES:
        last -= 1
    cut = 0
    is_body = lows[last] in BODIES and len(lows) > 1
    if not is_body:
        for place, low in enumerate(lows[:last]):
            of_office = "of" in lows[max(0, place - 1) : place + 1] and "secretary" in lows[:place]
            if low in TITLES or low in PARTIES or of_office:
                cut = place + 1
    elif lows[0] == "the":
        cut = 1
    if (cut == last and lows[last] in TITLES) or lows[last] in PARTISANS:
        yield Run(start, start + last + 1, tuple(lows[: last + 1]), ())
        return
    shouted = 0
    while not is_body and cut + shouted < last and _shouts(line[start + cut + shouted].text):
        shouted += 1
    if shouted and not _shouts(line[start + cut + shouted].text):
        cut += shouted
    named = line[start + cut : start + last + 1]
    if cut == last and named[0].low in STARTERS:
        return
    words = tuple(token.text + "’s" * (token.possessive and token is not named[-1]) for token in named)
    yield Run(start, start + last + 1, tuple(lows[:cut]), words)


def _shouts(word: str) -> bool:
    return word.isupper() and len(word) > 3


@dataclass
class Person:
    """One who is named: the fullest form of the name, and what the text says of them in passing."""

    name: str
    key: tuple[str, ...]
    gender: Gender | None = None
    roles: set[str] = field(default_factory=set)
    is_body: bool = False
    count: int = 0
    in_headline: bool = False
    spoke: bool = False
    titled: bool = False
    located: bool = False

    @property
    def is_person(self) -> bool:
        """Whether something tells that this is no place, body or law."""
        if self.is_body or self.key[-1] in PARTIES:
            return False
        if len(self.key) == 1 and _names_no_one(self.key[0], self.name):
            return False
        return bool(self.titled or self.gender or ((self.spoke or self._is_full) and not self.located))

    @property
    def _is_full(self) -> bool:
        return len(self.key) > 1 and self.key[0] not in _OF_PLACES


def _names_no_one(key: str, name: str) -> bool:
    """Whether a word that stands alone is an abbreviation, a place, or the people of one."""
    return name[:2].isupper() or key in PLACES or is_land(key) or is_demonym(key)


class People:
    """The names of a text, in their fullest forms."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, ...], Person] = {}
        self._by_last: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_first: defaultdict[str, list[Person]] = defaultdict(list)

    def add(self, run: Run) -> None:
        """Take a full name in; a single word is looked for among full names when it is asked for."""
        key = run.key
        if len(key) < 2:
            return
        if key in self._by_key:
            self._by_key[key].count += 1
            return
        person = Person(" ".join(run.words), key, is_body=_is_body(key), count=1)
        self._by_key[key] = person
        if not person.is_body:
            same = next((other for other in self._by_last[key[-1]] if _same(other.key, key)), None)
            if same:
                if len(key) > len(same.key) and (key[0] == same.key[0] or len(key[0]) == 1):
                    same.name, same.key = person.name, key
                self._by_key[key] = same
                same.count += 1
                return
            person.gender = _gender_of(key[0])
            self._by_last[key[-1]].append(person)
            if person.gender:
                self._by_first[key[0]].append(person)

    def add_all(self, line: Sequence[Token], names: Sequence[Run]) -> None:
        """Take in the full names of a sentence, also "Ann and Bob Doe"."""
        before: Run | None = None
        for run in names:
            self.add(run)
            joined = before is not None and before.end + 1 == run.start and line[before.end].low == "and"
            alone = before.key if before and joined else ()
            if before and len(alone) == 1 < len(run.key) and _gender_of(alone[0]):
                self.add(run._replace(words=(before.words[0], run.words[-1])))
            before = run

    def add_headline(self, line: Sequence[Token]) -> None:
        """Mark who stands in a headline."""
        words = {token.low for token in line}
        for person in self._by_key.values():
            person.in_headline = person.in_headline or words.issuperset(person.key)

    def known_runs(self, line: Sequence[Token]) -> list[Run]:
        """The names in a headline, where capitals tell nothing: those that the text has too."""
        found: list[Run] = []
        place = 0
        while place < len(line):
            for length in (3, 2, 1):
                key = tuple(token.low for token in line[place : place + length])
                if len(key) < length:
                    continue
                if key in self._by_key or (length == 1 and self._by_last.get(key[0])):
                    words = tuple(token.text for token in line[place : place + length])
                    found.append(Run(place, place + length, (), words))
                    place += length - 1
                    break
            place += 1
        return found

    def find(self, run: Run, recent: Sequence[Person] = ()) -> Person | None:
        """Who is meant by ``run``; ``recent`` settles which of several, the last one first."""
        key = run.key
        if not key:
            return None
        person = self._by_key.get(key)
        if person is None and len(key) > 1 and not _is_body(key):
            person = next((other for other in self._by_last[key[-1]] if _same(other.key, key)), None)
        if person is None and len(key) == 1:
            person = self._of_one_word(key[0], _gender_of_titles(run.titles), run.titles, recent)
        if person is None:
            person = Person(" ".join(run.words), key, is_body=_is_body(key))
            person.gender = _gender_of(key[0]) if len(key) > 1 else None
        if len(key) > 1 or not self._by_last.get(key[0]):
            self._by_key.setdefault(key, person)
        return person

    def _of_one_word(
        self, word: str, gender: Gender | None, titles: Sequence[str], recent: Sequence[Person]
    ) -> Person | None:
        for table in (self._by_last, self._by_first):
            fitting = [p for p in table.get(word, ()) if not gender or p.gender in (None, gender)]
            if len(fitting) > 1 and titles:
                fitting = [p for p in fitting if p.roles & set(titles)] or fitting
            if fitting:
                if gender or titles:
                    return next((p for p in recent if p in fitting), fitting[0])
                return max(fitting, key=lambda person: (person.in_headline, person.count))
        return None

    def note(self, run: Run, person: Person, around: Iterable[str]) -> None:
        """Remember what the titles of ``run`` and the words beside it say about ``person``."""
        gender = _gender_of_titles(run.titles)
        if gender:
            person.gender = gender
        person.titled = person.titled or bool(run.titles)
        person.roles.update(run.titles)
        person.roles.update(around)


def _same(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether two full names with the same last word are of one person: Robert Bauer, Robert F. Bauer."""
    short, long = sorted((one, two), key=len)
    return (
        short[0] == long[0] or (set(short) <= set(long)) or (short[0][0] == long[0][0] and len(short[0]) == 1)
    )


def _is_body(key: tuple[str, ...]) -> bool:
    return key[-1] in BODIES or "of" in key or key[0] == "the"


def _gender_of(first: str) -> Gender | None:
    return "m" if first in MEN else "f" if first in WOMEN else None


def _gender_of_titles(titles: Iterable[str]) -> Gender | None:
    for title in titles:
        if title in MALE_TITLES:
            return "m"
        if title in FEMALE_TITLES:
            return "f"
    return None


def is_headline(line: Sequence[Token]) -> bool:
    """Whether nearly all words begin with capitals, so that they tell nothing."""
    if not line or line[-1].text in (".", "!", "?"):
        return False
    words = [token for token in line if token.quote < 0 and token.low.isalpha() and len(token.low) > 3]
    if len(words) < 4 or any(token.low in VERBS and not token.capital for token in words):
        return False
    return sum(token.text[0].isupper() for token in words) > 0.8 * len(words)


def surnames(lines: Iterable[Sequence[Token]]) -> set[str]:
    """Words that follow a first name, so that they are names although they mean something else, too: May."""
    return {
        token.low
        for line in lines
        for before, token in pairwise(line)
        if token.capital and token.joined and before.capital and _gender_of(before.low)
    }


def only_at_beginnings(lines: Iterable[Sequence[Token]]) -> set[str]:
    """Words that have a capital only where a sentence begins and no reporting verb behind them there."""
    first: set[str] = set()
    inside: set[str] = set()
    for line in lines:
        for place, token in enumerate(line):
            if not token.capital:
                continue
            begins = place == 0 or line[place - 1].low in _ENDS or line[place - 1].quote >= 0
            follows = line[place + 1].low if place + 1 < len(line) else ""
            is_known = (
                token.possessive or follows in VERBS or (place + 1 < len(line) and line[place + 1].capital)
            )
            (first if begins and not is_known else inside).add(token.low)
    return first - inside


def words_around(line: Sequence[Token], run: Run) -> list[str]:
    """The small words right before a name, and those of an apposition right behind it."""
    found = []
    place = run.start - 1
    while place >= max(0, run.start - 3) and line[place].low.isalpha() and not line[place].capital:
        if line[place].low in PREPOSITIONS or line[place].low in PRONOUNS:
            break
        found.append(line[place].low)
        place -= 1
    if run.end < len(line) and line[run.end].low == ",":
        apposed: list[str] = []
        for token in line[run.end + 1 : run.end + 2 + _ROLE_REACH]:
            if token.low in (",", ".", ";", "—"):
                return found + apposed
            if token.quote >= 0 or token.low in VERBS:
                break
            apposed.append(token.low)
    return found
