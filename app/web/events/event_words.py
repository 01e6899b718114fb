"""What the articles of an event are about, in words and names that they share. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.records import ArticleCard, ArticleRecord
from app.search.similarity import key_terms
from app.search.word_list import folded_word
from app.text.analysis import ENGLISH, analysis_of, stem
from app.text.folded import folded
from app.text.shared_names import Name, shared_names

# Of each article so much, some thousand words: the longest would take as long as all others.
_CHARACTERS = 6_000
_NAMES = 12
_TERMS_OF_ARTICLE = 12


class EventText(NamedTuple):
    """What is read of one article, in which language it is written, and who published it."""

    title: str
    dek: str
    body: str
    language: str | None
    source: str


@dataclass
class EventWord:
    """A key term of the articles that were read. ``weight`` is the sum of its shares of their weightiest."""

    words: frozenset[str]
    written: str
    forms: set[str] = field(default_factory=set)
    weight: float = 0.0
    heaviest: float = 0.0


def text_of(article: ArticleRecord) -> EventText:
    """What is read of an article: title, dek, and the beginning of its text."""
    return EventText(article.title, article.dek, _beginning(article), article.language, source_of(article))


def source_of(card: ArticleCard) -> str:
    """Who published an article; each without an outlet stands for one of its own."""
    return card.outlet.slug if card.outlet else f"~{card.id}"


def _beginning(article: ArticleRecord) -> str:
    body = article.body
    return body if len(body) <= _CHARACTERS else body[:_CHARACTERS].rpartition(" ")[0]


def words_of(text: EventText) -> Iterator[str]:
    """The folded words whose frequency ``event_words`` asks for, and others, some of them twice."""
    for part in (text.title, text.dek, text.body):
        yield from folded(part).text.split()


def event_words(
    texts: Sequence[EventText], people: Sequence[str], held: Mapping[str, int], articles: int
) -> tuple[list[EventWord], tuple[Name, ...]]:
    """The key terms of these texts, those first that weigh much in many, and the names that they share.

    ``people`` are names of outlets and authors, which are left out. ``held`` tells in how many of all
    ``articles`` each of the folded words is.
    """

    def frequency(word: str) -> int:
        return held.get(folded_word(word), 0)

    named = [(text.body, text.language, text.source) for text in texts]
    return (
        _key_terms(texts, people, frequency, articles),
        shared_names(named, people, frequency, articles, _NAMES),
    )


def _key_terms(
    read: Iterable[EventText], names: Sequence[str], frequency: Callable[[str], int], articles: int
) -> list[EventWord]:
    """The key terms of these articles, those first that weigh much in many."""
    found: dict[tuple[str, ...], EventWord] = {}
    for article in read:
        texts = (article.title, article.dek, article.body)
        terms = key_terms(texts, article.language, names, frequency, articles, _TERMS_OF_ARTICLE)
        analysis = analysis_of(article.language) or ENGLISH
        for term in terms:
            key = tuple(stem(word, analysis) for word in term.forms[0].split())
            kept = found.setdefault(key, EventWord(frozenset(key), term.term))
            share = term.weight / terms[0].weight
            kept.forms.update(term.forms)
            kept.weight += share
            if share > kept.heaviest:
                kept.written, kept.heaviest = term.term, share
    return sorted(found.values(), key=lambda term: (-term.weight, term.written))
