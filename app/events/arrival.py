"""One new article beside those decided on before: its candidates and the probabilities of its links. Pure.

Only the pairs of the new article are judged, by the same features and model as in a rebuild; ranks, shared
neighbours and the links of the others come from what was kept with them. What the new article changes about
the pairs of others is left to the next rebuild.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from scipy.sparse import csr_array

from app.events import cluster, grouping, kept_links, method, pair_features
from app.events.candidates import Neighbours, Numbers, Values
from app.events.kept_links import HAS, IS_IN, LINK, Links
from app.events.link_model import LinkModel
from app.events.links import TermVectors, Usage
from app.events.pair_features import Pairs, Parts
from app.text import term_counts
from app.text.kept_terms import KeptTerms, TextBeside

_BARE = KeptTerms(0, None, 0, "", None, "", "", None, None, 0, None, b"")


@dataclass(frozen=True, slots=True)
class Judged:
    """A new article's links, and those of the articles that it changes, by their ids."""

    own: Links
    changed: dict[int, Links]


class Arrival:
    """A new article among others: ``around`` are those of its days, by day, without it and without copies.

    ``candidates`` are the ids of those it is a candidate pair with, ``further`` those of the neighbours of
    these that stand on other days than those around.
    """

    def __init__(self, row: KeptTerms, around: Sequence[TextBeside], usage: Usage) -> None:
        self._row = row
        day = grouping.day_of(row)
        self._place = sum(text.day <= day for text in around)
        ids, days, blobs = ([getattr(text, name) for text in around] for name in ("id", "day", "terms"))
        for values, own in ((ids, row.id), (days, day), (blobs, row.terms)):
            values.insert(self._place, own)
        self._ids, self._days = np.array(ids, dtype=np.int64), np.array(days, dtype=np.int64)
        self._vectors = TermVectors(*term_counts.join(blobs), usage)
        self._cosines = self._to_all()
        self._kept = {text.id: kept_links.unpack(text.links or b"") for text in around}
        self._pair_up()

    def _to_all(self) -> Values:
        whole = self._vectors.whole
        # by a full vector: a product of two sparse ones costs ten times as much
        cosines = whole @ whole[[self._place]].toarray().ravel()
        cosines[np.abs(self._days - self._days[self._place]) > method.CANDIDATE_DAYS] = 0
        cosines[self._place] = 0
        found: Values = np.where(cosines >= method.LEAST_COSINE, cosines, 0).astype(np.float32)
        return found

    def _pair_up(self) -> None:
        """Which articles are among the nearest of the new one, or have it among theirs now."""
        cosines = self._cosines
        nearest = np.argsort(-cosines, kind="stable")[: method.NEAREST]
        has = np.zeros(len(cosines), dtype=bool)
        has[nearest] = cosines[nearest] > 0
        listed = HAS * has.astype(np.uint8)
        for place in np.flatnonzero(cosines > 0):
            kept = self._kept[int(self._ids[place])]
            theirs = kept["cosine"][kept["listed"] & HAS > 0]
            if len(theirs) < method.NEAREST or cosines[place] > theirs.min():
                listed[place] |= IS_IN
        self._others = np.flatnonzero(listed)
        self._listed = listed[self._others]
        self.candidates = self._ids[self._others].tolist()
        listed_there = [self._kept[number]["other"] for number in self.candidates]
        self.further: list[int] = np.setdiff1d(
            np.concatenate([self._ids[:0], *listed_there]), self._ids
        ).tolist()

    def judge(
        self, details: Mapping[int, KeptTerms], further_days: Mapping[int, int], model: LinkModel
    ) -> Judged:
        """The links; ``details`` are the candidates as they were kept, ``further_days`` the days of those
        further away."""
        own, changed = self._links()
        rows = [self._row if place == self._place else details[int(self._ids[place])] for place in self._rows]
        local = _Local([row.id for row in rows], {self._row.id: own} | changed)
        usual = np.array(model.usual, dtype=np.float32)
        pairs = local.pairs_of(self._row.id, usual)
        # those further away have no text here: only their days and places in the lists of neighbours count
        articles = grouping.articles_of([*rows, *[_BARE] * (len(local.ids) - len(rows))])
        day_of = dict(zip(self._ids.tolist(), self._days.tolist(), strict=True)) | dict(further_days)
        days = [day_of.get(number, 0) for number in local.ids.tolist()]
        articles = replace(articles, days=np.array(days, dtype=np.int64))
        parts = _padded(self._vectors.parts(self._days, self._rows), len(local.ids))
        values = pair_features.features(pairs, local.near, parts, articles, usual)
        first = model.first.probabilities(values)
        final = local.judged_again(pairs, values, first, model)
        if grouping.day_of(self._row) == 0:
            final = first * grouping.TIMELESS
        self._fill_in(own, changed, pairs, local.ids, first, final)
        return Judged(own, changed)

    @property
    def _rows(self) -> Numbers:
        return np.sort(np.append(self._others, self._place))

    def _links(self) -> tuple[Links, dict[int, Links]]:
        """The lists of neighbours with the new article in them; how probable its links are is yet open."""
        own = np.zeros(len(self._others), dtype=LINK)
        own["other"], own["cosine"] = self._ids[self._others], self._cosines[self._others]
        own["listed"] = self._listed
        changed = {}
        for link in own:
            kept = self._kept[int(link["other"])].copy()
            if link["listed"] & IS_IN:
                kept = _without_the_last(kept)
            theirs = np.zeros(1, dtype=LINK)
            theirs["other"], theirs["cosine"] = self._row.id, link["cosine"]
            theirs["listed"] = HAS * (link["listed"] & IS_IN > 0) + IS_IN * (link["listed"] & HAS > 0)
            changed[int(link["other"])] = np.concatenate((kept, theirs))
        return own, changed

    def _fill_in(
        self,
        own: Links,
        changed: Mapping[int, Links],
        pairs: Pairs,
        ids: Numbers,
        first: Values,
        final: Values,
    ) -> None:
        left, right = ids[pairs.left], ids[pairs.right]
        others = np.where(left == self._row.id, right, left)
        order = np.argsort(others)
        places = order[np.searchsorted(others, own["other"], sorter=order)]
        own["first"], own["final"] = first[places], final[places]
        for link in own:
            theirs = changed[int(link["other"])]
            theirs["first"][-1], theirs["final"][-1] = link["first"], link["final"]


