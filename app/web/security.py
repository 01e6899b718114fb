"""What every answer carries and what no request may do. Pure ASGI, so answers are never buffered."""

import re
from collections.abc import Mapping

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import problem
from app.web.headers import SECURITY_HEADERS

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


# never a document of its own, whatever leads to it: two of the headers mean something there
_PASSIVE = ("text/css", "text/javascript", "font/woff2")
_OF_PASSIVE = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")


class SecurityHeaders:
    """Adds the security headers to every answer that does not set its own; to style sheets, scripts and fonts
    those that mean something for them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                passive = headers.get("content-type", "").startswith(_PASSIVE)
                for name, value in SECURITY_HEADERS.items():
                    if not passive or name in _OF_PASSIVE:
                        headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class TrustedHosts:
    """Refuses requests for other host names: a page elsewhere could point its own name at this machine and
    read the corpus from the browser (DNS rebinding). ``*`` in ``hosts`` allows every name."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "*" not in self.hosts:
            host = _without_port(Headers(scope=scope).get("host", ""))
            if host not in self.hosts:
                answer = problem(
                    Request(scope),
                    400,
                    "This server does not answer under that name.",
                    "Use http://127.0.0.1 with its port, or add the name to PARALLAX_ALLOWED_HOSTS.",
                )
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SameOriginWrites:
    """Refuses writes that another site's page sends. Browsers state where a request comes from in
    Sec-Fetch-Site, older ones in Origin; a request with neither comes from no browser and is let through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_write = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if is_write and not _is_same_origin(Headers(scope=scope)):
            answer = problem(
                Request(scope),
                403,
                "This change was asked for from another site, so it was not made.",
                "Open the page here and send its form again.",
            )
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


class HeadAsGet:
    """Answers HEAD as GET, without the body: FastAPI's routes take only the methods they name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        as_get = {**scope, "method": "GET"}
        try:
            await self.app(as_get, receive, send_without_body)
        finally:
            # what is logged of the request asks which route it took
            scope["route"] = as_get.get("route")


class BodyLimit:
    """Refuses request bodies over ``limit`` bytes: by stated length, or once more than that has come.

    ``larger`` gives the limits of the addresses that take more."""

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "0")
        limit = self.larger.get(scope["path"].removeprefix(scope.get("root_path", "")), self.limit)
        sentence = f"The request is larger than the {limit:,} bytes that this server accepts."
        # without leading zeros no more digits than the limit has: Python refuses to read thousands of them
        if not stated.isdigit() or len(stated) > 18 or int(stated) > limit:
            await problem(Request(scope), 413, sentence)(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, sentence)
            return message

        await self.app(scope, receive_limited, send)


def _without_port(host: str) -> str:
    """The name in a Host header; empty when something other than a port follows it."""
    found = _HOST.fullmatch(host.strip().lower())
    return found[1] if found else ""


def _is_same_origin(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    # cut, not parsed: an Origin that is no address is an answer too, and the answer is no
    return origin.partition("://")[2].lower() == headers.get("host", "").lower()
