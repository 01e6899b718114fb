"""Articles about a few happenings, alike enough in their words for the event job."""

from collections.abc import Sequence
from datetime import date

from stored import store

from app.database import Database
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument
from app.store import events, outlets, runs

BRIDGE = "The harbour bridge will close for nine months, the city council decided, said Mayor Ilse Brandt."
FLOOD = (
    "The Orna river burst its banks near Velim and flooded four hundred houses, the fire brigade reported."
)
VERDICT = "A jury convicted the former treasurer Paul Osei of embezzling pension savings after a long trial."
_NOW = "2024-04-01T00:00:00+00:00"


def add_articles(database: Database, items: Sequence[tuple[str, str, int | None]]) -> list[int]:
    """Store articles of name, text and day of March 2024; their ids. The name's last letter is the outlet."""
    with database.write_session() as session:
        run_id = runs.start(session, ["test"], _NOW)
        runs.finish(session, run_id, "finished", _NOW)
        return [
            store(
                session,
                RawDocument(data=name.encode(), media_type="text/plain", external_id=name, origin=name),
                ArticleDraft(
                    external_id=name,
                    title=f"{text[4:40]} {name}",
                    title_source="record",
                    published=None
                    if day is None
                    else Published(date=date(2024, 3, day).isoformat(), precision="day", evidence="test"),
                    blocks=(Block(kind=BlockKind.PARAGRAPH, text=text, line_start=1, line_end=1),),
                ),
                run_id=run_id,
                outlet_id=outlets.ensure(session, f"Outlet {name[-1]}"),
                now=_NOW,
            )
            for name, text, day in items
        ]


def happenings(database: Database) -> dict[int, set[str]]:
    """The names of the articles of each event, by its number."""
    with database.read_session() as session:
        return {number: set(names) for number, _, names in events.event_members(session)}


def events_of(database: Database) -> list[list[str]]:
    """The names of the articles of each event, in the order of the events."""
    with database.read_session() as session:
        return [names for _, _, names in events.event_members(session)]
