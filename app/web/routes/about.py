"""What is measured here and what is not, how, and whose parts are used."""

from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.compare.accuracy import Accuracy, default_accuracy
from app.records import CorpusCounts, Record
from app.store import corpus
from app.web.dependencies import Reading
from app.web.rendering import page

router = APIRouter(tags=["Corpus"])


class VendoredPart(Record):
    """A part of another project that travels with this one. ``licence_file`` is a static file."""

    name: str
    licence: str
    licence_file: str


class About(Record):
    """Version of the program, size of the corpus, how often the marks of a comparison are right, and the
    vendored parts with their licences.
    """

    version: str
    counts: CorpusCounts
    accuracy: Accuracy
    vendored: tuple[VendoredPart, ...]


VENDORED = (
    VendoredPart(name="htmx 4.0.1", licence="BSD Zero Clause", licence_file="vendor/htmx-4.0.1/LICENSE"),
    VendoredPart(
        name="Source Serif 4",
        licence="SIL Open Font License 1.1",
        licence_file="vendor/source-serif-4/LICENSE",
    ),
    VendoredPart(name="Inter", licence="SIL Open Font License 1.1", licence_file="vendor/inter/LICENSE"),
)


def _version() -> str:
    try:
        return version("parallax-news")
    except PackageNotFoundError:
        return "from a checkout"


@router.get("/about.json", summary="Version, size of the corpus, accuracy and licences")
def about_json(session: Reading) -> About:
    """The data of the page About."""
    return About(
        version=_version(),
        counts=corpus.counts(session),
        accuracy=default_accuracy(),
        vendored=VENDORED,
    )


@router.get("/about", include_in_schema=False)
def about_page(request: Request, session: Reading) -> HTMLResponse:
    """The page."""
    return page(request, "about.html", {"about": about_json(session)})
