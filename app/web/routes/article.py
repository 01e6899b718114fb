"""One article: its text, what is known of it and from where, and the outlet set by hand."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import NotFoundError
from app.records import ArticleRecord, BlockKind, CopyRecord
from app.store import articles, copies, corrections, events, outlets
from app.web.dependencies import Reading, Writing
from app.web.originals import inert
from app.web.rendering import page

router = APIRouter(tags=["Articles"])

_SET_ASIDE = (BlockKind.BYLINE, BlockKind.BOILERPLATE)
_MOST_COPIES = 50


class ArticleAnswer(ArticleRecord):
    """An article, and the articles that share its text, fifty at most."""

    copies: tuple[CopyRecord, ...]


def _article(session: Reading, article_id: int) -> ArticleRecord:
    record = articles.get(session, article_id)
    if record is None:
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    return record


@router.get("/articles/{article_id:number}.json", summary="One article")
def article_json(session: Reading, article_id: int) -> ArticleAnswer:
    """An article as a whole: text, blocks with their lines, the evidence for what is known of it, and copies."""
    record = _article(session, article_id)
    return ArticleAnswer(**dict(record), copies=copies.of_article(session, article_id, _MOST_COPIES))


@router.get("/articles/{article_id:number}", include_in_schema=False)
def article_page(request: Request, session: Reading, article_id: int) -> HTMLResponse:
    """The page."""
    record = _article(session, article_id)
    event = None if record.event_id is None else events.event(session, record.event_id)
    context = {
        "article": record,
        "event": event,
        "others": [] if event is None else [card for card in event.articles if card.id != article_id],
        "copies": copies.of_article(session, article_id, _MOST_COPIES),
        "copy_count": max(0, copies.group_size(session, article_id) - 1),
        "set_aside": [block for block in record.blocks if block.kind in _SET_ASIDE],
        "outlets": outlets.outlets(session),
    }
    return page(request, "article.html", context)


@router.get(
    "/articles/{article_id:number}/original",
    summary="The original bytes of an article",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "The bytes as they came, never as HTML."}},
)
def article_original(request: Request, session: Reading, article_id: int) -> Response:
    """The original as plain text, whatever it is: foreign pages must not run under this server's name."""
    document = articles.original(session, article_id)
    if document is None:
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    return inert(request, document)


@router.post(
    "/articles/{article_id:number}/outlet",
    summary="Set the outlet of an article by hand",
    status_code=303,
    response_class=RedirectResponse,
)
def set_outlet(
    database: Writing,
    article_id: int,
    name: Annotated[str, Form(max_length=200, description="Name of the outlet; empty to undo.")] = "",
) -> RedirectResponse:
    """Set the outlet, or go back to what was extracted when `name` is empty. Leads back to the article."""
    cleaned = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())
    if cleaned and not any(mark.isalnum() for mark in cleaned):
        raise HTTPException(422, "“name” needs at least one letter or figure to be the name of an outlet.")
    with database.write_session() as session:
        if cleaned:
            corrections.set_by_hand(session, article_id, "outlet", cleaned)
        else:
            corrections.undo(session, article_id, "outlet")
    return RedirectResponse(f"/articles/{article_id}#outlet", 303)
