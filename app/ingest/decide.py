"""What to do with a document: decided here, without touching anything; carried out by app.ingest.run."""

from dataclasses import dataclass

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


def decide(draft: ArticleDraft, *, known: bool) -> Decision:
    """Decide about one document from what extraction made of it and whether the corpus has it already."""
    if known:
        return Same()
    if not draft.body_text.strip():
        return Reject("no article text was found in it")
    return Store(draft, draft.warnings)
