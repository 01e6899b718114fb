"""What a person chose beside the query: outlets, languages, events, authors, days. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

import numpy as np

from app.records import UNKNOWN_OUTLET, OutletRef
from app.search import days
from app.search.catalogue import Catalogue, Mask
from app.search.facts import dated, language
from app.search.nodes import Dated
from app.search.results import SearchParameters

Kind: TypeAlias = Literal["outlet", "language", "event", "author", "day"]


def chosen(
    parameters: SearchParameters, catalogue: Catalogue, outlets: Sequence[OutletRef], today: date
) -> tuple[dict[Kind, Mask], list[str]]:
    """For each kind of which something is chosen, the articles that have it; and notes for a person."""
    notes: list[str] = []
    masks: dict[Kind, Mask] = {}
    if parameters.outlet:
        masks["outlet"] = _outlets(parameters.outlet, catalogue, outlets, notes)
    if parameters.lang:
        masks["language"] = _any(catalogue, [language(catalogue, code) for code in parameters.lang])
    if parameters.event:
        numbers = [number for number in parameters.event if number > 0]  # 0: an article without one
        masks["event"] = np.isin(catalogue.event, np.asarray(numbers, dtype=np.int64))
    if parameters.author:
        masks["author"] = _authors(parameters.author, catalogue)
    span = _span(parameters, today, notes)
    if span is not None:
        masks["day"] = dated(catalogue, span)
    return masks, notes


def within(base: Mask, masks: Mapping[Kind, Mask], but: Kind | None = None) -> Mask:
    """``base`` narrowed to all that is chosen, ``but`` for one kind."""
    found = base
    for kind, mask in masks.items():
        if kind != but:
            found = found & mask
    return found


def _any(catalogue: Catalogue, masks: Sequence[Mask]) -> Mask:
    found = np.zeros(len(catalogue), np.bool_)
    for mask in masks:
        found |= mask
    return found


def _outlets(
    slugs: Sequence[str], catalogue: Catalogue, outlets: Sequence[OutletRef], notes: list[str]
) -> Mask:
    by_slug = {outlet.slug: outlet.id for outlet in reversed(outlets)}
    ids = [by_slug[slug] for slug in slugs if slug in by_slug]
    notes += [
        f"There is no outlet “{slug}”." for slug in slugs if slug not in by_slug and slug != UNKNOWN_OUTLET
    ]
    found = np.isin(catalogue.outlet, ids)
    return found | (catalogue.outlet == 0) if UNKNOWN_OUTLET in slugs else found


def _authors(names: Sequence[str], catalogue: Catalogue) -> Mask:
    known = catalogue.author_names
    wanted = [known.index(name) for name in names if name in known]
    found = np.zeros(len(catalogue), np.bool_)
    found[catalogue.author_row[np.isin(catalogue.authors, wanted)]] = True
    return found


def _span(parameters: SearchParameters, today: date, notes: list[str]) -> Dated | None:
    """The days from and to; what is not a date is left open, with a note."""
    ends = [(text, days.period(text, today)) for text in (parameters.from_day or "", parameters.to_day or "")]
    notes += [
        f"“{text}” is not a date (write 2016, 2016-02 or 2016-02-25); that end of the span was left open."
        for text, found in ends
        if text and found is None
    ]
    first, last = ends[0][1], ends[1][1]
    if first is None and last is None:
        return None
    return Dated(first[0] if first else None, last[1] if last else None)
