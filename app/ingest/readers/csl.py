"""CSL-JSON, as Zotero and other libraries of references export it: a reference as a record."""

import re
from collections.abc import Mapping
from typing import Any

_TYPES = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference
    patent performance periodical personal_communication post post-weblog regulation report review
    review-book software song speech standard thesis treaty webpage""".split()  # noqa: SIM905
)
_OF_CSL = frozenset(
    {"issued", "container-title", "accessed", "citation-key", "original-date", "publisher-place"}
)
_FURTHER_FIELD = re.compile(r"\s*[A-Za-z][\w .-]{0,40}:\s*\S{0,300}(?:\s|$)")
_FEWEST_WORDS = 8


def is_csl(value: Mapping[str, Any]) -> bool:
    """Whether a record is a reference: of one of CSL's types, with a field that only CSL spells so."""
    if value.get("type") not in _TYPES:
        return False
    authors = value.get("author")
    named = isinstance(authors, list) and any(isinstance(who, dict) and "family" in who for who in authors)
    return named or not _OF_CSL.isdisjoint(value)


def csl_fields(value: Mapping[str, Any]) -> dict[str, str]:
    """Our fields of a reference; its abstract, else a note of some length, is the text."""
    note = _string(value, "note")
    found = {
        "title": _string(value, "title"),
        "body": _string(value, "abstract") or text_of_note(note),
        "outlet": _string(value, "container-title") or _string(value, "publisher"),
        "url": _string(value, "URL"),
        "published": _date(value.get("issued")),
        "author": ", ".join(filter(None, map(_name, _list(value.get("author"))))),
        "language": _string(value, "language"),
        "section": _string(value, "section"),
        "id": _string(value, "id"),
    }
    return {name: text for name, text in found.items() if text.strip()}


def _string(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def text_of_note(note: str) -> str:
    """What of a note is a text: lines of ``Key: value``, as libraries keep further fields, are none, and a
    few words ("Retrieved 7 May 2025") are a remark."""
    text = "\n".join(line for line in note.splitlines() if not _FURTHER_FIELD.match(line)).strip()
    return text if len(text.split()) >= _FEWEST_WORDS else ""


def _name(who: Any) -> str:
    if not isinstance(who, dict):
        return who if isinstance(who, str) else ""
    order = ("given", "non-dropping-particle", "dropping-particle", "family", "suffix")
    parts = (_string(who, part) for part in order)
    return _string(who, "literal") or " ".join(part for part in parts if part)


def _date(value: Any) -> str:
    """The day, month or year that ``issued`` states, in ISO 8601."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    parts = next(iter(_list(value.get("date-parts"))), None)
    numbers = [str(part).strip() for part in _list(parts)][:3]
    # Years after BCE, seasons and empty parts are no day of a newspaper.
    if numbers and all(number.isdecimal() for number in numbers) and len(numbers[0]) == 4:
        return "-".join([numbers[0], *(number.zfill(2) for number in numbers[1:])])
    return _string(value, "raw") or _string(value, "literal")
