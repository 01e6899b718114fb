"""A small valid document of every format that is read: what generated inputs begin from."""

import bz2
import gzip
import io
import json
import lzma
import plistlib
import tarfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from news_pages import page

_MET = "The council met on Tuesday and voted to close the old bridge over the river for a whole year."
_SAID = "“It will cost $1.5 million,” said Ann Bee, the mayor, who expects 12 per cent more traffic by May 7."
_DAY = "2025-05-07"
_URL = "https://harbour.example/2025/05/07/bridge"
_TEXT = f"Bridge closes for a year\n\nBy Ann Bee\n7 May 2025\n\n{_MET}\n\n{_SAID}\n"
_RECORD = {
    "id": "a-1", "title": "Bridge closes for a year", "text": f"{_MET}\n\n{_SAID}",
    "source": "The Harbour Post", "published": _DAY, "author": "Ann Bee", "url": _URL, "language": "en",
    "section": "Local", "summary": _MET,
}  # fmt: skip
_FULL_PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge | The Post</title>
<link rel="canonical" href="{_URL}"><meta property="og:title" content="Bridge closes for a year">
<meta property="article:published_time" content="{_DAY}T08:30:00+02:00"><meta name="author" content="Ann Bee">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle", "headline":
"Bridge closes for a year", "datePublished": "{_DAY}", "author": {{"@type": "Person", "name": "Ann Bee"}}}}
</script></head><body><header><a href="/">Home</a></header><article><h1>Bridge closes for a year</h1>
<p class="byline">By Ann Bee</p><time datetime="{_DAY}">7 May 2025</time><figure><img src="a.jpg"><figcaption>
The bridge (Photo: C. Dee)</figcaption></figure><p>{_MET}</p><h2>A long dispute</h2><p>{_SAID}</p><ul><li>One
<li>Two</ul></article><p>You may also like</p></body></html>"""
_RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Harbour Post</title><link>https://harbour.example/</link><language>en-gb</language><ttl>60</ttl>
<item><title><![CDATA[Bridge closes & trams stop]]></title><link>{_URL}</link>
<content:encoded><![CDATA[<p>{_MET}</p>
<p>{_SAID}</p>]]></content:encoded><pubDate>Wed, 07 May 2025 08:30:00 +0200</pubDate>
<dc:creator>Ann Bee</dc:creator><category>Local</category><guid isPermaLink="false">post-1</guid></item>
<item><title>Only a teaser</title><link>/2</link><description>The council &lt;b&gt;met&lt;/b&gt;.
</description></item></channel></rss>"""
_ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://blatt.example/">
<title type="html">Das &lt;b&gt;Blatt&lt;/b&gt;</title><entry><title>Brücke offen</title><link href="/a"/>
<id>urn:x:1</id><updated>{_DAY}T08:30:00Z</updated><author><name>N. Neu</name></author><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Die Brücke ist seit Dienstag offen.</p></div></content>
</entry></feed>"""
_RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://alt.example/"><title>Alt</title>
</channel><item rdf:about="{_URL}"><title>One</title><link>{_URL}</link><description>{_MET}</description>
<dc:date>{_DAY}T10:00:00Z</dc:date></item></rdf:RDF>"""
_OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body>
<outline text="News">
<outline type="rss" text="Alt" xmlUrl="https://alt.example/feed" htmlUrl="https://alt.example"/></outline>
<outline text="Sub" xmlUrl="feed://sub.example/rss" category="/Europe/East,/x"/></body></opml>"""
_SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{_URL}?a=1&amp;b=2</loc><news:news>
<news:publication_date>{_DAY}</news:publication_date><news:title>Bridge &amp; trams</news:title></news:news>
</url><url><loc>https://site.example/b</loc></url></urlset>"""
_RIS = f"""TY  - NEWS
TI  - Bridge & trams
AU  - Bee, Ann
T2  - The Harbour Post
AB  - {_MET}
{_SAID}
DA  - 2025/05/07/
UR  - {_URL}
ER  -

TY  - ELEC
TI  - Without a text
ER  -
"""
_BIBTEX = f"""@string{{hp = "The Harbour Post"}}
@article{{bee_2025, title = {{Bridge \\& trams: they run -- again}}, url = {{{_URL}}},
 journaltitle = hp # " on Sunday",
 abstract = {{{_MET} 50\\% of them.}}, author = {{Bee, Ann and {{City Press Agency}}}}, date = {{{_DAY}}}}}
@misc{{without, title = "Jos\\'{{e}} of Malm{{\\"o}}", year = 2024, month = may}}
"""
_CSL = [
    {
        "id": "http://zotero.org/users/1/items/ABCD", "type": "article-newspaper", "abstract": _MET,
        "container-title": "The Harbour Post", "title": "Bridge & trams", "URL": _URL,
        "author": [{"family": "Bee", "given": "Ann"}, {"literal": "City Press Agency"}],
        "issued": {"date-parts": [["2025", 5, 7]]},
    }
]  # fmt: skip
_JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "The Harbour Post",
    "items": [{"id": "1", "url": _URL, "title": "Bridge", "content_html": f"<p>{_MET}</p>",
    "date_published": _DAY}],
}  # fmt: skip
_LD = {
    "@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "headline": "Bridge",
    "articleBody": _MET, "datePublished": _DAY, "author": [{"@type": "Person", "name": "Ann Bee"}]}],
}  # fmt: skip
_NEXIS = (
    "Bridge closes for a year", "The Daily Example", "March 3, 2021 Wednesday 5:30 PM GMT",
    "Copyright 2021 The Daily Example Company All Rights Reserved", "Section: Section A; Pg. 1",
    "Length: 812\xa0words", "Byline: By\xa0Jane Doe and John Roe", "Body", _MET, _SAID, "Classification",
    "Language: ENGLISH", "Load-Date: March 5, 2021", "End of Document",
)  # fmt: skip
_FACTIVA = (
    "HD\tBridge closes for a year", "BY\tBy Jane Doe", "WC\t812 words", "PD\t3 March 2021", "ET\t05:30",
    "SN\tThe Daily Example", "LA\tEnglish", f"LP\t{_MET}", f"TD\t{_SAID}",
    "AN\tDocument EXAM000020210303eh330000a",
)  # fmt: skip
_FACTIVA_PAGE = f"""<!DOCTYPE html><html><head><title>Factiva</title></head><body><div
 class="article enArticle"><div id="hd"><span class="enHeadline">Bridge closes for a
year</span></div><div class="author">By Jane Doe</div>
<div>812 words</div><div>3 March 2021</div><div>The Daily Example</div><div>EXAM</div>
<div>English</div>
<p class="articleParagraph enarticleParagraph">{_MET}</p><p>Document EXAM000020210303eh330000a</p></div>
</body></html>"""


