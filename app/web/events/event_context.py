"""What an event is about, in words and names that its articles share, and the events nearest to it.

Nothing here is composed or judged: terms and names stand in the articles, with the number of articles that
have them, and two events are near when their articles share the key terms of one of them.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence, Set
from contextlib import suppress
from datetime import date
from math import log
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.errors import TooBusyError
from app.records import ArticleRecord, EventCard, EventRecord, Record
from app.search.catalogue import Catalogue, Ids
from app.search.catalogues import catalogue_of
from app.search.catalogues import kept as found_lately
from app.search.vocabulary import vocabulary_of
from app.store import events, hits
from app.store import related as store
from app.text.shared_names import Name
from app.web.events.event_words import EventWord, event_words, source_of, text_of, words_of
from app.web.kept import Kept
from app.web.operation import heavy

# So many articles are read for terms and names, spread over the event: eight tell what fifty do.
MOST_READ = 8
_TERMS = 10
# Looking up ten terms takes a few milliseconds.
_SECONDS = 0.2
# to wait for a process that tells words and names: to do without takes a tenth of a second
_PATIENCE = 0.3
# An event of the same storyline mostly lies within six weeks; what it scores is halved with every three.
_NEAR_DAYS = 42
_HALF_LIFE = 21
_MOST_NEAR = 6
_MOST_OTHERS = 4
# Shares of the highest score there can be. The near misses of the 53 events of gold/events-dev.json (articles
# of the same storyline) stand in 65 other events: 45 of these are listed, among 157 in all; with .3 it is 48
# of 176, with .5 41 of 141. Twice or half the half-life loses one.
_LEAST_NEAR = 0.4
_LEAST_OTHERS = 0.6
_FEWEST_SHARED = 2


_Words = tuple[list[EventWord], tuple[Name, ...]]
# of each so many beginnings of articles: some 50 kB
_kept: Kept[tuple[Hashable, ...], _Words] = Kept(24)


class EventTerm(Record):
    """A word, or two that stand together, by which an event's articles stand out.

    So many ``articles`` of the event have it, and so many ``in_corpus`` of the whole corpus.
    """

    term: str
    articles: int
    in_corpus: int


class RelatedEvent(Record):
    """An event that shares key terms with another one: each stands in half of its articles or more.

    ``days_apart`` is how long after the other one it begins when it begins after its end, how long before
    (negative) when it ends before its beginning, and 0 when their days overlap; None when one is undated.
    """

    event: EventCard
    shared: tuple[str, ...]
    days_apart: int | None


class EventContext(Record):
    """What the articles of an event share, and the events nearest to it that are not of its storyline.

    ``read`` articles were read for the names. ``near`` are events within six weeks, in order of their days,
    ``others`` of any other time.
    """

    key_terms: tuple[EventTerm, ...]
    names: tuple[Name, ...]
    read: int
    near: tuple[RelatedEvent, ...]
    others: tuple[RelatedEvent, ...]


def to_read(event: EventRecord) -> tuple[int, ...]:
    """The articles of an event to read: without copies of others, spread over the order of publication."""
    copies = {copy.article_id for copy in event.copies}
    own = [card.id for card in event.articles if card.id not in copies]
    step = max(1.0, len(own) / MOST_READ)
    return tuple(own[int(place * step)] for place in range(min(len(own), MOST_READ)))


def event_context(
    session: Session,
    event: EventRecord,
    read: Sequence[ArticleRecord],
    storyline: Set[int] = frozenset(),
) -> EventContext:
    """The context of ``event``, of whose articles those in ``read`` are looked into. The events of its
    ``storyline`` are told elsewhere."""
    catalogue, corpus = catalogue_of(session)
    people = [outlet.name for outlet in event.outlets]
    people += [name for article in read for name in (article.byline or "").split(", ") if name]
    found, names = _words(session, read, people, len(catalogue), corpus)
    terms, holders = _widespread(session, event, found, corpus)
    near, others = _related(session, event, terms, holders, catalogue, storyline)
    return EventContext(key_terms=tuple(terms), names=names, read=len(read), near=near, others=others)


def _words(
    session: Session, read: Sequence[ArticleRecord], people: Sequence[str], articles: int, corpus: Hashable
) -> _Words:
    """What these are about, in words and names, out of all ``articles`` of a state of the ``corpus``:
    half of the time of an event's page."""
    texts = [text_of(article) for article in read]
    length = sum(len(text.body) for text in texts)
    key = ("event", tuple(texts), tuple(people), corpus)

    def make() -> _Words:
        held = vocabulary_of(session).counts_of(word for text in texts for word in words_of(text))
        given = (texts, people, held, articles)
        try:
            return heavy.shared().make(key, length, event_words, *given, patience=_PATIENCE)
        except TooBusyError:
            # the page is more than this, and it costs less than a comparison
            return event_words(*given)

    return _kept.get(key, make)


