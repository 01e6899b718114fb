"""The ingest run: nothing doubled, nothing half, every problem named."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

import app.ingest.run as run_module
from app.database import Database
from app.ingest.run import Counts, ingest
from app.store import articles, copies, corrections, outlets, runs

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
BODY = "The council voted on Tuesday to close the bridge. Traffic will be led over the old road until May."


def records(path: Path, count: int, **more: str) -> Path:
    lines = [
        json.dumps({"id": f"r{i}", "title": f"Bridge closes, part {i}", "text": BODY, **more})
        for i in range(count)
    ]
    path.write_text("\n".join(lines))
    return path


def scalar(database: Database, sql: str) -> object:
    with database.read_session() as session:
        return session.execute(text(sql)).scalar_one()


def test_a_second_run_stores_nothing(database: Database) -> None:
    first = ingest(database, [SEEDS]).run
    second = ingest(database, [SEEDS]).run
    assert (first.seen, first.stored, first.same, first.rejected) == (5, 5, 0, 0)
    assert (second.seen, second.stored, second.same, second.rejected) == (5, 0, 5, 0)
    assert scalar(database, "SELECT count(*) FROM article") == 5
    assert scalar(database, "SELECT count(*) FROM document") == 5


def test_original_bytes_are_kept(seeded: Database) -> None:
    for path in SEEDS.glob("*.txt"):
        with seeded.read_session() as session:
            kept = articles.original(session, articles.resolve(session, path.name))
        assert kept is not None
        assert kept.data == path.read_bytes()
        assert (kept.origin, kept.media_type) == (str(path), "text/plain")


def test_every_article_is_in_the_full_text_index(seeded: Database) -> None:
    matched = "SELECT count(*) FROM article_fts WHERE article_fts MATCH '\"cartels\"'"
    assert scalar(seeded, matched) == 5
    with seeded.write_session() as session:
        for index in ("article_fts", "article_words"):
            session.execute(text(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"))


def test_a_bad_record_does_not_stop_the_run(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    good = json.dumps({"id": "1", "title": "A", "text": BODY})
    path.write_text("\n".join([good, "{broken", json.dumps({"id": "2", "title": "No text"})]))
    report = ingest(database, [path, tmp_path / "missing.txt"])
    assert (report.run.stored, report.run.rejected, report.run.problems) == (1, 3, 3)
    with database.read_session() as session:
        problems = runs.problems(session, report.run.id, limit=10)
    assert [(problem.file, problem.line) for problem in problems] == [
        (str(path), 2),
        (str(path), 3),
        (str(tmp_path / "missing.txt"), None),
    ]
    assert "JSON" in problems[0].reason
    assert problems[0].document_id is not None


def test_a_malformed_date_is_a_doubt_and_the_article_stays(database: Database, tmp_path: Path) -> None:
    report = ingest(database, [records(tmp_path / "a.jsonl", 1, date="sometime in spring")])
    assert (report.run.stored, report.run.rejected, report.run.problems) == (1, 0, 1)
    with database.read_session() as session:
        (problem,) = runs.problems(session, report.run.id, limit=10)
        (card,) = articles.newest(session, 5)
    assert "sometime in spring" in problem.reason
    assert problem.article_id == card.id
    assert card.published is None


def test_an_interrupt_leaves_whole_batches_and_a_rerun_goes_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "BATCH", 10)
    path = records(tmp_path / "a.jsonl", 35)

    def stop(counts: Counts) -> None:
        if counts.seen == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(database, [path], progress=stop)
    assert scalar(database, "SELECT count(*) FROM article") == 20
    assert scalar(database, "SELECT status FROM ingest_run") == "stopped"
    again = ingest(database, [path]).run
    assert (again.stored, again.same) == (15, 20)


def test_a_failure_inside_a_batch_stores_none_of_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = records(tmp_path / "a.jsonl", 8)

    def fail(*_given: object) -> None:
        raise RuntimeError("power cut")

    # The last thing a batch writes: documents, articles and problems stand in the transaction by then.
    monkeypatch.setattr(copies, "keep_marks", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        ingest(database, [path])
    assert scalar(database, "SELECT count(*) FROM article") == 0
    assert scalar(database, "SELECT count(*) FROM document") == 0
    assert scalar(database, "SELECT status FROM ingest_run") == "failed"
    monkeypatch.undo()
    assert ingest(database, [path]).run.stored == 8


def test_the_same_record_twice_in_one_batch_is_stored_once(database: Database, tmp_path: Path) -> None:
    path = records(tmp_path / "a.jsonl", 1)
    path.write_text(path.read_text() + "\n" + path.read_text())
    run = ingest(database, [path]).run
    assert (run.stored, run.same) == (1, 1)


def test_two_files_with_the_same_bytes_share_one_document(database: Database, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"Bridge closes for a year\n\n{BODY}\n\n{BODY}\n")
    assert ingest(database, [tmp_path]).run.stored == 2
    assert scalar(database, "SELECT count(*) FROM document") == 1


def test_unknown_formats_in_a_folder_are_counted_not_refused(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("x")
    report = ingest(database, [folder])
    assert (report.run.seen, report.passed_over) == (0, 1)
    assert ingest(database, [folder / "photo.png"]).run.rejected == 1


def test_an_outlet_is_made_once_and_can_be_set_by_hand(database: Database, tmp_path: Path) -> None:
    ingest(database, [records(tmp_path / "a.jsonl", 3, source="The Daily Bridge")])
    with database.read_session() as session:
        (outlet,) = outlets.outlets(session)
        assert (outlet.slug, outlet.article_count) == ("the-daily-bridge", 3)
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "outlet", "River News")
    with database.read_session() as session:
        article = articles.get(session, 1)
    assert article is not None
    assert article.outlet is not None
    assert article.extracted_outlet is not None
    assert (article.outlet.name, article.extracted_outlet.name) == ("River News", "The Daily Bridge")
    with database.write_session() as session:
        corrections.undo(session, 1, "outlet")
    with database.read_session() as session:
        article = articles.get(session, 1)
    assert article is not None
    assert article.outlet == article.extracted_outlet
