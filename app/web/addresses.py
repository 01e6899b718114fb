"""Addresses with a query. Pure."""

from collections.abc import Sequence
from urllib.parse import urlencode


def address(path: str, **query: str | Sequence[str] | None) -> str:
    """``path`` with the parameters that have a value, several of one as often: ``/compare?a=1&b=2``."""
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def local_path(value: str) -> str:
    """``value`` when it is a path on this server, with or without a query, and ``/`` for everything else.

    Browsers read a backslash as a slash and drop tabs and line ends, so ``/\\host`` and ``/\t/host`` lead
    away from here as ``//host`` does.
    """
    is_path = value.startswith("/") and not value.startswith("//") and len(value) <= 2_000
    if not is_path or "\\" in value or any(mark <= " " or mark == "\x7f" for mark in value):
        return "/"
    return value
