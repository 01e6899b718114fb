"""Numbered notes of a printed comparison: what each number joins, by the places of its sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.compare.comparison import Comparison, State
from app.web.compare.compare_marks import WORDS, Numbered

_FIRST_WORDS, _MOST_CHARACTERS = 9, 80


@dataclass(frozen=True)
class Note:
    """A number with its state; ``a`` and ``b`` name the sentences it joins, with their first words."""

    number: int
    state: State
    words: str
    a: str
    b: str


def notes(c: Comparison, numbered: Numbered) -> tuple[Note, ...]:
    """A note for every number."""
    places = {
        passage.id: (place, _first_words(passage.text))
        for side in (c.a, c.b)
        for place, passage in enumerate(side.passages, start=1)
    }
    return tuple(
        Note(number, link.relation, WORDS[link.relation], _where(link.a, places), _where(link.b, places))
        for number, link in numbered
    )


def _where(ids: Iterable[str], places: Mapping[str, tuple[int, str]]) -> str:
    return "; ".join(f"{place}: {words}" for place, words in (places[key] for key in ids))


def _first_words(text: str) -> str:
    words = text.split()
    short = " ".join(words[:_FIRST_WORDS])
    whole = len(words) <= _FIRST_WORDS and len(short) <= _MOST_CHARACTERS
    return short if whole else f"{short[:_MOST_CHARACTERS]} …"
