"""Whether the server answers and its database can be read."""

from fastapi import APIRouter, Request

from app.records import Record
from app.store import corpus
from app.web.access import access_of
from app.web.dependencies import Reading

router = APIRouter(tags=["Service"])


class Health(Record):
    """The answer of ``/healthz``. ``articles`` is None for those who may not read."""

    status: str
    articles: int | None


@router.get("/healthz", summary="Whether the server and its database answer")
def health(request: Request, session: Reading) -> Health:
    """Answers 200 with the number of articles, or 503 when the database cannot be read."""
    count = corpus.article_count(session)
    return Health(status="ok", articles=count if access_of(request).may_read else None)
