"""Trying again: what a problem's inputs are, and that a record alone is what it was in its file."""

import os
from pathlib import Path

import pytest

from app.database import Database
from app.ingest.readers.base import Address, Source, Unreadable
from app.ingest.retry import Again, file_of, options_of
from app.models import Document, IngestProblem, IngestRun
from app.records import RawDocument
from app.store.documents import digest

RECORD = b'{"title": "A", "text": "The bridge across the river opened on Tuesday."}'
LONG_AGO = "2020-01-01T00:00:00+00:00"
FAR_AHEAD = "2090-01-01T00:00:00+00:00"


def problem(
    database: Database,
    file: str,
    *,
    data: bytes | None = None,
    line: int | None = None,
    source: str = "files",
    started_at: str = FAR_AHEAD,
    options: dict | None = None,
) -> int:
    """A run with one problem; the problem's number."""
    with database.write_session() as session:
        run = IngestRun(started_at=started_at, source=source, paths=[file], options=options or {})
        session.add(run)
        document = None
        if data is not None:
            document = Document(
                sha256=digest(data), media_type="text/plain", origin=file, size=len(data), data=data
            )
            session.add(document)
        session.flush()
        row = IngestProblem(
            run_id=run.id,
            file=file,
            line=line,
            reason="it was wrong",
            document_id=document.id if document else None,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def test_a_record_alone_keeps_its_line_and_its_name(database: Database) -> None:
    again = Again(database, [problem(database, "box/records.jsonl", data=RECORD, line=57, source="upload")])
    (found,) = again
    assert isinstance(found, RawDocument)
    assert (found.origin, found.line, found.external_id) == ("box/records.jsonl", 57, "records.jsonl:57")
    assert again.tried == [1]


def test_a_row_comes_with_its_header(database: Database) -> None:
    data = b"title,text\nA,The bridge across the river opened on Tuesday.\n"
    (found,) = Again(database, [problem(database, "rows.csv", data=data, line=9, source="upload")])
    assert isinstance(found, RawDocument)
    assert (found.line, found.external_id) == (9, "rows.csv:9")
    assert found.fields is not None
    assert found.fields["title"] == "A"


def test_a_piece_that_says_nothing_alone_keeps_its_reason(database: Database) -> None:
    number = problem(database, "rows.csv", data=b'a,"b\n', line=9, source="upload")
    (found,) = Again(database, [number])
    assert isinstance(found, Unreadable)
    assert (found.line, found.data) == (9, b'a,"b\n')


def test_a_whole_document_comes_as_it_was_named_with_what_was_said_of_it(database: Database) -> None:
    options = {"stated": {"title": "A"}}
    number = problem(database, "deep/page.html", data=b"<html>", source="paste", options=options)
    (found,) = Again(database, [number])
    assert isinstance(found, Source)
    assert (found.name, found.origin, found.data) == ("page.html", "deep/page.html", b"<html>")
    assert found.stated == {"title": "A"}


def test_a_file_is_read_again_once_it_has_changed_and_only_once(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(RECORD)
    numbers = [
        problem(database, str(path), data=b"{1", line=1, started_at=LONG_AGO),
        problem(database, str(path), data=b"{2", line=2, started_at=LONG_AGO),
    ]
    again = Again(database, numbers)
    assert list(again) == [path]
    assert (again.tried, again.files) == (numbers, [str(path)])
    unchanged = Again(database, [problem(database, str(path), data=b"{3", line=3, started_at=FAR_AHEAD)])
    assert [type(item) for item in unchanged] == [Unreadable]


@pytest.mark.parametrize("source", ["upload", "paste", "address", "feeds", "retry"])
def test_only_what_a_command_line_named_is_opened(database: Database, tmp_path: Path, source: str) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("secret")
    again = Again(database, [problem(database, str(path), source=source, started_at=LONG_AGO)])
    (found,) = again
    assert isinstance(found, Unreadable)
    assert again.tried == []


def test_a_retry_of_a_retry_may_open_what_a_command_line_named(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "mended.txt"
    path.write_text("mended")
    problem(database, str(path), started_at=LONG_AGO)
    assert list(Again(database, [problem(database, str(path), source="retry", started_at=LONG_AGO)])) == [
        path
    ]


def test_what_was_fetched_is_fetched_again(database: Database) -> None:
    again = Again(database, [problem(database, "https://example.org/a", data=b"x", source="address")])
    assert list(again) == []
    assert again.addresses == [Address("https://example.org/a", "https://example.org/a")]
    # the name of an upload is not an address
    upload = Again(database, [problem(database, "https://example.org/a", source="upload")])
    assert [type(item) for item in upload] == [Unreadable]
    assert upload.addresses == []


def test_a_member_leads_to_its_archive(tmp_path: Path) -> None:
    (tmp_path / "box.zip").write_bytes(b"")
    assert file_of(f"{tmp_path}/box.zip/inner/page.html") == tmp_path / "box.zip"
    assert file_of(f"{tmp_path}/gone.zip/inner/page.html") is None
    assert file_of("nul\0l") is None
    assert file_of("x" * 5_000) is None
    assert file_of(os.fspath(tmp_path)) is None


def test_options_are_read_with_care() -> None:
    assert options_of({"field_map": {"body": "tekst"}, "url": "https://e.org"}).field_map == {"body": "tekst"}
    assert options_of({"field_map": ["x"], "url": 3}).url is None
    assert options_of({}).field_map == {}
