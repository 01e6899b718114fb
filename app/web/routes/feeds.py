"""Feeds: which are followed, how they do, and what can be done with them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from app import clock
from app.errors import FetchError, NotFoundError, ParallaxError
from app.fetch.politeness import polite_client
from app.records import FeedFailureRecord, FeedRecord, Record
from app.store import feeds
from app.web import add_forms
from app.web.add_forms import FormError
from app.web.addresses import address
from app.web.answers import LEADS_ON
from app.web.background.jobs import Jobs, QueueFullError
from app.web.background.poller import poll_order
from app.web.dependencies import Reading, Writing
from app.web.formats import counted
from app.web.rendering import page
from app.web.routes.add import Runner, submitted
from app.web.undoing import lead_on, tell_of_removal

router = APIRouter(tags=["Feeds"], dependencies=[Depends(tell_of_removal)])

MAX_LIST_BYTES = 16 * 1024 * 1024
_MOST_POLLED = 500
_Count = Annotated[int, Query(ge=0, le=1_000_000, include_in_schema=False)]


class FeedList(Record):
    """All feeds, by folder and title; how many are due, fail, and are paused."""

    due: int
    failing: int
    paused: int
    feeds: tuple[FeedRecord, ...]


class FeedPage(Record):
    """A feed with the newest of its failures, the last one first."""

    feed: FeedRecord
    failures: tuple[FeedFailureRecord, ...]


def _list(session: Reading) -> FeedList:
    listed = feeds.feeds(session)
    return FeedList(
        due=len(feeds.due(session, clock.now())),
        failing=sum(feed.failures > 0 and not feed.paused for feed in listed),
        paused=sum(feed.paused for feed in listed),
        feeds=tuple(listed),
    )


def _by_folder(listed: Sequence[FeedRecord]) -> list[tuple[str, list[FeedRecord]]]:
    ordered = sorted(listed, key=lambda feed: (feed.folder or "").casefold())
    return [(folder, list(group)) for folder, group in groupby(ordered, lambda feed: feed.folder or "")]


def _page(
    request: Request,
    session: Reading,
    *,
    done: str = "",
    trouble: FormError | None = None,
    given: dict[str, str] | None = None,
) -> HTMLResponse:
    listed = _list(session)
    context: dict[str, Any] = {
        "listed": listed,
        "folders": _by_folder(listed.feeds),
        "minutes": request.app.state.settings.poll_feeds,
        "done": done,
        "trouble": trouble,
        "given": given or {},
    }
    return page(request, "feeds.html", context, status=422 if trouble else 200)


@router.get("/feeds.json", summary="Feeds")
def feeds_json(session: Reading) -> FeedList:
    """All feeds that are followed, each with when it was asked, when it is due, and how it does."""
    return _list(session)


@router.get(
    "/feeds.opml",
    summary="Feeds as OPML",
    response_class=Response,
    responses={200: {"content": {"text/x-opml": {}}, "description": "OPML 2.0, as feed readers import it."}},
)
def feeds_opml(session: Reading) -> Response:
    """The list of feeds with titles and folders, for other feed readers."""
    from app.ingest.feed_document import as_opml

    headers = {"Content-Disposition": 'attachment; filename="parallax-feeds.opml"'}
    return Response(as_opml(feeds.feeds(session)), media_type="text/x-opml; charset=utf-8", headers=headers)


@router.get("/feeds", include_in_schema=False)
def feeds_page(
    request: Request,
    session: Reading,
    added: _Count = 0,
    known: _Count = 0,
    faulty: _Count = 0,
) -> HTMLResponse:
    """The list with its forms; after a change, with what came of it."""
    sentences = []
    if added or known or faulty:
        sentences.append(f"{counted(added, 'feed is', 'feeds are')} new.")
    if known:
        sentences.append(f"{counted(known, 'was', 'were')} followed already.")
    if faulty:
        sentences.append(f"{counted(faulty, 'entry', 'entries')} of the list could not be read.")
    return _page(request, session, done=" ".join(sentences))


@router.post(
    "/feeds",
    summary="Follow a feed",
    **LEADS_ON,
    responses={422: {"description": "There is no feed, or it cannot be had."}},
)
def follow(
    request: Request,
    database: Writing,
    jobs: Runner,
    url: Annotated[str, Form(max_length=4_000, description="Of the feed, or of a page that names it.")] = "",
    folder: Annotated[str, Form(max_length=200, description="Where to list it.")] = "",
) -> Response:
    """Asks the address once, follows the feed there and polls it. Leads to its page."""
    # too late for the top of the module: these load the parsers, which no page needs
    from app.ingest.feeds import subscribe

    try:
        listed = add_forms.addresses(url)
        if len(listed) != 1:
            raise FormError("follow", "One address at a time; a list of feeds can be brought along as OPML.")
        client = polite_client(request.app.state.settings)
        feed, is_new = subscribe(database, client, listed[0], folder=" ".join(folder.split()) or None)
    except (FetchError, FormError, NotFoundError) as error:
        return _refused(
            request, database, FormError("follow", _sentence(error)), {"url": url, "folder": folder}
        )
    if is_new:
        _polled_soon(jobs, feed)
    return RedirectResponse(f"/feeds/{feed.id}", 303)


def _polled_soon(jobs: Jobs, feed: FeedRecord) -> None:
    try:
        with jobs.draft() as place:
            jobs.submit(place, poll_order([feed]))
    except QueueFullError:
        # it is due, so it is polled with the others
        return


def _refused(request: Request, database: Writing, trouble: FormError, given: dict[str, str]) -> HTMLResponse:
    with database.read_session() as session:
        return _page(request, session, trouble=trouble, given=given)


def _sentence(error: ParallaxError) -> str:
    if isinstance(error, FormError):
        return str(error)
    return f"Not followed. {str(error).rstrip('.')}."


@router.post(
    "/feeds/import",
    summary="Follow the feeds of a list",
    **LEADS_ON,
    responses={422: {"description": "It cannot be read, or names no feed."}},
)
def follow_listed(
    request: Request,
    database: Writing,
    file: Annotated[UploadFile | None, File(description="OPML, or addresses one a line.")] = None,
    opml: Annotated[str, Form(description="Its text, in place of a file.")] = "",
) -> Response:
    """Follows what is not followed yet; nothing is fetched. Leads to the list."""
    from app.ingest.feeds import import_list
    from app.ingest.readers.base import Source

    data, name = opml.encode("utf-8", "replace"), "pasted.opml" if opml.lstrip()[:1] == "<" else "pasted.txt"
    if file is not None and file.filename:
        data, name = file.file.read(MAX_LIST_BYTES + 1), file.filename
    try:
        if not data.strip():
            raise FormError("import", "Choose a file, or paste its text.")
        client = polite_client(request.app.state.settings)
        source = Source(name=name, origin=name, data=data)
        added, known, problems = import_list(database, client, source)
        if problems and not added + known:
            where = "" if problems[0].line is None else f", line {problems[0].line}"
            raise FormError("import", f"{problems[0].origin}{where}: {problems[0].reason}.")
    except FormError as error:
        return _refused(request, database, error, {"opml": opml})
    counts = {"added": added, "known": known, "faulty": len(problems)}
    query = {key: str(count) if count else None for key, count in counts.items()}
    return RedirectResponse(address("/feeds", **query), 303)


@router.post("/feeds/poll", summary="Poll the feeds that are due", **LEADS_ON)
def poll_due(request: Request, session: Reading, jobs: Runner) -> Response:
    """Asks all feeds that are due for new articles. Leads to the import, or back when none is due."""
    due = feeds.due(session, clock.now())[:_MOST_POLLED]
    return submitted(request, jobs, poll_order(due)) if due else RedirectResponse("/feeds", 303)


@router.get("/feeds/{feed_id:number}.json", summary="One feed and its failures")
def feed_json(session: Reading, feed_id: int) -> FeedPage:
    """How a feed does: when it was asked, when it is due, and the newest polls of it that failed."""
    return FeedPage(feed=feeds.feed(session, feed_id), failures=tuple(feeds.failures(session, feed_id)))


@router.get("/feeds/{feed_id:number}", include_in_schema=False)
def feed_page(request: Request, session: Reading, feed_id: int) -> HTMLResponse:
    """The page."""
    found = feed_json(session, feed_id)
    context = {"feed": found.feed, "failures": found.failures}
    return page(request, "feed.html", context | {"minutes": request.app.state.settings.poll_feeds})


@router.post("/feeds/{feed_id:number}/poll", summary="Poll one feed", **LEADS_ON)
def poll_one(request: Request, session: Reading, jobs: Runner, feed_id: int) -> Response:
    """Asks it now, whether it is due or not, paused or not. Leads to the import."""
    return submitted(request, jobs, poll_order([feeds.feed(session, feed_id)]))


@router.post("/feeds/{feed_id:number}/pause", summary="Pause a feed", **LEADS_ON)
def pause(database: Writing, feed_id: int) -> RedirectResponse:
    """It is not polled until it is resumed. Leads to its page."""
    return _paused(database, feed_id, True)


@router.post(
    "/feeds/{feed_id:number}/resume",
    summary="Resume a feed",
    **LEADS_ON,
)
def resume(database: Writing, feed_id: int) -> RedirectResponse:
    """It is due at once. Leads to its page."""
    return _paused(database, feed_id, False)


def _paused(database: Writing, feed_id: int, paused: bool) -> RedirectResponse:
    with database.write_session() as session:
        feeds.pause(session, feed_id, paused=paused)
    return RedirectResponse(f"/feeds/{feed_id}", 303)


@router.post(
    "/feeds/{feed_id:number}/remove",
    summary="Remove a feed",
    **LEADS_ON,
)
def remove(database: Writing, feed_id: int) -> RedirectResponse:
    """It is no longer followed; its articles stay. Leads to the list, where it can be undone."""
    with database.write_session() as session:
        removal = feeds.remove(session, feed_id, clock.now())
    return lead_on("/feeds", removal)
