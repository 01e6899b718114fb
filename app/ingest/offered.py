"""What a feed or a list said of a page, where the page itself is silent."""

from typing import Any

from app.errors import UnreadableInputError
from app.ingest.record import draft_of_record
from app.records import ArticleDraft, RawDocument

_WHERE = "the feed or list that named the page"


def filled(draft: ArticleDraft, raw: RawDocument) -> ArticleDraft:
    """``draft`` with what was offered for ``raw`` in place of what the page does not state.

    A page knows itself better than the feed that names it: only what is missing or was merely guessed or
    derived is taken over.
    """
    if not raw.offered:
        return draft
    offer = _draft({**raw.offered, "body": draft.body_text}, raw)
    new: dict[str, Any] = {}
    if offer.published is not None and (draft.published is None or draft.published.guessed):
        new["published"] = offer.published.model_copy(update={"evidence": _WHERE})
    if offer.title_source == "record" and draft.title_source in ("derived", "none"):
        new |= {"title": offer.title, "title_source": "record"}
    if draft.author is None and offer.author is not None:
        new |= {"author": offer.author, "author_role": offer.author_role, "author_evidence": _WHERE}
    if draft.outlet is None and offer.outlet is not None:
        new |= {"outlet": offer.outlet, "outlet_domain": offer.outlet_domain, "outlet_evidence": _WHERE}
    for name in ("url", "section"):
        if getattr(draft, name) is None:
            new[name] = getattr(offer, name)
    return draft.model_copy(update=new)


def draft_of_offer(raw: RawDocument, error: UnreadableInputError) -> ArticleDraft:
    """The article as it was offered, for a page that held none: ``error`` says why, and becomes a warning.

    Raises ``error`` when no text was offered.
    """
    if not (raw.offered or {}).get("body", "").strip():
        raise error
    draft = _draft(raw.offered or {}, raw)
    doubt = f"the page itself could not be used ({error.reason}); this is what its feed says"
    return draft.model_copy(update={"warnings": (*draft.warnings, doubt)})


def _draft(fields: dict[str, str], raw: RawDocument) -> ArticleDraft:
    return draft_of_record(raw.model_copy(update={"fields": fields}))
