"""References to articles, for libraries of references: of one, of an event, of a comparison, of a search."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from app.errors import NotFoundError
from app.export.citations import BIBTEX_TYPE, CSL_TYPE, RIS_TYPE
from app.search.page import ordered
from app.store import articles
from app.web.answers import not_finished
from app.web.compare.compare_sides import Choice, Reference, Side, any_two, in_event
from app.web.dependencies import Reading, Writing
from app.web.events.event_hand import merged_leads_on
from app.web.references import Kind, file_of_articles
from app.web.routes.events import find_event
from app.web.search.search_address import Parameters

router = APIRouter(tags=["References"], dependencies=[Depends(merged_leads_on)])

_Form = Annotated[Kind, Path(description="CSL-JSON, RIS or BibTeX.")]
_FILE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": {kind: {} for kind in (CSL_TYPE, RIS_TYPE, BIBTEX_TYPE)}}},
}


@router.get("/articles/{article_id:number}.{form:references}", summary="A reference to an article", **_FILE)
def of_article(session: Reading, database: Writing, article_id: int, form: _Form) -> Response:
    """What is known of the article, for a bibliography. What is not known is left out."""
    if not articles.cards(session, [article_id]):
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    return file_of_articles(database, [article_id], form, f"article-{article_id}")


@router.get(
    "/events/{event_id:number}.{form:references}", summary="References to the articles of an event", **_FILE
)
def of_event(session: Reading, database: Writing, event_id: int, form: _Form) -> Response:
    """All its articles, oldest first."""
    ids = [card.id for card in find_event(session, event_id).articles]
    return file_of_articles(database, ids, form, f"event-{event_id}")


@router.get(
    "/events/{event_id:number}/compare.{form:references}",
    summary="References to what is compared of an event",
    **_FILE,
)
def of_event_comparison(
    session: Reading, database: Writing, event_id: int, form: _Form, a: Side = "", b: Side = ""
) -> Response:
    """The articles of both sides."""
    choice = in_event(session, find_event(session, event_id), a.strip(), b.strip())
    return _of_comparison(database, choice, form)


@router.get("/compare.{form:references}", summary="References to two articles", **_FILE)
def of_comparison(session: Reading, database: Writing, form: _Form, a: Reference, b: Reference) -> Response:
    """Both articles."""
    return _of_comparison(database, any_two(session, a.strip(), b.strip()), form)


def _of_comparison(database: Writing, choice: Choice, form: Kind) -> Response:
    ids = [article.id for article in (*choice.articles_a, *choice.articles_b)]
    return file_of_articles(database, ids, form, "comparison")


@router.get("/search.{form:references}", summary="References to all articles of a search", **_FILE)
def of_search(
    request: Request, session: Reading, database: Writing, form: _Form, parameters: Parameters
) -> Response:
    """Every article found, in the order asked for; pages and limits are left aside."""
    ids, complete = ordered(session, parameters)
    if not complete:
        return not_finished(request)
    return file_of_articles(database, ids.tolist(), form, "search")
