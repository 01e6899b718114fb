"""Answers that the reader has already are not sent again: conditional requests (RFC 9110, section 13)."""

import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_HELD = 256 * 1024
"""Bytes of an answer in pieces that are held back until its end; a longer one is sent as it comes."""

_TAG = re.compile(r'(?:W/)?("[^"]*")')
# they tell of the body, which an answer without one does not have
_OF_BODY = ("content-length", "content-encoding")


class ConditionalGet:
    """Gives every answer to GET a tag (ETag), and answers 304 without a body to a reader who names that tag.

    The tag is made of the body, so it is right whatever the page depends on, and weak, for the same answer
    is sent compressed and not. An answer with a tag of its own keeps it; one that comes in more than
    ``MOST_HELD`` bytes of pieces has none. An answer that does not say how long it holds is to be asked for
    again each time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = ",".join(Headers(scope=scope).getlist("if-none-match")) if scope["method"] == "GET" else ""
        await self.app(scope, receive, _Answer(send, known, is_get=scope["method"] == "GET").take)


class _Answer:
    """One answer on its way: its beginning is held back until it is known whether it is sent at all."""

    def __init__(self, send: Send, known: str, *, is_get: bool) -> None:
        self._send = send
        self._known = known
        self._is_get = is_get
        self._start: Message | None = None
        self._held = bytearray()
        self._is_known = False

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Cache-Control", "no-cache")
            if self._is_get and message["status"] == 200 and "no-store" not in headers["Cache-Control"]:
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._is_known:
            return
        elif message["type"] == "http.response.body" and self._start is not None:
            await self._hold(self._start, message)
            return
        await self._send(message)

    async def _hold(self, start: Message, message: Message) -> None:
        self._held += message.get("body", b"")
        more = message.get("more_body", False)
        headers = MutableHeaders(scope=start)
        if not more:
            headers.setdefault("Content-Length", str(len(self._held)))
            if "ETag" not in headers:
                headers["ETag"] = tag_of(bytes(self._held))
        elif len(self._held) <= MOST_HELD and "ETag" not in headers:
            return
        self._start = None
        self._is_known = "ETag" in headers and names(self._known, headers["ETag"])
        if self._is_known:
            for name in _OF_BODY:
                del headers[name]
            await self._send({**start, "status": 304})
            await self._send({"type": "http.response.body", "body": b""})
            return
        await self._send(start)
        await self._send({"type": "http.response.body", "body": bytes(self._held), "more_body": more})
        self._held.clear()


def tag_of(data: bytes) -> str:
    """The tag of an answer with this body."""
    return f'W/"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'


def names(asked: str, tag: str) -> bool:
    """Whether a header If-None-Match, ``asked``, names this tag: one of a list, weak or not, or ``*``."""
    if asked.strip() == "*":
        return True
    opaque = _TAG.fullmatch(tag)
    return opaque is not None and opaque[1] in _TAG.findall(asked)
