"""Bad input of every kind, through the whole run: named, kept, and never in the way of the rest."""

import codecs
import gzip
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from stubborn import Stumbling, stubborn

from app.database import Database
from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.readers.base import ReadOptions, Unreadable
from app.ingest.reading import Inputs
from app.ingest.run import ingest
from app.records import ProblemRecord, RawDocument, RunRecord
from app.store import runs

BODY = "The council voted on Tuesday to close the bridge. Traffic will be led over the old road until May."
PAGE = (
    "<html><body><article><h1>Bridge closes for a year</h1>"
    + f"<p>{BODY}</p>" * 6
    + "</article></body></html>"
)


def take_in(database: Database, *paths: Path) -> tuple[RunRecord, list[ProblemRecord]]:
    run = ingest(database, paths).run
    with database.read_session() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        problems = runs.problems(session, run.id, limit=50)
    with database.write_session() as session:
        session.execute(text("INSERT INTO article_fts(article_fts, rank) VALUES ('integrity-check', 1)"))
    assert run.status == "finished"
    return run, problems


def record(name: str, **more: object) -> bytes:
    return json.dumps({"id": name, "title": f"Bridge closes {name}", "text": BODY, **more}).encode()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"text": ' + b"[" * 900 + b"1" + b"]" * 900 + b"}", "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "not valid JSON"),
        (b'{"text": {"name": null}}', "no text"),
        (b'{"text": "\\u0000\\u0001"}', "no article text|no text"),
    ],
)
def test_a_bad_record_is_named_and_kept(database: Database, tmp_path: Path, bad: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join([record("1"), bad, record("2")]))
    run, (problem,) = take_in(database, path)
    assert (run.stored, run.rejected) == (2, 1)
    assert problem.line == 2
    assert problem.document_id is not None
    assert any(part in problem.reason for part in reason.split("|"))


def test_what_is_no_character_is_replaced_before_it_is_stored(database: Database, tmp_path: Path) -> None:
    odd = "a\ud800b"
    (tmp_path / "a.jsonl").write_bytes(
        record(odd, source=odd, author=odd, section=odd, url=f"http://{odd}.com/")
    )
    data = {"@type": "NewsArticle", "headline": odd, "author": odd, "articleSection": odd}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    (tmp_path / "b.html").write_text(PAGE.replace("<body>", f"<head>{script}</head><body>"))
    run, _ = take_in(database, tmp_path)
    assert (run.stored, run.rejected) == (2, 0)


def test_utf_16_is_read_in_every_format(database: Database, tmp_path: Path) -> None:
    texts = {
        "a.txt": f"Bridge closes for a year\n\n{BODY}\n",
        "b.html": PAGE,
        "c.jsonl": f"{record('c1').decode()}\n{record('c2').decode()}\n",
        "d.csv": f"id,title,text\nd1,\u010a bridge,{BODY}\nd2,Other,{BODY}\n",
    }
    for name, content in texts.items():
        (tmp_path / name).write_bytes(codecs.BOM_UTF16_LE + content.encode("utf-16-le"))
    (tmp_path / "E.JSONL.GZ").write_bytes(gzip.compress(record("e1")))
    run, _ = take_in(database, tmp_path)
    assert (run.stored, run.rejected) == (7, 0)


