"""What names pages and feeds instead of holding articles: OPML, sitemaps, lists and shortcuts."""

import gzip
import plistlib
import time

import pytest

from app.errors import UnreadableInputError
from app.ingest.readers import format_of
from app.ingest.readers.base import Address, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.url_list import web_address
from app.ingest.reading import Inputs

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Subscriptions</title></head><body>
<outline text="News" title="News">
  <outline text="World">
    <outline type="rss" text="Alt" title="Alt News" xmlUrl="https://alt.example/feed" htmlUrl="https://alt.example"/>
  </outline>
  <outline type="rss" text="Post" xmlurl="feed://post.example/rss"/>
</outline>
<outline text="Sub" xmlUrl="https://sub.example/rss" category="/Europe/East,/x"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/>
<outline text="A page" type="link" url="https://page.example/1"/>
<outline text="only a note"/>
</body></opml>"""
NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://site.example/a?x=1&amp;y=2 </loc><lastmod>2025-05-08</lastmod>
 <news:news><news:publication><news:name>Site</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2025-05-07T08:30:00+02:00</news:publication_date>
 <news:title>Bridge &amp; trams</news:title></news:news>
 <image:image><image:loc>https://site.example/i.jpg</image:loc>
 <image:title>A picture</image:title></image:image></url>
<url><image:image><image:loc>https://site.example/i.jpg</image:loc></image:image>
<loc>https://site.example/b</loc></url>
<url><loc>https://site.example/b</loc></url>
<url><loc>/relative</loc></url>
<url><loc>https://site.example/c</loc"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://site.example/sitemap-1.xml.gz</loc></sitemap></sitemapindex>"""


def read(data: bytes | str, name: str) -> list[Reading]:
    source = Source(name, f"box/{name}", data=data.encode() if isinstance(data, str) else data)
    listed = format_of(source)
    assert listed is not None
    return list(listed.read(source, ReadOptions()))


def addresses(found: list[Reading]) -> list[Address]:
    return [item for item in found if isinstance(item, Address)]


def problems(found: list[Reading]) -> list[tuple[int | None, str]]:
    return [(item.line, item.reason) for item in found if isinstance(item, Unreadable)]


@pytest.mark.parametrize("name", ["subscriptions.opml", "export.xml", "export.txt", "export"])
def test_opml_gives_feeds_with_their_folders(name: str) -> None:
    found = read(OPML, name)
    origin = f"box/{name}"
    assert addresses(found) == [
        Address("https://alt.example/feed", origin, 5, True, "Alt News", "News / World"),
        Address("http://post.example/rss", origin, 7, True, "Post", "News"),
        Address("https://sub.example/rss", origin, 9, True, "Sub", "Europe/East"),
        Address("https://page.example/1", origin, 11, False, "A page"),
    ]
    assert problems(found) == [(10, "this is no web address: javascript:alert(1)")]


def test_opml_with_a_fault_gives_what_stands_before_it() -> None:
    found = read(
        OPML.replace('category="/Europe', 'category="R&D & /Europe').replace("</body></opml>", ""), "a.opml"
    )
    assert len(addresses(found)) == 4
    assert problems(found)[-1][0] == 9
    assert "not well-formed XML" in problems(found)[-1][1]


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.txt"])
def test_a_sitemap_gives_each_address_once_with_title_and_date(name: str) -> None:
    found = read(NEWS_SITEMAP, name)
    origin = f"box/{name}"
    assert addresses(found) == [
        Address(
            "https://site.example/a?x=1&y=2",
            origin,
            4,
            title="Bridge & trams",
            published="2025-05-07T08:30:00+02:00",
        ),
        Address("https://site.example/b", origin, 10),
    ]
    assert problems(found) == [
        (13, "not an entry of a sitemap: '/relative' is no web address"),
        (14, "not an entry of a sitemap: its end is missing"),
    ]


