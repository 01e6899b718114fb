"""A title for an article that has none: a piece of its first sentence, word for word."""

import re

from app.text.sentences import sentences

_LONGEST = 120
_SHORTEST = 40
_OPENING = re.compile(
    r"^(?:In|On|At|As|After|Amid|Before|By|During|Despite|Following|For|From|If|Since|Under|Until|When|While|With"
    r"|Without|Because|Although|Though)\b[^,;:.“\"]*,\s+(?=[A-Z])"
)
_CLAUSE = re.compile(
    r"\s*[;:]\s|\s[–—]\s?|—|,\s+(?=(?:\w+ing|which|who|where|and|but|as|while|including|according|with|amid|after|so|yet)\b)"
    r"|\s+(?=(?:if|because|while|after|although|unless|amid|when|whereas|before|as)\s)"
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