def _widespread(
    session: Session, event: EventRecord, found: Sequence[EventWord], corpus: Hashable
) -> tuple[list[EventTerm], list[Ids]]:
    """The terms that a third of the event's articles have, two at least; and all articles that have them.

    Two outlets must have them where there are two: what only one has may be its furniture. Of Barrett and
    Tom Barrett only the first counts.
    """
    own = np.array([card.id for card in event.articles], dtype=np.int64)
    sources = np.array([source_of(card) for card in event.articles])
    least, fewest = max(2, len(own) / 3), min(2, len(set(sources.tolist())))
    terms: list[EventTerm] = []
    holders: list[Ids] = []
    kept: list[frozenset[str]] = []
    with suppress(hits.DeadlineError), hits.deadline(session, _SECONDS):
        for term in found[: 2 * _TERMS]:
            if len(terms) == _TERMS:
                break
            if any(term.words <= words or words <= term.words for words in kept):
                continue
            ids = _having(session, corpus, term.forms)
            has = _are_among(own, ids)
            here = int(has.sum())
            if here >= least and len(set(sources[has].tolist())) >= fewest:
                terms.append(EventTerm(term=term.written, articles=here, in_corpus=len(ids)))
                holders.append(ids)
                kept.append(term.words)
    return terms, holders


def _having(session: Session, corpus: Hashable, forms: Collection[str]) -> Ids:
    """The articles that have one of these words, ascending, out of a state of the ``corpus``."""
    held, key = found_lately(session), ("having", frozenset(forms))
    found = held.get(corpus, key)
    if found is None:
        found = (store.having(session, forms),)
        held.put(corpus, key, *found)
    return cast("Ids", found[0])


def _are_among(own: Ids, ids: Ids) -> NDArray[np.bool_]:
    """Which of ``own`` stand in ``ids``, which are many and ascend."""
    if not len(ids):
        return np.zeros(len(own), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ids, own), len(ids) - 1)
    return np.asarray(ids[at] == own)


def _related(
    session: Session,
    event: EventRecord,
    terms: Sequence[EventTerm],
    holders: Sequence[Ids],
    catalogue: Catalogue,
    storyline: Set[int],
) -> tuple[tuple[RelatedEvent, ...], tuple[RelatedEvent, ...]]:
    """The events that share most of the terms, rare ones counting for more: near in time, and others."""
    size = np.bincount(catalogue.event, minlength=event.id + 1)
    if not terms:
        return (), ()
    # row: term, column: event; the share of the event's articles that have the term
    has = np.array(
        [np.bincount(catalogue.event[catalogue.rows(ids)], minlength=len(size)) for ids in holders]
    ) / np.maximum(size, 1)
    weights = np.array(
        [
            term.articles / event.article_count * log((len(catalogue) + 1) / (term.in_corpus + 1))
            for term in terms
        ]
    )
    scores = weights @ has / max(weights.sum(), 1e-9)
    shared = has >= 0.5
    scores[(shared.sum(axis=0) < min(_FEWEST_SHARED, len(terms))) | (size == 0)] = 0
    scores[[0, event.id, *(number for number in storyline if number < len(size))]] = 0
    apart = _days_apart(catalogue, len(size), event)
    is_near = np.abs(apart) <= _NEAR_DAYS
    nearness = np.where(is_near & (scores >= _LEAST_NEAR), scores * 0.5 ** (np.abs(apart) / _HALF_LIFE), 0)
    near = _first(nearness, _MOST_NEAR)
    others = _first(np.where(is_near | (scores < _LEAST_OTHERS), 0, scores), _MOST_OTHERS)
    cards = {card.id: card for card in events.listed(session, [*near, *others])}

    def records(numbers: Iterable[int]) -> list[RelatedEvent]:
        return [
            RelatedEvent(
                event=cards[number],
                shared=tuple(term.term for term, row in zip(terms, shared, strict=True) if row[number]),
                days_apart=None if np.isnan(apart[number]) else int(apart[number]),
            )
            for number in numbers
            if number in cards
        ]

    by_day = sorted(records(near), key=lambda one: (one.event.first_day or "", one.event.id))
    return tuple(by_day), tuple(records(others))


def _first(scores: NDArray[np.float64], most: int) -> list[int]:
    order = np.argsort(-scores, kind="stable")[:most]
    found: list[int] = order[scores[order] > 0].tolist()
    return found


_Days = NDArray[np.int64]
# of the last catalogue: it is the same for all until something is written
_days_kept: tuple[Catalogue, _Days, _Days] | None = None


def _days_of_events(catalogue: Catalogue, number: int) -> tuple[_Days, _Days]:
    """The first and the last day of each event, ``number`` of them or more; 0 for the last of one without."""
    global _days_kept
    kept = _days_kept
    if kept is None or kept[0] is not catalogue or len(kept[1]) < number:
        dated = catalogue.day > 0
        day, place = catalogue.day[dated], catalogue.event[dated]
        most = max(number, int(catalogue.event.max(initial=0)) + 1)
        first, last = np.full(most, np.iinfo(np.int32).max, dtype=np.int64), np.zeros(most, dtype=np.int64)
        np.minimum.at(first, place, day)
        np.maximum.at(last, place, day)
        kept = _days_kept = (catalogue, first, last)
    return kept[1], kept[2]


def _days_apart(catalogue: Catalogue, number: int, event: EventRecord) -> NDArray[np.float64]:
    """How many days lie between each event and this one; not a number where one is undated."""
    apart = np.full(number, np.nan)
    if event.first_day is None or event.last_day is None:
        return apart
    first, last = (days[:number] for days in _days_of_events(catalogue, number))
    begins, ends = (date.fromisoformat(day).toordinal() for day in (event.first_day, event.last_day))
    known = last > 0
    apart[known] = np.maximum(first[known] - ends, 0) - np.maximum(begins - last[known], 0)
    return apart