def valid_inputs() -> dict[str, bytes]:
    """A document of every format, by a name with its usual ending. The same bytes on every call."""
    record, table = json.dumps(_RECORD), _table()
    warc = _warc()
    small = {
        "text.txt": _TEXT, "page.html": page("bridge"), "full.html": _FULL_PAGE,
        "lines.jsonl": f"{record}\n{record}\n", "list.json": json.dumps([_RECORD, {**_RECORD,
        "id": "a-2"}]), "one.json": record, "feed.json": json.dumps(_JSON_FEED),
        "csl.json": json.dumps(_CSL), "ld.jsonld": json.dumps(_LD), "table.csv": table,
        "table.tsv": table.replace(",", "\t"), "feed.rss": _RSS, "feed.atom": _ATOM, "feed.rdf": _RDF,
        "feeds.opml": _OPML, "sitemap.xml": _SITEMAP, "references.ris": _RIS, "references.bib": _BIBTEX,
        "pages.urls": f"# pages\n{_URL}\nhttps://b.example/x\n",
        "page.url": f"[InternetShortcut]\r\nURL={_URL}\r\n", "letter.rtf": _rtf(_TEXT.splitlines()),
        "nexis.rtf": _rtf(_NEXIS), "factiva.rtf": _rtf(_FACTIVA), "factiva.html": _FACTIVA_PAGE,
    }  # fmt: skip
    found = {name: text.encode() for name, text in small.items()}
    found |= {
        "letter.docx": _docx(_TEXT.splitlines()), "nexis.docx": _docx(_NEXIS), "paper.pdf": _pdf((_MET,
        _SAID)), "rows.parquet": _parquet(), "page.webloc": plistlib.dumps({"URL": _URL}),
        "binary.webloc": plistlib.dumps({"URL": _URL}, fmt=plistlib.FMT_BINARY),
        "crawl.warc": warc, "crawl.warc.gz": gzip.compress(warc, mtime=0),
        "lines.jsonl.gz": gzip.compress(found["lines.jsonl"], mtime=0),
        "sitemap.xml.gz": gzip.compress(found["sitemap.xml"], mtime=0),
        "page.html.bz2": bz2.compress(found["page.html"]), "text.txt.xz": lzma.compress(found["text.txt"]),
    }  # fmt: skip
    members = [
        ("metadata.csv", b"file,outlet,published\ntext.txt,The Post,2025-05-07\nnone.txt,A,\n"),
        *((name, found[name]) for name in ("text.txt", "page.html", "lines.jsonl")),
    ]
    found["box.zip"] = zipped(members)
    found["box.tar"], found["box.tar.gz"] = tarred(members), gzip.compress(tarred(members), mtime=0)
    found["saved.wacz"] = zipped(
        [
            ("archive/data.warc.gz", found["crawl.warc.gz"]),
            ("datapackage.json", b'{"profile": "data-package"}'),
        ]
    )
    return found


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            # What is small stays as it is, so that a changed byte reaches whoever reads the file.
            how = zipfile.ZIP_DEFLATED if len(data) > 4_000 else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name, (2025, 5, 7, 0, 0, 0)), data, how)
    return buffer.getvalue()


