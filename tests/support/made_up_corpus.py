"""A small corpus of made-up articles, stored through the store's own functions."""

from stored import store

from app.database import Database
from app.models import Event, EventMember
from app.records import ArticleDraft, Block, BlockKind, Published, RawDocument
from app.store import outlets, runs
from app.text.dates import day_of

NOTES = 60
_NOW = "2026-01-05T10:00:00+00:00"

_LEDGER = """The harbour bridge will close for nine months, the city council decided on Monday.
Repairs cost 48 million crowns, said Mayor Ilse Brandt, and cannot wait for another winter.
“We should have begun five years ago,” she told reporters.
Ferries will run every twelve minutes from April."""
_COURIER = """Council members voted eleven to four to close the harbour bridge until January.
The work is expected to cost 48 million crowns.
Shop owners on the northern bank fear for their trade.
“Nobody asked us,” said the baker Tom Ruiz."""
_NAMELESS = """<script>alert("the bridge")</script> stands in this text as it came.
Nobody knows who wrote it & when."""


def _blocks(title: str, dek: str, text: str) -> tuple[Block, ...]:
    lines = [(BlockKind.TITLE, title), (BlockKind.DEK, dek)]
    lines += [(BlockKind.PARAGRAPH, line) for line in text.splitlines()]
    lines += [
        (BlockKind.SUBHEAD, "What comes next"),
        (BlockKind.PARAGRAPH, "The council meets again in March."),
        (BlockKind.CAPTION, "The bridge at dusk. Picture: A. Keller"),
        (BlockKind.BOILERPLATE, "Sign up for our letter"),
    ]
    return tuple(
        Block(kind=kind, text=words, line_start=place, line_end=place)
        for place, (kind, words) in enumerate(lines, 1)
        if words
    )


def _day(date: str) -> Published:
    return Published(date=date, precision="day", evidence="line 2 names the day")


DRAFTS = (
    ArticleDraft(
        external_id="ledger.txt",
        title="Harbour bridge to close for nine months",
        title_source="text",
        outlet="The Daily Ledger",
        outlet_domain="ledger.example",
        outlet_evidence="from the address",
        author="Maria Okafor",
        author_role="city reporter",
        author_evidence="line 3",
        published=_day("2025-02-10"),
        url="https://www.ledger.example/city/harbour-bridge-to-close",
        language="en",
        blocks=_blocks("Harbour bridge to close for nine months", "Ferries from April.", _LEDGER),
    ),
    ArticleDraft(
        external_id="courier.txt",
        title="Council shuts bridge until January",
        title_source="text",
        outlet="Northern Courier",
        published=_day("2025-02-11"),
        url="javascript:alert(1)",
        language="en",
        blocks=_blocks("Council shuts bridge until January", "", _COURIER),
    ),
    ArticleDraft(
        external_id="nameless.txt",
        title='A "nameless" <b>text</b> about the bridge',
        title_source="derived",
        published=Published(
            date="2025-03-01",
            precision="not_before",
            not_after="2025-06-30",
            evidence="a caption names that day",
        ),
        blocks=_blocks('A "nameless" <b>text</b> about the bridge', "", _NAMELESS),
    ),
)


def fill(database: Database) -> None:
    """Store three articles, the first two as one event, and sixty notes of a third outlet."""
    with database.write_session() as session:
        run_id = runs.start(session, ["made up"], _NOW)
        for draft in (*DRAFTS, *(_note(number) for number in range(1, NOTES + 1))):
            data = f"{draft.title}\n{draft.text}".encode()
            outlet_id = outlets.ensure(session, draft.outlet, draft.outlet_domain) if draft.outlet else None
            raw = RawDocument(
                data=data,
                media_type="text/plain",
                external_id=draft.external_id,
                origin=f"made-up/{draft.external_id}",
            )
            store(session, raw, draft, run_id=run_id, outlet_id=outlet_id, now=_NOW)
        first, last = (day_of(draft.published) for draft in DRAFTS[:2])
        event = Event(title="The harbour bridge closes", article_count=2, first_day=first, last_day=last)
        session.add(event)
        session.flush()
        assert event.id is not None
        session.add_all(EventMember(article_id=number, event_id=event.id) for number in (1, 2))
        runs.finish(session, run_id, "finished", _NOW)


def _note(number: int) -> ArticleDraft:
    day = f"{2019 + number % 5}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    title = f"Minutes of council meeting {number}"
    return ArticleDraft(
        external_id=f"minutes-{number}",
        title=title,
        title_source="record",
        outlet="Town Hall Minutes",
        published=_day(day),
        language="en",
        blocks=_blocks(title, "", f"The council met for the {number}th time and spoke about the budget."),
    )
