"""The guard at the door: finds out who asks, and turns away what the rules of access do not allow."""

import hmac
import re
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import ParallaxError
from app.web.addresses import address, local_path
from app.web.auth.access import METRICS, READING_METHODS, SIGN_IN, Access, access, allows, is_local
from app.web.auth.sessions import Sessions, token_of
from app.web.errors import problem, wants_json

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Guard:
    """Lets a request through, or answers it: 401 for data, the way to the sign-in page for pages, and 403
    for other machines while there is no password. Handlers find what it found out in ``access_of``.

    ``sessions`` is None when no password is set. ``metrics_token`` is what lets a program without a sign-in
    read the metrics; nothing does when it is empty.
    """

    def __init__(
        self, app: ASGIApp, sessions: Sessions | None, public_read: bool, metrics_token: str = ""
    ) -> None:
        self.app = app
        self.sessions = sessions
        self.public_read = public_read
        self._bearer = f"Bearer {metrics_token}".encode() if metrics_token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            # nothing here speaks WebSocket; should a route ever do, it is asked to come by this way first
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        path = _route_path(scope)
        if _CONTROLS.search(path):
            # the router takes "/add" and a line feed for "/add", which the rules of access would not know
            await problem(request, 404, "There is nothing at this address.")(scope, receive, send)
            return
        if {"content-length", "transfer-encoding"} <= set(request.headers):
            # a proxy that goes by the other one would see another end of this request
            ends = {"Connection": "close"}
            await problem(request, 400, "The request states its length twice.", headers=ends)(
                scope, receive, send
            )
            return
        try:
            given = await self._access(request, path)
        except ParallaxError as error:
            await problem(request, 503, str(error), headers={"Retry-After": "5"})(scope, receive, send)
            return
        request.state.access = given
        if not allows(given, scope["method"], path) and not self._may_measure(request, path):
            await _refusal(request, given)(scope, receive, send)
            return
        keeps_apart = given.has_password and not path.startswith("/static/")
        await self.app(scope, receive, _for_one_reader(send) if keeps_apart else send)

    def _may_measure(self, request: Request, path: str) -> bool:
        if self._bearer is None or path != METRICS or request.method not in READING_METHODS:
            return False
        return hmac.compare_digest(request.headers.get("authorization", "").encode("latin-1"), self._bearer)

    async def _access(self, request: Request, path: str) -> Access:
        signed_in = False
        if self.sessions is not None and not path.startswith("/static/"):
            token = token_of(request)
            if token:
                database = request.app.state.database
                signed_in = await run_in_threadpool(self.sessions.is_open, database, token)
        return access(
            has_password=self.sessions is not None,
            signed_in=signed_in,
            public_read=self.public_read,
            local=is_local(request.client.host if request.client else None, request.headers.keys()),
        )


def _refusal(request: Request, given: Access) -> Response:
    if not given.has_password:
        return problem(
            request,
            403,
            "Without a password this server answers only to its own machine.",
            "Set PARALLAX_PASSWORD and start it again, or open it on the machine where it runs.",
        )
    back = _page_to_return_to(request)
    sign_in = address(SIGN_IN, next=None if back == "/" else back)
    accepted = request.headers.get("accept", "*/*")
    is_reading = request.method in READING_METHODS
    by_htmx = request.headers.get("hx-request") == "true"
    is_page = not by_htmx and ("text/html" in accepted or (is_reading and "*/*" in accepted))
    if is_page and not wants_json(request):
        return RedirectResponse(sign_in, 303, {"Cache-Control": "no-store"})
    headers = {"HX-Redirect": sign_in} if by_htmx else None
    what = "Reading needs" if is_reading else "Changes need"
    return problem(request, 401, f"{what} a sign-in on this server.", f"Sign in at {SIGN_IN}.", headers)


def _page_to_return_to(request: Request) -> str:
    """The page itself, or the one whose form or htmx asked, as far as it is one of this server."""
    if request.method in READING_METHODS and request.headers.get("hx-request") != "true":
        query = f"?{request.url.query}" if request.url.query else ""
        return local_path(quote(request.scope["path"]) + query)
    try:
        came_from = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if came_from.netloc != request.headers.get("host"):
        return "/"
    return local_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))


def _route_path(scope: Scope) -> str:
    """The path as the router sees it: without the prefix under which a proxy serves the app."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def _for_one_reader(send: Send) -> Send:
    """``send``, with answers marked as meant for this reader alone: caches must not hand them to others."""

    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            cache = headers.get("cache-control", "no-cache")
            if "private" not in cache and "no-store" not in cache:
                headers["Cache-Control"] = f"private, {cache}"
            headers.add_vary_header("Cookie")
        await send(message)

    return send_marked
