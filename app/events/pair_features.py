"""What speaks for and against two articles reporting the same event. Pure.

Whole texts of one storyline resemble each other as much as those of one event do, so most features set a
resemblance against others: its rank among those of both articles, how near their other neighbours are, which
neighbours they share. A list of neighbours that is short, because the corpus is small, is filled up with
the resemblances that are usual in a large one: so the figures mean the same in a corpus of five articles.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array

from app.events import method
from app.events.candidates import Neighbours, Numbers, Values
from app.events.facts import FactColumns

# so many pairs are worked on at once
_SLICE = 20_000
_FAR_DAYS = 14
_FAR_DAYS_UNKNOWN = 3
_FAR_FROM_NAMED = 10
# of neighbours that are shared, in days
_USUAL_SPREAD, _USUAL_SHIFT = 3.0, 1.0


@dataclass(frozen=True, slots=True)
class Articles:
    """Articles in the order of their days: estimates where ``undated``, 0 where there is not even that."""

    days: Numbers
    undated: NDArray[np.bool_]
    words: Numbers
    outlets: Numbers
    facts: FactColumns


@dataclass(frozen=True, slots=True)
class Parts:
    """Unit vectors of articles: of the whole, the title, the lead, and of what was new in those days."""

    whole: csr_array
    title: csr_array
    lead: csr_array
    new: csr_array


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs, ``left`` before ``right``, each once, with their cosine and the ranks either way."""

    left: Numbers
    right: Numbers
    cosine: Values
    rank_left: Values
    rank_right: Values


def pairs(near: Neighbours, usual: Values) -> Pairs:
    """The pairs of which at least one article has the other among its nearest."""
    of, to = near.of, near.to
    # among the usual resemblances that fill up a list, only those of the places it lacks
    above = np.searchsorted(-usual, -near.cosine)
    rank = (near.places + np.maximum(above - near.lengths[of], 0)).astype(np.float32)
    keys = np.minimum(of, to) * near.rows + np.maximum(of, to)
    unique, place = np.unique(keys, return_inverse=True)
    cosine = np.zeros(len(unique), dtype=np.float32)
    cosine[place] = near.cosine
    ranks = np.full((2, len(unique)), method.NEAREST, dtype=np.float32)
    forward = of < to
    ranks[0, place[forward]], ranks[1, place[~forward]] = rank[forward], rank[~forward]
    left, right = np.divmod(unique, max(near.rows, 1))
    return Pairs(left, right, cosine, ranks[0], ranks[1])


def features(
    found: Pairs, near: Neighbours, parts: Parts, articles: Articles, usual: Values
) -> dict[str, Values]:
    """The features of each pair by name."""
    values = {"cosine": found.cosine}
    values |= _texts(found, parts)
    values |= _times(found, articles) | _outlooks(found, articles)
    values |= _spans(found, near, articles.days, usual)
    values |= _standing(found, _filled_up(near, usual))
    own = csr_array((near.cosine, near.to, near.starts), shape=(near.rows, near.rows))
    both_ways = own.maximum(own.T).tocsr()
    values |= _shared(found, near, both_ways, usual) | _shared_days(found, both_ways, articles.days)
    values |= _kinds(found, articles)
    return values | _together(values)


def _filled_up(near: Neighbours, usual: Values) -> Values:
    """Each row's resemblances, largest first, short lists filled up with the usual ones."""
    lists = np.broadcast_to(usual, (near.rows, len(usual))).copy()
    lists[near.of, near.places] = near.cosine
    found: Values = -np.sort(-lists, axis=1)
    return found


def _dots(one: csr_array, other: csr_array, found: Pairs) -> Values:
    dots = np.zeros(len(found.left), dtype=np.float32)
    for first in range(0, len(dots), _SLICE):
        part = slice(first, first + _SLICE)
        dots[part] = one[found.left[part]].multiply(other[found.right[part]]).sum(axis=1)
    return dots


def _texts(found: Pairs, parts: Parts) -> dict[str, Values]:
    return {
        "title": _dots(parts.title, parts.title, found),
        "lead": _dots(parts.lead, parts.lead, found),
        "new": _dots(parts.new, parts.new, found),
    }


