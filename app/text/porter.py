"""Porter's stemmer of 1980, as SQLite's full-text index applies it.

M. F. Porter, "An algorithm for suffix stripping", Program 14 (3), 1980. Works on the bytes of UTF-8, as
SQLite does; words of one or two bytes, and of more than 64, are left as they are.
"""

import re
from collections.abc import Mapping

# the endings that a step replaces, longest first, by their last letter
_Endings = Mapping[str, list[tuple[str, str]]]


def _by_last_letter(endings: Mapping[str, str]) -> _Endings:
    found: dict[str, list[tuple[str, str]]] = {}
    for ending in sorted(endings, key=len, reverse=True):
        found.setdefault(ending[-1], []).append((ending, endings[ending]))
    return found


_STEP_2 = _by_last_letter(
    dict(
        re.findall(
            r"(\w+):(\w+)",
            "ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous "
            "ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive "
            "biliti:ble logi:log",
        )
    )
)
_STEP_3 = _by_last_letter(
    {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
)
_STEP_4 = _by_last_letter(
    dict.fromkeys(
        re.findall(r"\w+", "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize"),
        "",
    )
)


def porter(word: str) -> str:
    """The stem of a folded word."""
    stem = word.encode().decode("latin-1")
    if not 2 < len(stem) <= 64:
        return word
    for step in (_step_1a, _step_1b, _step_1c, _step_2, _step_3, _step_4, _step_5):
        stem = step(stem)
    return stem.encode("latin-1").decode(errors="replace")


def _shape(stem: str) -> str:
    """The stem as consonants (c) and vowels (v); y is a vowel after a consonant."""
    shape = ""
    for char in stem:
        vowel = char in "aeiou" or (char == "y" and shape.endswith("c"))
        shape += "v" if vowel else "c"
    return shape


def _has_vowel(stem: str) -> bool:
    # FTS5 takes every y but the first letter for one here
    return any(char in "aeiou" for char in stem) or "y" in stem[1:]


def _measure(stem: str) -> int:
    return len(re.findall("v+c+", _shape(stem)))


def _ends_cvc(stem: str) -> bool:
    return _shape(stem).endswith("cvc") and stem[-1] not in "wxy"


def _replaced(stem: str, endings: _Endings, above: int) -> str:
    for ending, instead in endings.get(stem[-1:], ()):
        if stem.endswith(ending) and len(stem) > len(ending):
            rest = stem[: -len(ending)]
            allowed = ending != "ion" or rest[-1] in "st"
            return rest + instead if allowed and _measure(rest) > above else stem
    return stem


def _step_1a(stem: str) -> str:
    if any(stem.endswith(ending) and stem != ending for ending in ("sses", "ies")):
        return stem[:-2]
    return stem[:-1] if stem.endswith("s") and not stem.endswith("ss") else stem


def _step_1b(stem: str) -> str:
    if stem.endswith("eed") and stem != "eed":
        return stem[:-1] if _measure(stem[:-3]) > 0 else stem
    found = re.fullmatch("(.+)(?:ed|ing)", stem, re.DOTALL)
    if found is None or not _has_vowel(found[1]):
        return stem
    stem = found[1]
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] not in "aeioulsz":
        return stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _ends_cvc(stem) else stem


def _step_1c(stem: str) -> str:
    return stem[:-1] + "i" if stem.endswith("y") and _has_vowel(stem[:-1]) else stem


def _step_2(stem: str) -> str:
    return _replaced(stem, _STEP_2, 0)


def _step_3(stem: str) -> str:
    return _replaced(stem, _STEP_3, 0)


def _step_4(stem: str) -> str:
    return _replaced(stem, _STEP_4, 1)


def _step_5(stem: str) -> str:
    if stem.endswith("e"):
        rest = stem[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _ends_cvc(rest)):
            stem = rest
    return stem[:-1] if stem.endswith("ll") and _measure(stem) > 1 else stem
