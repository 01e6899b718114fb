"""What an article is about, and the articles related to it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.search.related import Related, related
from app.search.results import SearchParameters
from app.store import articles
from app.web.dependencies import Reading
from app.web.rendering import page, wants_part
from app.web.search.search_address import address

router = APIRouter(tags=["Articles"])

_ON_ARTICLE = 6
_ON_PAGE = 20
# words that a query reads as more than words
_OPERATORS = ("AND", "OR", "NOT", "TO", "NEAR")


def _search_for(term: str) -> str:
    is_word = term.isalnum() and term.upper() not in _OPERATORS
    return address(SearchParameters(q=term if is_word else f'"{term}"'))


@router.get("/articles/{article_id:number}/related.json", summary="Key terms and related articles")
def related_json(session: Reading, article_id: int) -> Related:
    """The words by which an article stands out in this corpus, and the twenty articles most like it.

    Copies of it and the other articles of its event are left out; `same_event` counts the latter.
    """
    return related(session, articles.article(session, article_id), _ON_PAGE)


@router.get("/articles/{article_id:number}/related", include_in_schema=False)
def related_page(request: Request, session: Reading, article_id: int) -> HTMLResponse:
    """The page, or its part for the foot of the article's page."""
    article = articles.article(session, article_id)
    is_part = wants_part(request)
    context = {
        "article": article,
        "found": related(session, article, _ON_ARTICLE if is_part else _ON_PAGE),
        "is_part": is_part,
        "search_for": _search_for,
    }
    return page(request, "related.html", context, part="related")
