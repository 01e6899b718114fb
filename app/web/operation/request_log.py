"""What is written down about each request: its id, its route, how it ended and how long it took."""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.web.operation import logs
from app.web.operation.metrics import Metrics

HEADER = "X-Request-ID"

_log = logging.getLogger(__name__)

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
UNROUTED = "-"
"""Stands for the route of a request that was answered before one was found, or for which there is none."""


class RequestLog:
    """Gives every request an id, which its answer carries, and logs it when it is done: the route's template,
    never the address that was asked for.

    A proxy in ``trusted_proxy`` may give the id. ``metrics`` is None when nothing is counted.
    """

    def __init__(self, app: ASGIApp, trusted_proxy: str, metrics: Metrics | None = None) -> None:
        self.app = app
        self.proxies = (
            ProxyHeadersMiddleware(app, trusted_proxy).trusted_hosts  # type: ignore[arg-type]
            if trusted_proxy
            else ()
        )
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = self._id(scope)
        current = logs.request_id.set(request_id)
        began = time.perf_counter()
        status, sent = 0, 0

        async def send_counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        if self.metrics is not None:
            self.metrics.begun()
        try:
            await self.app(scope, receive, send_counted)
        except BaseException:
            # answered outside; or broken off, and then nobody hears what the status would be
            status = status or 500
            raise
        finally:
            self._done(scope, status, sent, time.perf_counter() - began)
            logs.request_id.reset(current)

    def _id(self, scope: Scope) -> str:
        client = scope.get("client")
        if client is not None and client[0] in self.proxies:
            given = Headers(scope=scope).get(HEADER, "")
            if _WELL_FORMED.fullmatch(given):
                return given
        return secrets.token_hex(8)

    def _done(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = route_of(scope)
        if self.metrics is not None:
            self.metrics.done(route, method, status, seconds)
        level = logging.WARNING if status >= 500 else logging.INFO
        if _log.isEnabledFor(level):
            fields = logs.extra(
                request=scope["state"]["request_id"],
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                bytes=sent,
            )
            _log.log(level, "request", extra=fields)


def id_of(scope: Scope) -> str | None:
    """The id of a request; None where nothing gave it one."""
    found = scope.get("state", {}).get("request_id")
    return found if isinstance(found, str) else None


def route_of(scope: Scope) -> str:
    """The template of the route that answers a request."""
    return getattr(scope.get("route"), "path", UNROUTED)
