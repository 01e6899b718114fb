"""Pages whose costly part is not there yet: they answer at once, and are shown anew when it is."""

from collections.abc import Callable

from fastapi import Request, Response

from app.web.kept import Kept, Key, Value
from app.web.operation import heavy
from app.web.rendering import page

SECONDS = 0.25
"""A page that is made in this time is sent as a whole. Nobody minds that wait; a page that is replaced by
another one at once would be worse."""

_NOT_KEPT = {"Cache-Control": "no-store"}


def soon(
    request: Request, kept: Kept[Key, Value], key: Key, make: Callable[[], Value], *, heading: str, said: str
) -> Value | Response:
    """The result for ``key``, or the answer to send in its place while it is being made: a page with this
    ``heading``, on which something is ``said`` of the work.

    That page asks for its own address once more, is kept waiting, and told to load itself anew. Where no
    process works aside, everybody waits. ``make`` must need nothing that ends with the request.
    """
    if request.headers.get("HX-Request") == "true":
        kept.get(key, make)
        return Response(status_code=204, headers={"HX-Refresh": "true", **_NOT_KEPT})
    found = kept.soon(key, make, SECONDS) if heavy.shared().is_apart else kept.get(key, make)
    if found is not None:
        return found
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    context = {"heading": heading, "said": said, "address": address}
    return page(request, "working.html", context, headers=_NOT_KEPT)
