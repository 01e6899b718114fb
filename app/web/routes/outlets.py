"""The outlets of the corpus, and the articles of one of them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.errors import NotFoundError
from app.records import ArticleCard, CorpusCounts, OutletRecord, Record
from app.search.results import UNKNOWN_OUTLET
from app.store import articles, corpus, outlets
from app.web.dependencies import Reading
from app.web.paging import PageNumber, page_count
from app.web.rendering import page

router = APIRouter(tags=["Outlets"])

_PAGE_SIZE = 50


class OutletList(Record):
    """All outlets that have an article, and how many articles have none."""

    counts: CorpusCounts
    outlets: tuple[OutletRecord, ...]


class OutletPage(Record):
    """One page of an outlet's articles, newest first. ``outlet`` is None for articles without one."""

    outlet: OutletRecord | None
    total: int
    page: int
    pages: int
    articles: tuple[ArticleCard, ...]


def _list(session: Reading) -> OutletList:
    return OutletList(counts=corpus.counts(session), outlets=tuple(outlets.outlets(session)))


def _page(session: Reading, slug: str, number: int) -> OutletPage:
    record = outlets.outlet(session, slug)
    if record is None and slug != UNKNOWN_OUTLET:
        raise NotFoundError(f"There is no outlet “{slug}” in the corpus.")
    total, cards = articles.of_outlet(
        session, None if record is None else record.id, offset=(number - 1) * _PAGE_SIZE, limit=_PAGE_SIZE
    )
    pages = page_count(total, _PAGE_SIZE, number)
    return OutletPage(outlet=record, total=total, page=number, pages=pages, articles=tuple(cards))


@router.get("/outlets.json", summary="All outlets")
def outlets_json(session: Reading) -> OutletList:
    """Outlets with their number of articles and the days they span, most articles first."""
    return _list(session)


@router.get("/outlets", include_in_schema=False)
def outlets_page(request: Request, session: Reading) -> HTMLResponse:
    """The list."""
    listed = _list(session)
    return page(request, "outlets.html", {"counts": listed.counts, "outlets": listed.outlets})


@router.get("/outlets/{slug}.json", summary="One outlet and its articles")
def outlet_json(session: Reading, slug: str, number: PageNumber = 1) -> OutletPage:
    """Fifty articles a page, newest first, undated last. The slug `unknown` stands for no known outlet."""
    return _page(session, slug, number)


@router.get("/outlets/{slug}", include_in_schema=False)
def outlet_page(request: Request, session: Reading, slug: str, number: PageNumber = 1) -> HTMLResponse:
    """One outlet."""
    return page(request, "outlet.html", {"listed": _page(session, slug, number), "slug": slug})
