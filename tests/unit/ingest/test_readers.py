"""Readers: what a container says about its records, and what it cannot say."""

import gzip
import json
from pathlib import Path

import pytest

from app.ingest import reading
from app.ingest.readers import format_of
from app.ingest.readers.base import MAX_RECORD_BYTES, ReadOptions, Source, Unreadable
from app.ingest.reading import Found, Inputs
from app.records import RawDocument


def read(path: Path, **field_map: str) -> list[Found]:
    return list(Inputs([path], ReadOptions(field_map=field_map)))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_formats_are_known_by_their_ending() -> None:
    known = ("a.txt", "b.HTML", "c.htm", "d.jsonl", "e.jsonl.gz", "f.CSV")
    assert all(format_of(Source(name, name, data=b"anything")) for name in known)
    assert format_of(Source("picture.png", "picture.png", data=b"anything")) is None


def test_json_lines_keep_bytes_line_and_fields(tmp_path: Path) -> None:
    line = json.dumps({"ID": "x1", "headline": "A title", "content_original": "Body.", "authors": ["A", "B"]})
    path = write(tmp_path / "a.jsonl", b"\n" + line.encode() + b"\n")
    (document,) = read(path)
    assert isinstance(document, RawDocument)
    assert document.data == line.encode()
    assert (document.external_id, document.line) == ("x1", 2)
    assert document.fields is not None
    assert document.fields["title"] == "A title"
    assert document.fields["body"] == "Body."
    assert document.fields["author"] == "A, B"


def test_a_body_may_be_a_list_of_paragraphs(tmp_path: Path) -> None:
    paragraphs = ["The council voted on Tuesday. " * 5, "Short."]
    (document,) = read(write(tmp_path / "a.jsonl", json.dumps({"text": paragraphs}).encode()))
    assert isinstance(document, RawDocument)
    assert document.fields is not None
    assert document.fields["body"] == "\n\n".join(paragraphs)


def test_a_field_can_be_named_by_hand(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'{"kop": "Titel", "tekst": "Lang."}\n')
    (document,) = read(path, title="kop", body="tekst")
    assert isinstance(document, RawDocument)
    assert document.fields is not None
    assert document.fields["title"] == "Titel"
    assert document.external_id == "a.jsonl:1"


def test_bad_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    deep = b"[" * 100_000
    lines = [b'{"id": "1", "text": "one"}', b"{broken", b"[1, 2]", deep, b'{"id": "2", "text": "two"}']
    found = read(write(tmp_path / "a.jsonl", b"\n".join(lines)))
    assert [type(item) for item in found] == [RawDocument, Unreadable, Unreadable, Unreadable, RawDocument]
    bad = [item for item in found if isinstance(item, Unreadable)]
    assert [item.line for item in bad] == [2, 3, 4]
    assert [item.data for item in bad] == lines[1:4]
    assert "not valid JSON" in bad[0].reason
    assert "not a JSON object" in bad[1].reason


def test_a_line_over_the_cap_is_skipped_without_being_held(tmp_path: Path) -> None:
    huge = b'{"text": "' + b"x" * (MAX_RECORD_BYTES + 10) + b'"}'
    found = read(write(tmp_path / "a.jsonl", huge + b'\n{"id": "2", "text": "two"}\n'))
    assert isinstance(found[0], Unreadable)
    assert "larger than 5 MB" in found[0].reason
    assert found[0].data == b""
    assert isinstance(found[1], RawDocument)
    assert found[1].line == 2


def test_a_damaged_archive_gives_what_it_can(tmp_path: Path) -> None:
    whole = gzip.compress(
        b"\n".join(b'{"id": "%d", "text": "words %d"}' % (i, i * 7919) for i in range(5000))
    )
    found = read(write(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2]))
    assert isinstance(found[0], RawDocument)
    assert isinstance(found[-1], Unreadable)
    assert "damaged" in found[-1].reason


def test_csv_rows_keep_their_lines(tmp_path: Path) -> None:
    text = 'id;title;text\n1;"One; two";"First\nsecond line"\n\n2;Three;Body\n'
    found = read(write(tmp_path / "a.csv", text.encode("utf-8-sig")))
    assert [item.line for item in found] == [2, 5]
    first = found[0]
    assert isinstance(first, RawDocument)
    assert first.fields is not None
    assert first.fields["title"] == "One; two"
    assert first.fields["body"] == "First\nsecond line"
    assert b"second line" in first.data


def test_bad_csv_rows_are_named(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", b"id,title,text\n1,a,b,c\n2,x,y\n"))
    assert isinstance(found[0], Unreadable)
    assert found[0].line == 2
    assert isinstance(found[1], RawDocument)
    (empty,) = read(write(tmp_path / "b.csv", b""))
    assert isinstance(empty, Unreadable)


def test_a_file_over_the_cap_is_refused(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path / "a.txt", b"x" * (MAX_RECORD_BYTES + 1)))
    assert isinstance(found, Unreadable)
    assert "larger than" in found.reason


def test_beyond_a_bound_problems_are_counted_and_the_records_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_PROBLEMS", 3)
    lines = b"{broken\n" * 10 + b'{"id": "1", "text": "one"}\n'
    found = read(write(tmp_path / "a.jsonl", lines))
    assert [type(item) for item in found] == [Unreadable] * 3 + [RawDocument, Unreadable]
    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason == "7 more of its records could not be read; they are not named"