def _times(found: Pairs, articles: Articles) -> dict[str, Values]:
    left, right, facts = found.left, found.right, articles.facts
    gap = np.abs(articles.days[left] - articles.days[right]).astype(np.float32)
    both = (facts.latest[left] > 0) & (facts.latest[right] > 0)
    shared = np.zeros(len(left), dtype=bool)
    for pair in np.flatnonzero(both).tolist():
        shared[pair] = not facts.days[left[pair]].isdisjoint(facts.days[right[pair]])
    between = np.minimum(np.abs(facts.latest[left] - facts.latest[right]), _FAR_DAYS)
    undated = articles.undated
    return {
        "days apart": gap,
        "same day": (gap == 0).astype(np.float32),
        "next day": (gap == 1).astype(np.float32),
        "undated": (undated[left] | undated[right]).astype(np.float32),
        "both undated": (undated[left] & undated[right]).astype(np.float32),
        "faded": found.cosine * np.exp(-0.1 * gap),
        "day named by both": shared.astype(np.float32),
        "other days named": (both & ~shared).astype(np.float32),
        "between days named": np.where(both, between, _FAR_DAYS_UNKNOWN).astype(np.float32),
        "days named": both.astype(np.float32),
    }


def _spans(found: Pairs, near: Neighbours, days: Numbers, usual: Values) -> dict[str, Values]:
    """On which days the neighbours of both stand: those of an event about its day, a story's around."""
    of, apart = near.of, (days[near.to] - days[near.of]).astype(np.float64)
    weight = near.cosine.astype(np.float64) ** 2
    total, missing = np.bincount(of, weight, near.rows), _missing(usual.astype(np.float64) ** 2, near)
    squares = np.bincount(of, weight * apart**2, near.rows) + missing * method.USUAL_SPREAD**2
    # where no day is known all stand on none
    squares = np.where(days > 0, squares, (total + missing) * method.USUAL_SPREAD**2)
    every = np.maximum(total + missing, 1e-6)
    middle = days + np.bincount(of, weight * apart, near.rows) / every
    spread = np.sqrt(squares / every).astype(np.float32)
    left, right = found.left, found.right
    return {
        "between neighbours": np.abs(middle[left] - middle[right]).astype(np.float32),
        "wider span": np.maximum(spread[left], spread[right]),
        "narrower span": np.minimum(spread[left], spread[right]),
    }


def _missing(usual: NDArray[np.floating[Any]], near: Neighbours) -> NDArray[np.float64]:
    """What the usual values of the places that a list lacks sum up to."""
    sums = np.concatenate((np.cumsum(usual[::-1])[::-1], [0.0]))
    found: NDArray[np.float64] = sums[near.lengths]
    return found


def _outlooks(found: Pairs, articles: Articles) -> dict[str, Values]:
    """Whether one announces what the other reports, or looks back on it."""
    left, right, facts = found.left, found.right, articles.facts
    is_earlier = articles.days[left] < articles.days[right]
    # what names no day tells of its own
    told = np.where(facts.latest > 0, facts.latest, articles.days)
    back, forth = np.abs(told[right] - articles.days[left]), np.abs(told[left] - articles.days[right])
    return {
        "outlooks": np.abs(facts.outlook[left] - facts.outlook[right]),
        "outlook of both": facts.outlook[left] + facts.outlook[right],
        "outlook of the earlier": np.where(
            is_earlier, facts.outlook[left], (facts.outlook[left] + facts.outlook[right]) / 2
        ),
        "one ahead": np.abs(facts.ahead[left] - facts.ahead[right]),
        "one later": np.abs(facts.later[left] - facts.later[right]),
        "later": np.maximum(facts.later[left], facts.later[right]),
        "between days told": np.minimum(np.abs(told[left] - told[right]), _FAR_FROM_NAMED).astype(np.float32),
        "day told by the later": np.minimum(
            np.where(is_earlier, back, (back + forth) / 2), _FAR_FROM_NAMED
        ).astype(np.float32),
    }


def _standing(found: Pairs, lists: Values) -> dict[str, Values]:
    """How the resemblance stands among those of the two articles to others."""
    left, right, cosine = found.left, found.right, found.cosine
    top, middle, far = lists[:, 0], lists[:, 3:15].mean(axis=1), lists[:, 15:].mean(axis=1)
    tops, middles, fars = (top[left], top[right]), (middle[left], middle[right]), (far[left], far[right])
    ranks = (found.rank_left, found.rank_right)
    return {
        "better rank": np.log1p(np.minimum(*ranks)),
        "worse rank": np.log1p(np.maximum(*ranks)),
        "mutual": (np.maximum(*ranks) < method.NEAREST).astype(np.float32),
        "above middle": cosine - (middles[0] + middles[1]) / 2,
        "of higher top": cosine / np.maximum(np.maximum(*tops), 1e-3),
        "of lower top": cosine / np.maximum(np.minimum(*tops), 1e-3),
        "lower middle": np.minimum(*middles),
        "higher middle": np.maximum(*middles),
        "lower far": np.minimum(*fars),
        "higher far": np.maximum(*fars),
        "above far": cosine - np.maximum(*fars),
    }


