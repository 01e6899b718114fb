"""Whether the server lives, whether it can do its work, and its figures for Prometheus."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.errors import NotFoundError
from app.records import Record
from app.store import corpus
from app.web.auth.access import access_of
from app.web.operation.metrics import MEDIA_TYPE
from app.web.operation.readiness import Outcome, Watch, checks

router = APIRouter(tags=["Service"])

_watch = Watch()
_FRESH = {"Cache-Control": "no-store"}


class Health(Record):
    """The answer of ``/healthz``."""

    status: Literal["ok"] = "ok"


class Readiness(Record):
    """The answer of ``/readyz``. ``details`` and ``articles`` are for those who may read, else None."""

    status: Literal["ready", "starting", "ending", "failing"]
    checks: dict[str, Outcome]
    details: dict[str, str] | None = None
    articles: int | None = None


@router.get("/healthz", summary="Whether the server lives")
async def health() -> Health:
    """Answers 200 as long as requests are answered at all. Touches neither disk nor database."""
    return Health()


@router.get(
    "/readyz",
    summary="Whether the server can do its work",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "It cannot, or not now; `checks` says why."}},
)
def ready(request: Request) -> JSONResponse:
    """Answers 200 when the database can be read and has this program's schema, its folder can be written and
    has room, and imports are looked after; 503 otherwise, and while the server starts or ends. `low` is a
    warning: there is little room left."""
    state = request.app.state
    if state.ending:
        return _answer(Readiness(status="ending", checks={}))
    if not hasattr(state, "jobs"):
        return _answer(Readiness(status="starting", checks={}))
    found = checks(state.database, state.jobs)
    failing = any(check.outcome == "failed" for check in found.values())
    details, articles = None, None
    if access_of(request).may_read:
        details = {name: check.detail for name, check in found.items() if check.detail is not None}
        if found["database"].outcome == "ok":
            with state.database.read_session() as session:
                articles = corpus.article_count(session)
    outcomes = {name: check.outcome for name, check in found.items()}
    status: Literal["ready", "failing"] = "failing" if failing else "ready"
    return _answer(Readiness(status=status, checks=outcomes, details=details, articles=articles))


def _answer(said: Readiness) -> JSONResponse:
    status = 200 if said.status == "ready" else 503
    headers = _FRESH if status == 200 else {**_FRESH, "Retry-After": "5"}
    return JSONResponse(said.model_dump(), status, headers)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus's text format."}},
)
def metrics(request: Request) -> Response:
    """Counts of requests, and what the corpus and the server's processes hold. 404 unless
    `PARALLAX_METRICS` is set; for those who may write, and for whoever sends `Authorization: Bearer` with
    `PARALLAX_METRICS_TOKEN`."""
    state = request.app.state
    if state.metrics is None:
        raise NotFoundError("Nothing is measured here: PARALLAX_METRICS is not set.")
    found = _watch.state(state.database, state.jobs)
    return Response(state.metrics.exposition(found), media_type=MEDIA_TYPE, headers=_FRESH)
