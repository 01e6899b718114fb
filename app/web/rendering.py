"""Templates to answers: a whole page, or one named block of it when htmx asks for a part."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2_fragments import render_block

from app.web import filters
from app.web.assets import Assets
from app.web.auth.access import access_of

# what decides on the answer of a page that has a part: caches must keep the two apart
_VARY = "HX-Request, HX-Request-Type, HX-History-Restore-Request"


class Pages:
    """The templates of the app."""

    def __init__(self, templates: Path, assets: Assets) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=select_autoescape(("html",), default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = assets.address
        filters.register(self._environment)

    def whole(self, template: str, context: dict[str, Any]) -> str:
        """A page as a whole."""
        return self._environment.get_template(template).render(context)

    def part(self, template: str, block: str, context: dict[str, Any]) -> str:
        """One block of a page, after the title it has now: htmx sets the title from it."""
        title = render_block(self._environment, template, "title", context)
        body = render_block(self._environment, template, block, context)
        return f"<title>{title}</title>\n{body}"


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part. Back and forward fetch the whole page again and say so."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") == "partial"
        and "HX-History-Restore-Request" not in request.headers
    )


def page(
    request: Request,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """Answer with ``template``, or only with its block ``part`` when htmx asked for a part.

    Besides ``context`` a template may ask ``path``, and of whoever asked for the page: ``may_write``,
    ``signed_in``; ``has_password``, whether there is anything to sign in to; and ``undoable``, what was just
    done and can be taken back.
    """
    pages: Pages = request.app.state.pages
    access = access_of(request)
    values = {
        "path": request.url.path,
        "may_write": access.may_write,
        "signed_in": access.signed_in,
        "has_password": access.has_password,
        "undoable": getattr(request.state, "undoable", None),
        **(context or {}),
    }
    if part is not None and wants_part(request):
        html = pages.part(template, part, values)
    else:
        html = pages.whole(template, values)
    vary = {} if part is None else {"Vary": _VARY}
    return HTMLResponse(html, status, {**vary, **(headers or {})})
