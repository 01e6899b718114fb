"""Articles of one sentence on three events, and the events that they were put into."""

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

Item = tuple[str, str, int | None]


def add(database: Database, items: Sequence[Item]) -> list[int]:
    """Store articles of name, text and day of March 2024; their ids."""
    with database.write_session() as session:
        run_id = runs.start(session, ["test"], "2024-04-01T00:00:00+00:00")
        runs.finish(session, run_id, "finished", "2024-04-01T00:00:00+00:00")
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
                now="2024-04-01T00:00:00+00:00",
            )
            for name, text, day in items
        ]


def events_of(database: Database) -> list[list[str]]:
    with database.read_session() as session:
        return [names for _, _, names in events.event_members(session)]
