"""The names that several texts share: of people, places and organisations. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from math import log

from app.records import Record
from app.text.name_kinds import Kind, Standing, is_demonym, kind_of
from app.text.names import mentions, names_are_told, names_no_person
from app.text.sentences import sentences
from app.text.tokens import fold

_LONGEST_NAME = 4
_SMALL = re.compile(r"\b[^\W\d_A-Z]\w+")


class Name(Record):
    """A name that several texts share, and its kind. ``texts`` of them have it, ``count`` times in all."""

    name: str
    kind: Kind
    texts: int
    count: int


def shared_names(
    texts: Sequence[tuple[str, str | None, str]],
    leave_out: Collection[str],
    frequency: Callable[[str], int],
    articles: int,
    limit: int,
) -> tuple[Name, ...]:
    """The names that at least two of ``texts`` (with language and source) have, the most telling first.

    They must stand in texts of two sources where there are two: what only one has may be its furniture.

    A name is told apart from the beginning of a sentence by whether its first word is written small
    elsewhere. A surname alone counts for the one full name it ends. What calls the people of a country is no
    name here. ``leave_out`` are names not to be told. ``frequency`` says in how many of all ``articles`` a
    folded word is: the rank is the square of the number of texts times the logarithm of how rare the name's
    rarest word is, so that what most texts share comes first, and people before parties and countries.
    """
    told = [(text, source) for text, language, source in texts if names_are_told(language)]
    lines = [(line, place) for place, (text, _) in enumerate(told) for line in sentences(text)]
    holders: defaultdict[str, Counter[int]] = defaultdict(Counter)
    standing: defaultdict[str, list[Standing]] = defaultdict(list)
    sure: set[str] = set()
    for mention in mentions([line for line, _ in lines]):
        line, place = lines[mention.text]
        holders[mention.key][place] += 1
        standing[mention.key].append(Standing(line, mention.start, mention.end))
        # a word alone at the beginning of a sentence may be any
        if mention.sure:
            sure.add(mention.key)
    for key in holders.keys() - sure:
        del holders[key]
    surnames = _give_surnames(holders)
    small = {word for line, _ in lines for word in _SMALL.findall(line)}
    fewest = min(2, len({source for _, source in told}))
    left_out = {fold(name).removeprefix("the ") for name in leave_out}
    found = [
        (len(held) ** 2 * _rarity(key, frequency, articles), key)
        for key, held in holders.items()
        if len(held) > 1
        and key not in left_out
        and not is_demonym(key)
        and len({told[place][1] for place in held}) >= fewest
    ]
    ranked = sorted(found, key=lambda one: (-one[0], one[1]))[:limit]
    return tuple(
        Name(
            name=_most_written(standing[key]),
            kind=_kind(key, standing, surnames, small),
            texts=len(holders[key]),
            count=holders[key].total(),
        )
        for _, key in ranked
    )


def _kind(
    key: str, standing: Mapping[str, list[Standing]], surnames: Mapping[str, str], small: Collection[str]
) -> Kind:
    surname = surnames.get(key)
    stands = standing[key] + (standing[surname] if surname else [])
    # Irma is no surname where hurricanes are written small
    return kind_of(key, stands, has_surname=surname is not None and key.split(" ")[0] not in small)


def _most_written(standing: Sequence[Standing]) -> str:
    forms = Counter(one.text[one.start : one.end] for one in standing)
    return max(forms, key=lambda form: (forms[form], form))


def _rarity(key: str, frequency: Callable[[str], int], articles: int) -> float:
    held = [frequency(word) for word in re.findall(r"\w\w+", key)]
    return log((articles + 1) / (min(held, default=articles) + 1))


def _give_surnames(holders: defaultdict[str, Counter[int]]) -> dict[str, str]:
    """Count a surname that stands alone for the full name that it ends, where several texts have that name
    and no other that comes near. The surnames by these full names."""
    by_surname: defaultdict[str, list[str]] = defaultdict(list)
    given: dict[str, str] = {}
    for key in holders:
        parts = key.split()
        if 1 < len(parts) <= _LONGEST_NAME and "of" not in parts and not names_no_person(parts[-1]):
            by_surname[parts[-1]].append(key)
    for surname, full in by_surname.items():
        if surname not in holders:
            continue
        ranked = sorted(full, key=lambda key: (-len(holders[key]), -holders[key].total(), key))
        if len(holders[ranked[0]]) < 2:
            continue
        if len(ranked) == 1 or len(holders[ranked[0]]) >= 2 * len(holders[ranked[1]]):
            holders[ranked[0]].update(holders.pop(surname))
            given[ranked[0]] = surname
    return given
