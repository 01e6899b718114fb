"""WARC and WACZ: the pages in them, what is passed over, and what damage costs."""

import gzip
import io
import zipfile
from collections.abc import Sequence

import pytest

from app.ingest.readers import format_of
from app.ingest.readers.base import ReadOptions, Source, Unreadable
from app.ingest.readers.warc import read_warc
from app.ingest.reading import Found, Inputs
from app.records import RawDocument

PAGE = b"<html><body><h1>Bridge closes for a year</h1><p>The council voted on Tuesday.</p></body></html>"


class Crawl:
    """A web archive in the making, record by record as ISO 28500 lays them out."""

    def __init__(self, *, packed: bool = True) -> None:
        self.data = b""
        self.packed = packed
        self.offsets: list[int] = []

    def record(self, kind: str, url: str, media_type: str, block: bytes) -> None:
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(self.offsets):036d}>\r\nContent-Type: {media_type}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        self.offsets.append(len(self.data))
        self.data += gzip.compress(record) if self.packed else record

    def add(
        self,
        url: str,
        payload: bytes = PAGE,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
        kind: str = "response",
    ) -> None:
        http = "".join(f"{name}: {value}\r\n" for name, value in headers)
        block = f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + payload
        self.record(kind, url, "application/http; msgtype=response", block)


def pages(data: bytes, name: str = "crawl.warc.gz") -> tuple[list[Source], list[Unreadable]]:
    found = list(read_warc(Source(name=name, origin=name, data=data), ReadOptions()))
    return [item for item in found if isinstance(item, Source)], [
        item for item in found if isinstance(item, Unreadable)
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_every_page_is_a_source_with_its_address(packed: bool) -> None:
    crawl = Crawl(packed=packed)
    crawl.record("warcinfo", "", "application/warc-fields", b"software: a crawler\r\n")
    crawl.add("https://example.com/")
    crawl.add("https://example.com/news/bridge")
    crawl.add("https://example.com/moved", b"", "301 Moved", [("Location", "/")])
    crawl.add("https://example.com/gone", PAGE, "404 Not Found")
    crawl.add("https://example.com/a.png", b"\x89PNG", headers=[("Content-Type", "image/png")])
    crawl.add("https://example.com/robots.txt", b"User-agent: *", headers=[("Content-Type", "text/plain")])
    crawl.record("resource", "https://example.com/saved", "text/html", PAGE)
    crawl.record("resource", "urn:text:https://example.com/", "text/plain", b"Text.")
    crawl.add("https://example.com/", b"", kind="revisit")
    crawl.add("https://example.com/feed", b"<rss/>", headers=[("Content-Type", "application/rss+xml")])
    found, problems = pages(crawl.data)
    assert problems == []
    assert [page.url for page in found] == [
        "https://example.com/",
        "https://example.com/news/bridge",
        "https://example.com/saved",
        "https://example.com/feed",
    ]
    assert [page.name for page in found][:2] == ["example.com", "example.com/news/bridge"]
    assert all(page.data == PAGE for page in found[:3])
    assert found[0].origin == f"crawl.warc.gz#{crawl.offsets[1]}"
    assert found[1].origin == f"crawl.warc.gz#{crawl.offsets[2]}"
    assert {page.media_type for page in found} == {"text/html", "application/rss+xml"}


def test_pages_reach_the_reader_of_pages_and_bring_no_day_of_capture() -> None:
    crawl = Crawl()
    crawl.add("https://example.com/story.php?id=3")
    found: list[Found] = list(
        Inputs([Source(name="a.warc.gz", origin="a.warc.gz", data=crawl.data)], ReadOptions())
    )
    (document,) = found
    assert isinstance(document, RawDocument)
    assert document.media_type == "text/html"
    assert document.url == "https://example.com/story.php?id=3"
    assert (document.fields, document.stated) == (None, None)


@pytest.mark.parametrize(
    ("payload", "encoding", "transfer"),
    [
        (gzip.compress(PAGE), "gzip", ""),
        (gzip.compress(PAGE), "x-gzip", ""),
        (PAGE, "utf-8", ""),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), "", "chunked"),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(PAGE)), gzip.compress(PAGE)), "GZIP", "Chunked"),
    ],
)
def test_payloads_are_unpacked(payload: bytes, encoding: str, transfer: str) -> None:
    headers = [("Content-Type", "text/html"), ("Content-Encoding", encoding), ("Transfer-Encoding", transfer)]
    crawl = Crawl()
    crawl.add("https://example.com/a", payload, headers=[pair for pair in headers if pair[1]])
    (page,), problems = pages(crawl.data)
    assert (page.data, problems) == (PAGE, [])


def test_what_cannot_be_unpacked_is_named() -> None:
    crawl = Crawl()
    crawl.add(
        "https://example.com/a", PAGE, headers=[("Content-Type", "text/html"), ("Content-Encoding", "br")]
    )
    crawl.add("https://example.com/b")
    (page,), (problem,) = pages(crawl.data)
    assert page.url == "https://example.com/b"
    assert "packed with br" in problem.reason
    assert "https://example.com/a" in problem.reason