def test_an_index_names_its_sitemaps_and_gzip_is_unpacked() -> None:
    found = read(gzip.compress(INDEX.encode("utf-16")), "index.xml.gz")
    assert addresses(found) == [Address("https://site.example/sitemap-1.xml.gz", "box/index.xml.gz", 2)]
    with pytest.raises(UnreadableInputError, match="damaged"):
        read(gzip.compress(INDEX.encode())[:40], "index.xml.gz")
    with pytest.raises(UnreadableInputError, match="declares entities"):
        read(f"<!DOCTYPE x [<!ENTITY a 'b'>]>{INDEX}", "index.xml")


def test_a_list_of_addresses() -> None:
    text = (
        "# to read\nhttps://a.example/1\n\n<https://b.example/2>\nHTTPS://A.example/x\nhttps://a.example/1\n"
    )
    for name in ("list.urls", "list.txt", "list"):
        found = read(text, name)
        assert [(item.url, item.line) for item in addresses(found)] == [
            ("https://a.example/1", 2),
            ("https://b.example/2", 4),
            ("HTTPS://A.example/x", 5),
        ]
    for encoding in ("utf-8-sig", "utf-16"):
        assert len(addresses(read(text.encode(encoding), "list.urls"))) == 3
    mixed = read("https://a.example/1\nno address\n" + "x" * 50 + "\x00\n", "list.urls")
    assert [line for line, _ in problems(mixed)] == [2, 3]


def test_a_text_that_cites_addresses_is_a_text() -> None:
    texts = (
        "https://a.example/1\nThe council voted on Tuesday.\n",
        "The council voted.\n\nhttps://a.example/1\nhttps://a.example/2\n",
        "# Notes\n# more notes\n",
        "https://a.example/1 is where it stood\n",
        "<p>Not a feed</p>\n",
        "[InternetShortcut] is a word\n[Editor's note: the text]\n{braces}\n",
        "RSS is a format. <rss> is its tag.\n",
    )
    for text in texts:
        listed = format_of(Source("a.txt", "a.txt", data=text.encode()))
        assert listed is not None
        assert listed.name == "plain text", text


def test_shortcuts_of_desktops() -> None:
    windows = "[InternetShortcut]\r\nIconIndex=0\r\nURL=https://a.example/1\r\n"
    plist = plistlib.dumps({"URL": "https://a.example/1"})
    binary = plistlib.dumps({"URL": "https://a.example/1"}, fmt=plistlib.FMT_BINARY)
    for name, data in (
        ("My page.url", windows.encode()),
        ("My page.webloc", plist),
        ("My page.webloc", binary),
    ):
        assert read(data, name) == [Address("https://a.example/1", f"box/{name}", title="My page")]
    for data in (b"", b"bplist00junk", b"[InternetShortcut]\nURL=file:///etc/passwd", b"\x00\x01" * 99):
        with pytest.raises(UnreadableInputError):
            read(data, "a.url")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://a.example",
        "javascript:alert(1)",
        "https://a b",
        "http://[::1",
        "https://a:99999/",
        "https://a.example/" + "x" * 5_000,
        "http://a\x00b/",
        "//a.example/",
        "file:///etc/passwd",
        "https://?q",
    ],
)
def test_what_is_no_web_address(text: str) -> None:
    assert web_address(text) is None


@pytest.mark.parametrize("name", ["a.opml", "a.xml", "a.urls", "a.url", "a.webloc"])
@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"\xff\xfe\x00\x01", b"\x89PNG\x00\x01\x02", b"<opml>" * 5_000, b"x" * 10_000_000]
)
def test_bad_lists_end_with_a_reason(name: str, data: bytes) -> None:
    source = Source(name, name, data=data)
    found = list(Inputs([source], ReadOptions()))
    assert found
    assert all(isinstance(item, Unreadable) and item.reason for item in found)


@pytest.mark.parametrize("repeated", [b"\n", b"\r\n", b" ", b"URL \n"])
def test_a_shortcut_of_empty_lines_is_looked_through_once(repeated: bytes) -> None:
    data = (repeated * 60_000)[:60_000]
    began = time.process_time()
    with pytest.raises(UnreadableInputError, match="no web address"):
        read(b"[InternetShortcut]\n" + data, "a.url")
    assert time.process_time() - began < 2
