"""Whether the server answers and its database can be read."""

from fastapi import APIRouter

from app.records import Record
from app.store import corpus
from app.web.dependencies import Reading

router = APIRouter(tags=["Service"])


class Health(Record):
    """The answer of ``/healthz``."""

    status: str
    articles: int


@router.get("/healthz", summary="Whether the server and its database answer")
def health(session: Reading) -> Health:
    """Answers 200 with the number of articles, or 503 when the database cannot be read."""
    return Health(status="ok", articles=corpus.article_count(session))
