"""What a search found, as its page shows it: lists to choose from, and what is chosen. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.records import UNKNOWN_OUTLET, Record
from app.search.results import Facets, MonthCount, Nothing, SearchParameters
from app.text.language_names import language_name
from app.web.charts import last_day_of
from app.web.formats import date_in_words, outlet_name, span_in_words
from app.web.search.search_address import address, toggled

# so many of a list are shown at once, and so many at all
SHOWN_AT_ONCE = 8
_MOST_LISTED = 120


class Choice(Record):
    """One line of a list. Its ``href`` is the search with it chosen, or without when it was ``chosen``."""

    label: str
    count: int
    href: str
    chosen: bool = False


class Section(Record):
    """A list to choose from. ``noun`` is what one of them is called; ``left_out`` more are not listed."""

    title: str
    noun: str
    choices: tuple[Choice, ...]
    left_out: int = 0


class Chosen(Record):
    """Something that narrows a search, and the address of the search without it."""

    kind: str
    label: str
    href: str


def sections(facets: Facets, parameters: SearchParameters) -> tuple[Section, ...]:
    """The lists beside the results: outlets, years, languages, events, authors, as far as there are any."""

    def choices(name: str, listed: Iterable[tuple[str, object, int, bool]]) -> tuple[Choice, ...]:
        values = getattr(parameters, name)
        return tuple(
            Choice(
                label=label,
                count=count,
                chosen=chosen,
                href=address(parameters, "/search", **{name: toggled(values, value)}),
            )
            for label, value, count, chosen in listed
        )

    outlets = choices(
        "outlet",
        (
            (
                outlet_name(facet.outlet),
                facet.outlet.slug if facet.outlet else UNKNOWN_OUTLET,
                facet.count,
                facet.chosen,
            )
            for facet in facets.outlets
        ),
    )
    languages = choices(
        "lang",
        (
            (language_name(facet.code), facet.code or UNKNOWN_OUTLET, facet.count, facet.chosen)
            for facet in facets.languages
        ),
    )
    events = choices("event", ((facet.title, facet.id, facet.count, facet.chosen) for facet in facets.events))
    authors = choices(
        "author", ((facet.name, facet.name, facet.count, facet.chosen) for facet in facets.authors)
    )
    listed = (
        _section("Outlet", "outlet", outlets),
        _section("Year", "year", _years(facets.months, parameters)),
        _section("Month", "month", _months(facets.months, parameters)),
        _section("Language", "language", languages, least=2),
        _section("Event", "event", events),
        _section("Author", "author", authors),
    )
    return tuple(section for section in listed if section is not None)


def _section(title: str, noun: str, choices: tuple[Choice, ...], *, least: int = 1) -> Section | None:
    """None when there is too little to choose from, unless something is chosen already."""
    if len(choices) < least and not any(choice.chosen for choice in choices):
        return None
    kept = tuple(choice for place, choice in enumerate(choices) if place < _MOST_LISTED or choice.chosen)
    return Section(title=title, noun=noun, choices=kept, left_out=len(choices) - len(kept))


def _years(months: Sequence[MonthCount], parameters: SearchParameters) -> tuple[Choice, ...]:
    counts: Counter[str] = Counter()
    for item in months:
        counts[item.month[:4]] += item.count
    return tuple(
        _days(year, count, f"{year}-01-01", f"{year}-12-31", parameters)
        for year, count in sorted(counts.items(), reverse=True)
    )


def _months(months: Sequence[MonthCount], parameters: SearchParameters) -> tuple[Choice, ...]:
    """The months of the year that the chosen days lie in, when it is one."""
    year = (parameters.from_day or "")[:4]
    if not year or year != (parameters.to_day or "")[:4]:
        return ()
    of_year = [item for item in months if item.month.startswith(f"{year}-")]
    return tuple(
        _days(date_in_words(item.month), item.count, f"{item.month}-01", last_day_of(item.month), parameters)
        for item in of_year
    )


def _days(label: str, count: int, first: str, last: str, parameters: SearchParameters) -> Choice:
    chosen = (parameters.from_day, parameters.to_day) == (first, last)
    days = {"from_day": None, "to_day": None} if chosen else {"from_day": first, "to_day": last}
    return Choice(label=label, count=count, chosen=chosen, href=address(parameters, **days))


def chosen(
    parameters: SearchParameters,
    facets: Facets | None,
    outlet_called: Callable[[str], str | None],
    written: Callable[..., str] = address,
) -> tuple[Chosen, ...]:
    """Everything that narrows the search beside its query.

    ``outlet_called`` gives the name of an outlet that no facet names: an old slug of it, or of none.
    ``written`` makes the addresses: of the results, unless another view of the search is looked at.
    """
    outlets = (
        {facet.outlet.slug: facet.outlet.name for facet in facets.outlets if facet.outlet} if facets else {}
    )
    titles = {facet.id: facet.title for facet in facets.events} if facets else {}
    found = [
        *_each(parameters, "outlet", lambda slug: _outlet(slug, outlets, outlet_called), written),
        *_each(parameters, "lang", language_name, written),
        *_each(parameters, "event", lambda number: titles.get(number, f"Event {number}"), written),
        *_each(parameters, "author", str, written),
    ]
    first, last = parameters.from_day, parameters.to_day
    if first or last:
        days = (
            span_in_words(first, last)
            if first and last
            else f"{'from' if first else 'until'} {date_in_words(first or last or '')}"
        )
        found.append(Chosen(kind="Days", label=days, href=written(parameters, from_day=None, to_day=None)))
    return tuple(found)


_KINDS = {"outlet": "Outlet", "lang": "Language", "event": "Event", "author": "Author"}


def _each(
    parameters: SearchParameters, name: str, label: Callable[..., str], written: Callable[..., str]
) -> Iterable[Chosen]:
    values: Sequence[object] = getattr(parameters, name)
    for value in values:
        href = written(parameters, **{name: toggled(values, value)})
        yield Chosen(kind=_KINDS[name], label=label(value), href=href)


def _outlet(slug: str, names: Mapping[str, str], called: Callable[[str], str | None]) -> str:
    if slug == UNKNOWN_OUTLET:
        return outlet_name(None)
    return names.get(slug) or called(slug) or slug


_WITHOUT: dict[str, tuple[str, dict[str, Any]]] = {
    "outlet": ("outlet", {"outlet": ()}),
    "language": ("language", {"lang": ()}),
    "event": ("event", {"event": ()}),
    "author": ("author", {"author": ()}),
    "day": ("span of days", {"from_day": None, "to_day": None}),
}


def ways_out(parameters: SearchParameters, nothing: Nothing | None) -> tuple[Choice, ...]:
    """Of a search that finds nothing: what it finds without each kind of what it is narrowed to."""
    listed = nothing.without if nothing else ()
    return tuple(
        Choice(
            label=f"Without the {noun}", count=one.count, chosen=False, href=address(parameters, **changes)
        )
        for one in listed
        for noun, changes in (_WITHOUT[one.kind],)
    )


def parts(nothing: Nothing | None) -> tuple[Choice, ...]:
    """Of a search that finds nothing: the parts of its query, each with what it finds alone."""
    return tuple(
        Choice(label=part.text, count=part.count, chosen=False, href=address(SearchParameters(q=part.text)))
        for part in (nothing.parts if nothing else ())
    )


def undated(parameters: SearchParameters) -> str | None:
    """The address of what is found without a known day. None where the query has no clean end to add to."""
    if parameters.q.count('"') % 2:
        return None
    query = f"{parameters.q.strip()} is:undated".strip()
    return address(parameters, q=query, from_day=None, to_day=None)
