"""Titles of events as they stand in the database: chosen anew from the headlines that there are now."""

from collections.abc import Sequence

from sqlmodel import Session

from app.events import title
from app.store import events

# so many events' headlines are held at once
_CHUNK = 500


def retitle(session: Session, event_ids: Sequence[int]) -> None:
    """Give these events the titles that fit their articles, unless a person has named them, and bring their
    sizes and days up to date."""
    for first in range(0, len(event_ids), _CHUNK):
        found = events.headlines(session, event_ids[first : first + _CHUNK])
        titles = {
            event_id: title.choose(
                [
                    title.Headline(item.title, item.title_source not in ("derived", "none"), item.outlet)
                    for item in items
                ]
            )
            for event_id, items in found.items()
        }
        events.describe(session, titles)
