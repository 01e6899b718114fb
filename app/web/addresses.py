"""Addresses with a query. Pure."""

from urllib.parse import urlencode


def address(path: str, **query: str | None) -> str:
    """``path`` with the parameters that have a value: ``/compare?a=1&b=2``."""
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
