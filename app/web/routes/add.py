"""Adding articles: files, web addresses, a pasted text. Each becomes an import in the background."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.config import Settings
from app.errors import InvalidParameterError, NotFoundError
from app.ingest.readers import formats
from app.ingest.readers.base import MAX_RECORD_BYTES, too_large
from app.resources import examples
from app.web import add_forms
from app.web.add_forms import FormError
from app.web.answers import LEADS_ON
from app.web.background.job_folders import FILES, Job, Order
from app.web.background.jobs import Jobs, QueueFullError
from app.web.dependencies import get_jobs
from app.web.errors import problem
from app.web.rendering import page
from app.web.uploads import MAX_FILES, copy_files, keep_text, receive

router = APIRouter(tags=["Imports"])

_PATIENCE = 1.5
_MOST_NAMES = 100
RETRY_AFTER = {"Retry-After": "60"}

Runner = Annotated[Jobs, Depends(get_jobs)]
_FOUND: dict[int | str, dict[str, Any]] = {
    303: {"description": "Leads to the import."},
    503: {"description": "Too many imports are waiting."},
}


def _body(**properties: dict[str, Any]) -> dict[str, Any]:
    """The description of a form that a handler reads by itself."""
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}}


@router.get("/add", include_in_schema=False)
def add_page(request: Request) -> Response:
    """The three forms."""
    return _page(request)


def _page(
    request: Request,
    trouble: FormError | None = None,
    given: dict[str, str] | None = None,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    settings: Settings = request.app.state.settings
    context = {
        "trouble": trouble,
        "given": given or {},
        "formats": sorted(formats(), key=lambda listed: listed.name.lower()),
        "max_bytes": settings.max_upload_bytes,
        "max_files": MAX_FILES,
    }
    return page(request, "add.html", context, status=status, headers=headers)


def _refused(request: Request, error: Exception, place: str, given: dict[str, str]) -> Response:
    """The page again, with what was typed, and what is wrong with it."""
    if isinstance(error, QueueFullError):
        trouble = FormError(place, f"{error} Send it again when some of them are done.")
        return _page(request, trouble, given, status=503, headers=RETRY_AFTER)
    trouble = error if isinstance(error, FormError) else FormError(place, str(error))
    return _page(request, trouble, given, status=422)


def submitted(request: Request, jobs: Jobs, order: Order) -> Response:
    """Put an import without files of its own into the line, and lead to it; or say that the line is full."""
    try:
        with jobs.draft() as folder:
            job = jobs.submit(folder, order)
    except QueueFullError as error:
        advice = "Wait until some of them are done, or take one out of the line."
        return problem(request, 503, str(error), advice, RETRY_AFTER)
    return lead_to(jobs, job)


def lead_to(jobs: Jobs, job: Job) -> RedirectResponse:
    """To the page of the run, or where the job waits for its turn."""
    run_id = jobs.started(job, _PATIENCE)
    return RedirectResponse(f"/imports/waiting/{job.number}" if run_id is None else f"/imports/{run_id}", 303)


@router.post(
    "/add/files",
    summary="Take in files",
    **LEADS_ON,
    responses=_FOUND,
    openapi_extra=_body(
        files={
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "description": "Files of any format that is read, also archives; a name may hold folders.",
        }
    ),
)
async def add_files(request: Request, jobs: Runner) -> Response:
    """Takes a form with files and leads to the import that reads them."""
    try:
        with jobs.draft() as folder:
            kind = request.headers.get("content-type", "")
            form = await receive(request.stream(), kind, folder / FILES)
            if not form.files:
                raise FormError("files", "Choose at least one file, or a folder with files in it.")
            names = tuple(dict.fromkeys(file.name for file in form.files))
            order = Order(source="upload", names=names[:_MOST_NAMES], files=tuple(form.files))
            job = jobs.submit(folder, order)
    except (QueueFullError, FormError, InvalidParameterError) as error:
        return _refused(request, error, "files", {})
    except ClientDisconnect:
        # nobody is left to read an answer; what had come is removed
        return Response(status_code=400)
    return await run_in_threadpool(lead_to, jobs, job)


@router.post(
    "/add/examples",
    summary="Take in the example articles",
    **LEADS_ON,
    responses=_FOUND,
)
def add_examples(request: Request, jobs: Runner) -> Response:
    """Takes in the articles that come with Parallax, and leads to the import. 404 where there are none."""
    found = examples()
    if not found:
        raise NotFoundError("No example articles came with this installation.")
    try:
        with jobs.draft() as folder:
            files = copy_files(found, folder / FILES)
            job = jobs.submit(folder, Order(source="upload", names=("the example articles",), files=files))
    except QueueFullError as error:
        return _refused(request, error, "files", {})
    return lead_to(jobs, job)


@router.post(
    "/add/text",
    summary="Take in a text",
    **LEADS_ON,
    responses=_FOUND,
    openapi_extra=_body(
        text={"type": "string", "description": "The text, or the source of a page; at most 5 MB."},
        title={"type": "string", "description": "Its headline, when the text does not begin with it."},
        outlet={"type": "string", "description": "Who published it."},
        published={"type": "string", "format": "date", "description": "The day of publication."},
        author={"type": "string", "description": "Who wrote it."},
        url={"type": "string", "description": "The address it was published at."},
    ),
)
async def add_text(request: Request, jobs: Runner) -> Response:
    """Takes one article as text. What the fields say wins over what the text says."""
    try:
        form = await request.form(max_files=0, max_fields=50, max_part_size=MAX_RECORD_BYTES)
    except HTTPException as error:
        trouble = FormError("text", f"The form cannot be read. A text may have {MAX_RECORD_BYTES:,} bytes.")
        return _page(request, trouble, status=413 if "exceeded" in error.detail else 422)
    given = _texts(form)
    try:
        text = given.pop("text", "")
        if len(text.encode("utf-8", "replace")) > MAX_RECORD_BYTES:
            raise FormError("text", f"The text is {too_large(len(text.encode('utf-8', 'replace')))}.")
        job = await run_in_threadpool(_take_text, jobs, text, given)
    except (QueueFullError, FormError) as error:
        return _refused(request, error, "text", _texts(form))
    return await run_in_threadpool(lead_to, jobs, job)


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _take_text(jobs: Jobs, text: str, given: dict[str, str]) -> Job:
    if not text.strip():
        raise FormError("text", "Paste a text first: the field is empty.")
    stated = add_forms.stated(given)
    with jobs.draft() as folder:
        file = keep_text(text, folder / FILES)
        name = stated.get("title") or add_forms.first_words(text)
        order = Order(source="paste", names=(name,), files=(file,), stated=stated or None)
        return jobs.submit(folder, order)


@router.post(
    "/add/addresses",
    summary="Fetch web addresses and take in what they lead to",
    **LEADS_ON,
    responses=_FOUND,
)
def add_addresses(
    request: Request,
    jobs: Runner,
    addresses: Annotated[str, Form(description="Web addresses, one a line.")] = "",
) -> Response:
    """Fetches each address once, politely, and leads to the import that does it."""
    try:
        listed = add_forms.addresses(addresses)
        with jobs.draft() as folder:
            order = Order(source="address", names=listed[:_MOST_NAMES], addresses=listed)
            job = jobs.submit(folder, order)
    except (QueueFullError, FormError) as error:
        return _refused(request, error, "addresses", {"addresses": addresses})
    return lead_to(jobs, job)
