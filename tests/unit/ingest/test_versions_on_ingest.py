"""The same address with another text: a new version. The same bytes read in another way: in place."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from app.database import Database
from app.events.job import group_events
from app.ingest.readers.base import ReadOptions, Source
from app.ingest.run import ingest
from app.models import ArticleVersion
from app.records import ArticleRecord
from app.store import articles, corrections, events

FIRST = "The council voted on Tuesday to close the bridge. Traffic will be led over the old road until May."
SECOND = "The council voted on Tuesday to close the bridge for good. The mayor abstained, the council said."
URL = "https://www.example.org/2024/05/bridge?utm_source=feed"


def record(**fields: str) -> bytes:
    return json.dumps({"id": "r1", "title": "Bridge closes", "text": FIRST, "url": URL} | fields).encode()


def source(data: bytes, name: str = "a.jsonl") -> Source:
    return Source(name, name, data=data)


def article(database: Database, number: int = 1) -> ArticleRecord:
    with database.read_session() as session:
        found = articles.get(session, number)
    assert found is not None
    return found


def versions(database: Database) -> list[tuple[int, str, str]]:
    with database.read_session() as session:
        rows = session.exec(select(ArticleVersion).order_by(ArticleVersion.version)).all()  # type: ignore[arg-type]
        return [(row.version, row.title, row.external_id) for row in rows]


def matched(database: Database, word: str) -> int:
    with database.read_session() as session:
        query = text("SELECT count(*) FROM article_fts WHERE article_fts MATCH :word")
        return int(session.execute(query, {"word": word}).scalar_one())


def test_another_text_at_the_same_address_becomes_the_newest_version(database: Database) -> None:
    ingest(database, [source(record())])
    later = record(
        id="r2", title="Bridge closes for good", text=SECOND, url="http://example.org/2024/05/bridge/"
    )
    run = ingest(database, [source(later, "b.jsonl")]).run
    assert (run.stored, run.changed, run.same) == (0, 1, 0)
    now = article(database)
    assert (now.version, now.title, now.body, now.external_id) == (2, "Bridge closes for good", SECOND, "r2")
    assert versions(database) == [(1, "Bridge closes", "r1")]
    assert (matched(database, "mayor"), matched(database, "traffic")) == (1, 0)
    # Both come in again, in any order: nothing new.
    again = ingest(database, [source(later, "b.jsonl"), source(record())]).run
    assert (again.stored, again.changed, again.same) == (0, 0, 2)
    with database.read_session() as session:
        assert articles.resolve(session, "r1") == articles.resolve(session, "r2") == 1


def test_versions_within_one_file_and_one_batch(database: Database) -> None:
    lines = [record(text=f"{FIRST} Part {number} of the report was added later.") for number in range(3)]
    run = ingest(database, [source(b"\n".join(lines))]).run
    assert (run.stored, run.changed) == (1, 2)
    assert [version for version, _, _ in versions(database)] == [1, 2]
    assert article(database).body.endswith("Part 2 of the report was added later.")


def test_only_white_space_is_no_change(database: Database) -> None:
    ingest(database, [source(record())])
    run = ingest(database, [source(record(text=FIRST.replace(". ", ".  ")))]).run
    assert (run.changed, run.same) == (0, 1)


def test_a_file_that_has_changed_at_its_place_is_a_new_version(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(f"Bridge closes for a year\n\n{FIRST}\n")
    ingest(database, [tmp_path])
    file.write_text(f"Bridge closes for good\n\n{SECOND}\n")
    assert ingest(database, [tmp_path]).run.changed == 1
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "report.txt").write_text(f"Another report altogether\n\n{SECOND} {FIRST}\n")
    assert ingest(database, [elsewhere]).run.stored == 1


def test_the_same_id_without_an_address_is_another_article(database: Database) -> None:
    lines = [record(url="", text=FIRST), record(url="", text=SECOND)]
    assert ingest(database, [source(b"\n".join(lines))]).run.stored == 2


def test_what_a_person_set_outlives_new_versions_and_can_still_be_undone(database: Database) -> None:
    ingest(database, [source(record(author="Jane Doe", source="The Daily Bridge"))])
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "title", "A better headline")
        corrections.set_by_hand(session, 1, "outlet", "River News")
        corrections.set_by_hand(session, 1, "url", "https://example.org/elsewhere")
    later = record(title="Bridge closes for good", text=SECOND, author="John Roe", source="The Daily Bridge")
    assert ingest(database, [source(later)]).run.changed == 1
    now = article(database)
    assert now.outlet is not None
    assert (now.title, now.outlet.name, now.byline) == ("A better headline", "River News", "John Roe")
    assert versions(database)[0][1] == "Bridge closes"
    with database.write_session() as session:
        corrections.undo(session, 1, "title")
        corrections.undo(session, 1, "outlet")
    now = article(database)
    assert now.outlet is not None
    assert (now.title, now.outlet.name) == ("Bridge closes for good", "The Daily Bridge")


def test_another_map_reads_the_same_bytes_anew_in_place(database: Database) -> None:
    data = json.dumps(
        {"id": "k", "kop": "Brug dicht", "tekst": FIRST, "lead": SECOND, "text": SECOND}
    ).encode()

    def take(**field_map: str) -> Any:
        return ingest(database, [source(data)], ReadOptions(field_map=field_map)).run

    assert take().stored == 1
    assert article(database).body == SECOND
    assert take(body="tekst", title="kop").changed == 1
    now = article(database)
    assert (now.title, now.body, now.version) == ("Brug dicht", FIRST, 1)
    assert versions(database) == []
    assert take(body="tekst", title="kop").same == 1


def test_a_metadata_file_that_comes_later_reaches_known_articles(database: Database, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(f"Bridge closes for a year\n\n{FIRST}\n")
    ingest(database, [tmp_path])
    (tmp_path / "metadata.csv").write_text("file,outlet,published\nreport.txt,River News,2024-05-07\n")
    assert ingest(database, [tmp_path]).run.changed == 1
    now = article(database)
    assert now.outlet is not None
    assert (now.outlet.name, now.day, now.version) == ("River News", "2024-05-07", 1)
    assert ingest(database, [tmp_path]).run.same == 1


def test_a_changed_article_keeps_its_event_under_all_its_ids(database: Database) -> None:
    other = record(
        id="r9", url="https://other.example.com/news/bridge-closed", text=f"{FIRST} So it was said."
    )
    ingest(database, [source(record()), source(other, "b.jsonl")])
    assert group_events(database).events == 1
    ingest(database, [source(record(id="r2", text=f"{FIRST} More was said later."), "c.jsonl")])
    assert group_events(database).events == 1
    with database.read_session() as session:
        ((_, _, names),) = events.event_members(session)
    assert sorted(names) == ["r1", "r2", "r9"]
