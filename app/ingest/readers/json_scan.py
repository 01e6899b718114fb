"""Where the values of a JSON text begin and end, without building them: a list of 100,000 records is read one
record at a time, no depth is too deep, and a fault in one record leaves the others whole."""

import re
from collections.abc import Iterator

_SPACE = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")
# The quantifiers give nothing back, so that a string without an end is looked through once.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\[\]{}\"]++")


def end_of_value(text: str, start: int) -> int:
    """The index behind the value that begins at ``start``; -1 when the text ends before it does, or when no
    value begins there."""
    first = text[start : start + 1]
    if first == '"':
        found = _STRING.match(text, start)
        return found.end() if found and found.group(1) else -1
    if first not in {"[", "{"}:
        found = _SCALAR.match(text, start)
        return found.end() if found else -1
    depth = 0
    for mark in _MARK.finditer(text, start):
        if mark.group() in "[{":
            depth += 1
        elif mark.group() in "]}":
            depth -= 1
            if not depth:
                return mark.end()
    return -1


def skip_space(text: str, at: int) -> int:
    """The index of the first character from ``at`` on that is neither space nor a comma."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def elements(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each value in the list at ``start``. An end of -1 says that the text breaks off."""
    at = skip_space(text, start + 1)
    while text[at : at + 1] != "]":
        end = end_of_value(text, at)
        yield at, end
        if end < 0:
            return
        at = skip_space(text, end)


def members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Name, begin and end of each value in the object at ``start``. An end of -1 says that the text breaks
    off, or is no JSON from there on."""
    at = skip_space(text, start + 1)
    while text[at : at + 1] == '"':
        name_end = end_of_value(text, at)
        colon = _COLON.match(text, name_end) if name_end > 0 else None
        if colon is None:
            return
        name = text[at + 1 : name_end - 1]
        end = end_of_value(text, colon.end())
        yield name, colon.end(), end
        if end < 0:
            return
        at = skip_space(text, end)
