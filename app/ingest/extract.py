"""From a raw document to an article draft: which kind it is, and who reads that kind."""

from typing import Any

from app.errors import UnreadableInputError
from app.ingest.agency import with_agency
from app.ingest.html_page import draft_of_page
from app.ingest.offered import draft_of_offer, filled
from app.ingest.plain_text import draft_of_text
from app.ingest.readers.base import MAX_RECORD_BYTES, too_large
from app.ingest.record import draft_of_record
from app.ingest.stated import overridden
from app.records import ArticleDraft, BlockKind, RawDocument
from app.text.decode import clean_characters, decode, looks_binary
from app.text.mojibake import repaired


def extract(raw: RawDocument) -> ArticleDraft:
    """The article in ``raw``. Raises UnreadableInputError with the reason when there is none to be had.

    What was offered with its address stands in where it says nothing, and for all of it when it holds no
    article.
    """
    try:
        draft = filled(_read(raw), raw)
    except UnreadableInputError as error:
        draft = _with_text(draft_of_offer(raw, error))
    draft = with_agency(overridden(draft, raw))
    return draft.model_copy(update={"warnings": (*draft.warnings, raw.doubt)}) if raw.doubt else draft


def _read(raw: RawDocument) -> ArticleDraft:
    if raw.text is None and len(raw.data) > MAX_RECORD_BYTES:
        raise UnreadableInputError(too_large(len(raw.data)))
    if raw.fields is not None:
        return _with_text(draft_of_record(raw))
    if raw.text is not None:
        return _with_text(draft_of_text(raw, *clean_characters(repaired(raw.text))))
    if not raw.data.strip():
        raise UnreadableInputError("the file is empty")
    if looks_binary(raw.data):
        raise UnreadableInputError("this is not text: it holds binary data")
    if "html" in raw.media_type:
        return _with_text(draft_of_page(raw))
    text, warnings = decode(raw.data, raw.charset)
    return _with_text(draft_of_text(raw, text, warnings))


def _with_text(draft: ArticleDraft) -> ArticleDraft:
    if not any(char.isalnum() for text in draft.texts(BlockKind.PARAGRAPH) for char in text):
        raise UnreadableInputError("no article text was found in it")
    return draft


def draft_json(draft: ArticleDraft) -> dict[str, Any]:
    """``draft`` as the command line prints it."""
    published = draft.published
    return {
        "id": draft.external_id,
        "title": draft.title,
        "title_source": draft.title_source,
        "outlet": draft.outlet,
        "outlet_domain": draft.outlet_domain,
        "outlet_evidence": draft.outlet_evidence,
        "author": draft.author,
        "author_role": draft.author_role,
        "author_evidence": draft.author_evidence,
        "agency": draft.agency,
        "published": published.model_dump(mode="json") if published else None,
        "updated": draft.updated.model_dump(mode="json") if draft.updated else None,
        "url": draft.url,
        "source_url": draft.source_url,
        "language": draft.language,
        "section": draft.section,
        "dek": list(draft.dek),
        "subheads": list(draft.subheads),
        "captions": list(draft.captions),
        "boilerplate": list(draft.boilerplate),
        "cited_outlets": list(draft.cited_outlets),
        "blocks": [block.model_dump(mode="json") for block in draft.blocks],
        "text": draft.text,
        "body_text": draft.body_text,
        "warnings": list(draft.warnings),
    }