class _Local:
    """The lists of neighbours of a few articles, numbered on from 0; then come those that stand in them."""

    def __init__(self, ids: Sequence[int], links: Mapping[int, Links]) -> None:
        whose = np.concatenate([np.full(len(links[number]), number) for number in ids])
        self._links = np.concatenate([links[number] for number in ids])
        others = self._links["other"].astype(np.int64)
        self.ids = np.concatenate((np.array(ids, dtype=np.int64), np.setdiff1d(others, ids)))
        order = np.argsort(self.ids)
        self._of, self._to = (
            order[np.searchsorted(self.ids, part, sorter=order)] for part in (whose, others)
        )
        listed, cosine = self._links["listed"], self._links["cosine"]
        # of those further away only so much of their lists is known: that these articles are in them
        has, is_in = listed & HAS > 0, (listed & IS_IN > 0) & (self._to >= len(ids))
        self.near = _neighbours(
            np.concatenate((self._of[has], self._to[is_in])),
            np.concatenate((self._to[has], self._of[is_in])),
            np.concatenate((cosine[has], cosine[is_in])),
            len(self.ids),
        )

    def pairs_of(self, number: int, usual: Values) -> Pairs:
        """The pairs of one article."""
        place = int(np.flatnonzero(self.ids == number)[0])
        found = pair_features.pairs(self.near, usual)
        own = (found.left == place) | (found.right == place)
        return Pairs(*(getattr(found, field.name)[own] for field in fields(Pairs)))

    def judged_again(
        self, pairs: Pairs, values: dict[str, Values], first: Values, model: LinkModel
    ) -> Values:
        """The second judgement of pairs, which sees the first judgement of all that are known here."""
        low, high = np.minimum(self._of, self._to), np.maximum(self._of, self._to)
        _, once = np.unique(low * len(self.ids) + high, return_index=True)
        once = once[self._links["first"][once] >= method.LEAST_LINK]
        left, right = np.concatenate((low[once], pairs.left)), np.concatenate((high[once], pairs.right))
        probability = np.concatenate((self._links["first"][once], first))
        none = np.zeros(len(left), dtype=np.float32)
        return model.again(values, first, Pairs(left, right, none, none, none), probability)


