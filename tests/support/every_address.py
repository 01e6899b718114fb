"""Every address that is read, with what its path and its query may hold, as the app itself says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin
from urllib.parse import quote, urlencode

from fastapi.routing import APIRoute

from app.web.routes import ROUTERS

_NO_PAGE = re.compile(
    r"\.(json|csv|atom|xml|opml)$|\{(form|kind|name)\}$|/(original|opensearch|healthz|readyz|metrics)$"
)


@dataclass(frozen=True)
class Read:
    """A route that answers GET: its path, the names in it, and its query's names; ``texts`` are those that
    take any text, ``needed`` those without which it does not answer."""

    path: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    needed: tuple[str, ...]

    @property
    def is_page(self) -> bool:
        """Whether it answers with a page of the site, and not with data or a file."""
        return _NO_PAGE.search(self.path) is None

    def address(self, places: Mapping[str, str], query: Mapping[str, str] | None = None) -> str:
        """The address with ``places`` in its path and, of them, all that it needs in its query.
        Raises KeyError for a name that ``places`` does not know: tell it of a new route."""
        path = self.path.format(**{name: places[name] for name in self.names})
        stated = {name: places[name] for name in self.needed} | dict(query or {})
        asked = urlencode(stated, errors="replace")
        return f"{path}?{asked}" if asked else path


def reads() -> list[Read]:
    """All of them, in the order of the app."""
    found = []
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), f"{route} is asked by nobody here"
            if "GET" in route.methods:
                found.append(_read(route))
    return found


def _read(route: APIRoute) -> Read:
    fields = list(_query(route.dependant))
    return Read(
        path=route.path_format,
        names=tuple(route.param_convertors),
        texts=tuple(field.alias for field in fields if _takes_text(field.field_info.annotation)),
        needed=tuple(field.alias for field in fields if field.field_info.is_required()),
    )


def _query(dependant: Any) -> Iterator[Any]:
    yield from dependant.query_params
    for inner in dependant.dependencies:
        yield from _query(inner)


def _takes_text(annotation: Any) -> bool:
    """Whether a parameter takes any text, or several."""
    if annotation is str:
        return True
    if get_origin(annotation) in (list, tuple, Sequence) or get_args(annotation):
        return any(_takes_text(inner) for inner in get_args(annotation) if inner is not type(None))
    return False


def quoted(text: str) -> str:
    """``text`` as a part of a path, whatever it holds."""
    return quote(text, safe="", errors="replace")
