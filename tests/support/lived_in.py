"""A corpus in which everything has happened: versions, copies, events and what a person does with all of it.

It is made as a person would make it, by the functions that the pages and commands call.
"""

import json
from pathlib import Path

from changed_articles import take_in_versions
from ferry_events import fill_ferry
from happenings import BRIDGE, FLOOD, VERDICT

from app.compare.compare import compare
from app.compare.frozen import freeze
from app.database import Database
from app.events import by_hand
from app.events.job import group_events
from app.ingest.readers.base import ReadOptions
from app.ingest.run import ingest
from app.store import articles, corrections, event_edits, feeds, frozen, notes, outlets, saved_searches
from app.store.notes import Sides
from app.text.anchors import Place, anchor

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NOW = "2026-01-06T10:00:00+00:00"
_ABROAD = (
    (
        "de-1",
        "de",
        "Die Brücke am Hafen wird neun Monate lang geschlossen",
        "Der Rat hat es am Montag beschlossen.",
    ),
    ("fr-1", "fr", "Le pont du port fermera pendant neuf mois", "Le conseil municipal l'a décidé lundi."),
    ("th-1", "th", "สะพานท่าเรือจะปิดเก้าเดือน", "สภาเมืองตัดสินใจเมื่อวันจันทร์"),
)
_MORE = (
    "Engineers measured its movements for two years before they wrote their report for the town hall.",
    "Shop owners fear for their trade, and ask the council for a lower rent until the work is done.",
    "The next meeting about what it costs is in March, when the town will know more than it does today.",
)


def live_in(database: Database, folder: Path) -> None:
    """Fill a corpus that holds the seeds. ``folder`` takes the files that come in."""
    take_in_versions(database, folder)
    _take_in_news(database, folder)
    group_events(database)
    _correct(database)
    _edit_events(database)
    _keep(database)
    fill_ferry(database)
    # what was corrected comes in once more, some of it read in another way
    ingest(database, [SEEDS, folder / "news.jsonl"], ReadOptions(field_map={"section": "desk"}))
    group_events(database)


def _take_in_news(database: Database, folder: Path) -> None:
    records = []
    for happening, day in ((BRIDGE, 3), (FLOOD, 12), (VERDICT, 20)):
        for number, name in enumerate(("Ledger", "Courier", "Herald")):
            records.append(
                {
                    "id": f"{name}-{day}",
                    "title": f"{happening[4:34]} in the {name}",
                    "text": "\n\n".join((happening, *_MORE[number:], *_MORE[:number])),
                    "source": name,
                    "date": f"2024-03-{day + number // 2:02}",
                    "language": "en",
                    "desk": "City",
                }
            )
    agency = "\n\n".join((FLOOD, *_MORE, "Nobody was hurt, said the fire brigade of Velim on Tuesday night."))
    for name in ("Echo", "Globe"):
        records.append({"id": f"{name}-copy", "title": "Orna floods Velim", "text": agency, "source": name})
    for name, language, title, text in _ABROAD:
        records.append({"id": name, "title": title, "text": text, "language": language, "source": "Abroad"})
    (folder / "news.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "empty.txt").write_text("")
    (folder / "torn.zip").write_bytes(b"PK\x03\x04 no archive at all")
    ingest(database, [folder / "news.jsonl", folder / "empty.txt", folder / "torn.zip"])


def number(database: Database, external_id: str) -> int:
    """The number of the article with this external id."""
    with database.read_session() as session:
        return articles.resolve(session, external_id)


def _correct(database: Database) -> None:
    set_by_hand = (
        ("Ledger-3", "title", "The bridge closes"),
        ("Ledger-3", "byline", "Ida Holm"),
        ("Courier-3", "published", "2024-03-04"),
        ("Herald-3", "published", None),
        ("Herald-12", "outlet", "The Weekly Herald"),
        ("Herald-20", "url", "https://herald.example/verdict"),
        ("de-1", "language", "fr"),
        ("fr-1", "section", "Ville"),
        ("bridge-3", "title", "Bridge shut for a year"),
        ("Echo-copy", "language", "de"),
    )
    for name, field, value in set_by_hand:
        article = number(database, name)
        with database.write_session() as session:
            corrections.set_by_hand(session, article, field, value, now=NOW)
    echo = number(database, "Echo-copy")
    with database.write_session() as session:
        corrections.undo(session, echo, "language")
        outlets.merge(session, "Echo", "Globe")
        outlets.merge(session, "Globe", "Courier")
        outlets.merge(session, "Abroad", "Ledger")
        outlets.unmerge(session, "Abroad")
        outlets.rename(session, "courier", "The Courier")


def _edit_events(database: Database) -> None:
    names = ("Ledger-12", "Courier-12", "Ledger-20", "Herald-20", "Ledger-3", "fr-1", "Courier-20")
    known = {name: number(database, name) for name in names}

    def event(name: str) -> int:
        with database.read_session() as session:
            found = articles.cards(session, [known[name]])[0].event_id
        assert found is not None, name
        return found

    flood, verdict = event("Ledger-12"), event("Ledger-20")
    with database.write_session() as session:
        event_edits.rename(session, flood, "The flood of Velim", NOW)
        split = by_hand.split(session, [known["Courier-20"]], "The other verdict", NOW)
        by_hand.move(session, [known["fr-1"]], verdict, NOW)
        by_hand.remove(session, [known["Ledger-3"]], NOW)
        assert split.into is not None
        event_edits.merge(session, split.into, flood, NOW)
        event_edits.undo(session, event_edits.lock(session, flood, NOW).id, NOW)
        event_edits.lock(session, verdict, NOW)
    # the day of an article in a locked event
    with database.write_session() as session:
        corrections.set_by_hand(session, known["Herald-20"], "published", "2024-03-25", now=NOW)


def _keep(database: Database) -> None:
    left, right = number(database, "Ledger-12"), number(database, "Courier-12")
    with database.read_session() as session:
        texts = articles.get_many(session, [left, right])
    frozen_one = freeze(
        compare(texts[:1], texts[1:], name_a=None, name_b=None),
        texts,
        address="/compare",
        event=None,
        made_at=NOW,
    )
    blocks = tuple(block.text for block in texts[0].blocks)
    place = next(index for index, block in enumerate(blocks) if block)
    passage = anchor(blocks, Place(place, 0, 10), texts[0].version)
    assert passage is not None
    with database.write_session() as session:
        frozen.freeze(session, frozen_one.model_dump(mode="json"), frozen_one.title)
        notes.on_passage(session, left, passage, "Who said so?", NOW)
        sides = Sides(a=(left,), b=(right,), title="Two texts", address="/compare?a=1&b=2")
        notes.on_comparison(session, sides, "Only one names the river.", NOW)
        doubted = notes.on_passage(session, left, passage, "Doubted, and removed.", NOW)
        notes.remove(session, doubted.id, NOW)
        saved_searches.save(session, "q=flood", "Floods", NOW)
        feed = feeds.add(session, "https://ledger.example/feed.xml", now=NOW)
        assert feed is not None
        feeds.failed(session, feed, reason="no answer", now=NOW, due_at=NOW)
