"""What to do with a document: decided here, without touching anything; carried out by app.ingest.run."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.records import ArticleDraft


@dataclass(frozen=True, slots=True)
class Store:
    """Take the article in. ``doubts`` are problems that do not keep it out."""

    draft: ArticleDraft
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """The same bytes under the same id were taken in before: nothing to do."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Keep the bytes and the reason, but make no article of it. ``line`` is of the file, when known."""

    reason: str
    line: int | None = None


Decision = Store | Same | Reject


def decide(understood: ArticleDraft | Reject | None, *, known: bool, today: date) -> Decision:
    """Decide about one document from what extraction made of it and whether the corpus has it already.

    ``understood`` is None where extraction was spared because the document was known before.
    An article stated to be published later than tomorrow (time zones differ by a day) loses that date.
    """
    if known or understood is None:
        return Same()
    if isinstance(understood, Reject):
        return understood
    draft, stated = understood, understood.published
    if stated is not None and stated.date[:10] > (today + timedelta(days=1)).isoformat():
        doubt = f"the date {stated.date} lies in the future; the article is kept without a date"
        return Store(draft.model_copy(update={"published": None}), (*draft.warnings, doubt))
    return Store(draft, draft.warnings)