def test_an_unbalanced_quote_costs_one_row(database: Database, tmp_path: Path) -> None:
    rows = [f'r{i},Title {i},"{BODY} {i}"' for i in range(5)]
    rows[1] = rows[1].rstrip('"')
    path = tmp_path / "a.csv"
    path.write_text("id,title,text\n" + "\n".join(rows) + "\n")
    run, (problem,) = take_in(database, path)
    assert (run.stored, run.rejected, problem.line) == (4, 1, 3)
    never = tmp_path / "b.csv"
    never.write_text('id,title,text\nx,T,"never closed\n' + f"y,T,{BODY}\n")
    run, (problem,) = take_in(database, never)
    assert (run.stored, problem.line) == (1, 2)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", f"id,title,text\r1,T,{BODY}\r".encode(), "no header"),
        ("a.csv", b"id,title,text\n", "no records"),
        ("a.jsonl", b"", "no records"),
        ("a.jsonl", bytes(range(256)) * 40, "binary"),
        ("a.jsonl.gz", b"no archive", "not valid JSON"),
        ("b.jsonl.gz", gzip.compress(b"{}" * 9)[:-6], "damaged"),
        ("a.jsonl.gz", gzip.compress(b"\0" * 20_000_000), "binary"),
        ("a.csv", gzip.compress(b"id,title,text\n")[:-6], "damaged from here on: it breaks off"),
        ("a.urls", gzip.compress(b"# none\n")[:-8] + bytes(8), "damaged from here on: its checksum is wrong"),
        ("a.html", b"<html><script>x = 1</script></html>", "no article text"),
        ("a.html", b"\x89PNG\r\n\x1a\n\0\0\0\0", "binary"),
        ("a.txt", b" \n\t\r\n", "empty"),
    ],
)
def test_a_file_that_is_no_use_says_why(
    database: Database, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    run, (problem,) = take_in(database, path)
    assert (run.stored, run.rejected, problem.file) == (0, 1, str(path))
    assert reason in problem.reason


def test_only_regular_files_are_opened(database: Database, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.jsonl").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "self").symlink_to(tmp_path)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "folder.txt" / "good.txt").write_text(f"Bridge closes for a year\n\n{BODY}\n")
    run, problems = take_in(database, tmp_path)
    assert run.stored == 1
    assert [Path(problem.file).name for problem in problems] == ["loop.txt", "pipe.txt", "zero.jsonl"]


def test_a_name_that_is_no_utf_8_is_written_readably(database: Database, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xffd.jsonl"))
    path.write_bytes(record("1") + b"\n{broken\n" + json.dumps({"text": BODY}).encode())
    run, (problem,) = take_in(database, tmp_path)
    assert (run.stored, run.rejected) == (2, 1)
    assert problem.file.endswith("/b\\xffd.jsonl")


def test_a_file_that_vanishes_is_a_problem(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Bridge {name} closes for a year\n\n{BODY}\n")
    reading = iter(Inputs([tmp_path], ReadOptions()))
    assert isinstance(next(reading), RawDocument)
    (tmp_path / "b.txt").unlink()
    (problem,) = reading
    assert isinstance(problem, Unreadable)
    assert "no such file" in problem.reason


def test_an_unexpected_error_of_one_document_stays_with_it(database: Database) -> None:
    given = [
        RawDocument(
            data=f"Bridge {n} closes\n\n{BODY}".encode(), media_type="text/plain", external_id=n, origin=n
        )
        for n in "13"
    ]
    run = ingest(database, [given[0], stubborn(Stumbling, "2"), given[1]]).run
    with database.read_session() as session:
        (problem,) = runs.problems(session, run.id, limit=5)
    assert (run.stored, run.rejected, problem.file) == (2, 1, "2")
    assert "AssertionError: a parser's own mistake" in problem.reason
    assert problem.document_id is not None


@pytest.mark.parametrize("opening", ["<!--", "<script>", "<style ", "<a ", "<b>", "&#x41"])
def test_markup_without_an_end_keeps_its_text_and_costs_no_square(opening: str) -> None:
    fields = {"body": "<p>" + opening * 100_000 + f"</p> {BODY}"}
    raw = RawDocument(data=b"x", media_type="application/json", external_id="x", origin="x", fields=fields)
    # What hides all text may refuse the record, in words.
    with suppress(UnreadableInputError):
        assert "bridge" in extract(raw).text


def test_a_reason_is_one_line_whatever_it_quotes(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "pages.urls"
    path.write_bytes(b"https://harbour.example/a\nhttps::\r::\x1b[31mred\x0c\x07::\thalf\n")
    _, (problem,) = take_in(database, path)
    assert problem.line == 2
    assert problem.reason == "this is no web address: https:: ::[31mred :: half"
