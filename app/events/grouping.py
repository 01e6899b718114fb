"""Articles, as they are kept, in groups that report the same event. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from app.events import cluster, method
from app.events.candidates import Placing, Values
from app.events.facts import columns, facts
from app.events.link_model import load
from app.events.links import TermVectors, Usage, candidate_pairs
from app.events.pair_features import Articles, Pairs
from app.events.vectors import vectors
from app.text import term_counts
from app.text.kept_terms import KeptTerms

# articles to put into an event, into a new one when it is None
Placement = tuple[int | None, Sequence[int]]

# articles that come in one after the other are held against the same few
_facts = lru_cache(maxsize=2_000)(facts)
# puts the first probability where no day is known on the scale of the others
TIMELESS = np.float32(method.THRESHOLD / method.THRESHOLD_UNDATED)


@dataclass(slots=True)
class Text:
    """One text, which stands for its exact copies of those days."""

    rows: list[KeptTerms]
    day: int
    event_id: int | None
    is_fixed: bool


def place(
    undated: Sequence[KeptTerms], dated: Iterable[Sequence[tuple[int, bytes]]], usage: Usage
) -> dict[int, int]:
    """The estimated day of each undated row, by its id; 0 where nothing dated resembles it.

    ``dated`` are the days and counts of dated articles, part by part.
    """
    if not undated:
        return {}
    is_rare = usage.shares <= method.MOST_HOLDING / usage.articles
    weights = usage.weights
    placing = Placing(vectors(*term_counts.join([row.terms for row in undated]), weights), is_rare)
    for part in dated:
        counts, starts = term_counts.join([terms for _, terms in part])
        placing.beside(vectors(counts, starts, weights), np.array([day for day, _ in part], dtype=np.int64))
    return dict(zip((row.id for row in undated), placing.days().tolist(), strict=True))


def placed_anew(undated: Sequence[KeptTerms], rows: Iterable[KeptTerms], usage: Usage) -> dict[int, int]:
    """On which days the undated stand by what they say, beside the dated of these rows."""
    beside = sorted((row.day, row.terms) for row in rows if row.day is not None) if undated else []
    parts = (beside[first : first + method.SLICE] for first in range(0, len(beside), method.SLICE))
    return place(undated, parts, usage)


def place_one(row: KeptTerms, dated: Sequence[tuple[int, bytes]], usage: Usage) -> int:
    """The estimated day of one undated row beside a few dated ones; 0 where none of them resembles it."""
    if not dated:
        return 0
    blobs = [row.terms, *(terms for _, terms in dated)]
    whole = TermVectors(*term_counts.join(blobs), usage).whole
    # they were found by its rare words, and are compared by all that they share
    placing = Placing(whole[[0]], np.ones(whole.shape[1], dtype=bool))
    placing.beside(whole[1:], np.array([day for day, _ in dated], dtype=np.int64))
    return int(placing.days()[0])


def group(rows: Iterable[KeptTerms], usage: Usage, settled: Set[int]) -> list[list[KeptTerms]]:
    """The rows in groups, also those of one row.

    Rows whose ids are ``settled`` stay in their event, or alone unless what is not settled joins them. The
    order of the rows makes no difference.
    """
    texts = texts_of(rows, settled)
    if not texts:
        return []
    found = linked([text.rows[0] for text in texts], usage)
    return grouped(texts, found.pairs, found.final)


@dataclass(frozen=True, slots=True)
class Linked:
    """Candidate pairs with their first and their second probability."""

    pairs: Pairs
    first: Values
    final: Values


def linked(rows: Sequence[KeptTerms], usage: Usage) -> Linked:
    """The candidate pairs of rows, which stand by day, and how probable their links are."""
    model = load()
    pairs, values = pairs_of(rows, usage, model.usual)
    first, final = model.judgements(pairs, values)
    # Where no day is known nor estimated there is no news of the day around, whose links the second judgement
    # counts: the first stands, with a threshold of its own.
    timeless = np.array([day_of(row) == 0 for row in rows], dtype=bool)[pairs.left]
    final[timeless] = first[timeless] * TIMELESS
    return Linked(pairs, first, final)


def grouped(texts: Sequence[Text], pairs: Pairs, probability: Values) -> list[list[KeptTerms]]:
    """The rows of texts in groups by their links, also those of one row."""
    found = cluster.agglomerate(
        pairs.left,
        pairs.right,
        probability,
        [cluster.UNDECIDED if text.event_id is None else text.event_id for text in texts],
        [text.is_fixed for text in texts],
    )
    groups_of_rows = [[row for place in places for row in texts[place].rows] for places in found]
    return sorted(
        groups_of_rows, key=lambda rows: min((row.day is None, day_of(row), row.id) for row in rows)
    )


def pairs_of(
    rows: Sequence[KeptTerms], usage: Usage, usual: Sequence[float]
) -> tuple[Pairs, dict[str, Values]]:
    """The candidate pairs of rows in the order of their days, and their features."""
    counts, starts = term_counts.join([row.terms for row in rows])
    return candidate_pairs(counts, starts, articles_of(rows), usage, usual)


def articles_of(rows: Sequence[KeptTerms]) -> Articles:
    """What else than their words tells pairs of these rows."""
    return Articles(
        days=np.array([day_of(row) for row in rows], dtype=np.int64),
        undated=np.array([row.day is None for row in rows], dtype=bool),
        words=np.array([row.words for row in rows], dtype=np.int64),
        outlets=np.array([row.outlet_id or 0 for row in rows], dtype=np.int64),
        facts=columns(
            [
                _facts(
                    row.title,
                    row.opening,
                    day=row.day,
                    url=row.url,
                    section=row.section,
                    language=row.language,
                )
                for row in rows
            ]
        ),
    )


def placed(rows: Iterable[KeptTerms], days: Mapping[int, int]) -> list[KeptTerms]:
    """The rows, those among ``days`` put on these."""
    return [replace(row, placed_day=days[row.id]) if row.id in days else row for row in rows]


def day_of(row: KeptTerms) -> int:
    """The row's day, known or estimated; 0 when neither."""
    return row.day or row.placed_day or 0


def texts_of(rows: Iterable[KeptTerms], settled: Set[int]) -> list[Text]:
    """Each text once, in the order of the days: copies of a text count as one."""
    texts: list[Text] = []
    latest: defaultdict[str, list[Text]] = defaultdict(list)
    for row in sorted(
        rows, key=lambda row: (day_of(row), row.content_hash, row.title, row.url or "", row.id)
    ):
        is_settled = row.id in settled
        event_id = row.event_id if is_settled else None
        same = [
            text
            for text in latest[row.content_hash]
            if day_of(row) - text.day <= method.CANDIDATE_DAYS
            and (event_id is None or text.event_id in (None, event_id))
        ]
        if same:
            text = same[0]
            text.rows.append(row)
            text.event_id = event_id if text.event_id is None else text.event_id
            text.is_fixed = text.is_fixed and is_settled
        else:
            text = Text([row], day_of(row), event_id, is_settled)
            texts.append(text)
            latest[row.content_hash].append(text)
    return texts
