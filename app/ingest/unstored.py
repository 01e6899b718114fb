"""An article of a file as a record, without a corpus that holds it."""

import hashlib
from pathlib import Path

from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.readers.base import ReadOptions, Unreadable
from app.ingest.reading import Inputs
from app.records import ArticleDraft, ArticleRecord, OutletRef, RawDocument
from app.text.dates import day_of, iso_day


def article_of_file(path: Path, number: int) -> ArticleRecord:
    """The one article in ``path``, read as an ingest reads it; ``number`` stands for its id.

    Raises UnreadableInputError when the file holds no article, or several.
    """
    documents: list[RawDocument] = []
    for item in Inputs([path], ReadOptions()):
        if isinstance(item, Unreadable):
            line = "" if item.line is None else f", line {item.line}"
            raise UnreadableInputError(f"{item.origin}{line}: {item.reason}")
        if isinstance(item, RawDocument):
            documents.append(item)
        if len(documents) > 1:
            raise UnreadableInputError(
                f"{path} holds several articles. Ingest it, and compare two of them by their ids."
            )
    if not documents:
        raise UnreadableInputError(f"{path}: no article was found in it.")
    try:
        return _record(documents[0], extract(documents[0]), number)
    except UnreadableInputError as error:
        raise UnreadableInputError(f"{path}: {error.reason}") from error


def _record(raw: RawDocument, draft: ArticleDraft, number: int) -> ArticleRecord:
    outlet = None
    if draft.outlet is not None:
        outlet = OutletRef(id=0, slug="", name=draft.outlet, domain=draft.outlet_domain)
    return ArticleRecord(
        id=number,
        external_id=draft.external_id,
        title=draft.title,
        title_source=draft.title_source,
        outlet=outlet,
        byline=draft.author,
        dek="\n".join(draft.dek),
        published=draft.published,
        day=iso_day(day_of(draft.published)),
        language=draft.language,
        url=draft.url,
        word_count=draft.word_count,
        body=draft.text,
        blocks=draft.blocks,
        author_role=draft.author_role,
        author_evidence=draft.author_evidence,
        outlet_evidence=draft.outlet_evidence,
        extracted_outlet=outlet,
        outlet_by_person=False,
        updated=draft.updated,
        agency=draft.agency,
        source_url=draft.source_url,
        section=draft.section,
        cited_outlets=draft.cited_outlets,
        document_id=0,
        document_sha256=hashlib.sha256(raw.data).hexdigest(),
        origin=raw.origin,
        origin_line=raw.line,
        ingested_at="",
    )
