"""JSON files: the records are found wherever they stand, each with its line and its exact slice."""

import gzip
import json
from typing import Any

import pytest

from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.readers import format_of
from app.ingest.readers.base import Address, Original, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.json_document import read_json
from app.records import RawDocument

TEXT = "The bridge reopened on Tuesday."
RECORD = {"id": "a1", "title": "Bridge", "text": TEXT, "url": "https://a.example/1"}


def read(value: Any, name: str = "a.json", **field_map: str) -> list[Reading]:
    data = value if isinstance(value, bytes) else json.dumps(value, indent=1).encode()
    return list(read_json(Source(name, f"box/{name}", data=data), ReadOptions(field_map=field_map)))


def fields(value: Any, **field_map: str) -> list[dict[str, str]]:
    found = read(value, **field_map)
    assert all(isinstance(item, RawDocument | Original) for item in found), found
    return [item.fields for item in found if isinstance(item, RawDocument) and item.fields is not None]


def problems(found: list[Reading]) -> list[tuple[int | None, str]]:
    return [(item.line, item.reason) for item in found if isinstance(item, Unreadable)]


@pytest.mark.parametrize(
    "value",
    [
        RECORD,
        [RECORD],
        {"articles": [RECORD]},
        {"status": "ok", "totalResults": 1, "articles": [RECORD]},
        {"sources": [{"name": "x", "url": "https://x.example"}], "data": [RECORD]},
        {"response": {"meta": {"hits": 1}, "docs": [RECORD]}},
        {
            "took": 3,
            "hits": {"total": 1, "hits": [{"_index": "n", "_id": "9", "_source": RECORD}]},
        },
        {"data": [{"type": "article", "id": "a1", "attributes": RECORD}]},
        {"article": RECORD},
        {"a1": RECORD},
        {"2025": {"may": {"items": [RECORD]}}},
        {name: {"0": item} for name, item in RECORD.items()},
        {"columns": list(RECORD), "index": [0], "data": [list(RECORD.values())]},
        {"schema": {"fields": [{"name": "title", "type": "string"}]}, "data": [RECORD]},
    ],
)
def test_records_are_found_wherever_they_stand(value: Any) -> None:
    (found,) = fields(value)
    assert found == {"id": "a1", "title": "Bridge", "body": TEXT, "url": "https://a.example/1"}


def test_no_list_is_lost_where_there_are_several() -> None:
    assert len(fields({"train": [RECORD, RECORD], "test": [RECORD]})) == 3
    assert len(fields({"x": RECORD, "y": RECORD})) == 2
    assert len(fields({"left": {"items": [RECORD]}, "right": {"items": [RECORD]}})) == 2


def test_elements_are_exact_slices_with_their_lines() -> None:
    data = '[\n  {"text": "Eins – ä", "b": [{}]},\n\n  {"text": "Zwei",\n "id": 7}\n]'.encode()
    first, second = read(data)
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.line, second.line) == (2, 4)
    assert first.data == '{"text": "Eins – ä", "b": [{}]}'.encode()
    assert second.data == b'{"text": "Zwei",\n "id": 7}'
    assert (first.external_id, second.external_id) == ("a.json:2", "7")
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        (again, _) = read(data.decode().encode(encoding))
        assert isinstance(again, RawDocument)
        assert again.data == first.data
    assert len(read(gzip.compress(data))) == 2


def test_a_json_feed_is_read_as_a_feed() -> None:
    feed = {
        "items": [
            {"id": "1", "url": "https://h.example/1", "title": "T", "content_html": "<p>Body.</p>",
             "summary": "S",
             "date_published": "2025-05-07T08:30:00+02:00", "authors": [{"name": "Ann"}, {"name": "Bo"}],
             "tags": ["local", "x"]},
            {"id": 2, "external_url": "https://e.example/", "summary": "Only that."},
            {"id": 3, "url": "https://h.example/3", "title": "Nothing"},
        ],
        "title": "Harbour Post", "home_page_url": "https://h.example/", "language": "en",
        "version": "https://jsonfeed.org/version/1.1",
    }  # fmt: skip
    found = read(feed)
    documents = [item for item in found if isinstance(item, RawDocument)]
    assert documents[0].fields == {
        "title": "T",
        "body": "<p>Body.</p>",
        "dek": "S",
        "outlet": "Harbour Post",
        "domain": "https://h.example/",
        "url": "https://h.example/1",
        "published": "2025-05-07T08:30:00+02:00",
        "author": "Ann, Bo",
        "language": "en",
        "section": "local",
        "id": "1",
    }
    assert documents[1].fields is not None
    assert documents[1].fields["body"] == "Only that."
    assert [reason for _, reason in problems(found)] == ["the record has no text"]
    assert [item.url for item in found if isinstance(item, Address)] == ["https://h.example/3"]


