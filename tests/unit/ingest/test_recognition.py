"""What a file is: by content where that is certain, under any ending; and no article is taken for a list."""

import gzip
import io
import itertools
import json
import plistlib
import time
import zipfile

import pyarrow as arrow
import pytest
from pyarrow import parquet

from app.ingest.readers import format_of, formats
from app.ingest.readers.base import HEAD_BYTES, ReadOptions, Source
from app.ingest.reading import Inputs
from app.records import RawDocument

BODY = "The bridge reopened on Tuesday. " * 4
RECORD = {"title": "Bridge", "text": BODY}
REFERENCE = {"id": "1", "type": "article-newspaper", "title": "T", "abstract": BODY, "container-title": "P"}
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "P",
    "items": [{"id": "1", "content_text": BODY}],
}
SCHEMA = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "T", "articleBody": BODY}


def table() -> bytes:
    stream = io.BytesIO()
    parquet.write_table(arrow.table({"text": [BODY]}), stream)
    return stream.getvalue()


def box() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", BODY)
    return stream.getvalue()


FEED = "RSS, Atom or RDF feed"
# Each kind of content with the format that must read it whatever the file is called.
CERTAIN: dict[str, tuple[str, bytes]] = {
    "rss": (FEED, b"<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"),
    "rss with a doctype": (FEED, b'<?xml version="1.0"?>\n<!-- by hand -->\n'
                                 b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS//EN" "x">\n<rss><channel/></rss>'),
    "rss in utf-16": (FEED, "<?xml version='1.0' encoding='utf-16'?><rss><channel/></rss>".encode("utf-16")),
    "rss in utf-16 without a mark": (FEED, "<?xml version='1.0'?><rss><channel/></rss>".encode("utf-16-be")),
    "atom": (FEED, b'\xef\xbb\xbf<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>'),
    "atom with a prefix": (FEED, b'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title></a:feed>'),
    "rdf": (FEED, b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>'),
    "opml": ("OPML", b'<?xml version="1.0"?><opml version="1.0"><body/></opml>'),
    "sitemap": ("sitemap", b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'),
    "index of sitemaps": ("sitemap", b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'),
    "web page": ("web page", b"<!DOCTYPE html><html><body><p>Words.</p></body></html>"),
    "xhtml": ("web page", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML" "x"><html/>'),
    "addresses": ("list of addresses", b"# to read\nhttps://a.example/1\nhttps://b.example/2\n"),
    "many addresses": ("list of addresses", b"https://a.example/a-long-path-of-an-article\n" * 400),
    "windows shortcut": ("shortcut to a page", b"[InternetShortcut]\r\nURL=https://a.example/\r\n"),
    "macos shortcut": ("shortcut to a page", plistlib.dumps({"URL": "https://a.example/"})),
    "json lines": ("JSON Lines", json.dumps(RECORD).encode() + b"\n" + json.dumps(RECORD).encode() + b"\n"),
    "json list": ("JSON", json.dumps([RECORD]).encode()),
    "json list, indented": ("JSON", json.dumps([RECORD], indent=2).encode("utf-8-sig")),
    "json object": ("JSON", json.dumps({"articles": [RECORD]}, indent=1).encode()),
    "json record": ("JSON", json.dumps(RECORD, indent=4).encode("utf-16")),
    "json feed": ("JSON", json.dumps(JSON_FEED).encode()),
    "csl": ("JSON", json.dumps([REFERENCE]).encode()),
    "schema.org": ("JSON", json.dumps(SCHEMA, indent=1).encode()),
    "ris": ("RIS references", b"\xef\xbb\xbfTY  - NEWS\r\nAB  - Words.\r\nER  - \r\n"),
    "bibtex": ("BibTeX references", b"% made by hand\n\n@article{bee2025,\n  title = {T},\n}\n"),
    "bibtex by zotero": ("BibTeX references", b"\n@misc{noauthor_bridge_nodate,\n\ttitle = {T},\n}\n"),
    "parquet": ("Parquet", table()),
    "zip": ("ZIP archive", box()),
}  # fmt: skip
NAMES = ("a", "a.txt", "a.html", "a.csv", "a.xml", "a.json", "a.rss", "a.url", "a.bib", "a.urls")


@pytest.mark.parametrize("kind", CERTAIN)
@pytest.mark.parametrize("name", NAMES)
def test_content_that_is_certain_wins_over_the_ending(kind: str, name: str) -> None:
    expected, data = CERTAIN[kind]
    listed = format_of(Source(name, name, data=data))
    assert listed is not None
    assert listed.name == expected


TEXTS = [
    "The bridge reopened on Tuesday.\n\nTrams run again.",
    "https://a.example/1\nThe bridge reopened on Tuesday.",
    "The bridge reopened.\nhttps://a.example/1\nhttps://a.example/2",
    "# Bridge reopens\n\nThe bridge reopened on Tuesday.",
    "[Editor's note: this text was changed.]\n\nThe bridge reopened.",
    "[1] The bridge, [2] the tram.\n",
    "[]\n\nThe bridge reopened.",
    "{{headline}} Bridge reopens\n\nThe bridge reopened.",
    '{"quoted" in braces} is how it began\n\nThe bridge reopened.',
    '"Quoted," she said. The bridge reopened.',
    "<b>Bridge reopens</b>\n\nThe bridge reopened.",
    "<rss is a format of feeds\n\nThe bridge reopened.",
    "RSS: <rss><channel/></rss> is how a feed begins. The bridge reopened.",
    "@harbourpost reports {sic} that the bridge reopened.",
    "@article of the week: the bridge, reopened {again}.",
    "TY is short for thank you - the bridge reopened.",
    "TY - it is over.\nThe bridge reopened.",
    "PK is a name. PAR is another.\n\nThe bridge reopened.",
    "Title: Bridge reopens\nDate: 2025-05-07\nURL: https://a.example/1\n\nThe bridge reopened.",
    "[InternetShortcut] was the word.\nURL=https://a.example/1",
    "title,text\nThe bridge, reopened; on Tuesday\t| again.",
    "null",
    "12",
    "-----\nThe bridge reopened.\n-----",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_article_is_an_article_whatever_it_begins_with(text: str, encoding: str) -> None:
    for body in (text, text + "\n\n" + BODY * 100):
        source = Source("a.txt", "a.txt", data=body.encode(encoding))
        listed = format_of(source)
        assert listed is not None
        assert listed.name == "plain text"
        (document,) = Inputs([source], ReadOptions())
        assert isinstance(document, RawDocument)


def test_what_the_head_cuts_is_recognised_too() -> None:
    long = json.dumps({"title": "T", "text": "x" * (2 * HEAD_BYTES)}).encode()
    assert [format_of(Source(name, name, data=long + b"\n" + long)) for name in ("a.jsonl", "a.ndjson")]
    for name, expected in (("a.jsonl", "JSON Lines"), ("a.json", "JSON")):
        listed = format_of(Source(name, name, data=long))
        assert listed is not None
        assert listed.name == expected


def test_packed_records_are_read_as_what_they_are() -> None:
    packed = {
        "a.jsonl.gz": (json.dumps(RECORD) + "\n").encode() * 2,
        "a.json.gz": json.dumps([RECORD, RECORD]).encode(),
        "a.csv.gz": f"title,text\nA,{BODY}\nB,{BODY}\n".encode(),
    }
    for name, data in packed.items():
        found = list(Inputs([Source(name, name, data=gzip.compress(data))], ReadOptions()))
        assert [type(item) for item in found] == [RawDocument] * 2, name


def test_heads_of_anything_are_looked_at_without_a_fault() -> None:
    starts = [b"<", b"{", b"[", b"@", b"TY  - ", b"<?xml", b"<!DOCTYPE a [", b"PAR1", b"\x1f\x8b", b"http://"]
    often = (b"<", b'"', b"[{", b" ", b"<!--", b"<?", b"<a b='", b"# \n", b"\\", b"\x00", b"\xff\xfe")
    for start, fill in itertools.product(starts, often):
        format_of(Source("a", "a", data=(start + fill * HEAD_BYTES)[:HEAD_BYTES]))


@pytest.mark.parametrize("repeated", [b"<!-- a -->", b"# a ", b"% a ", b"<?xml a?>", b"<!DOCTYPE a>", b"[\n"])
def test_what_a_file_is_takes_no_time_to_tell(repeated: bytes) -> None:
    # Few enough that a choice at each of them ends at all.
    data = repeated * 26
    began = time.process_time()
    for listed in formats():
        listed.recognises(data)
    assert time.process_time() - began < 1
