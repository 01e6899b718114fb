"""Fit the event model: ``python -m app.events.train DATABASE GOLD.json... --also MORE.json...``.

The database holds the articles, grouped once, so that their terms are counted. A gold file lists events with
the external ids of all their ``articles`` in this corpus, their ``date``, any ``near_misses``, and as
``unsure`` those that may be of the event or not. Each candidate pair with an article of a labelled event is
an example, of one event or not, but for those with an unsure one. Events told by ``--also`` are learned from
and not judged.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.database import Database
from app.events import cluster, grouping, link_model, method, prior
from app.events.candidates import Numbers, Values, nearest
from app.events.link_model import LinkModel, Regression, context
from app.events.links import Usage, parts_of
from app.events.pair_features import Pairs
from app.store import terms
from app.text import term_counts
from app.text.kept_terms import KeptTerms

_FOLDS = 5
# events that are not judged have folds of their own, where they are not near one that is
_FURTHER_FOLDS = 3
# not the -1 of articles without an event, which would leave out their pairs
_NO_FOLD = -2
# events so near in time are left out together: articles of one are candidates for the other
_APART_DAYS = 14
# inverse penalties on standardised coefficients: strong, for there are few events to learn from
_FIRST, _SECOND = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Event:
    """A labelled event, by the rows of its articles and near misses; ``fold`` is left out together."""

    articles: tuple[int, ...]
    near: tuple[int, ...]
    unsure: tuple[int, ...]
    fold: int
    is_judged: bool


@dataclass(frozen=True, slots=True)
class Examples:
    """The candidate pairs of a corpus with what is known of them.

    ``labelled`` are the places of pairs with an article of an event, ``same`` whether they are of one;
    ``folds`` are those of both articles' events, -1 where an article is of none.
    """

    rows: int
    pairs: Pairs
    values: dict[str, Values]
    labelled: Numbers
    same: NDArray[np.bool_]
    folds: NDArray[np.int64]

    def without(self, *folds: int) -> Numbers:
        """The places of labelled pairs that have nothing to do with these folds."""
        left_out = np.isin(self.folds[self.labelled], folds).any(axis=1)
        kept: Numbers = self.labelled[~left_out]
        return kept

    def within(self, fold: int, *, without: int) -> Numbers:
        """The places of labelled pairs with an article of one fold and none of another."""
        kept = self.without(without)
        inside: Numbers = kept[(self.folds[kept] == fold).any(axis=1)]
        return inside


def fold_numbers(days: Sequence[int], are_judged: Sequence[bool]) -> list[int]:
    """A fold for each event: events follow each other into one until there is a gap in time."""
    groups: list[list[int]] = []
    for place in sorted(range(len(days)), key=lambda place: days[place]):
        if not groups or days[place] - days[groups[-1][-1]] > _APART_DAYS:
            groups.append([])
        groups[-1].append(place)
    folds, judged, further = [0] * len(days), 0, 0
    for group in groups:
        if any(are_judged[place] for place in group):
            fold, judged = judged % _FOLDS, judged + 1
        else:
            fold, further = _FOLDS + further % _FURTHER_FOLDS, further + 1
        for place in group:
            folds[place] = fold
    return folds


def fit(columns: dict[str, Values], same: NDArray[np.bool_], inverse_penalty: float) -> Regression:
    """A ridge logistic regression on these columns."""
    x = np.column_stack([column.astype(np.float64) for column in columns.values()])
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-3)
    model = LogisticRegression(C=inverse_penalty, solver="newton-cholesky", max_iter=200)
    model.fit((x - mean) / scale, same)
    means, scales, coefficients = (
        tuple(np.round(part, 6).tolist()) for part in (mean, scale, model.coef_[0])
    )
    return Regression(tuple(columns), means, scales, coefficients, round(float(model.intercept_[0]), 6))


def fit_model(examples: Examples, usual: Sequence[float], left_out: int) -> LinkModel:
    """A model that saw nothing of the events of a fold; of all with ``_NO_FOLD``.

    The second regression learns from what the first says of events that the first has not seen.
    """
    seen: list[dict[str, Values]] = []
    same = []
    for fold in range(_FOLDS + _FURTHER_FOLDS):
        places = examples.within(fold, without=left_out)
        if fold == left_out or not len(places):
            continue
        first = _first(examples, examples.without(left_out, fold)).probabilities(examples.values)
        worth = places[first[places] >= method.JUDGED_TWICE]
        seen.append(_at(examples.values, worth) | context(examples.pairs, first, worth))
        same.append(examples.same[worth])
    columns = {name: np.concatenate([part[name] for part in seen]) for name in seen[0]}
    second = fit(columns, np.concatenate(same), _SECOND)
    return LinkModel(tuple(usual), _first(examples, examples.without(left_out)), second)


def _first(examples: Examples, places: Numbers) -> Regression:
    return fit(_at(examples.values, places), examples.same[places], _FIRST)


def _at(values: dict[str, Values], places: Numbers) -> dict[str, Values]:
    return {name: column[places] for name, column in values.items()}


def held_out(examples: Examples, events: Sequence[Event], usual: Sequence[float]) -> dict[str, float]:
    """The figures over all judged events, each grouped by a model that saw nothing of its fold."""
    events = [event for event in events if event.is_judged]
    precision = recall = 0.0
    taken_in = whole = 0
    for fold in range(_FOLDS):
        probability = fit_model(examples, usual, fold).probabilities(examples.pairs, examples.values)
        undecided = [cluster.UNDECIDED] * examples.rows
        groups = cluster.agglomerate(
            examples.pairs.left, examples.pairs.right, probability, undecided, [False] * examples.rows
        )
        group_of = {row: place for place, rows in enumerate(groups) for row in rows}
        for event in (event for event in events if event.fold == fold):
            wanted = set(event.articles)
            for row in event.articles:
                got = groups[group_of[row]]
                shared = len(wanted.intersection(got))
                precision, recall = precision + shared / len(got), recall + shared / len(wanted)
            theirs = {group_of[row] for row in event.articles}
            whole += len(theirs) == 1
            taken_in += sum(group_of[row] in theirs for row in event.near)
    articles = sum(len(event.articles) for event in events)
    precision, recall = precision / articles, recall / articles
    return {
        "threshold": method.THRESHOLD,
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "B3 F1, every member counted": round(2 * precision * recall / (precision + recall), 3),
        "in one group": whole,
        "near misses": sum(len(event.near) for event in events),
        "near misses taken in": taken_in,
    }


def _corpus(database: Database) -> tuple[list[KeptTerms], Usage]:
    """The texts of a corpus, as a rebuild sees them."""
    with database.read_session() as session:
        rows = terms.kept(session, term_counts.VERSION)
    frequencies = prior.load()
    frequencies.add(term_counts.join([row.terms for row in rows])[0], len(rows))
    usage = frequencies.usage()
    placed = grouping.placed_anew([row for row in rows if row.day is None], rows, usage)
    return grouping.placed(rows, placed), usage


def _usual(rows: Sequence[KeptTerms], usage: Usage) -> list[float]:
    """The mean resemblance at each place of the lists of neighbours that are full."""
    counts, starts = term_counts.join([row.terms for row in rows])
    days = np.array([grouping.day_of(row) for row in rows], dtype=np.int64)
    near = nearest(parts_of(counts, starts, days, usage).whole, days)
    full = near.lengths[near.of] == method.NEAREST
    means = near.cosine[full].reshape(-1, method.NEAREST).mean(axis=0)
    return [round(float(value), 4) for value in means]


def prepare(
    database: Database, gold: Sequence[dict[str, list[str]]], days: Sequence[int], are_judged: Sequence[bool]
) -> tuple[Examples, list[Event], list[float]]:
    """The examples of a corpus, its events, and the resemblances that are usual in it."""
    rows, usage = _corpus(database)
    parts = ("articles", "near_misses", "unsure")
    names = [name for event in gold for part in parts for name in event.get(part, ())]
    with database.read_session() as session:
        numbers = terms.numbers_of(session, names)
    texts = grouping.texts_of(rows, frozenset())
    place_of = {row.id: place for place, text in enumerate(texts) for row in text.rows}

    def places(wanted: Iterable[str]) -> tuple[int, ...]:
        found = (place_of.get(numbers.get(name, -1)) for name in wanted)
        return tuple(dict.fromkeys(place for place in found if place is not None))

    events = [
        Event(
            places(event["articles"]),
            places(event.get("near_misses", ())),
            places(event.get("unsure", ())),
            fold,
            is_judged,
        )
        for event, fold, is_judged in zip(gold, fold_numbers(days, are_judged), are_judged, strict=True)
    ]
    chosen = [text.rows[0] for text in texts]
    usual = _usual(chosen, usage)
    pairs, values = grouping.pairs_of(chosen, usage, usual)
    event_of, fold_of = np.full(len(texts), -1), np.full(len(texts), -1)
    for number, event in enumerate(events):
        event_of[list(event.articles)], fold_of[list(event.articles)] = number, event.fold
    left, right = event_of[pairs.left], event_of[pairs.right]
    unsure = [number * len(texts) + row for number, event in enumerate(events) for row in event.unsure]
    is_sure = ~np.isin(left * len(texts) + pairs.right, unsure)
    is_sure &= ~np.isin(right * len(texts) + pairs.left, unsure)
    examples = Examples(
        rows=len(texts),
        pairs=pairs,
        values=values,
        labelled=np.flatnonzero(((left >= 0) | (right >= 0)) & is_sure),
        same=(left == right) & (left >= 0),
        folds=np.column_stack((fold_of[pairs.left], fold_of[pairs.right])),
    )
    return examples, events, usual


def main() -> None:
    """Print the figures with whole events left out, then fit to all events and write the model."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("database", type=Path, help="a Parallax database whose articles have been grouped")
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--also", type=Path, nargs="+", default=(), help="events that are not judged")
    parser.add_argument("--out", type=Path, default=link_model.MODEL_FILE)
    arguments = parser.parse_args()
    judged, further = (
        [event for path in paths for event in json.loads(path.read_text(encoding="utf-8"))]
        for paths in (arguments.gold, arguments.also)
    )
    gold, are_judged = judged + further, [True] * len(judged) + [False] * len(further)
    days = [date.fromisoformat(event["date"]).toordinal() for event in gold]
    examples, events, usual = prepare(Database(arguments.database), gold, days, are_judged)
    figures = held_out(examples, events, usual)
    about: dict[str, object] = {"events": len(judged), "further events": len(further)}
    about |= {"pairs": len(examples.labelled), "figures": figures}
    link_model.save(fit_model(examples, usual, _NO_FOLD), {"training": about}, arguments.out)
    print(json.dumps(about, indent=1))


if __name__ == "__main__":
    main()
