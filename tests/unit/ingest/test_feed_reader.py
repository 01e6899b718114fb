"""Feeds: every entry with its line and its exact bytes; faults and hostile entries keep to themselves."""

import gzip
import hashlib
import itertools
from pathlib import Path

import pytest

from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.readers.base import Address, Original, Reading, ReadOptions, Source, Unreadable
from app.ingest.readers.feed import read_feed
from app.records import RawDocument

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Harbour Post</title><link>https://harbour.example/</link><language>en-gb</language>
<item>
 <title><![CDATA[Bridge reopens & trams run]]></title><link>https://harbour.example/2025/bridge</link>
 <description>&lt;p&gt;A short teaser.&lt;/p&gt;</description>
 <content:encoded><![CDATA[<p>The bridge reopened on Tuesday.</p>
<p>Trams <b>run</b> again. </item></p>]]></content:encoded>
 <pubDate>Wed, 07 May 2025 08:30:00 +0200</pubDate><dc:creator>Ann Bee</dc:creator>
 <category>Local</category><category>Transport</category><guid isPermaLink="false">post-1</guid>
</item>
<!-- <item><title>not one</title></item> -->
<item><title>Only a teaser</title><link>https://harbour.example/2</link>
<description>The council met.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://blatt.example/">
<title type="html">Das &lt;b&gt;Blatt&lt;/b&gt;</title>
<entry><title>Brücke offen</title><link href="/a"/><link rel="enclosure" href="/m.mp3"/><id>urn:x:1</id>
<updated>2025-05-08T08:30:00Z</updated><published>2025-05-07T08:30:00+02:00</published>
<summary>Kurz gesagt.</summary><author><name>N. Neu</name></author><author><name>M. Mai</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Die Brücke ist seit Dienstag offen.</p></div></content>
</entry><entry><title>B</title><id>urn:x:2</id><updated>2025-05-08T08:30:00Z</updated>
<summary>Text B.</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://alt.example/"><title>Alt News</title>
<items><rdf:Seq><rdf:li rdf:resource="https://alt.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://alt.example/1"><title>One</title><link>https://alt.example/1</link>
<description>The text of one.</description><dc:date>2025-05-07T10:00:00Z</dc:date><dc:creator>Cy</dc:creator>
</item></rdf:RDF>"""


def read(data: bytes | str, name: str = "feed.xml") -> list[Reading]:
    data = data.encode() if isinstance(data, str) else data
    return list(read_feed(Source(name, f"box/{name}", data=data), ReadOptions()))


def documents(found: list[Reading]) -> list[RawDocument]:
    return [item for item in found if isinstance(item, RawDocument)]


def fields(document: RawDocument) -> dict[str, str]:
    assert document.fields is not None
    return document.fields


def test_rss_entries_are_exact_slices_of_a_kept_feed() -> None:
    found = read(RSS)
    assert [type(item) for item in found] == [Original, RawDocument, RawDocument]
    original, first, second = found[0], *documents(found)
    assert isinstance(original, Original)
    assert original.data == RSS.encode()
    assert first.container == second.container == hashlib.sha256(original.data).hexdigest()
    assert (first.line, second.line) == (5, 14)
    assert first.data in original.data
    assert first.data.startswith(b"<item>")
    assert first.data.endswith(b"</item>")
    assert first.external_id == "post-1"
    assert second.external_id == "https://harbour.example/2"
    assert fields(first) == {
        "title": "Bridge reopens & trams run",
        "body": "<p>The bridge reopened on Tuesday.</p>\n<p>Trams <b>run</b> again. </p>",
        "dek": "A short teaser.",
        "outlet": "The Harbour Post",
        "url": "https://harbour.example/2025/bridge",
        "published": "Wed, 07 May 2025 08:30:00 +0200",
        "author": "Ann Bee",
        "language": "en-gb",
        "section": "Local",
        "id": "post-1",
    }
    assert fields(second)["body"] == "The council met."
    draft = extract(first)
    assert draft.body_text == "The bridge reopened on Tuesday.\n\nTrams run again."
    assert draft.published is not None
    assert draft.published.date.startswith("2025-05-07T08:30")
    assert draft.outlet == "The Harbour Post"


def test_atom_and_rdf_say_the_same_things_in_their_words() -> None:
    first, second = documents(read(ATOM))
    assert fields(first)["author"] == "N. Neu, M. Mai"
    assert fields(first)["url"] == "https://blatt.example/a"
    assert (fields(first)["outlet"], fields(first)["language"]) == ("Das Blatt", "de")
    assert fields(first)["published"] == "2025-05-07T08:30:00+02:00"
    assert fields(first)["updated"] == "2025-05-08T08:30:00Z"
    assert fields(second)["published"] == "2025-05-08T08:30:00Z"
    (only,) = documents(read(RDF, "feed.rdf"))
    assert (fields(only)["outlet"], fields(only)["author"]) == ("Alt News", "Cy")
    assert fields(only)["published"] == "2025-05-07T10:00:00Z"


def test_an_aggregator_names_the_outlet_of_each_entry() -> None:
    feed = (
        "<rss><channel><title>All of it</title><item><title>T</title><description>Text of it.</description>"
        '<source url="https://www.kurier.example">Kurier</source></item></channel></rss>'
    )
    (document,) = documents(read(feed))
    assert fields(document)["outlet"] == "Kurier"
    assert fields(document)["domain"] == "https://www.kurier.example"


def test_an_entry_that_only_repeats_its_title_has_no_text() -> None:
    feed = (
        "<rss><channel><title>All news</title><item><title>Bridge reopens - Kurier</title>"
        "<link>https://all.example/1</link><source url='https://kurier.example'>Kurier</source><description>"
        "&lt;a href='/1'&gt;Bridge reopens&lt;/a&gt;&amp;nbsp;&lt;font&gt;Kurier&lt;/font&gt;"
        "</description></item></channel></rss>"
    )
    found = read(feed)
    assert [item.reason for item in found if isinstance(item, Unreadable)] == ["the entry has no text"]
    assert [item.url for item in found if isinstance(item, Address)] == ["https://all.example/1"]


def test_what_a_cms_adds_to_a_summary_is_no_standfirst() -> None:
    feed = (
        "<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><item><title>T</title><description>"
        "Trams run again [&#8230;] The post &lt;a&gt;T&lt;/a&gt; appeared first on &lt;a&gt;Blog&lt;/a&gt;."
        f"</description><c:encoded>{'The trams ran. ' * 20}</c:encoded></item></channel></rss>"
    )
    assert fields(documents(read(feed))[0])["dek"] == "Trams run again […]"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "cp1252"])
def test_feeds_in_other_encodings(encoding: str) -> None:
    declared = "utf-16" if encoding.startswith("utf-16") else encoding
    feed = f'<?xml version="1.0" encoding="{declared.removesuffix("-sig")}"?>\n{ATOM}'
    first = documents(read(feed.encode(encoding)))[0]
    assert fields(first)["title"] == "Brücke offen"
    assert first.line == 4
    assert fields(documents(read(gzip.compress(feed.encode(encoding))))[0])["title"] == "Brücke offen"


def test_markup_in_titles_is_text() -> None:
    feed = (
        "<rss><channel><item>"
        "<title>&lt;script&gt;alert(1)&lt;/script&gt; &lt;i&gt;Odd&lt;/i&gt; &amp;amp; on</title>"
        "<description>&lt;script&gt;x()&lt;/script&gt;"
        "Plain &lt;a href='javascript:y()'&gt;words&lt;/a&gt;.</description>"
        "</item></channel></rss>"
    )
    draft = extract(documents(read(feed))[0])
    assert draft.title == "<script>alert(1)</script> Odd & on"
    assert draft.body_text == "Plain words."


def test_a_fault_in_one_entry_leaves_the_others_whole() -> None:
    item = "<item><title>Good {}</title><description>Words &lt;b&gt;here&lt;/b&gt;.</description></item>\n"
    feed = (
        f"<rss><channel>\n{item.format(1)}"
        "<item><title>R&B & more&nbsp;</title><description>Text <b>unclosed.</description></item>\n"
        f"{item.format(2)}<item><title>Empty</title><link>https://a.example/e</link></item>\n"
        f"<item><title>Cut off</title>\n{item.format(3)}<item><title>Trunc"
    )
    found = read(feed)
    assert [fields(item)["title"] for item in documents(found)] == [
        "Good 1",
        "R&B & more",
        "Good 2",
        "Good 3",
    ]
    assert [(item.line, item.reason) for item in found if isinstance(item, Unreadable)] == [
        (5, "the entry has no text"),
        (6, "the entry breaks off: its end is missing"),
        (8, "the entry breaks off: its end is missing"),
    ]
    assert [item for item in found if isinstance(item, Address)] == [
        Address("https://a.example/e", "box/feed.xml", 5, title="Empty")
    ]
    assert "unclosed" in fields(documents(found)[1])["body"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no feed"),
        (b"just words", "no feed"),
        (b"<nitf><body/></nitf>", "begins with <nitf>"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>", "declares entities"),
        (gzip.compress(b"<rss>" * 9999)[:30], "damaged"),
        (gzip.compress(b" " * (65 * 1024 * 1024)), "larger than 64 MB"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInputError, match=reason):
        read(data)


def test_paths_and_addresses_are_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(
        "<rss><channel><item><title>secret</title><description>s</description></item></channel></rss>"
    )
    for name in (str(secret), secret.as_uri()):
        with pytest.raises(UnreadableInputError):
            read(name)
    assert documents(read(f"<rss><channel><item><title>{secret}</title></item></channel></rss>")) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 9_000,
        "<a>" * 9_000 + "</a>" * 9_000,
        f"<description><![CDATA[{'<div>' * 9_000}words]]></description>",
        f"<description>{'&lt;p&gt;&lt;b&gt;' * 4_000}words</description>",
        f"<description>{'x' * (6 * 1024 * 1024)}</description>",
        "<item " * 9_000,
        '<item a="' * 9_000,
        "<![CDATA[" * 9_000,
        "<a>" * 1_000_000,
        f"<description>{'&lt;p&gt;' * 1_000_000}words</description>",
        "<description>a\x00b\x08\ufffe</description>",
        "<description>&#0;&#xD800;&#99999999999;</description>",
    ],
)
def test_hostile_entries_end(inside: str) -> None:
    found = read(f"<rss><channel><item><title>T</title>{inside}</item></channel></rss>")
    for document in documents(found):
        for value in fields(document).values():
            assert isinstance(value, str)


def test_a_long_feed_is_read_as_it_goes() -> None:
    item = "<item><title>T</title><description>Words of it.</description></item>\n"
    feed = Source("f.xml", "f.xml", data=f"<rss><channel>\n{item * 100_000}</channel></rss>".encode())
    found = list(itertools.islice(read_feed(feed, ReadOptions()), 1_001))
    assert [item.line for item in found[1:] if isinstance(item, RawDocument)] == list(range(2, 1_002))
