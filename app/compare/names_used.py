"""Who and what both sides name, or only one: how often, and how early. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from app.compare.comparison import Passage
from app.compare.contrast import NameUse
from app.text.name_kinds import Standing, is_demonym, is_land, kind_of
from app.text.names import Mention, mentions, names_no_person

# a surname stands for the full name that is this much commoner than the next that ends in it
_CLEARLY = 2
_LONGEST_NAME, _LONGEST_OF_PERSON = 5, 3


def names_used(
    a: Sequence[Passage], b: Sequence[Passage], language: str | None = None
) -> tuple[NameUse, ...]:
    """The names of both sides, those of both first, then by how often they stand in either.

    A surname alone counts for the full name that it ends, an acronym for the name whose initials it is, on
    either side. What calls the people of a country (Mexican) is no name here.
    """
    passages = (*a, *b)
    found = mentions([passage.text for passage in passages], language)
    sure = {mention.key for mention in found if mention.sure}
    found = [mention for mention in found if mention.key in sure and not is_demonym(mention.key)]
    stands_for = _full_forms(Counter(mention.key for mention in found), _places(found, passages))
    by_name: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        by_name[stands_for.get(mention.key, mention.key)].append(mention)
    surnames = {full for short, full in stands_for.items() if full.endswith(f" {short}")}
    uses = [_use(key, held, passages, len(a), has_surname=key in surnames) for key, held in by_name.items()]
    return tuple(
        sorted(
            uses, key=lambda use: (not (use.count_a and use.count_b), -use.count_a - use.count_b, use.name)
        )
    )


def _use(
    key: str, held: Sequence[Mention], passages: Sequence[Passage], size_a: int, *, has_surname: bool
) -> NameUse:
    in_a = [mention.text for mention in held if mention.text < size_a]
    in_b = [mention.text for mention in held if mention.text >= size_a]
    standing = [Standing(passages[one.text].text, one.start, one.end) for one in held]
    written = Counter(
        one.text[one.start : one.end] for one, m in zip(standing, held, strict=True) if m.key == key
    )
    return NameUse(
        name=max(written, key=lambda form: (written[form], form)),
        kind=kind_of(key, standing, has_surname=has_surname),
        count_a=len(in_a),
        count_b=len(in_b),
        first_a=passages[min(in_a)].id if in_a else None,
        first_b=passages[min(in_b)].id if in_b else None,
    )


def _places(found: Sequence[Mention], passages: Sequence[Passage]) -> set[str]:
    """The single words that name a place by what stands beside them: no person's surname."""
    standing: defaultdict[str, list[Standing]] = defaultdict(list)
    for one in found:
        if " " not in one.key:
            standing[one.key].append(Standing(passages[one.text].text, one.start, one.end))
    return {key for key, held in standing.items() if kind_of(key, held, has_surname=False) == "place"}


def _full_forms(counts: Mapping[str, int], places: Collection[str]) -> dict[str, str]:
    """For surnames, first names and acronyms that stand alone the full name meant, if no other comes near."""
    by_short: defaultdict[str, list[str]] = defaultdict(list)
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for key in counts:
        parts = key.split()
        if not 1 < len(parts) <= _LONGEST_NAME:
            continue
        is_person = "of" not in parts and len(parts) <= _LONGEST_OF_PERSON
        if is_person and not names_no_person(parts[-1]) and parts[-1] not in places:
            by_short[parts[-1]].append(key)
            # whose surname stands alone is a person, and may be called by the first name too
            if parts[-1] in counts and parts[0] not in places:
                by_first[parts[0]].append(key)
        if len(parts) > 2 or is_land(key):
            initials = [part[0] for part in parts if part != "of"]
            by_short["".join(initials)].append(key)
            by_short[".".join(initials)].append(key)
    found = {key: bare for key in counts if "." in key and (bare := key.replace(".", "")) in counts}
    for forms in (by_first, by_short):
        found |= {
            short: full
            for short, meant in forms.items()
            if short in counts and (full := _clear(meant, counts))
        }
    # F.B.I. stands for FBI, and that for the name whose initials it is
    return {short: found.get(full, full) for short, full in found.items()}


def _clear(meant: Sequence[str], counts: Mapping[str, int]) -> str | None:
    """The name that stands far oftener than the next; None when there is no such."""
    ranked = sorted(meant, key=lambda key: (-counts[key], key))
    clear = len(ranked) == 1 or counts[ranked[0]] >= _CLEARLY * counts[ranked[1]]
    return ranked[0] if clear else None
