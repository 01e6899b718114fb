"""Foreign bytes as an answer: readable and inert."""

from urllib.parse import quote

from fastapi import Response

from app.records import DocumentRecord
from app.text.decode import encoding_of, looks_binary
from app.web.formats import file_name

# a PDF can begin with pages of plain signs
_NO_TEXT = (b"%PDF-", b"PK\x03\x04")


def inert(document: DocumentRecord) -> Response:
    """The bytes as plain text, whatever they are: foreign pages must not run under this server's name. What
    is no text (a letter, a PDF) comes as a file to be kept."""
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "private, max-age=3600",
        "ETag": f'W/"{document.sha256}"',
    }
    if document.data.startswith(_NO_TEXT) or looks_binary(document.data):
        name = quote(file_name(document.origin), safe="", errors="replace")
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return Response(document.data, media_type="application/octet-stream", headers=headers)
    shown_as = f"text/plain; charset={encoding_of(document.data)}"
    return Response(document.data, media_type=shown_as, headers=headers)
