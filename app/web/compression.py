"""Answers compressed for those who take them so."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware, GZipResponder
from starlette.types import Message, Receive, Scope, Send

FEWEST_BYTES = 1_000
"""A shorter answer fits in one packet as it is."""


class Compression(GZipMiddleware):
    """Starlette's gzip, with two things mended: ``gzip;q=0`` means no, and every answer says that it depends
    on Accept-Encoding, those that are too short to compress and those without a body too."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "accept-encoding" not in headers.get("vary", "").lower():
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        if not takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            await self.app(scope, receive, send_varied)
            return
        responder = GZipResponder(self.app, self.minimum_size, compresslevel=self.compresslevel)
        await responder(scope, receive, send_varied)


def takes_gzip(accepted: str) -> bool:
    """Whether a header Accept-Encoding allows gzip: by its name, or by ``*`` where it is not named; a weight
    of 0 forbids it (RFC 9110, section 12.5.3)."""
    weights = {}
    for item in accepted.lower().split(","):
        name, _, parameter = item.partition(";")
        weights[name.strip()] = _weight(parameter)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        # what cannot be read promises nothing
        return 0.0
