"""Imports: all of them, one with its counts and problems, and what to do about a problem."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import InvalidParameterError, NotFoundError
from app.records import ArticleCard, EventCard, ProblemRecord, Record, RunRecord
from app.store import events, imports, runs
from app.web.addresses import address
from app.web.answers import LEADS_ON, ORIGINAL
from app.web.background.job_folders import Job, Order
from app.web.background.jobs import Activity
from app.web.dependencies import MOST_ID, Reading, Writing
from app.web.originals import inert
from app.web.paging import PageNumber, page_count
from app.web.rendering import page
from app.web.routes.add import Runner, submitted

router = APIRouter(tags=["Imports"])

_RUNS = 30
_PROBLEMS = 50
_ARTICLES = 50
_FIRST_ARTICLES = 8
_EVENTS = 8
_MOST_RETRIED = 10_000

Shown = Literal["open", "retried", "dismissed", "all"]
ProblemStatus = Annotated[Shown, Query(alias="problems", description="Which problems are listed.")]
Chosen = Annotated[
    list[Annotated[int, Form(ge=1, le=MOST_ID)]] | None,
    Form(description="Numbers of problems; all of the import without."),
]


class ImportEntry(Record):
    """An import in the list."""

    run: RunRecord
    open_problems: int
    activity: Activity | None


class WaitingImport(Record):
    """An import that waits for its turn."""

    number: int
    source: str
    names: tuple[str, ...]
    ahead: int


class ImportList(Record):
    """One page of imports, newest first, and those that wait."""

    total: int
    page: int
    pages: int
    waiting: tuple[WaitingImport, ...]
    imports: tuple[ImportEntry, ...]


class ImportPage(Record):
    """An import with one page of its problems, its first articles, and the newest events they are in.

    ``activity`` is None when no server carries it out, or when that is long past.
    ``named_pages`` counts web addresses that its files named and that were not fetched.
    """

    run: RunRecord
    activity: Activity | None
    passed_over: int
    named_pages: int
    named_feeds: int
    problem_counts: dict[str, int]
    problems_shown: Shown
    page: int
    pages: int
    problems: tuple[ProblemRecord, ...]
    article_count: int
    articles: tuple[ArticleCard, ...]
    event_count: int
    events: tuple[EventCard, ...]


class ImportArticles(Record):
    """One page of an import's articles, in the order they came."""

    run: RunRecord
    total: int
    page: int
    pages: int
    articles: tuple[ArticleCard, ...]


def _list(session: Reading, jobs: Runner, number: int) -> ImportList:
    if number == 1:
        jobs.close_left_runs()
    # Asked before the database: an import that begins meanwhile stands in one of both, and is told once.
    in_line = jobs.waiting() if number == 1 else []
    total, found = imports.runs_page(session, offset=(number - 1) * _RUNS, limit=_RUNS)
    pages = page_count(total, _RUNS, number)
    listed = {run.id for run, _ in found}
    waiting = tuple(_waiting(jobs, job) for job in in_line if job.run_id not in listed)
    entries = []
    for run, open_problems in found:
        job = jobs.of_run(run.id)
        activity = None if job is None else jobs.activity(job)
        entries.append(ImportEntry(run=run, open_problems=open_problems, activity=activity))
    return ImportList(total=total, page=number, pages=pages, waiting=waiting, imports=tuple(entries))


def _waiting(jobs: Runner, job: Job) -> WaitingImport:
    return WaitingImport(
        number=job.number,
        source=job.order.source,
        names=job.order.names,
        ahead=jobs.activity(job).ahead,
    )