def test_schema_org_is_read_with_its_graph() -> None:
    article = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge", "articleBody": TEXT,
        "datePublished": "2025-05-07", "author": [{"@type": "Person", "name": "Ann", "url": "https://x.example"}],
        "publisher": {"@type": "Organization", "name": "Post"}, "inLanguage": "en", "articleSection": "Local",
        "mainEntityOfPage": {"@id": "https://p.example/1"},
    }  # fmt: skip
    expected = {
        "title": "Bridge",
        "body": TEXT,
        "published": "2025-05-07",
        "author": "Ann",
        "outlet": "Post",
        "language": "en",
        "section": "Local",
        "url": "https://p.example/1",
    }
    publisher = {"@type": "Organization", "@id": "#p", "name": "Post"}
    graph = {"@context": "https://schema.org", "@graph": [publisher, {**article, "publisher": {"@id": "#p"}}]}
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": article}]}
    for value in (article, [article], graph, [publisher, article], listed):
        assert fields(value) == [expected], value
    bare = {name: item for name, item in article.items() if name != "articleBody"}
    assert [item.url for item in read(bare) if isinstance(item, Address)] == ["https://p.example/1"]


def test_what_apis_and_cms_answer() -> None:
    wordpress = [{"id": 5, "date": "2025-05-07T08:30:00", "link": "https://w.example/5",
                  "title": {"rendered": "T"}, "content": {"rendered": "<p>Body.</p>"}}]  # fmt: skip
    assert fields(wordpress)[0]["body"] == "<p>Body.</p>"
    guardian = {"response": {"status": "ok", "results": [{
        "id": "world/1", "type": "article", "webTitle": "T", "webPublicationDate": "2025-05-07T08:30:00Z",
        "webUrl": "https://g.example/1", "sectionName": "World",
        "fields": {"bodyText": TEXT, "byline": "Ann"}}]}}  # fmt: skip
    (found,) = fields(guardian)
    assert (found["title"], found["body"], found["author"], found["section"]) == ("T", TEXT, "Ann", "World")
    newsapi = {"status": "ok", "articles": [{"source": {"id": "post", "name": "Post"}, "content": TEXT}]}
    assert fields(newsapi)[0]["outlet"] == "Post"
    mongo = [{"_id": {"$oid": "65"}, "date": {"$date": "2025-05-07T08:30:00Z"}, "text": TEXT}]
    assert (fields(mongo)[0]["id"], fields(mongo)[0]["published"]) == ("65", "2025-05-07T08:30:00Z")
    assert fields([{"tekst": TEXT}], body="tekst")[0]["body"] == TEXT
    gdelt = {"articles": [{"url": "https://d.example/1", "title": "T", "seendate": "20250507T083000Z"}]}
    assert [item.url for item in read(gdelt) if isinstance(item, Address)] == ["https://d.example/1"]


def test_a_fault_in_one_element_leaves_the_others_whole() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    data = "\n".join(
        [
            "[",
            '{"text": "one"},',
            '{"text": "two" "x"},',
            "3, null, [1],",
            f'{{"text": "deep", "x": {deep}}},',
            f'{{"text": "{"x" * (6 * 1024 * 1024)}"}},',
            '{"text": "sur \\ud83d\\ude00 \\udc00 \\u0000 raw\ttab"},',
            '{"text": "seven"},',
            '{"text": "cut off',
        ]
    )
    found = read(data.encode())
    assert [item.line for item in found if isinstance(item, RawDocument)] == [2, 7, 8]
    assert [line for line, _ in problems(found)] == [3, 4, 4, 4, 5, 6, 9]
    assert [reason for _, reason in problems(found)][-3:] == [
        "nested too deeply",
        "larger than 5 MB (6,291,468 bytes)",
        "not valid JSON: it breaks off here",
    ]
    (odd,) = (item for item in found if isinstance(item, RawDocument) and item.line == 7)
    extract(odd).body_text.encode()


def test_json_lines_under_another_name_are_read_as_lines() -> None:
    lines = b'{"text": "one"}\n{"text": "two"}\n{broken\n'
    assert [item.line for item in read(lines)] == [1, 2, 3]
    long = json.dumps({"text": "x" * 20_000}).encode()
    for name in ("a.json", "a.jsonl", "a", "a.txt"):
        source = Source(name, name, data=long + b"\n" + long)
        listed = format_of(source)
        assert listed is not None
        assert len(list(listed.read(source, ReadOptions()))) == 2, name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\x00\x01\x02\x03", "binary"),
        (b"words", "no JSON object"),
        (b"null", "no JSON object"),
        (gzip.compress(b"[]" * 99)[:20], "damaged"),
        (b" " * (64 * 1024 * 1024 + 1), "larger than 64 MB"),
        (b"[" + b"{}," * 1_000_000 + b"{}]", "none of its first 10,000 records"),
        (b'{"a": {}' + b', "b": {}' * 200_001 + b"}", "names or objects"),
    ],
)
def test_a_file_without_records_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInputError, match=reason):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[",
        b"{",
        b"[" * 500_000,
        b'{"a":' * 200_000,
        b'["' + b'\\"' * 500_000,
        b'[{"text": "a"}]]]',
        b'{"a" 1}',
        b"[{]}" * 100_000,
        b'[{"a": 1' + b"1" * 5_000 + b"}]",
        b'{"text": "\\u0000"}',
        b"[{},,,{}]",
        b'{"text"',
    ],
)
def test_hostile_json_ends(data: bytes) -> None:
    assert all(isinstance(item, Unreadable | RawDocument) for item in read(data))
