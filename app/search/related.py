"""Articles related to one: those that have its key terms, the most alike first."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.records import ArticleCard, ArticleRecord, Record
from app.search.catalogue import Ids
from app.search.similarity import KeyTerm, key_terms, own_weights, resemblance
from app.search.vocabulary import vocabulary_of
from app.store import articles, copies, corpus, hits, word_counts
from app.store import related as store
from app.text.term_counts import VERSION, join
from app.text.tokens import words

KEY_TERMS = 12
# So many of the articles that have key terms are compared as wholes. With 100, 6 in 100 partners of an event
# are not among them; 400 cost 5 ms more and bring none of them to the front.
_COMPARED = 200
# One word alone relates nothing, unless an article has hardly more; below this resemblance two articles share
# only a subject.
_FEWEST_SHARED = 2
_FEW_TERMS = 4
_LEAST_ALIKE = 0.1
# The key terms of an article are in some thousand articles, which takes a few milliseconds to look up.
_SECONDS = 0.2


class RelatedArticle(Record):
    """An article with what it shares with another: the key terms, the weightiest first.

    ``similarity`` is the cosine of their word vectors, 0 to 1; None when the words of one are not counted
    yet. ``copies`` other related articles repeat its text.
    """

    article: ArticleCard
    shared: tuple[str, ...]
    similarity: float | None
    copies: int = 0


class Related(Record):
    """What an article is about, and the articles most like it.

    Left out are copies of it and, as ``same_event`` tells, the other articles of its event, which are listed
    as such. ``complete`` is False when the time was up before every key term was looked up.
    """

    key_terms: tuple[KeyTerm, ...]
    articles: tuple[RelatedArticle, ...]
    same_event: int = 0
    complete: bool = True


def related(session: Session, article: ArticleRecord, limit: int) -> Related:
    """The key terms of ``article``, and at most ``limit`` articles related to it."""
    frequency = vocabulary_of(session).count
    total = corpus.article_count(session)
    names = [name for name in (article.byline or "").split(", ") if name]
    if article.outlet is not None:
        names += [article.outlet.name, article.outlet.slug]
    text = (article.title, article.dek, article.body)
    terms = key_terms(text, article.language, names, frequency, total, KEY_TERMS)
    holders = _holders(session, terms)
    found = _candidates(terms, holders, article.id)
    weights = own_weights(set(words("\n".join(text))), frequency, total)
    alike = _alike(session, article.id, found, weights, total)
    event = store.of_same_event(session, article.id) - {article.id}
    return Related(
        key_terms=_with_true_counts(terms, holders),
        articles=_listed(session, article.id, terms, found, alike, event, limit),
        same_event=len(event),
        complete=len(holders) == len(terms),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """Articles that have key terms: ``has[row, n]`` is whether ``ids[row]`` has the term with number n."""

    ids: Ids
    has: NDArray[np.bool_]


def _holders(session: Session, terms: Sequence[KeyTerm]) -> list[Ids]:
    """The articles that have each key term; of the weightiest ones only when the time is up."""
    listed: list[Ids] = []
    # the error of the deadline ends the looking up, no more
    with suppress(hits.DeadlineError), hits.deadline(session, _SECONDS):
        for term in terms:
            listed.append(store.having(session, term.forms))
    return listed


def _with_true_counts(terms: Sequence[KeyTerm], holders: Sequence[Ids]) -> tuple[KeyTerm, ...]:
    looked_up = [
        term.model_copy(update={"articles": len(ids)}) for term, ids in zip(terms, holders, strict=False)
    ]
    return (*looked_up, *terms[len(holders) :])


def _candidates(terms: Sequence[KeyTerm], holders: Sequence[Ids], own: int) -> _Candidates:
    """The articles that have the weightiest key terms together, without the article that is asked about."""
    if not holders:
        return _Candidates(np.empty(0, dtype=np.int64), np.empty((0, 0), dtype=np.bool_))
    ids, place = np.unique(np.concatenate(holders), return_inverse=True)
    number = np.repeat(np.arange(len(holders)), [len(one) for one in holders])
    weight = np.array([term.weight for term in terms])
    score = np.bincount(place, weight[number], minlength=len(ids))
    shared = np.bincount(place, minlength=len(ids))
    fewest = _FEWEST_SHARED if len(terms) >= _FEW_TERMS else 1
    score[(shared < fewest) | (ids == own)] = 0
    first = np.argsort(-score, kind="stable")[:_COMPARED]
    first = first[score[first] > 0]
    has = np.zeros((len(ids), len(holders)), dtype=np.bool_)
    has[place, number] = True
    return _Candidates(ids[first], has[first])


def _alike(
    session: Session, own: int, found: _Candidates, weights: Mapping[int, float], total: int
) -> dict[int, float]:
    """How much each candidate resembles the article; nothing when its own words are not counted yet."""
    kept = dict(word_counts.counts(session, VERSION, [own, *found.ids.tolist()]))
    mine = kept.pop(own, None)
    if mine is None or not kept:
        return {}
    counts, starts = join([mine, *kept.values()])
    return dict(zip(kept, resemblance(counts, starts, weights, total).tolist(), strict=True))


def _listed(
    session: Session,
    own: int,
    terms: Sequence[KeyTerm],
    found: _Candidates,
    alike: Mapping[int, float],
    event: Collection[int],
    limit: int,
) -> tuple[RelatedArticle, ...]:
    shares = {
        number: tuple(term.term for term, has in zip(terms, row, strict=False) if has)
        for number, row in zip(found.ids.tolist(), found.has.tolist(), strict=True)
    }
    groups = copies.groups_of(session, [own, *shares])
    firsts = {groups[own]: own} if own in groups else {}
    repeats: Counter[int] = Counter()
    kept: list[int] = []
    # What is not counted yet keeps its place by its key terms, behind the others.
    for number in sorted(shares, key=lambda one: -alike.get(one, 0.0)):
        if number in event or alike.get(number, _LEAST_ALIKE) < _LEAST_ALIKE:
            continue
        first = firsts.setdefault(groups.get(number, -number), number)
        if first == number:
            kept.append(number)
        else:
            repeats[first] += 1
    return tuple(
        RelatedArticle(
            article=card,
            shared=shares[card.id],
            similarity=round(alike[card.id], 3) if card.id in alike else None,
            copies=repeats[card.id],
        )
        for card in articles.cards(session, kept[:limit])
    )
