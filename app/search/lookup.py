"""Names and patterns of a query looked up in the corpus."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from app.search.language import parse
from app.search.marks import Marker, wanted
from app.search.nodes import (
    And,
    AnyWord,
    EventIs,
    Fuzzy,
    Node,
    Not,
    Or,
    Wildcard,
    all_of,
    any_of,
    complement,
)
from app.search.vocabulary import Expansion, vocabulary_of
from app.store import hits
from app.text.tokens import words

MOST_WORDS = 200
_MOST_EVENTS = 500
_MOST_EVENT_WORDS = 8
# a longer number is no event's
_MOST_DIGITS = 9


def resolved(session: Session, node: Node | None, notes: list[str], *, negated: bool = False) -> Node | None:
    """``node`` with every pattern and slip made the words of the corpus that it stands for.

    ``notes`` gets a sentence for those that stand for none, or for too many. Where that is ``negated`` it is
    left out: what some of its words leave would be more than is asked for.
    """
    if isinstance(node, Wildcard | Fuzzy):
        if isinstance(node, Wildcard):
            asked, found = node.pattern, vocabulary_of(session).matching(node.pattern, MOST_WORDS)
        else:
            asked, found = f"{node.word}~", vocabulary_of(session).near(node.word, node.distance, MOST_WORDS)
        _note(found, asked, notes, negated)
        return None if found.cut and negated else AnyWord(found.words, node.field, node.boost)
    if isinstance(node, Not):
        return complement(resolved(session, node.node, notes, negated=not negated))
    if isinstance(node, And | Or):
        parts = [resolved(session, child, notes, negated=negated) for child in node.nodes]
        join = all_of if isinstance(node, And) else any_of
        return join([part for part in parts if part is not None])
    return node


def marker_of(session: Session, query: str) -> Marker:
    """What marks the words of ``query`` in a text. Whatever was typed is answered."""
    return Marker(wanted(resolved(session, parse(query, date.today()).node, [])))


def _note(found: Expansion, asked: str, notes: list[str], negated: bool) -> None:
    if not found.words:
        notes.append(f"No word of the corpus matches “{asked}”.")
    elif found.cut and negated:
        notes.append(f"“{asked}” matches more than {MOST_WORDS} words, too many to exclude; it was left out.")
    elif found.cut:
        notes.append(
            f"“{asked}” matches more than {MOST_WORDS} words; searched for the {MOST_WORDS} most frequent."
        )


def events(session: Session, node: Node | None) -> Mapping[str, Sequence[int]]:
    """The ids of the events that each EventIs in ``node`` stands for: a number, or words of a title."""
    return {text: _events(session, text) for text in _event_texts(node)}


def _event_texts(node: Node | None) -> set[str]:
    if isinstance(node, EventIs):
        return {node.text}
    if isinstance(node, Not):
        return _event_texts(node.node)
    if isinstance(node, And | Or):
        return set().union(*map(_event_texts, node.nodes))
    return set()


def _events(session: Session, text: str) -> Sequence[int]:
    text = text.strip().removeprefix("#")
    if text.isascii() and text.isdigit():
        # 0 is what an article without an event has
        return [number] if len(text) <= _MOST_DIGITS and (number := int(text)) else []
    wanted = words(text)[:_MOST_EVENT_WORDS]
    return hits.events_called(session, wanted, _MOST_EVENTS) if wanted else []
