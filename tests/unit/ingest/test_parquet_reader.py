"""Parquet: rows with their numbers, of columns as data sets have them; damage and odd types are told."""

import io
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from pyarrow import parquet

from app.errors import UnreadableInputError
from app.ingest.readers import format_of
from app.ingest.readers.base import Address, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.parquet import read_parquet
from app.records import RawDocument

TEXT = "The bridge reopened on Tuesday."


def packed(columns: dict[str, Any], **how: Any) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(arrow.table(columns), stream, **how)
    return stream.getvalue()


def read(data: bytes, **field_map: str) -> list[Reading]:
    return list(
        read_parquet(Source("a.parquet", "box/a.parquet", data=data), ReadOptions(field_map=field_map))
    )


def fields(found: list[Reading]) -> list[dict[str, str]]:
    return [item.fields for item in found if isinstance(item, RawDocument) and item.fields is not None]


def test_rows_of_a_data_set(tmp_path: Path) -> None:
    moment = datetime(2025, 5, 7, 8, 30, tzinfo=UTC)
    data = packed(
        {
            "ID": [7, 8, 9],
            "Headline": ["Bridge", None, "No text"],
            "article_text": [TEXT, "Second – ä", None],
            "authors": [["Ann", "Bo"], None, []],
            "publish_date": arrow.array([moment, None, None], arrow.timestamp("us", "UTC")),
            "source": [{"id": 1, "name": "Post"}, None, None],
            "url": ["https://a.example/1", None, "https://a.example/3"],
            "embedding": [[0.1, 0.2], None, None],
            "image": [b"\x89PNG", None, None],
        },
        compression="zstd",
    )  # fmt: skip
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    source = Source.of_file(path)
    listed = format_of(source)
    assert listed is not None
    found = list(listed.read(source, ReadOptions()))
    assert fields(found) == [
        {
            "id": "7",
            "title": "Bridge",
            "body": TEXT,
            "author": "Ann, Bo",
            "published": "2025-05-07T08:30:00+00:00",
            "outlet": "Post",
            "url": "https://a.example/1",
        },
        {"id": "8", "body": "Second – ä"},
    ]
    first = found[0]
    assert isinstance(first, RawDocument)
    assert first.line == 1
    assert b'"article_text": "The bridge reopened on Tuesday."' in first.data
    assert b"embedding" not in first.data
    assert [item.line for item in found if isinstance(item, Unreadable)] == [3]
    assert [item.url for item in found if isinstance(item, Address)] == ["https://a.example/3"]


def test_days_stay_days_and_names_can_be_given() -> None:
    data = packed(
        {
            "tekst": [TEXT] * 2,
            "date": arrow.array([datetime(2025, 5, 7), datetime(2025, 5, 7, 9)], arrow.timestamp("ns")),
            "day": [date(2025, 5, 7)] * 2,
        }
    )
    assert [item["published"] for item in fields(read(data, body="tekst"))] == [
        "2025-05-07",
        "2025-05-07T09:00:00",
    ]
    assert fields(read(data, body="tekst", published="day"))[1]["published"] == "2025-05-07"


def test_a_long_table_is_read_as_it_goes() -> None:
    data = packed({"text": [f"{number} {TEXT}" for number in range(20_000)]}, row_group_size=20_000)
    rows = read_parquet(Source("a.parquet", "a.parquet", data=data), ReadOptions())
    first = next(rows)
    assert isinstance(first, RawDocument)
    assert first.external_id == "a.parquet:1"
    assert sum(1 for _ in rows) == 19_999


def test_a_row_over_the_cap_and_bytes_that_are_no_text_stay_with_their_row() -> None:
    offsets = arrow.py_buffer(b"\0\0\0\0\x05\0\0\0\x07\0\0\0\x0c\0\0\0")
    bad = arrow.Array.from_buffers(arrow.string(), 3, [None, offsets, arrow.py_buffer(b"first\xff\xfethird")])
    found = read(packed({"text": bad}))
    assert [type(item) for item in found] == [RawDocument, Unreadable, RawDocument]
    (large, fine) = read(packed({"text": ["x" * (6 * 1024 * 1024), TEXT]}))
    assert isinstance(large, Unreadable)
    assert "larger than 5 MB" in large.reason
    assert isinstance(fine, RawDocument)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PAR1",
        b"PAR1" + b"\x00" * 100 + b"PAR1",
        b"PAR1\xff\xff\xff\x7fPAR1",
        b"words",
        packed({"text": [TEXT] * 999})[:-9],
        packed({"image": [b"\x89PNG"]}),
    ],
)
def test_what_is_no_table_of_texts_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read(data)
    assert "\n" not in caught.value.reason


def test_damage_in_the_middle_keeps_the_groups_around_it() -> None:
    texts = [f"{number} {TEXT}" for number in range(2_000)]
    data = bytearray(packed({"text": texts}, row_group_size=500, compression="gzip"))
    third = len(data) // 3
    data[third : third + 200] = b"\x00" * 200
    found = read(bytes(data))
    (problem,) = (item for item in found if isinstance(item, Unreadable))
    assert problem.line is not None
    assert 500 < problem.line <= 1_000
    assert "to 1,000 are damaged" in problem.reason
    assert found[-1] == read(packed({"text": texts}))[-1]


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UnreadableInputError, match=r"parallax-news\[parquet\]"):
        read(packed({"text": [TEXT]}))
