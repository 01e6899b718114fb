"""The API: its OpenAPI description, and a page rendered from it here, without scripts of other hosts."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from app.records import Record
from app.web.rendering import page

router = APIRouter(include_in_schema=False)


class Value(Record):
    """A parameter or a field: what it is called, what it holds, whether it must be there."""

    name: str
    kind: str
    description: str
    required: bool


class Operation(Record):
    """One method of one address."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Value, ...]
    answer: str


class Schema(Record):
    """A kind of object in the answers."""

    name: str
    description: str
    fields: tuple[Value, ...]


def operations(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations of an OpenAPI document by tag, in the order of the document."""
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, details in methods.items():
            values = [_parameter(item) for item in details.get("parameters", [])]
            operation = Operation(
                method=method.upper(),
                path=path,
                summary=details.get("summary", path),
                description=details.get("description", ""),
                parameters=(*values, *_form_fields(document, details)),
                answer=_answer(details),
            )
            by_tag.setdefault(details.get("tags", ["Other"])[0], []).append(operation)
    return by_tag


def schemas(document: dict[str, Any]) -> list[Schema]:
    """The kinds of objects that answers hold, by name."""
    listed = document.get("components", {}).get("schemas", {})
    return [
        Schema(name=name, description=schema.get("description", ""), fields=_fields(schema))
        for name, schema in sorted(listed.items())
        if "properties" in schema and not name.startswith(("Body_", "HTTPValidation", "ValidationError"))
    ]


def _parameter(item: dict[str, Any]) -> Value:
    return Value(
        name=item["name"],
        kind=f"{_kind(item['schema'])} in the {item['in']}",
        description=item.get("description", ""),
        required=item.get("required", False),
    )


def _form_fields(document: dict[str, Any], details: dict[str, Any]) -> tuple[Value, ...]:
    content = details.get("requestBody", {}).get("content", {})
    for media in content.values():
        name = media["schema"].get("$ref", "").rpartition("/")[2]
        body = document["components"]["schemas"].get(name, media["schema"])
        return tuple(
            field.model_copy(update={"kind": f"{field.kind} in the form"}) for field in _fields(body)
        )
    return ()


def _fields(schema: dict[str, Any]) -> tuple[Value, ...]:
    required = schema.get("required", [])
    return tuple(
        Value(
            name=name, kind=_kind(field), description=field.get("description", ""), required=name in required
        )
        for name, field in schema.get("properties", {}).items()
    )


def _answer(details: dict[str, Any]) -> str:
    for status, response in details.get("responses", {}).items():
        if status.startswith(("2", "3")):
            for media_type, media in response.get("content", {}).items():
                schema = media.get("schema")
                return _kind(schema) if schema else str(media_type)
            return f"{status}, no body"
    return "no body"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(choice) for choice in schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"“{value}”" for value in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"({', '.join(_kind(item) for item in schema['prefixItems'])})"
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any")


@router.get("/api/openapi.json")
def openapi_json(request: Request) -> JSONResponse:
    """The OpenAPI description."""
    return JSONResponse(request.app.openapi())


@router.get("/api/docs")
def api_docs(request: Request) -> HTMLResponse:
    """The reference as a page."""
    document = request.app.openapi()
    listed = schemas(document)
    context = {
        "description": document["info"]["description"],
        "operations": operations(document),
        "schemas": listed,
        "names": {schema.name for schema in listed},
    }
    return page(request, "api_docs.html", context)