def _one(session: Reading, jobs: Runner, run_id: int, shown: Shown, number: int) -> ImportPage:
    # Asked before the database: what is said to be done must be in what is read.
    job = jobs.of_run(run_id)
    activity = None if job is None else jobs.activity(job)
    run = runs.run(session, run_id)
    if run.status == "running" and job is None:
        jobs.close_left_runs()
    counts: dict[str, int] = {str(status): n for status, n in imports.problem_counts(session, run_id).items()}
    total = sum(counts.values()) if shown == "all" else counts[shown]
    listed = imports.problems_page(
        session,
        run_id,
        None if shown == "all" else shown,
        offset=(number - 1) * _PROBLEMS,
        limit=_PROBLEMS,
    )
    article_count, cards = imports.articles_page(session, run_id, offset=0, limit=_FIRST_ARTICLES)
    # while it reads, which is when the page asks every second, it has no events yet
    event_count, event_cards = (0, []) if run.status == "running" else events.of_run(session, run_id, _EVENTS)
    return ImportPage(
        run=run,
        activity=activity,
        passed_over=0 if job is None else job.passed_over,
        named_pages=0 if job is None else job.named_pages,
        named_feeds=0 if job is None else job.named_feeds,
        problem_counts=counts,
        problems_shown=shown,
        page=number,
        pages=page_count(total, _PROBLEMS, number),
        problems=tuple(listed),
        article_count=article_count,
        articles=tuple(cards),
        event_count=event_count,
        events=tuple(event_cards),
    )


@router.get("/imports.json", summary="Imports")
def imports_json(session: Reading, jobs: Runner, number: PageNumber = 1) -> ImportList:
    """Thirty imports a page, newest first, with their counts, and those that wait for their turn."""
    return _list(session, jobs, number)


@router.get("/imports", include_in_schema=False)
def imports_page(request: Request, session: Reading, jobs: Runner, number: PageNumber = 1) -> HTMLResponse:
    """The list."""
    listed = _list(session, jobs, number)
    moving = bool(listed.waiting) or any(_moves(entry.run, entry.activity) for entry in listed.imports)
    return page(request, "imports.html", {"listed": listed, "moving": moving}, part="live")


def _moves(run: RunRecord, activity: Activity | None) -> bool:
    return run.status == "running" or (activity is not None and activity.stage != "done")


@router.get("/imports/waiting/{number:number}", include_in_schema=False)
def waiting_page(request: Request, jobs: Runner, number: int) -> Response:
    """An import that waits; leads to its page once it has begun."""
    job = jobs.get(number)
    if job is None:
        raise NotFoundError(
            "This import does not wait any more. The list of imports shows it if it has begun."
        )
    if job.run_id is not None:
        begun = f"/imports/{job.run_id}"
        # to htmx a plain redirect would be one more answer to swap in here
        by_htmx = "HX-Request" in request.headers
        return Response(headers={"HX-Redirect": begun}) if by_htmx else RedirectResponse(begun, 303)
    context = {"job": _waiting(jobs, job), "activity": jobs.activity(job)}
    return page(request, "import_waiting.html", context, part="live")


@router.post("/imports/waiting/{number:number}/stop", include_in_schema=False)
def stop_waiting(jobs: Runner, number: int) -> RedirectResponse:
    """Take an import out of the line."""
    job = jobs.get(number)
    if job is not None:
        jobs.stop(job)
    return RedirectResponse("/imports", 303)


@router.get("/imports/{run_id:number}.json", summary="One import and its problems")
def import_json(
    session: Reading, jobs: Runner, run_id: int, shown: ProblemStatus = "open", number: PageNumber = 1
) -> ImportPage:
    """Counts, what it is doing, and fifty problems a page in the order they were met."""
    return _one(session, jobs, run_id, shown, number)


@router.get("/imports/{run_id:number}", include_in_schema=False)
def import_page(
    request: Request,
    session: Reading,
    jobs: Runner,
    run_id: int,
    shown: ProblemStatus = "open",
    number: PageNumber = 1,
) -> HTMLResponse:
    """The page; while the import runs, htmx asks for its moving part again and again."""
    found = _one(session, jobs, run_id, shown, number)
    context = {
        "found": found,
        "run": found.run,
        "activity": found.activity,
        "moving": _moves(found.run, found.activity),
        "can_stop": found.run.status == "running" and found.activity is not None,
        "own_address": _page_address(run_id, shown, number),
        "other_pages": _page_address(run_id, shown),
        "by_status": {status: _page_address(run_id, status) for status in (*found.problem_counts, "all")},
    }
    return page(request, "import.html", context, part="live")


def _page_address(run_id: int, shown: str, number: int = 1) -> str:
    wanted = None if shown == "open" else shown
    return address(f"/imports/{run_id}", problems=wanted, page=str(number) if number > 1 else None)


