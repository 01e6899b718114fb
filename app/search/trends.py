"""Attention over time: how many articles several searches find in each period, and out of how many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

import numpy as np
from sqlmodel import Session

from app.errors import InvalidParameterError
from app.records import UNKNOWN_OUTLET, OutletRef, Record
from app.search.attention import MOST_PERIODS, UNITS, Counts, Timeline, Unit, shares, timeline
from app.search.catalogue import Numbers
from app.search.engine import Found, find
from app.search.results import SearchParameters

Measure = Literal["counts", "share"]
By = Literal["query", "outlet"]
MOST_QUERIES = 6
MOST_OUTLETS = 8


class Period(Record):
    """A span of days, both included, and how many articles of the corpus were published in it."""

    first: str
    last: str
    articles: int


class Series(Record):
    """What one line is made of: the articles that ``query`` finds, of one outlet where ``by`` says so.

    ``counts`` has a number for every period, ``articles`` the number of articles among which they were found,
    and ``shares`` the one as a part of the other, None where there was no article. ``total`` are all articles
    found; no period holds the ``undated``, whose day is not known, and the few ``outside``, earlier or later
    than nearly all.
    """

    query: str
    outlet: OutletRef | None
    counts: tuple[int, ...]
    articles: tuple[int, ...]
    shares: tuple[float | None, ...]
    total: int
    undated: int
    outside: int


class Trends(Record):
    """Attention over time. ``unit`` is what the periods are, ``asked_unit`` what was asked for, if anything.

    ``parameters`` hold for every query; their own ``q`` is not used. The articles among which is counted are
    those of the corpus that the parameters leave without any query; with ``by`` outlet, those of the outlet.
    ``complete`` is False when the time was up and counts are lower bounds; ``notes`` are for people.
    """

    parameters: SearchParameters
    queries: tuple[str, ...]
    by: By
    measure: Measure
    asked_unit: Unit | None
    unit: Unit | None
    periods: tuple[Period, ...]
    series: tuple[Series, ...]
    corpus: int
    corpus_undated: int
    notes: tuple[str, ...]
    complete: bool


def checked_by(by: str) -> By:
    """What lines are made of, out of what a person gave. Raises InvalidParameterError with a sentence."""
    if by not in get_args(By):
        raise InvalidParameterError(f"“{by}” makes no lines. Use {' or '.join(get_args(By))}.")
    return cast("By", by)


def checked_unit(unit: str | None) -> Unit | None:
    """A length of periods out of what a person gave. Raises InvalidParameterError with a sentence."""
    if unit is not None and unit not in UNITS:
        raise InvalidParameterError(f"“{unit}” is not a period. Use {', '.join(UNITS)}.")
    return unit


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The days of what a line counts, and of the articles among which it does."""

    query: str
    outlet: OutletRef | None
    days: Numbers
    among: Numbers


def trends(
    session: Session,
    parameters: SearchParameters,
    queries: Sequence[str],
    *,
    by: By = "query",
    unit: Unit | None = None,
    measure: Measure = "counts",
) -> Trends:
    """How much attention each of ``queries`` gets over time; of none, how the corpus itself spreads.

    With ``by`` outlet the first query alone is taken and told apart by outlet: those that ``parameters``
    choose, else those with most articles found, ``MOST_OUTLETS`` at most. More than ``MOST_QUERIES`` queries
    are cut.
    """
    asked = tuple(dict.fromkeys(query.strip() for query in queries if query.strip())) or ("",)
    notes: list[str] = []
    most = 1 if by == "outlet" else MOST_QUERIES
    if len(asked) > most:
        notes.append(_cut(asked[most:], by))
    asked = asked[:most]
    base = find(session, parameters.model_copy(update={"q": ""}))
    found = [
        base if not query else find(session, parameters.model_copy(update={"q": query})) for query in asked
    ]
    notes += dict.fromkeys(note for one in found for note in one.notes)
    among = base.catalogue.day[base.rows]
    if by == "outlet":
        lines = list(_by_outlet(parameters, asked[0], found[0], base))
    else:
        lines = [
            _Line(query, None, one.catalogue.day[one.rows], among)
            for query, one in zip(asked, found, strict=True)
        ]
    first, last = (
        date.fromisoformat(day) if day else None for day in (parameters.from_day, parameters.to_day)
    )
    line = timeline([one.days for one in lines], first=first, last=last, unit=unit)
    if line is not None and unit is not None and line.unit != unit:
        notes.append(f"By {unit} there would be more than {MOST_PERIODS} periods, so this is by {line.unit}.")
    return Trends(
        parameters=parameters,
        queries=asked,
        by=by,
        measure=measure,
        asked_unit=unit,
        unit=line.unit if line else None,
        periods=_periods(line, among),
        series=tuple(_series(one, line) for one in lines),
        corpus=len(among),
        corpus_undated=int(np.count_nonzero(among == 0)),
        notes=tuple(notes),
        complete=base.complete and all(one.complete for one in found),
    )


def _cut(left_out: Sequence[str], by: By) -> str:
    named = ", ".join(f"“{query}”" for query in left_out[:MOST_QUERIES])
    if by == "outlet":
        return f"By outlet, one query is drawn. Left out: {named}."
    return f"At most {MOST_QUERIES} queries are drawn together. Left out: {named}."


def _by_outlet(parameters: SearchParameters, query: str, found: Found, base: Found) -> Iterator[_Line]:
    known: dict[int, OutletRef | None] = {0: None}
    slugs = {UNKNOWN_OUTLET: 0}
    for outlet in found.outlets:
        known.setdefault(outlet.id, outlet)
        slugs.setdefault(outlet.slug, outlet.id)
    of_found = found.catalogue.outlet[found.rows]
    of_base = base.catalogue.outlet[base.rows]
    numbers, counts = np.unique(of_found, return_counts=True)
    chosen = list(dict.fromkeys(slugs[slug] for slug in parameters.outlet if slug in slugs))
    if not chosen:
        chosen = numbers[np.argsort(-counts, kind="stable")].tolist()
    for number in chosen[:MOST_OUTLETS]:
        yield _Line(
            query,
            known.get(number),
            found.catalogue.day[found.rows[of_found == number]],
            base.catalogue.day[base.rows[of_base == number]],
        )


def _periods(line: Timeline | None, among: Numbers) -> tuple[Period, ...]:
    if line is None:
        return ()
    return tuple(
        Period(first=first, last=last, articles=articles)
        for (first, last), articles in zip(line.days(), line.count(among).tolist(), strict=True)
    )


def _series(one: _Line, line: Timeline | None) -> Series:
    nothing: Counts = np.zeros(0, dtype=np.int64)
    counts, articles = (line.count(one.days), line.count(one.among)) if line else (nothing, nothing)
    undated = int(np.count_nonzero(one.days == 0))
    return Series(
        query=one.query,
        outlet=one.outlet,
        counts=tuple(counts.tolist()),
        articles=tuple(articles.tolist()),
        shares=tuple(shares(counts, articles)),
        total=len(one.days),
        undated=undated,
        outside=len(one.days) - undated - int(counts.sum()),
    )
