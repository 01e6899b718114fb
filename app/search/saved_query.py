"""A search as the query of its address, and in words: what a saved search keeps and is called. Pure."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlencode

from app.errors import InvalidParameterError
from app.search.results import UNKNOWN_OUTLET, SearchParameters, checked_parameters

_NAMES = {"q": "q", "outlet": "outlet", "lang": "lang", "event": "event", "author": "author",
          "from_day": "from", "to_day": "to", "copies": "copies"}  # fmt: skip
_MANY = ("outlet", "lang", "event", "author")
_DEFAULTS = SearchParameters()
_MOST_FIELDS = 300


def query_of(parameters: SearchParameters) -> str:
    """What ``parameters`` find, as the query of an address, in one way only: order and page left aside."""
    given = {
        shown: value
        for name, shown in _NAMES.items()
        if (value := getattr(parameters, name)) != getattr(_DEFAULTS, name)
    }
    return urlencode(given, doseq=True)


def parameters_of(query: str) -> SearchParameters:
    """The search that the query of an address states; what is no part of a search is passed over.

    Raises InvalidParameterError with a sentence when it states none.
    """
    try:
        given = parse_qs(query.removeprefix("?"), max_num_fields=_MOST_FIELDS)
        events = [int(number) for number in given.get("event", ())]
    except ValueError:
        raise InvalidParameterError("This is not the query of a search's address.") from None

    def last(name: str, default: str = "") -> str:
        return given.get(name, [default])[-1]

    return checked_parameters(
        q=last("q"),
        outlet=given.get("outlet", ()),
        lang=given.get("lang", ()),
        event=events,
        author=given.get("author", ()),
        from_day=last("from") or None,
        to_day=last("to") or None,
        copies=last("copies", _DEFAULTS.copies),
    )


def in_words(
    parameters: SearchParameters, outlets: Mapping[str, str], events: Mapping[int, str], longest: int
) -> str:
    """What is searched, in words: the query, then what it is narrowed to.

    ``outlets`` are names by slug, ``events`` titles by number.
    """
    parts = [" ".join(parameters.q.split())] if parameters.q.strip() else []
    if parameters.outlet:
        named = (
            "an unknown outlet" if slug == UNKNOWN_OUTLET else outlets.get(slug, slug)
            for slug in parameters.outlet
        )
        parts.append(f"in {_either(named)}")
    if parameters.lang:
        parts.append(f"language {_either(parameters.lang)}")
    if parameters.event:
        parts.append(
            f"event {_either(f'“{events.get(number, str(number))}”' for number in parameters.event)}"
        )
    if parameters.author:
        parts.append(f"by {_either(parameters.author)}")
    if parameters.from_day:
        parts.append(f"from {parameters.from_day}")
    if parameters.to_day:
        parts.append(f"to {parameters.to_day}")
    words = ", ".join(parts) or "All articles"
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
