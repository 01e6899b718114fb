"""Foreign bytes as an answer: readable and inert."""

from fastapi import Request, Response

from app.records import DocumentRecord
from app.text.decode import encoding_of


def inert(request: Request, document: DocumentRecord) -> Response:
    """The bytes as plain text, whatever they are: foreign pages must not run under this server's name."""
    tag = f'"{document.sha256}"'
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=3600",
        "ETag": tag,
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    shown_as = f"text/plain; charset={encoding_of(document.data)}"
    return Response(document.data, media_type=shown_as, headers=headers)
