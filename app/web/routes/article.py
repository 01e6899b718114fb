"""One article: its text, and what is known of it and from where."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.errors import NotFoundError
from app.export.citations import as_text
from app.export.page_data import meta_tags, news_article
from app.export.references import reference
from app.records import ArticleRecord, BlockKind, CopyRecord
from app.search.lookup import marker_of
from app.search.marks import Marker
from app.search.nodes import TextField
from app.search.results import Segment
from app.search.snippets import segments
from app.store import articles, copies, corrections, events, outlets, versions
from app.store.corrections import CorrectionRecord
from app.web import remarks
from app.web.answers import ORIGINAL
from app.web.auth.access import access_of
from app.web.dependencies import Reading
from app.web.events.event_view import shared_in_words
from app.web.originals import inert
from app.web.rendering import page
from app.web.undoing import tell_of_removal
from app.web.version_view import last_change

router = APIRouter(tags=["Articles"], dependencies=[Depends(tell_of_removal)])

_SET_ASIDE = (BlockKind.BYLINE, BlockKind.BOILERPLATE)
_MOST_COPIES = 50


class ArticleAnswer(ArticleRecord):
    """An article, and the articles that share its text, fifty at most."""

    copies: tuple[CopyRecord, ...]


def _by_hand(session: Reading, article_id: int) -> dict[str, CorrectionRecord | None]:
    found = {record.field: record for record in corrections.of_article(session, article_id)}
    return {field: found.get(field) for field in corrections.FIELDS}


@router.get("/articles/{article_id:number}.json", summary="One article")
def article_json(session: Reading, article_id: int) -> ArticleAnswer:
    """An article as a whole: text, blocks with their lines, evidence for what is known, and copies."""
    record = articles.article(session, article_id)
    return ArticleAnswer(**dict(record), copies=copies.of_article(session, article_id, _MOST_COPIES))


@router.get("/articles/{article_id:number}", include_in_schema=False)
def article_page(
    request: Request,
    session: Reading,
    article_id: int,
    q: Annotated[str, Query(max_length=10_000)] = "",
) -> HTMLResponse:
    """The page. ``q`` is the search from which a person comes: its words are marked."""
    record = articles.article(session, article_id)
    marker = marker_of(session, q) if q.strip() else Marker(())

    def cut(text: str, field: TextField) -> tuple[Segment, ...]:
        return segments(text, marker.spans(text, field, record.language))

    event = None if record.event_id is None else events.event(session, record.event_id)
    cited = reference(record, section=record.section, agency=record.agency)
    context = {
        "citation": as_text(cited),
        "meta_tags": list(meta_tags(cited)),
        "page_data": news_article(record, cited),
        "article": record,
        "searched": q.strip() if marker.words else "",
        "cut": cut,
        "event": event,
        "others": [] if event is None else [card for card in event.articles if card.id != article_id],
        "alone": event is None and len(articles.newest(session, 2)) < 2,
        "shared_in_words": shared_in_words,
        "copies": copies.of_article(session, article_id, _MOST_COPIES),
        "copy_count": max(0, copies.group_size(session, article_id) - 1),
        "set_aside": [block for block in record.blocks if block.kind in _SET_ASIDE],
        "outlets": outlets.outlets(session),
        "by_hand": _by_hand(session, article_id),
        "remarks": remarks.of_article(session, record) if access_of(request).may_write else [],
        "last_change": last_change(versions.of_article(session, article_id)) if record.version > 1 else None,
    }
    return page(request, "article.html", context)


@router.get(
    "/articles/{article_id:number}/original",
    summary="The original bytes of an article",
    **ORIGINAL,
)
def article_original(session: Reading, article_id: int) -> Response:
    """The original as plain text, whatever it is: foreign pages must not run under this server's name."""
    document = articles.original(session, article_id)
    if document is None:
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    return inert(document)
