"""PDF: the text of an article as it was printed (ISO 32000), as far as the file holds text.

Read apart: no format has more ways to keep a parser busy. Lines are joined to paragraphs by where they stand
on the page, so that a paragraph that runs over lines, columns and pages is one again.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from app.errors import UnreadableInputError
from app.ingest.readers.base import MAX_FILE_BYTES, Format, Reading, ReadOptions, Source, Unreadable, whole
from app.ingest.readers.documents import article, headline_named
from app.ingest.readers.faults import in_words
from app.ingest.readers.print_layout import PrintedLine, address_in_margin, paragraphs, without_margins

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 500
"""The most pages that are read: more than any newspaper has."""
_MAX_CHARACTERS = 8_000_000
_MARK = b"%PDF-"
# What pypdf raises over damaged files, beyond its own errors.
_DAMAGES = (
    PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
    RuntimeError, OSError, EOFError,
)  # fmt: skip


def read_pdf(source: Source, options: ReadOptions) -> Iterator[Reading]:
    """The article in a PDF file. Pages that cannot be read are named.

    Raises UnreadableInputError when it is no PDF, is encrypted, or holds no text: pictures of pages are not
    recognised.
    """
    data = whole(source, MAX_FILE_BYTES)
    if _MARK not in data[:1_024]:
        raise UnreadableInputError("this is not a PDF file")
    # It warns of every flaw that it mends.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages: list[list[PrintedLine]] = []
    characters = 0
    for number, found in enumerate(_pages(data), 1):
        if isinstance(found, str):
            yield Unreadable(source.origin, None, f"page {number} cannot be read: {found}")
            continue
        characters += sum(len(line.text) for line in found)
        if characters > _MAX_CHARACTERS:
            raise UnreadableInputError("it holds more text than an article may have")
        pages.append(found)
    if not any(char.isalnum() for page in pages for line in page for char in line.text):
        raise UnreadableInputError(
            "it holds no text, only pictures of its pages: it needs text recognition (OCR) first"
        )
    # Where every page says the same, that is no margin.
    inner = without_margins(pages)
    lines = headline_named(paragraphs(inner if any(inner) else pages), _title(data))
    yield from article(source, options, data, MEDIA_TYPE, lines, address_in_margin(pages))


def _title(data: bytes) -> str | None:
    try:
        about = PdfReader(BytesIO(data)).metadata
        return str(about.title) if about is not None and about.title else None
    except _DAMAGES:
        return None


def _pages(data: bytes) -> Iterator[list[PrintedLine] | str]:
    """The lines of each page, or why it cannot be read."""
    try:
        reader = PdfReader(BytesIO(data))
        _unlock(reader)
        pages = reader.pages
        count = len(pages)
    except UnreadableInputError:
        raise
    except _DAMAGES as error:
        raise UnreadableInputError(f"the PDF is damaged: {in_words(error)}") from None
    if count > MAX_PAGES:
        raise UnreadableInputError(f"it has {count:,} pages; up to {MAX_PAGES} are read as an article")
    for number in range(count):
        try:
            yield _lines(pages[number])
        except _DAMAGES as error:
            yield in_words(error)


def _unlock(reader: PdfReader) -> None:
    """Open what is encrypted with no password, as many files are only against printing."""
    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except DependencyError:
        raise UnreadableInputError("it is encrypted with AES: save it without protection first") from None
    if not opened:
        raise UnreadableInputError("it is encrypted: save it without its password first")


def _lines(page: PageObject) -> list[PrintedLine]:
    """The lines of a page in the order of the file, which is mostly that of reading, each with its place."""
    lines: list[PrintedLine] = []
    parts: list[str] = []
    places: list[tuple[int, float, float, float]] = []

    def visit(text: str, matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                _end(lines, parts, places)
            if part.strip():
                with suppress(TypeError, ValueError, IndexError):
                    places.append((len(part), *_place(matrix, text_matrix, size)))
            parts.append(part)

    page.extract_text(visitor_text=visit)
    _end(lines, parts, places)
    return lines


def _end(lines: list[PrintedLine], parts: list[str], places: list[tuple[int, float, float, float]]) -> None:
    """Close a line: it stands where its first part stands, and is as large as its longest, which is no bullet
    or initial."""
    text = " ".join("".join(parts).split())
    if text and places:
        _, x, y, _ = places[0]
        lines.append(PrintedLine(text, x, y, max(places)[3]))
    elif text:
        lines.append(PrintedLine(text))
    parts.clear()
    places.clear()


def _place(matrix: Any, text_matrix: Any, size: float) -> tuple[float, float, float]:
    """Where a text begins on the page and how large it is, in points."""
    a, b, c, d, e, f = (float(value) for value in matrix)
    x, y = float(text_matrix[4]), float(text_matrix[5])
    scale = abs(float(text_matrix[3])) * (abs(d) or abs(b)) or 1.0
    return a * x + c * y + e, b * x + d * y + f, round(float(size) * scale, 1)


def _recognises(head: bytes) -> int:
    return 3 if head.startswith(_MARK) else 2 * (_MARK in head[:1_024])


FORMATS = (Format("PDF", (".pdf",), read_pdf, _recognises, media_types=(MEDIA_TYPE,), apart=True),)