def _without_the_last(links: Links) -> Links:
    """A list of neighbours with room for one more."""
    has = np.flatnonzero(links["listed"] & HAS)
    if len(has) < method.NEAREST:
        return links
    last = has[np.argmin(links["cosine"][has])]
    links["listed"][last] &= IS_IN
    if links["listed"][last] == 0 and links["final"][last] < method.LEAST_LINK:
        return np.delete(links, last)
    return links


def _neighbours(of: Numbers, to: Numbers, cosine: Values, rows: int) -> Neighbours:
    order = np.lexsort((to, -cosine, of))
    of, to, cosine = of[order], to[order], cosine[order]
    starts = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(of, minlength=rows), out=starts[1:])
    fits = np.arange(len(of)) - starts[of] < method.NEAREST
    np.cumsum(np.bincount(of[fits], minlength=rows), out=starts[1:])
    return Neighbours(starts, to[fits], cosine[fits])


def _padded(parts: Parts, rows: int) -> Parts:
    """The same with empty rows up to this number."""

    def longer(matrix: csr_array) -> csr_array:
        starts = np.pad(matrix.indptr, (0, rows - matrix.shape[0]), mode="edge")
        return csr_array((matrix.data, matrix.indices, starts), shape=(rows, matrix.shape[1]))

    return Parts(*(longer(getattr(parts, field.name)) for field in fields(Parts)))


def joined(
    number: int,
    links: Mapping[int, Links],
    events: Mapping[int, int],
    texts: Mapping[int, Sequence[int]],
) -> tuple[int | None, list[int]]:
    """The event that a new article joins and the articles alone that join with it: None and none, if any do.

    ``links`` are those of the article and of all it is linked to, ``events`` the events of the latter, where
    they are in one, and ``texts`` the articles of each of these events, one for each text.
    """
    linked = linked_to(links[number])
    nodes = [number, *(other for other in linked if other not in events)]
    groups = [cluster.UNDECIDED] * len(nodes)
    for event_id in sorted({events[other] for other in linked if other in events}):
        nodes += texts[event_id]
        groups += [event_id] * len(texts[event_id])
    place_of = {node: place for place, node in enumerate(nodes)}
    pairs: dict[tuple[int, int], float] = {}
    for node in (number, *linked):
        place = place_of.get(node)
        for other, probability in zip(
            links[node]["other"].tolist(), links[node]["final"].tolist(), strict=True
        ):
            if place is not None and (there := place_of.get(other)) is not None:
                pairs[min(place, there), max(place, there)] = probability
    found = cluster.agglomerate(
        np.array([left for left, _ in pairs], dtype=np.int64),
        np.array([right for _, right in pairs], dtype=np.int64),
        np.array(list(pairs.values()), dtype=np.float32),
        groups,
        [False] + [True] * (len(nodes) - 1),
    )
    members = next(places for places in found if 0 in places)
    event = next((groups[place] for place in members if groups[place] != cluster.UNDECIDED), None)
    return event, [nodes[place] for place in members if place and groups[place] == cluster.UNDECIDED]


def linked_to(links: Links) -> list[int]:
    """The articles to which there is a link that counts."""
    found: list[int] = links["other"][links["final"] >= method.LEAST_LINK].tolist()
    return found
