"""The OpenAPI description: what the routes say of themselves, and every way in which a request can fail."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.records import Record

_JSON, _HTML = "application/json", "text/html"
_WHEN = {
    400: "The request cannot be understood, or is for a name that is not this server's.",
    401: "A sign-in is needed.",
    403: "The request comes from another site or, while no password is set, from another machine.",
    404: "There is no such thing in the corpus, or it is switched off.",
    409: "More than one thing is meant.",
    413: "The request is larger than this server accepts.",
    422: "A value is missing or not possible.",
    503: "Not now; Retry-After says in how many seconds to ask again.",
}
_ALWAYS = (400, 401, 403, 404, 503)
# what FastAPI says of a status 422, which is answered differently here
_NOT_OURS = ("HTTPValidationError", "ValidationError")


class Problem(Record):
    """Why a request failed. ``error`` is its kind, ``detail`` what happened, ``advice`` what to do."""

    error: str
    detail: str
    advice: str


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of ``app``, made once."""
    document = FastAPI.openapi(app)
    if "Problem" not in document["components"]["schemas"]:
        schemas = document["components"]["schemas"]
        for name in _NOT_OURS:
            schemas.pop(name, None)
        schemas["Problem"] = Problem.model_json_schema()
        for path, method, operation in _operations(document):
            _add_failures(path, method, operation)
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _add_failures(path: str, method: str, operation: dict[str, Any]) -> None:
    """State each status of a failure with the media types it comes in."""
    responses = operation["responses"]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if method == "get" and not path.endswith(".json"):
        responses.setdefault("303", {"description": "Leads to the sign-in, where one is needed for a page."})
    for status in _failures(method, operation):
        told = responses.setdefault(str(status), {"description": _WHEN.get(status, "")})
        if _is_stock(told):
            told["description"] = _WHEN[status]
            told.pop("content")
        # the address or the header Accept decides between data and a page
        told.setdefault(
            "content", {_JSON: problem} if path.endswith(".json") else {_JSON: problem, _HTML: {}}
        )


def _failures(method: str, operation: dict[str, Any]) -> list[int]:
    found = {int(status) for status in operation["responses"] if status.startswith(("4", "5"))}
    found.update(_ALWAYS)
    if operation.get("parameters") or "requestBody" in operation:
        # a name in a query can fit several things, as one in a path can
        found |= {409, 422}
    if method != "get":
        found.add(413)
    return sorted(found)


def _is_stock(told: dict[str, Any]) -> bool:
    return any(
        media.get("schema", {}).get("$ref", "").endswith(_NOT_OURS)
        for media in told.get("content", {}).values()
    )
