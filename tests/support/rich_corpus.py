"""A corpus with a row of everything that is original or made by a person, and ways to compare two."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from changed_articles import take_in_versions
from fastapi.testclient import TestClient

from app.config import Settings
from app.database import Database
from app.events import by_hand
from app.events.job import group_events
from app.ingest.run import ingest
from app.models import EventStoryline, Storyline
from app.records import FeedItemRecord
from app.store import corrections, event_edits, feeds, frozen, notes, outlets, saved_searches, sign_ins
from app.store.notes import Sides
from app.text.anchors import Anchor
from app.web.app import create_app

NOW = "2026-02-03T04:05:06+00:00"
SUPPORT = Path(__file__).parent

# what is made anew, or holds no part of the corpus
DERIVED = {
    "article_fingerprint",
    "article_links",
    "article_stems_pending",
    "article_terms",
    "article_undecided",
    "corpus_change",
    "removal",
    "sign_in",
}
PAGES = (
    "/index.json",
    "/search.json?q=bridge",
    "/search.json?q=trump&sort=oldest",
    "/search.json?q=Brücken",
    "/events.json",
    "/events/log.json",
    "/storylines.json",
    "/storylines/7.json",
    "/outlets.json",
    "/imports.json",
    "/imports/1.json",
    "/feeds.json",
    "/feeds/1.json",
    "/notes.json",
    "/frozen.json",
    "/searches.json",
    "/searches/1.json",
    "/trends.json?q=bridge",
    "/words.json?a=bridge",
)


def enrich(database: Database, folder: Path) -> None:
    """Add to the seeds, in ``database``, something of every kind. ``folder`` takes the files read."""
    folder.mkdir()
    take_in_versions(database, folder)
    _take_in_more(database, folder)
    group_events(database)
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "title", "A headline set by hand", now=NOW)
        corrections.set_by_hand(session, 2, "published", None, now=NOW)
        outlets.merge(session, "copy-post", "the-daily-ledger")
        largest = "SELECT id FROM event ORDER BY article_count DESC, id LIMIT 1"
        first = int(session.connection().exec_driver_sql(largest).scalar_one())
        event_edits.rename(session, first, "An event named by hand <b>&", NOW)
        members = session.connection().exec_driver_sql(
            "SELECT article_id FROM event_member WHERE event_id = ?", (first,)
        )
        taken = sorted(number for (number,) in members)
        split = by_hand.split(session, taken[:1], "Split off", NOW)
        event_edits.undo(session, split.id, NOW)
        by_hand.remove(session, taken[:1], NOW)
        feed_id = feeds.add(session, "https://example.org/feed.xml", title="Feed", folder="World", now=NOW)
        assert feed_id is not None
        feeds.failed(session, feed_id, now=NOW, due_at=NOW, reason="it did not answer")
        feeds.save_items(session, feed_id, [FeedItemRecord(key="entry", attempts=2, reason="gone")], NOW)
        saved_searches.save(session, "q=bridge&sort=newest", "Bridges", NOW)
        notes.on_passage(
            session, 1, Anchor(version=1, block=0, start=0, end=3, quote="The"), "A note \u2028 ✎", NOW
        )
        sides = Sides(a=(1,), b=(2, 3), title="Two sides", address="/compare?a=1&b=2")
        notes.on_comparison(session, sides, "On both", NOW)
        content = json.loads((SUPPORT / "frozen_1.json").read_text())
        frozen.freeze(session, content, "Frozen")
        doubted = notes.on_passage(
            session, 1, Anchor(version=1, block=0, start=0, end=3, quote="The"), "Removed ✎", NOW
        )
        notes.remove(session, doubted.id, NOW)
        sign_ins.add(session, "digest", NOW, "2099-01-01T00:00:00+00:00")
        session.add(Storyline(id=7, title="An event named by hand <b>&"))
        session.flush()
        session.get_one(EventStoryline, first).storyline_id = 7
        # numbers above those in use, which must not be given again
        session.connection().exec_driver_sql("UPDATE sqlite_sequence SET seq = seq + 40")


def _take_in_more(database: Database, folder: Path) -> None:
    body = "\n\n".join(
        f"Paragraph {number} of a story on the harbour bridge, which two papers printed word for word, "
        f"says that engineer number {number} measured the piers and found them wanting."
        for number in range(6)
    )
    german = "Die alten Brücken der Stadt wurden gestern gesperrt, weil die Pfeiler beschädigt waren. " * 5
    german_says = {"language": "de", "title": "Brücken gesperrt", "text": german}
    piers = {"title": "Piers wanting", "text": body}
    records: list[dict[str, str]] = [
        {"id": "copy-1", "source": "Copy Post", "date": "2025-02-12", **piers},
        {"id": "copy-2", "source": "Other Post", "date": "2025-02-13", **piers},
        {"id": "de-1", "source": "Zeitung", "date": "2025-02-12", **german_says},
        {"id": "undated", "source": "Zeitung", "title": "No day ☂ \u0000 here", "text": body[::-1]},
    ]
    lines = [json.dumps(record) for record in records]
    (folder / "more.jsonl").write_text("\n".join([*lines, "{broken", '{"id": "no text"}']) + "\n")
    ingest(database, [folder / "more.jsonl"])


def tables(path: Path, without: set[str] | None = None) -> dict[str, list[Any]]:
    """Every row of every table but the full-text ones, as a digest where it is long; as SQLite holds them."""
    left_out = DERIVED if without is None else without
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("article_fts", "article_words", "article_stems")) and name not in left_out
        ]
        found = {name: _rows(connection, name) for name in names}
    # nor how far the numbers of such a table have come
    found["sqlite_sequence"] = [row for row in found["sqlite_sequence"] if row[0] not in left_out]
    return found


def _rows(connection: sqlite3.Connection, table: str) -> list[Any]:
    columns = [
        row[1]
        for row in connection.execute(f"PRAGMA table_info({table})")
        if (table, row[1]) != ("event_storyline", "sketch")
    ]
    listed = ", ".join(f'"{name}"' for name in columns)
    return sorted(
        (tuple(map(_short, row)) for row in connection.execute(f"SELECT {listed} FROM {table}")), key=repr
    )


def _short(value: Any) -> Any:
    if isinstance(value, str | bytes) and len(value) > 200:
        raw = value.encode() if isinstance(value, str) else value
        return hashlib.sha256(raw).hexdigest()
    return value


def answers(data: Path) -> dict[str, Any]:
    """What the pages of a data folder answer."""
    settings = Settings(data=data, poll_feeds=0)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        found: dict[str, Any] = {}
        events = [card["id"] for card in client.get("/events.json").json()["events"]]
        articles = range(1, 12)
        more = [
            *(f"/events/{number}.json" for number in events),
            *(f"/events/{number}/matrix.json" for number in events[:2]),
            *(f"/articles/{number}.json" for number in articles),
            *(f"/articles/{number}/original" for number in articles),
            "/compare.json?a=1&b=2",
        ]
        for address in (*PAGES, *more):
            answer = client.get(address)
            found[address] = (answer.status_code, answer.content)
        return found
