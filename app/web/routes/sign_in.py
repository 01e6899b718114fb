"""Signing in and out, where a password is set."""

import math
import time
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.errors import NotFoundError
from app.web.addresses import local_path
from app.web.answers import LEADS_ON
from app.web.auth.access import access_of
from app.web.auth.attempts import Attempts
from app.web.auth.passwords import MAX_LENGTH, Password
from app.web.auth.sessions import Sessions, give_token, take_token, token_of
from app.web.dependencies import Writing
from app.web.errors import problem, wants_json
from app.web.formats import counted
from app.web.rendering import page

router = APIRouter(tags=["Signing in"])

# a queue this long means a flood, and each check costs a tenth of a second
_MOST_WAITING = 20
_Next = Annotated[str, Query(alias="next", max_length=2_000, description="Path of the page to go on to.")]


def _door(request: Request) -> tuple[Password, Sessions, Attempts]:
    state = request.app.state
    if state.password is None:
        raise NotFoundError("No password is set on this server, so there is nothing to sign in to.")
    return state.password, state.sessions, state.attempts


@router.get("/sign-in", include_in_schema=False)
def sign_in_page(request: Request, on: _Next = "/") -> HTMLResponse:
    """The form; for those who have signed in, the ways to sign out."""
    _door(request)
    return page(request, "sign_in.html", _context(request, on))


@router.post(
    "/sign-in",
    summary="Sign in",
    **LEADS_ON,
    responses={
        401: {"description": "That is not the password."},
        429: {"description": "Too many tries; Retry-After says in how many seconds the next may be made."},
    },
)
async def sign_in(
    request: Request,
    database: Writing,
    password: Annotated[str, Form(max_length=MAX_LENGTH)] = "",
    on: Annotated[
        str, Form(alias="next", max_length=2_000, description="Path of the page to go on to.")
    ] = "/",
) -> Response:
    """Answers with a cookie that later requests bring along, and leads on to the page `next`."""
    secret, sessions, attempts = _door(request)
    client = request.client.host if request.client else None
    wait = 2.0 if secret.waiting >= _MOST_WAITING else attempts.wait(client, time.monotonic())
    if wait > 0:
        return _not_yet(request, on, math.ceil(wait))
    if not await secret.is_right(password):
        return _form_again(request, on, 401, "That is not the password.")
    attempts.succeeded(client)
    token = await run_in_threadpool(sessions.begin, database, token_of(request))
    answer = RedirectResponse(local_path(on), 303, {"Cache-Control": "no-store"})
    give_token(request, answer, token)
    return answer


@router.post("/sign-out", summary="Sign out", **LEADS_ON)
def sign_out(
    request: Request,
    database: Writing,
    everywhere: Annotated[bool, Form(description="Sign every browser out, not only this one.")] = False,
) -> RedirectResponse:
    """Ends the sign-in of this browser, or of all, at once. Leads to the first page."""
    _, sessions, _ = _door(request)
    token = token_of(request)
    if everywhere:
        sessions.end_all(database)
    elif token:
        sessions.end(database, token)
    answer = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    take_token(request, answer)
    return answer


def _context(request: Request, on: str, error: str | None = None) -> dict[str, Any]:
    return {"next": local_path(on), "error": error, "reading_is_open": access_of(request).may_read}


def _not_yet(request: Request, on: str, seconds: int) -> Response:
    until = counted(seconds, "second") if seconds < 120 else counted(math.ceil(seconds / 60), "minute")
    sentence = f"Too many tries. The next one can be made in {until}."
    return _form_again(request, on, 429, sentence, {"Retry-After": str(seconds)})


def _form_again(
    request: Request, on: str, status: int, sentence: str, headers: dict[str, str] | None = None
) -> Response:
    extra = {"Cache-Control": "no-store", **(headers or {})}
    if wants_json(request):
        return problem(request, status, sentence, "Check the password and try again.", extra)
    context = _context(request, on, sentence)
    return page(request, "sign_in.html", context, part="form", status=status, headers=extra)
