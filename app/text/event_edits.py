"""What is written down of a person's edits of events, and how it is told."""

from collections.abc import Sequence
from typing import Literal

from app.records import Record

EditAction = Literal["rename", "merge", "split", "move", "remove", "lock", "unlock"]

# so many headlines are told of one edit
_MOST_NAMED = 3
_LONGEST_NAMED = 80


class EventWas(Record):
    """An event before an edit."""

    title: str
    title_by_person: bool
    by_person: bool
    locked: bool


class ArticleWas(Record):
    """Where an article stood before an edit: in an event, placed there by a person or not, or ``alone``
    because a person had taken it out of all events."""

    id: int
    headline: str
    event: int | None = None
    by_person: bool = False
    alone: bool = False


class EditDetail(Record):
    """All that telling of an edit and undoing it need.

    ``events`` are those it touched, by number, None for one that it made; ``moved`` the articles that
    changed their place, to the event ``into`` or out of all events. ``title`` is the one a person gave.
    """

    into: int | None = None
    title: str | None = None
    events: dict[int, EventWas | None]
    moved: tuple[ArticleWas, ...] = ()


def in_words(action: EditAction, detail: EditDetail) -> str:
    """An edit in one sentence: what, from, to."""
    number = next(iter(detail.events), None)
    if action == "rename":
        return f"Renamed {_event(number, detail)} to “{detail.title}”."
    if action in ("lock", "unlock"):
        return f"{'Locked' if action == 'lock' else 'Unlocked'} {_event(number, detail)}."
    sources = [_event(event, detail) for event in dict.fromkeys(was.event for was in detail.moved) if event]
    origin = _listed(sources) or "no event"
    if action == "merge":
        return f"Merged {origin}, {_articles(detail)}, into {_event(detail.into, detail)}."
    what = _named(detail.moved)
    if action == "remove":
        return f"Took {what} out of {origin}." if sources else f"Kept {what} out of all events."
    if action == "split":
        titled = f" “{detail.title}”" if detail.title else ""
        return f"Split {what} off {origin} into the new event {detail.into}{titled}."
    return f"Moved {what} from {origin} to {_event(detail.into, detail)}."


def _event(number: int | None, detail: EditDetail) -> str:
    was = detail.events.get(number) if number is not None else None
    return f"event {number} “{was.title}”" if was is not None and was.title else f"event {number}"


def _articles(detail: EditDetail) -> str:
    count = len(detail.moved)
    return f"{count:,} article{'' if count == 1 else 's'}"


def _named(moved: Sequence[ArticleWas]) -> str:
    named = [f"“{_shortened(was.headline)}”" for was in moved[:_MOST_NAMED]]
    if len(moved) > _MOST_NAMED:
        named.append(f"{len(moved) - _MOST_NAMED:,} more")
    return _listed(named)


def _shortened(headline: str) -> str:
    words = " ".join(headline.split()) or "an article without a headline"
    return words if len(words) <= _LONGEST_NAMED else words[: _LONGEST_NAMED - 1].rstrip() + "…"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