def _shared(found: Pairs, near: Neighbours, both_ways: csr_array, usual: Values) -> dict[str, Values]:
    """Cosines of the two articles' lists of neighbours, each article being its own nearest."""
    both_ways = (both_ways + eye_array(near.rows, format="csr", dtype=np.float32)).tocsr()
    values = {}
    for name, least, power in (("shared", 0.0, 1), ("shared near", 0.15, 1), ("shared squares", 0.0, 2)):
        lists = both_ways.copy()
        lists.data = np.where(lists.data >= least, lists.data**power, 0).astype(np.float32)
        lists.eliminate_zeros()
        # the usual neighbours that fill up a list are shared with nobody
        missing = _missing(np.where(usual >= least, usual, 0) ** (2 * power), near)
        lengths = np.sqrt(np.asarray(lists.multiply(lists).sum(axis=1)).ravel() + missing)
        lists.data /= np.repeat(lengths, np.diff(lists.indptr)).astype(np.float32)
        values[name] = _dots(lists, lists, found)
    return values


def _shared_days(found: Pairs, both_ways: csr_array, days: Numbers) -> dict[str, Values]:
    """How far from the two articles' days the neighbours they share stand, and how near these are to both."""
    total, shift, squares = np.zeros((3, len(found.left)))
    for first in range(0, len(found.left), _SLICE):
        left, right = found.left[first : first + _SLICE], found.right[first : first + _SLICE]
        common = both_ways[left].multiply(both_ways[right]).tocsr()
        pair = np.repeat(np.arange(len(left)), np.diff(common.indptr))
        apart = days[common.indices] - (days[left] + days[right])[pair] / 2
        part = slice(first, first + len(left))
        for sums, power in ((total, 0), (shift, 1), (squares, 2)):
            sums[part] = np.bincount(pair, common.data * apart**power, len(left))
    # where no day is known all stand on none
    told = (total > 0) & (days[found.left] > 0)
    weight = np.maximum(total, 1e-6)
    return {
        "shared, spread": np.where(told, np.sqrt(squares / weight), _USUAL_SPREAD).astype(np.float32),
        "shared, shift": np.where(told, np.abs(shift) / weight, _USUAL_SHIFT).astype(np.float32),
        "shared, weight": total.astype(np.float32),
    }


def _kinds(found: Pairs, articles: Articles) -> dict[str, Values]:
    left, right, facts = found.left, found.right, articles.facts
    length = np.log(np.maximum(articles.words, 20)).astype(np.float32)
    said = (facts.attributions[left], facts.attributions[right])
    same = (articles.outlets[left] == articles.outlets[right]) & (articles.outlets[left] > 0)
    return {
        "lengths": np.abs(length[left] - length[right]),
        "shorter": np.minimum(length[left], length[right]),
        "same outlet": same.astype(np.float32),
        "opinion": facts.opinion[left] + facts.opinion[right],
        "questions": facts.question[left] + facts.question[right],
        "first person": np.maximum(facts.first_person[left], facts.first_person[right]),
        "fewer attributions": np.minimum(*said),
        "more attributions": np.maximum(*said),
    }


def _together(values: dict[str, Values]) -> dict[str, Values]:
    """What counts only together with something else, and what does not count evenly."""
    cosine, shared, undated = values["cosine"], values["shared"], values["undated"]
    return {
        "shared × above middle": shared * values["above middle"],
        "shared × cosine": shared * cosine,
        "title × lead": values["title"] * values["lead"],
        "shared, faded": shared * np.exp(-0.3 * values["days apart"]),
        "new, root": np.sqrt(np.maximum(values["new"], 0)),
        "cosine, squared": cosine**2,
        "shared, squared": shared**2,
        "undated × cosine": undated * cosine,
        "undated × shared": undated * shared,
        "days apart × days named": values["days apart"] * values["days named"],
    }
