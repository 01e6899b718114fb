"""The versions of an article: what its text said before, and what changed word by word."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.errors import InvalidParameterError, NotFoundError
from app.records import Record, VersionCard, VersionRecord
from app.store import articles, versions
from app.web.answers import ORIGINAL
from app.web.dependencies import Reading
from app.web.originals import inert
from app.web.rendering import page
from app.web.version_view import VersionDiff, last_change, stretches, version_diff

router = APIRouter(tags=["Articles"])

_MOST_VERSIONS = 1_000_000
Older = Annotated[
    int | None,
    Query(
        alias="from", ge=1, le=_MOST_VERSIONS, description="Number of a version; the one before by default."
    ),
]
Newer = Annotated[
    int | None,
    Query(alias="to", ge=1, le=_MOST_VERSIONS, description="Number of a version; the newest by default."),
]


class VersionsPage(Record):
    """The versions of an article, oldest first, and what changed between two; None when there is one only."""

    article_id: int
    versions: tuple[VersionCard, ...]
    diff: VersionDiff | None


def _page(session: Reading, article_id: int, older: int | None, newer: int | None) -> VersionsPage:
    listed = versions.of_article(session, article_id)
    if not listed:
        raise NotFoundError(f"There is no article {article_id} in the corpus.")
    if len(listed) == 1 and older in (None, 1) and newer in (None, 1):
        return VersionsPage(article_id=article_id, versions=listed, diff=None)
    if newer is None:
        newer = listed[-1].version if older != listed[-1].version else older - 1
    if older is None:
        older = newer - 1 if newer > 1 else newer + 1
    if older == newer:
        raise InvalidParameterError("Those are one version. Choose two different ones.")
    texts = [_version(session, article_id, number) for number in sorted((older, newer))]
    return VersionsPage(article_id=article_id, versions=listed, diff=version_diff(*texts))


def _version(session: Reading, article_id: int, number: int) -> VersionRecord:
    record = versions.version(session, article_id, number)
    if record is None:
        raise NotFoundError(f"Article {article_id} has no version {number}.")
    return record


@router.get("/articles/{article_id:number}/versions.json", summary="The versions of an article")
def versions_json(
    session: Reading, article_id: int, older: Older = None, newer: Newer = None
) -> VersionsPage:
    """What an article said before, and what changed between two versions, word by word.

    Versions say what their documents say; what was set by hand concerns the article as it is shown.
    """
    return _page(session, article_id, older, newer)


@router.get("/articles/{article_id:number}/versions", include_in_schema=False)
def versions_page(
    request: Request, session: Reading, article_id: int, older: Older = None, newer: Newer = None
) -> HTMLResponse:
    """The page."""
    shown = _page(session, article_id, older, newer)
    context = {
        "article": articles.article(session, article_id),
        "versions": shown.versions,
        "last_change": last_change(shown.versions),
        "diff": shown.diff,
        "text": stretches(shown.diff.text) if shown.diff else (),
        "captions": stretches(shown.diff.captions) if shown.diff else (),
    }
    return page(request, "versions.html", context)


@router.get(
    "/articles/{article_id:number}/versions/{version:number}/original",
    summary="The original bytes of a version",
    **ORIGINAL,
)
def version_original(session: Reading, article_id: int, version: int) -> Response:
    """The original as plain text, whatever it is."""
    document = versions.original(session, article_id, version)
    if document is None:
        raise NotFoundError(f"Article {article_id} has no version {version}.")
    return inert(document)
