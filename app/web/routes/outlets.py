"""The outlets of the corpus, the articles of one of them, and which outlets a person merged."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import NotFoundError
from app.records import ArticleCard, CorpusCounts, OutletAlias, OutletRecord, Record
from app.search.results import UNKNOWN_OUTLET
from app.store import articles, corpus, outlets
from app.web.addresses import address
from app.web.answers import LEADS_ON
from app.web.auth.access import access_of
from app.web.dependencies import Reading, Writing
from app.web.paging import PageNumber, page_count
from app.web.rendering import page
from app.web.undoing import Undoable

router = APIRouter(tags=["Outlets"])

_PAGE_SIZE = 50


class OutletList(Record):
    """All outlets that have an article, and how many articles have none."""

    counts: CorpusCounts
    outlets: tuple[OutletRecord, ...]


class OutletPage(Record):
    """One page of an outlet's articles, newest first. ``outlet`` is None for articles without one.

    ``aliases`` are the outlets that a person merged into it.
    """

    outlet: OutletRecord | None
    aliases: tuple[OutletAlias, ...]
    total: int
    page: int
    pages: int
    articles: tuple[ArticleCard, ...]


def _list(session: Reading) -> OutletList:
    return OutletList(counts=corpus.counts(session), outlets=tuple(outlets.outlets(session)))


def _record(session: Reading, slug: str) -> OutletRecord | None:
    record = outlets.outlet(session, slug)
    if record is None and slug != UNKNOWN_OUTLET:
        raise NotFoundError(f"There is no outlet “{slug}” in the corpus.")
    return record


def _page(session: Reading, record: OutletRecord | None, number: int) -> OutletPage:
    outlet_id = None if record is None else record.id
    total, cards = articles.of_outlet(session, outlet_id, offset=(number - 1) * _PAGE_SIZE, limit=_PAGE_SIZE)
    return OutletPage(
        outlet=record,
        aliases=() if outlet_id is None else outlets.aliases(session, outlet_id),
        total=total,
        page=number,
        pages=page_count(total, _PAGE_SIZE, number),
        articles=tuple(cards),
    )


def _moved(request: Request, record: OutletRecord | None, slug: str, ending: str = "") -> Response | None:
    """Leads from an outlet that was merged to the one it is shown as; not for ever, for it can be undone."""
    if record is None or record.slug == slug:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/outlets/{record.slug}{ending}{query}", 307)


@router.get("/outlets.json", summary="All outlets")
def outlets_json(session: Reading) -> OutletList:
    """Outlets with their number of articles and the days they span, most articles first."""
    return _list(session)


@router.get("/outlets", include_in_schema=False)
def outlets_page(request: Request, session: Reading) -> HTMLResponse:
    """The list."""
    listed = _list(session)
    return page(request, "outlets.html", {"counts": listed.counts, "outlets": listed.outlets})


@router.get("/outlets/{slug}.json", summary="One outlet and its articles", response_model=OutletPage)
def outlet_json(
    request: Request, session: Reading, slug: str, number: PageNumber = 1
) -> OutletPage | Response:
    """Fifty articles a page, newest first, undated last. The slug `unknown` stands for no known outlet.

    The slug of an outlet that was merged leads on to the outlet it is shown as.
    """
    record = _record(session, slug)
    return _moved(request, record, slug, ".json") or _page(session, record, number)


@router.get("/outlets/{slug}", include_in_schema=False)
def outlet_page(
    request: Request,
    session: Reading,
    slug: str,
    number: PageNumber = 1,
    merged: Annotated[str, Query(max_length=1_000, include_in_schema=False)] = "",
) -> Response:
    """One outlet; after another was merged into it, with the way back."""
    record = _record(session, slug)
    moved = _moved(request, record, slug)
    if moved is not None:
        return moved
    listed = _page(session, record, number)
    if access_of(request).may_write:
        request.state.undoable = _merged(listed, merged)
    context = {
        "listed": listed,
        "slug": slug,
        "others": [] if record is None else outlets.outlets(session),
    }
    return page(request, "outlet.html", context)


def _merged(listed: OutletPage, slug: str) -> Undoable | None:
    name = next((alias.name for alias in listed.aliases if alias.slug == slug), None)
    if name is None or listed.outlet is None:
        return None
    words = f"“{name}” is shown as “{listed.outlet.name}” now."
    return Undoable(words=words, action=f"/outlets/{quote(slug, safe='')}/unmerge")


@router.post(
    "/outlets/{slug}/merge",
    summary="Merge an outlet into another",
    **LEADS_ON,
)
def merge_outlet(
    database: Writing,
    slug: str,
    into: Annotated[str, Form(max_length=1_000, description="Slug or name of the other outlet.")],
) -> RedirectResponse:
    """Show its articles, also those that come in later, under the other. Leads to the other outlet."""
    with database.write_session() as session:
        shown = outlets.merge(session, slug, into)
    return RedirectResponse(f"{address(f'/outlets/{shown.slug}', merged=slug)}#undo", 303)


@router.post(
    "/outlets/{slug}/unmerge",
    summary="Undo the merge of an outlet",
    **LEADS_ON,
)
def unmerge_outlet(database: Writing, slug: str) -> RedirectResponse:
    """Let it stand on its own again, with the articles that are its own. Leads to it."""
    with database.write_session() as session:
        outlet = outlets.unmerge(session, slug)
    return RedirectResponse(f"/outlets/{outlet.slug}#names", 303)


@router.post(
    "/outlets/{slug}/name",
    summary="Give an outlet another name",
    **LEADS_ON,
)
def rename_outlet(
    database: Writing, slug: str, name: Annotated[str, Form(max_length=200, description="The new name.")]
) -> RedirectResponse:
    """Its slug, and so its address, stays. Leads back to the outlet."""
    with database.write_session() as session:
        outlet = outlets.rename(session, slug, name)
    return RedirectResponse(f"/outlets/{outlet.slug}#names", 303)
