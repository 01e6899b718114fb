"""A query taken apart at what joins its parts by “and”: to say which of them finds nothing. Pure."""

import re

MOST = 6
# a word or a phrase, with the field it is looked for in and what follows it: title:"a b"~3, econom*
_PART = re.compile(r'(?:\w+:)?"[^"]*"\S*|\S+')
_JOINED = frozenset({"AND", "and"})


def parts_of(query: str) -> tuple[str, ...]:
    """The parts of ``query`` that all must be found, as a person wrote them, each once.

    Empty where they are not simply joined by “and”, are more than MOST, or are one.
    """
    found = tuple(dict.fromkeys(part for part in _PART.findall(query) if part not in _JOINED))
    is_plain = not any(part in ("OR", "NOT") or part[0] in "-+" or set(part) & set("()|") for part in found)
    return found if is_plain and query.count('"') % 2 == 0 and 1 < len(found) <= MOST else ()
