"""What a request may name is bounded: a number that SQLite cannot hold is refused, not met inside a query."""

from collections.abc import Iterator
from typing import Any

from app.config import Settings
from app.web.app import create_app
from app.web.dependencies import MOST_ID


def _unbounded(schema: Any, where: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where below ``schema`` an integer has no maximum that SQLite can hold."""
    if isinstance(schema, list):
        for one in schema:
            yield from _unbounded(one, where)
    elif isinstance(schema, dict):
        if schema.get("type") == "integer" and not schema.get("maximum", 2**64) < 2**63:
            yield where
        for name, one in schema.items():
            yield from _unbounded(one, (*where, name))


def test_every_number_in_a_query_or_form_has_a_maximum() -> None:
    description = create_app(Settings()).openapi()
    forms = description["components"]["schemas"]
    found = []
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                # those in a path are matched by at most eighteen digits
                if parameter["in"] != "path":
                    found += _unbounded(parameter["schema"], (method, path, parameter["name"]))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                form = content["schema"]
                name = form.get("$ref", "").rpartition("/")[2]
                found += _unbounded(forms[name] if name else form, (method, path))
    assert found == []
    assert MOST_ID < 2**63
