"""How well a grouping agrees with labelled events. Pure.

B³ is that of Bagga and Baldwin, "Algorithms for scoring coreference chains" (1998), in the form that Amigó et
al. (2009) recommend for clusterings: each article's precision and recall, averaged over articles.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from pydantic import Field

from app.errors import UnreadableInputError
from app.labelled import labelled
from app.records import Record

_DRAWS = 2_000


class GoldEvent(Record):
    """A labelled event: the external ids of its articles, and of articles near to it that do not belong."""

    name: str
    articles: tuple[str, ...] = Field(min_length=1)
    near_misses: tuple[str, ...] = ()


class Agreement(Record):
    """Precision, recall, and their harmonic mean."""

    precision: float
    recall: float
    f1: float


class EventAgreement(Record):
    """What became of one labelled event: in how many ``groups`` its articles stand (alone counts as one),
    how many ``strays`` stand there with them, and which of its near misses."""

    name: str
    articles: int
    exact: bool
    groups: int
    strays: int
    near_misses: int
    taken_in: tuple[str, ...]


class Evaluation(Record):
    """A grouping against labelled events.

    ``b3`` and ``pairs`` look at the labelled articles only. In ``b3_all`` every article of a group counts for
    its precision: right where all articles of each event are labelled; ``interval`` is where its F1 lies with
    a certainty of 95%, were other events labelled. ``exact`` events have all their articles in one group with
    no other labelled one. ``strays`` are articles without a label in the groups of
    labelled ones. ``unknown`` are labelled articles that the corpus does not have; they count as alone.
    """

    events: int
    articles: int
    b3: Agreement
    b3_all: Agreement
    interval: tuple[float, float]
    pairs: Agreement
    exact: int
    strays: int
    near_misses: int
    taken_in: int
    unknown: tuple[str, ...]
    details: tuple[EventAgreement, ...]


def parse_gold(value: Any) -> list[GoldEvent]:
    """Labelled events from JSON: a list of objects with ``name``, ``articles`` and perhaps ``near_misses``,
    or an object of such objects by name. Other fields are passed over.

    Raises UnreadableInputError when it is neither, or an article is in two events.
    """
    listed = value
    if isinstance(value, dict):
        listed = [
            {**event, "name": name} if isinstance(event, dict) else event for name, event in value.items()
        ]
    if isinstance(listed, list):
        listed = [_known_fields(event) for event in listed]
    events = labelled(GoldEvent, listed, "event")
    owner: dict[str, str] = {}
    for event in events:
        for article in event.articles:
            other = owner.setdefault(article, event.name)
            if other != event.name:
                raise UnreadableInputError(
                    f"“{article}” is in two events, “{other}” and “{event.name}”. It can be in one at most."
                )
    return events


def _known_fields(event: Any) -> Any:
    if not isinstance(event, dict):
        return event
    return {name: event[name] for name in GoldEvent.model_fields if name in event}


def evaluate(
    gold: Sequence[GoldEvent], groups: Iterable[Sequence[str]], unknown: Iterable[str] = ()
) -> Evaluation:
    """Score ``groups`` of external ids, in which articles that stand alone need not be."""
    group_of = {article: number for number, group in enumerate(groups) for article in group}
    members: defaultdict[int, set[str]] = defaultdict(set)
    for article, number in group_of.items():
        members[number].add(article)
    truth = {article: number for number, event in enumerate(gold) for article in event.articles}
    # alone are those that no group has: each is a group of its own
    whole = {article: members[group_of[article]] if article in group_of else {article} for article in truth}
    mine = {article: whole[article] & truth.keys() for article in truth}
    right = {article: set(gold[truth[article]].articles) for article in truth}
    shared = {article: len(mine[article] & right[article]) for article in truth}
    recall = _mean(shared[article] / len(right[article]) for article in truth)
    found, wanted = _pairs(mine), _pairs(right)
    details = [_detail(event, whole, truth, group_of) for event in gold]
    touched = {frozenset(group) for group in whole.values()}
    return Evaluation(
        events=len(gold),
        articles=len(truth),
        b3=_agreement(_mean(shared[article] / len(mine[article]) for article in truth), recall),
        interval=_interval(gold, whole),
        b3_all=_agreement(_mean(shared[article] / len(whole[article]) for article in truth), recall),
        pairs=_agreement(_ratio(len(found & wanted), len(found)), _ratio(len(found & wanted), len(wanted))),
        exact=sum(detail.exact for detail in details),
        strays=sum(len(group - truth.keys()) for group in touched),
        near_misses=sum(detail.near_misses for detail in details),
        taken_in=sum(len(detail.taken_in) for detail in details),
        unknown=tuple(sorted(unknown)),
        details=tuple(details),
    )


def _detail(
    event: GoldEvent, whole: Mapping[str, set[str]], truth: Mapping[str, int], group_of: Mapping[str, int]
) -> EventAgreement:
    groups = {frozenset(whole[article]) for article in event.articles}
    numbers = {group_of[article] for article in event.articles if article in group_of}
    labelled = [group & truth.keys() for group in groups]
    return EventAgreement(
        name=event.name,
        articles=len(set(event.articles)),
        exact=labelled == [set(event.articles)],
        groups=len(groups),
        strays=sum(len(group - set(event.articles)) for group in groups),
        near_misses=len(event.near_misses),
        taken_in=tuple(other for other in event.near_misses if group_of.get(other) in numbers),
    )


def _interval(gold: Sequence[GoldEvent], whole: Mapping[str, set[str]]) -> tuple[float, float]:
    """The middle 95% of the F1 of ``b3_all`` over events drawn with replacement (Efron's bootstrap).

    Events are drawn whole, for what happens to the articles of one hangs together.
    """
    sums = np.zeros((len(gold), 3))
    for row, event in zip(sums, gold, strict=True):
        right = set(event.articles)
        for article in right:
            shared = len(whole[article] & right)
            row += (shared / len(whole[article]), shared / len(right), 1)
    draws = np.random.default_rng(0).multinomial(len(gold), np.full(len(gold), 1 / len(gold)), size=_DRAWS)
    precision, recall, articles = (draws @ sums).T
    scores = 2 * precision * recall / (precision + recall) / articles
    low, high = np.quantile(scores, (0.025, 0.975))
    return float(low), float(high)


def _pairs(groups: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _ratio(part: int, of: int) -> float:
    return part / of if of else 0.0


def _agreement(precision: float, recall: float) -> Agreement:
    total = precision + recall
    return Agreement(precision=precision, recall=recall, f1=2 * precision * recall / total if total else 0.0)