def test_a_damaged_payload_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    payload = bytearray(gzip.compress(PAGE * 50_000))
    payload[len(payload) - 900 : len(payload) - 400] = bytes(500)
    crawl = Crawl()
    crawl.add("https://example.com/a", bytes(payload), headers=headers)
    crawl.add("https://example.com/b")
    (page,), (problem,) = pages(crawl.data)
    assert page.url == "https://example.com/b"
    assert "unpacked" in problem.reason
    assert capfd.readouterr() == ("", "")


def test_a_page_over_the_cap_is_named_and_the_rest_is_read() -> None:
    crawl = Crawl()
    crawl.add("https://example.com/a", PAGE + b" " * 6_000_000)
    crawl.add("https://example.com/b")
    (page,), (problem,) = pages(crawl.data)
    assert page.url == "https://example.com/b"
    assert "larger than 5 MB" in problem.reason


@pytest.mark.parametrize("packed", [True, False])
def test_damage_costs_the_record_it_is_in(packed: bool) -> None:
    crawl = Crawl(packed=packed)
    for number in range(4):
        crawl.add(f"https://example.com/{number}")
    data = bytearray(crawl.data)
    middle = crawl.offsets[1] + (60 if packed else 5)
    data[middle : middle + 20] = bytes(20)
    found, problems = pages(bytes(data))
    assert [page.url for page in found] == [f"https://example.com/{number}" for number in (0, 2, 3)]
    assert [problem.origin for problem in problems] == [f"crawl.warc.gz#{crawl.offsets[1]}"]
    assert "damaged" in problems[0].reason


@pytest.mark.parametrize("packed", [True, False])
def test_a_torn_file_keeps_what_came_before(packed: bool) -> None:
    crawl = Crawl(packed=packed)
    for number in range(3):
        crawl.add(f"https://example.com/{number}")
    found, problems = pages(crawl.data[: crawl.offsets[2] + (len(crawl.data) - crawl.offsets[2]) * 2 // 3])
    assert [page.url for page in found] == ["https://example.com/0", "https://example.com/1"]
    assert len(problems) == 1


def test_a_file_gzipped_as_a_whole_is_read_too() -> None:
    crawl = Crawl(packed=False)
    for number in range(3):
        crawl.add(f"https://example.com/{number}")
    found, problems = pages(gzip.compress(crawl.data))
    assert (len(found), problems) == (3, [])


def test_a_web_archive_is_known_by_its_bytes() -> None:
    for packed in (True, False):
        crawl = Crawl(packed=packed)
        crawl.add("https://example.com/")
        listed = format_of(Source(name="saved", origin="saved", data=crawl.data))
        assert listed is not None
        assert (listed.name, listed.apart) == ("WARC", True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WARC/1.0\r\n",
        b"WARC/1.0\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n",
        gzip.compress(b"WARC/1.0\r\n" + b"A" * 2_000_000),
        b"\x1f\x8b\x08" * 5_000,
        b"\0" * 10_000,
        b"junk\n" * 5_000,
    ],
)
def test_what_is_no_web_archive_is_a_problem(data: bytes) -> None:
    for name in ("a.warc", "a.warc.gz"):
        found = list(Inputs([Source(name=name, origin=name, data=data)], ReadOptions()))
        assert found
        assert all(isinstance(item, Unreadable) for item in found)


def wacz(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in (*members, ("datapackage.json", b'{"profile": "data-package"}')):
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_wacz_gives_the_pages_of_its_web_archives() -> None:
    one, two = Crawl(), Crawl(packed=False)
    one.add("https://example.com/1")
    two.add("https://example.com/2")
    data = wacz(
        ("archive/data-1.warc.gz", one.data),
        ("archive/data-2.warc", two.data),
        ("pages/pages.jsonl", b'{"format": "json-pages-1.0"}\n{"url": "https://example.com/1"}\n'),
        ("indexes/index.cdx.gz", gzip.compress(b"com,example)/1")),
    )
    for name in ("saved.wacz", "saved"):
        found = list(Inputs([Source(name=name, origin=name, data=data)], ReadOptions()))
        assert [(item.origin, item.url) for item in found if isinstance(item, RawDocument)] == [
            (f"{name}/archive/data-1.warc.gz#0", "https://example.com/1"),
            (f"{name}/archive/data-2.warc#0", "https://example.com/2"),
        ]


def test_a_wacz_that_is_none_is_a_problem() -> None:
    crawl = Crawl()
    crawl.add("https://example.com/1")
    whole = wacz(("archive/data.warc.gz", crawl.data))
    for data in (b"", whole[:-60], b"junk" * 100, wacz(("pages/pages.jsonl", b"{}"))):
        found = list(Inputs([Source(name="a.wacz", origin="a.wacz", data=data)], ReadOptions()))
        assert [type(item) for item in found] == [Unreadable]