def tarred(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A tar archive of these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _table() -> str:
    cells = [f'"{value}"'.replace("\n", " ") for value in _RECORD.values()]
    return f"{','.join(_RECORD)}\n{','.join(cells)}\n{','.join(reversed(cells))}\n"


def _rtf(lines: Sequence[str]) -> str:
    def escaped(text: str) -> str:
        text = text.replace("\t", "\\tab ")
        return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)

    return "{\\rtf1\\ansi\\deff0 " + "\n".join(rf"\pard {escaped(line)}\par" for line in lines) + "}"


def _docx(lines: Sequence[str]) -> bytes:
    document = Document()
    document.core_properties.created = datetime(2025, 5, 7, tzinfo=UTC)
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    # Packed once more, so that the parts nobody reads are gone and no time of writing is in it.
    with zipfile.ZipFile(buffer) as archive:
        kept = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml")
        return zipped([(name, archive.read(name)) for name in kept])


def _pdf(lines: Sequence[str]) -> bytes:
    shown = "\n".join(
        f"BT /F1 10 Tf 1 0 0 1 72 {700 - 14 * number} Tm ({line.encode('ascii', 'ignore').decode()}) Tj ET"
        for number, line in enumerate(lines)
    )
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 3 0 R >> >> >>",
    )  # fmt: skip
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def _parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({name: [value, value] for name, value in _RECORD.items()}), buffer)
    return buffer.getvalue()


def _warc() -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page("bridge").encode()
    out = b""
    for number, url in enumerate((_URL, "https://b.example/x")):
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2021-03-04T05:06:07Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{number:036d}>\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        out += head.encode() + http + b"\r\n\r\n"
    return out
