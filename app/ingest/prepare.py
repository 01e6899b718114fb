"""A draft made ready for the database, so that the one process that writes has nothing left to work out."""

from typing import Any

from pydantic import TypeAdapter

from app.columns import pack
from app.errors import UnreadableInputError
from app.ingest.decide import Prepared, Reject
from app.ingest.extract import extract
from app.records import ArticleDraft, Block, RawDocument
from app.text.addresses import url_key
from app.text.analysis import stems_of
from app.text.content import content_hash
from app.text.dates import day_of
from app.text.fingerprints import marks

_BLOCKS = TypeAdapter(tuple[Block, ...])


def understand(raw: RawDocument) -> Prepared | Reject:
    """The article in ``raw``, or why there is none: whatever a parser stumbles over stays with its
    document."""
    try:
        return prepare(raw, extract(raw))
    except UnreadableInputError as error:
        return Reject(error.reason, error.line)
    except MemoryError:
        return Reject("reading it takes more memory than a document may have")
    except Exception as error:
        return Reject(f"it could not be read: {type(error).__name__}: {str(error)[:300]}")


def prepare(raw: RawDocument, draft: ArticleDraft) -> Prepared:
    """``draft`` as it will be stored."""
    body, dek = draft.text, "\n".join(draft.dek)
    return Prepared(
        values={
            "external_id": draft.external_id,
            "day": day_of(draft.published),
            "published": _plain(draft.published),
            "updated": _plain(draft.updated),
            "language": draft.language,
            "word_count": draft.word_count,
            "content_hash": content_hash(draft.title, draft.body_text),
            "title": draft.title,
            "title_source": draft.title_source,
            "byline": draft.author,
            "agency": draft.agency,
            "url": draft.url,
            "url_key": url_key(draft.url),
            "source_url": draft.source_url,
            "section": draft.section,
            "author_role": draft.author_role,
            "author_evidence": draft.author_evidence,
            "outlet_evidence": draft.outlet_evidence,
            "cited_outlets": list(draft.cited_outlets),
            "origin": raw.origin,
            "origin_line": raw.line,
            "dek": dek,
            "body": body,
            "blocks": pack(_BLOCKS.dump_json(draft.blocks)),
        },
        outlet=None if draft.outlet is None else (draft.outlet, draft.outlet_domain),
        doubts=draft.warnings,
        marks=marks(draft.title, body),
        data=pack(raw.data),
        stems=stems_of(draft.language, draft.title, dek, body, draft.author or ""),
    )


def _plain(value: Any) -> dict[str, Any] | None:
    return None if value is None else value.model_dump(mode="json")
