"""What people type, made fit for a parser: bounded, balanced, without characters no database can store."""

import re
import unicodedata

MAX_CHARACTERS = 1_000
MAX_WORDS = 100
MAX_DEPTH = 20
_LONGEST_SHOWN = 60
# What is beyond this is not even cleaned.
_MOST_READ = 10 * MAX_CHARACTERS

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# Soft hyphens, marks of direction and byte order, joiners of words: pasted along, and meant by nobody.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff"))
_WORD = re.compile(r'[^\s()"]+')


def mended(text: str) -> tuple[str, list[str]]:
    """``text`` within bounds, its quotation marks and parentheses balanced; and what was done to it."""
    notes: list[str] = []
    text = _bounded(_clean(text[:_MOST_READ]), notes, cut=len(text) > _MOST_READ)
    text, quoted = _close_quote(text, notes)
    return _balanced(text, quoted, notes), notes


def shown(text: str) -> str:
    """``text`` as a note quotes it, cut where it is long."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _LONGEST_SHOWN else f"“{text[:_LONGEST_SHOWN].rstrip()}…”"


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_UNSEEN)
    # NUL would end the text early inside SQLite, and a lone surrogate cannot be encoded.
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text)
    return " ".join(kept.translate(QUOTES).split())


def _bounded(text: str, notes: list[str], *, cut: bool) -> str:
    if cut or len(text) > MAX_CHARACTERS:
        notes.append(f"The query is longer than {MAX_CHARACTERS:,} characters; the rest was left out.")
        text = text[:MAX_CHARACTERS]
    words = list(_WORD.finditer(text))
    if len(words) > MAX_WORDS:
        notes.append(f"The query has more than {MAX_WORDS} words; the rest was left out.")
        text = text[: words[MAX_WORDS - 1].end()]
    return text


def _close_quote(text: str, notes: list[str]) -> tuple[str, list[bool]]:
    """``text`` with its last quotation closed, and for each character whether it is quoted."""
    if text.count('"') % 2:
        before, _, phrase = text.rpartition('"')
        text = f'{before}"{phrase}"' if phrase.strip() else before
        if phrase.strip():
            notes.append(f"The quotation mark is never closed; searched for the phrase {shown(phrase)}.")
    quoted, inside = [], False
    for char in text:
        inside ^= char == '"'
        quoted.append(inside)
    return text, quoted


def _balanced(text: str, quoted: list[bool], notes: list[str]) -> str:
    depth = deepest = 0
    unopened = False
    kept: list[str] = []
    for char, inside in zip(text, quoted, strict=True):
        if inside or char not in "()":
            kept.append(char)
        elif char == "(" or depth:
            depth += 1 if char == "(" else -1
            deepest = max(deepest, depth)
            kept.append(char)
        else:
            unopened = True
            kept.append(" ")
    if deepest > MAX_DEPTH:
        notes.append(f"Parentheses more than {MAX_DEPTH} deep were left out.")
        return "".join(
            char if inside or char not in "()" else " " for char, inside in zip(text, quoted, strict=True)
        )
    if unopened:
        notes.append("A closing parenthesis has no opening one; it was left out.")
    if depth:
        notes.append("A parenthesis is never closed; it was closed at the end.")
    return "".join(kept) + ")" * depth
