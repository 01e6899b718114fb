"""A search in words, for headings and captions. Pure."""

from collections.abc import Mapping

from app.records import UNKNOWN_OUTLET
from app.search.results import SearchParameters
from app.web.formats import date_in_words, span_in_words


def narrowed_in_words(parameters: SearchParameters, names: Mapping[str, str]) -> str:
    """What a search is narrowed to beside its query and its days; empty for nothing.

    ``names`` are outlets' names by slug: ``Fox News or CNN, language de, by Jane Doe``.
    """
    outlets = [
        names.get(slug, slug if slug != UNKNOWN_OUTLET else "outlet unknown") for slug in parameters.outlet
    ]
    parts = [" or ".join(outlets)] if outlets else []
    if parameters.lang:
        parts.append(f"language {' or '.join(parameters.lang)}")
    if parameters.event:
        parts.append(f"event {' or '.join(map(str, parameters.event))}")
    if parameters.author:
        parts.append(f"by {' or '.join(parameters.author)}")
    return ", ".join(parts)


def search_in_words(parameters: SearchParameters, names: Mapping[str, str]) -> str:
    """A search in words: ``“tariffs” in Fox News, 2 May 2016 – 4 June 2018``, or ``all articles``."""
    query, narrowed = parameters.q.strip(), narrowed_in_words(parameters, names)
    said = f"“{query}”" if query else narrowed or "all articles"
    if query and narrowed:
        said += f" in {narrowed}" if parameters.outlet else f", {narrowed}"
    first, last = parameters.from_day, parameters.to_day
    if first and last:
        return f"{said}, {span_in_words(first, last)}"
    if first or last:
        return f"{said}, {'from' if first else 'until'} {date_in_words(first or last or '')}"
    return said