@router.get("/imports/{run_id:number}/articles.json", summary="Articles of one import")
def import_articles_json(session: Reading, run_id: int, number: PageNumber = 1) -> ImportArticles:
    """Fifty articles a page, in the order they came. An article that changed later belongs to that import."""
    run = runs.run(session, run_id)
    total, cards = imports.articles_page(session, run_id, offset=(number - 1) * _ARTICLES, limit=_ARTICLES)
    pages = page_count(total, _ARTICLES, number)
    return ImportArticles(run=run, total=total, page=number, pages=pages, articles=tuple(cards))


@router.get("/imports/{run_id:number}/articles", include_in_schema=False)
def import_articles(request: Request, session: Reading, run_id: int, number: PageNumber = 1) -> HTMLResponse:
    """The page."""
    return page(request, "import_articles.html", {"listed": import_articles_json(session, run_id, number)})


@router.get(
    "/imports/{run_id:number}/problems/{problem_id:number}/original",
    summary="The original bytes that a problem is about",
    **ORIGINAL,
)
def problem_original(session: Reading, run_id: int, problem_id: int) -> Response:
    """The original as plain text. 404 where no bytes were kept: there were none, or more than 5 MB."""
    return inert(imports.original(session, run_id, problem_id))


@router.post(
    "/imports/{run_id:number}/stop",
    summary="Stop an import",
    **LEADS_ON,
)
def stop_import(session: Reading, jobs: Runner, run_id: int) -> RedirectResponse:
    """Ends after what is in hand; what was taken in stays. An import of another program goes on."""
    runs.run(session, run_id)
    job = jobs.of_run(run_id)
    if job is not None:
        jobs.stop(job)
    return RedirectResponse(f"/imports/{run_id}", 303)


@router.post(
    "/imports/{run_id:number}/retry",
    summary="Try again what an import could not take in",
    **LEADS_ON,
)
def retry(request: Request, session: Reading, jobs: Runner, run_id: int, problem: Chosen = None) -> Response:
    """Reads the file again where it is still there, else the bytes that were kept. Leads to a new import."""
    run = runs.run(session, run_id)
    numbers = imports.rejected(session, run_id, problem, limit=_MOST_RETRIED)
    if not numbers:
        raise InvalidParameterError("There is nothing to try again: no such problem of this import is open.")
    order = Order(
        source="retry",
        names=(f"{len(numbers)} of import {run.id}",),
        run_id=run.id,
        problems=tuple(numbers),
    )
    return submitted(request, jobs, order)


@router.post(
    "/imports/{run_id:number}/fetch",
    summary="Fetch the web addresses that an import's files named",
    **LEADS_ON,
)
def fetch_named(request: Request, session: Reading, jobs: Runner, run_id: int) -> Response:
    """Files can be lists of addresses. They are fetched only when somebody asks. Leads to a new import."""
    runs.run(session, run_id)
    job = jobs.of_run(run_id)
    listed = jobs.pages(job) if job else ()
    if not listed:
        raise InvalidParameterError("No addresses of this import are at hand. Add its files again.")
    return submitted(request, jobs, Order(source="address", names=listed[:100], addresses=listed))


@router.post(
    "/imports/{run_id:number}/dismiss",
    summary="Dismiss problems",
    **LEADS_ON,
)
def dismiss(database: Writing, run_id: int, problem: Chosen = None) -> RedirectResponse:
    """Sets open problems aside. Nothing is lost: `reopen` takes it back."""
    return _moved(database, run_id, problem, "dismissed", "open")


@router.post(
    "/imports/{run_id:number}/reopen",
    summary="Open dismissed problems again",
    **LEADS_ON,
)
def reopen(database: Writing, run_id: int, problem: Chosen = None) -> RedirectResponse:
    """The way back from `dismiss`."""
    return _moved(database, run_id, problem, "open", "dismissed")


def _moved(
    database: Writing,
    run_id: int,
    problem: list[int] | None,
    status: imports.ProblemStatus,
    where: imports.ProblemStatus,
) -> RedirectResponse:
    with database.write_session() as session:
        runs.run(session, run_id)
        imports.set_status(session, run_id, problem, status, where=where)
    return RedirectResponse(f"{_page_address(run_id, where)}#problems", 303)
