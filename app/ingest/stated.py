"""What a metadata file beside an article states overrides what the article says of itself."""

from typing import Any

from app.ingest.record import draft_of_record
from app.records import ArticleDraft, Block, BlockKind, RawDocument
from app.text.language import normalise


def overridden(draft: ArticleDraft, raw: RawDocument) -> ArticleDraft:
    """``draft`` with the fields of ``raw.stated`` in place of its own; the evidence names ``raw.stated_in``.

    For every kind of document. What the file leaves empty stays as the article has it; a date that cannot be
    read becomes a warning.
    """
    stated = {name: value for name, value in (raw.stated or {}).items() if value.strip()}
    if not stated:
        return draft
    where = raw.stated_in or "the metadata file"
    # Read as a record is read: the same names, dates and clean-ups.
    said = draft_of_record(raw.model_copy(update={"fields": {**stated, "body": draft.body_text or "-"}}))
    new: dict[str, Any] = {}
    if "title" in stated and said.title_source == "record":
        new |= {"title": said.title, "title_source": "stated"}
    if "author" in stated:
        new |= {"author": said.author, "author_role": said.author_role, "author_evidence": where}
        new["agency"] = said.agency or draft.agency
    if "url" in stated and said.url:
        new["url"] = said.url
    if said.published is not None and "published" in stated:
        evidence = f"{where}: {stated['published'].strip()[:80]!r}"
        new["published"] = said.published.model_copy(update={"evidence": evidence})
    if said.outlet and ({"outlet", "domain"} & stated.keys() or ("url" in stated and draft.outlet is None)):
        new |= {"outlet": said.outlet, "outlet_domain": said.outlet_domain, "outlet_evidence": where}
    if "language" in stated and (language := normalise(stated["language"])):
        new["language"] = language
    if "section" in stated:
        new["section"] = said.section
    if "dek" in stated:
        new["blocks"] = _with_dek(draft.blocks, said.dek)
    warnings = tuple(f"{where}: {warning}" for warning in said.warnings)
    return draft.model_copy(update={**new, "warnings": (*draft.warnings, *warnings)})


def _with_dek(blocks: tuple[Block, ...], dek: tuple[str, ...]) -> tuple[Block, ...]:
    """The stated dek before the others; the article's own is set aside, its lines stay accounted for."""
    if not dek:
        return blocks
    kept = tuple(
        block.model_copy(update={"kind": BlockKind.BOILERPLATE}) if block.kind is BlockKind.DEK else block
        for block in blocks
    )
    return (Block(kind=BlockKind.DEK, text=dek[0], line_start=0, line_end=0), *kept)
