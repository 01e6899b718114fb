"""Every way a request can fail, told in a sentence: a page, or JSON for ``.json`` addresses."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.errors import (
    AmbiguousError,
    BusyError,
    InvalidParameterError,
    NotFoundError,
    ParallaxError,
    RemovedError,
    StoreError,
    TooBusyError,
)
from app.web import undoing
from app.web.auth.access import READING_METHODS, access_of
from app.web.formats import date_in_words
from app.web.headers import SECURITY_HEADERS
from app.web.operation import logs, request_log
from app.web.rendering import page
from app.web.undoing import Undoable

_log = logging.getLogger(__name__)

_HEADINGS = {
    400: "The request cannot be understood",
    401: "Please sign in",
    403: "Refused",
    404: "Not found",
    405: "Not possible here",
    409: "Not clear which one is meant",
    410: "Removed",
    413: "Too large",
    422: "Part of the request is not right",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not available at the moment",
}
_ADVICE = {
    404: "Check the address, search the corpus, or begin at the first page.",
    405: "Go back to the page and use its form or link.",
    413: "Send less at once, or raise PARALLAX_MAX_REQUEST_BYTES (PARALLAX_MAX_UPLOAD_BYTES for files).",
    422: "Mend the address, or fill in the form again.",
    429: "Wait a moment, then do the same again.",
    500: "Nothing was changed. Try again; if it happens again, the log of the server says more.",
    503: "Another program may be writing. Wait a moment and load the page again.",
}
# what may be otherwise in a moment
_PASSING = (500, 503)
_TOO_BUSY = "Wait a few seconds and load the page again."
_TO_MEND = "Whoever runs this server has to mend that; then do the same again."
RETRY_AFTER = 5
"""Seconds after which to ask again, in the answers that say the server is too busy."""
_STATUSES = {NotFoundError: 404, AmbiguousError: 409, InvalidParameterError: 422}
# what pydantic's types of errors say, without its own terms
_REASONS = {
    "missing": "is missing",
    "int_parsing": "is not a whole number",
    "int_parsing_size": "is too large a number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "is longer than {max_length} characters",
    "literal_error": "must be one of {expected}",
    **dict.fromkeys(
        ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"),
        "is not a day; write it like 2025-02-10",
    ),
}


def problem(
    request: Request,
    status: int,
    message: str,
    advice: str | None = None,
    headers: Mapping[str, str] | None = None,
    undo: Undoable | None = None,
) -> Response:
    """An answer that says what happened (``message``), what to do about it (``advice``), and how to ``undo``
    what was done."""
    heading = _HEADINGS.get(status, "This did not work")
    advice = advice or _ADVICE.get(status, "Go back and try again.")
    extra = {"Cache-Control": "no-store", **(headers or {})}
    if wants_json(request):
        said = {"error": heading, "detail": message, "advice": advice}
        return JSONResponse(said | ({"undo": undo.action} if undo else {}), status, extra)
    # only what went wrong here is in the log under it
    report = request_log.id_of(request.scope) if status == 500 else None
    context = {"heading": heading, "message": message, "advice": advice, "status": status}
    context |= {"report": report, "way_back": undo, "again": _again(request) if status in _PASSING else None}
    return page(request, "error.html", context, part="problem", status=status, headers=extra)


def _again(request: Request) -> str | None:
    """The address to ask once more, where asking changes nothing."""
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query if request.method in READING_METHODS else None


def wants_json(request: Request) -> bool:
    """Whether data is asked for rather than a page: by the address, or by the header Accept."""
    accepted = request.headers.get("accept", "")
    asked_for = "application/json" in accepted and "text/html" not in accepted
    return asked_for or request.url.path.endswith((".json", "/healthz", "/readyz"))


def install(app: FastAPI) -> None:
    """Handle every error of ``app`` here."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(RemovedError, _on_removed)
    app.add_exception_handler(ParallaxError, _on_known)
    app.add_exception_handler(Exception, _on_unknown)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = {
        400: "It is not in the form that this address takes.",
        403: "The server does not do this for you.",
        404: "There is nothing at this address.",
        405: f"This address does not take {request.method} requests.",
        413: "The request is larger than this server accepts.",
        429: "More was asked for at once than this server answers.",
        503: "The server cannot answer this now.",
    }
    # the framework's own words are the names of the codes, which explain nothing
    is_stock = error.detail == HTTPStatus(error.status_code).phrase
    detail = message.get(error.status_code, error.detail) if is_stock else error.detail
    return problem(request, error.status_code, detail, headers=error.headers)


def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(request, 422, _in_words(error.errors()))


def _in_words(errors: Sequence[Mapping[str, Any]]) -> str:
    sentences = []
    for item in errors:
        name = item["loc"][-1] if item["loc"] else ""
        where = f"“{name}”" if isinstance(name, str) and name else "The request"
        wording = _REASONS.get(item["type"], "has a value that is not possible")
        sentences.append(f"{where} {wording.format(**item.get('ctx', {}))}.")
    return " ".join(dict.fromkeys(sentences))


def _on_known(request: Request, error: Exception) -> Response:
    # what is left are troubles of the store
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 503)
    headers = {"Retry-After": str(RETRY_AFTER)} if status == 503 else None
    advice = _TOO_BUSY if isinstance(error, TooBusyError) else None
    if isinstance(error, StoreError) and not isinstance(error, BusyError):
        advice = _TO_MEND
    return problem(request, status, str(error), advice, headers)


def _on_removed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RemovedError)
    removed, until = (date_in_words(at[:10]) for at in (error.removed_at, error.until))
    message = f"“{error.title}” was removed on {removed}."
    if not access_of(request).may_write:
        return problem(request, 410, message, f"Whoever runs this server can bring it back until {until}.")
    undo = undoing.way_back(error.removal_id, message)
    return problem(request, 410, message, f"You can bring it back until {until}.", undo=undo)


def _on_unknown(request: Request, error: Exception) -> Response:
    request_id = request_log.id_of(request.scope)
    route = request_log.route_of(request.scope)
    fields = logs.extra(request=request_id, method=request.method, route=route)
    _log.error("the request failed", exc_info=error, extra=fields)
    # This answer is sent outside all middleware, so it carries the headers itself.
    headers = dict(SECURITY_HEADERS)
    if request_id is not None:
        headers[request_log.HEADER] = request_id
    return problem(request, 500, "The server met an error it does not know.", headers=headers)
