"""The documentation as pages of the site, with the pictures and examples it shows."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from app.records import Record
from app.web.manual.library import Library
from app.web.rendering import page

router = APIRouter(tags=["Corpus"])


class DocumentTitle(Record):
    """A document: the name in its address, its title, and the first sentence of what it says."""

    name: str
    title: str
    summary: str


class DocumentShelf(Record):
    """Documents of one kind, in the order of reading."""

    title: str
    documents: tuple[DocumentTitle, ...]


class Documentation(Record):
    """All documents. ``/docs/NAME`` is a page, ``/docs/NAME.md`` its Markdown."""

    shelves: tuple[DocumentShelf, ...]


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


@router.get("/docs.json", summary="The documents of the program")
def docs_json(request: Request) -> Documentation:
    """Titles and names of the documents that travel with the program."""
    shelves = [
        DocumentShelf(
            title=shelf.title,
            documents=tuple(
                DocumentTitle(name=name, title=one.title, summary=one.summary)
                for name, one in shelf.documents
            ),
        )
        for shelf in _library(request).shelves()
    ]
    return Documentation(shelves=tuple(shelves))


@router.get("/docs", include_in_schema=False)
def docs_page(request: Request) -> HTMLResponse:
    """The list of them."""
    return page(request, "docs.html", {"shelves": docs_json(request).shelves})


@router.get("/docs/{document:path}", include_in_schema=False)
def document_page(request: Request, document: str) -> Response:
    """One of them as a page, its source, or a picture or an example out of one."""
    library = _library(request)
    shown = library.document(document)
    if shown is not None:
        return page(request, "document.html", {"name": document, "document": shown})
    source = library.source(document.removesuffix(".md")) if document.endswith(".md") else None
    if source is not None:
        return PlainTextResponse(source, media_type="text/markdown")
    file = library.file(document)
    if file is None:
        raise HTTPException(404, "There is no such document.")
    return Response(file.data, media_type=file.media_type)
