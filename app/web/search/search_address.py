"""A search in an address: read out of a request, and written into links."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BeforeValidator

from app.search.results import MAX_PAGE_SIZE, PAGE_SIZE, SearchParameters, Sort, checked_parameters

# an empty field of a form means that nothing was chosen
_or_none = BeforeValidator(lambda value: value or None)
_Day = Annotated[date | None, _or_none]
_DEFAULTS = dict(SearchParameters())
_NAMES = {"from_day": "from", "to_day": "to"}
# an outlet, a language, an author chosen, and how many of a kind
_Chosen = Annotated[str, Query(max_length=1_000)]
_MOST_CHOSEN = 50


def _narrowed(
    outlet: Annotated[
        list[_Chosen],
        Query(max_length=_MOST_CHOSEN, description="Slugs of outlets, or `unknown`; any of them."),
    ] = [],  # noqa: B006 - FastAPI copies it
    lang: Annotated[
        list[_Chosen], Query(max_length=_MOST_CHOSEN, description="Codes of languages, or `unknown`.")
    ] = [],  # noqa: B006
    event: Annotated[
        list[str], Query(max_length=_MOST_CHOSEN, description="Numbers of events; any of them.")
    ] = [],  # noqa: B006
    author: Annotated[
        list[_Chosen], Query(max_length=_MOST_CHOSEN, description="Names in bylines; any of them.")
    ] = [],  # noqa: B006
    from_day: Annotated[_Day, Query(alias="from", description="First day, `YYYY-MM-DD`.")] = None,
    to_day: Annotated[_Day, Query(alias="to", description="Last day, `YYYY-MM-DD`.")] = None,
) -> SearchParameters:
    return checked_parameters(
        outlet=outlet,
        lang=lang,
        # whatever is no number is no event's: 0 is none's either
        event=[
            int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0 for text in event if text
        ],
        author=author,
        from_day=from_day.isoformat() if from_day else None,
        to_day=to_day.isoformat() if to_day else None,
    )


# What narrows a search beside its query.
Narrowed = Annotated[SearchParameters, Depends(_narrowed)]


def _asked(
    narrowed: Narrowed,
    q: Annotated[str, Query(max_length=10_000, description="The query; empty for all articles.")] = "",
    copies: Annotated[
        Literal["fold", "show"], Query(description="Whether copies of one text are shown once, or each.")
    ] = "fold",
    sort: Annotated[Sort, Query(description="Order of the results.")] = "relevance",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000, description="Page, from 1.")] = 1,
    after: Annotated[
        int | None, Query(ge=0, le=2**62, description="Id of the last hit seen: go on behind it.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="Hits to a page.")] = PAGE_SIZE,
) -> SearchParameters:
    given = {"q": q, "copies": copies, "sort": sort, "page": number, "after": after, "limit": limit}
    return narrowed.model_copy(update=given)


Parameters = Annotated[SearchParameters, Depends(_asked)]


def stated(parameters: SearchParameters, **changes: object) -> list[tuple[str, str]]:
    """The names and values that state a search in an address or a form, some of its parameters changed.

    Defaults are left out. A change of anything but the page leads to the first page.
    """
    changed: dict[str, object] = {"page": 1, "after": None, **changes}
    pairs: list[tuple[str, str]] = []
    # A page of results has some two hundred links: a copy of the model for each is a quarter of its time.
    for name, default in _DEFAULTS.items():
        value = changed[name] if name in changed else getattr(parameters, name)
        if value == default or value is None:
            continue
        many: Sequence[object] = value if isinstance(value, list | tuple) else (value,)
        pairs.extend((_NAMES.get(name, name), str(one)) for one in many)
    return pairs


def address(parameters: SearchParameters, path: str = "/search", **changes: object) -> str:
    """The address of a search at ``path``, some of its parameters changed (see ``stated``)."""
    query = stated(parameters, **changes)
    return f"{path}?{urlencode(query)}" if query else path


def toggled(values: Sequence[object], value: object) -> tuple[object, ...]:
    """``values`` with ``value`` put in, or taken out when it is among them."""
    return tuple(one for one in values if one != value) if value in values else (*values, value)
