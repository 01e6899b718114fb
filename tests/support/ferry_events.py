"""Events that follow from one another: a ferry sinks."""

from datetime import date
from itertools import count

from sqlmodel import Session
from stored import store

from app.database import Database
from app.models import Event, EventMember, EventStoryline, Storyline
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument

_FERRY = (
    "The ferry sank with its copper. Divers searched the ferry. The divers saw copper, said Mayor Ida Holm.",
    "Copper on the ferry? asked Governor Ida Holm. Divers of the ferry, said Holm, took copper from divers.",
)
_numbers = count(1)


def put(session: Session, day: str | None, *texts: str) -> int:
    """Store an event of articles with these texts."""
    ids = []
    for text in texts:
        name = f"more-{next(_numbers)}"
        draft = ArticleDraft(
            external_id=name,
            title=f"News {name}",
            title_source="record",
            published=Published(date=day, precision="day", evidence="made up") if day else None,
            language="en",
            blocks=(Block(kind=BlockKind.PARAGRAPH, text=text, line_start=1, line_end=1),),
        )
        raw = RawDocument(
            data=f"{name}\n{text}".encode(), media_type="text/plain", external_id=name, origin=name
        )
        ids.append(store(session, raw, draft, run_id=1, outlet_id=None, now="2026-01-05T10:00:00+00:00"))
    ordinal = date.fromisoformat(day).toordinal() if day else None
    event = Event(title=f"Event of {day}", article_count=len(ids), first_day=ordinal, last_day=ordinal)
    session.add(event)
    session.flush()
    assert event.id is not None
    session.add_all(EventMember(article_id=number, event_id=event.id) for number in ids)
    session.flush()
    return event.id


def fill_ferry(database: Database) -> dict[str, int]:
    """The numbers of the events: the sinking, what lies before, after, long after, undated, and another."""
    holm = "Ida Holm asked divers about copper on the ferry"
    with database.write_session() as session:
        return {
            "sinking": put(session, "2025-05-10", *_FERRY),
            "before": put(session, "2025-05-01", f"{holm}.", f"{holm} again."),
            "after": put(session, "2025-05-20", f"{holm}!", f"Of all, {holm}."),
            "long after": put(session, "2026-05-20", f"Then, {holm}!", f"{holm}, they say."),
            "undated": put(session, None, f"{holm}, and more.", f"{holm}, we hear."),
            "other": put(session, "2025-05-11", "A budget was made.", "A budget of the ferry."),
        }


def link_ferry(database: Database, numbers: dict[str, int]) -> tuple[str, ...]:
    """Make storyline 7 of four of the events, one of which gets a hostile title; their names in its order."""
    linked = ("before", "sinking", "after", "undated")
    with database.write_session() as session:
        session.get_one(Event, numbers["after"]).title = "<script>alert(1)</script> & ferry"
        session.add(Storyline(id=7, title="Event of 2025-05-10"))
        session.flush()
        for day, name in enumerate(linked, 739_000):
            session.add(
                EventStoryline(
                    event_id=numbers[name],
                    storyline_id=7,
                    article_count=2,
                    first_day=day,
                    last_day=day,
                    sketch=b"",
                )
            )
    return linked
