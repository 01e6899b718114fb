"""Files of every format that is read, with hostile texts in every field that the format has."""
# ruff: noqa: E501 - scripts and records of other formats stay on their lines

import bz2
import csv
import gzip
import io
import json
import plistlib
import re
from collections.abc import Callable, Sequence
from html import escape

import hostile_feeds
import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from hostile_feeds import writable
from hostile_text import Vector, body_of
from valid_inputs import tarred, zipped

_SITE = "https://paper.example/"
_DAY = "2025-05-07"


def record(vector: Vector) -> dict[str, str]:
    """A record with ``vector`` in all its fields."""
    text = vector.text
    return {
        "id": f"{vector.number} {text}",
        "title": f"{vector.number} {text}",
        "text": body_of(vector),
        "dek": text,
        "source": f"Outlet {vector.number} {text}",
        "author": f"Ann {text}",
        "url": text if vector.kind == "addresses" else f"{_SITE}{vector.number}?q={text}",
        "published": _DAY if vector.number % 3 else text,
        "language": "en" if vector.number % 2 else text,
        "section": text,
    }


def _lines(vectors: Sequence[Vector]) -> list[str]:
    return [line for vector in vectors for line in (record(vector)["title"], *body_of(vector).split("\n\n"))]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _txt(vectors: Sequence[Vector]) -> bytes:
    first = vectors[0].text
    return _bytes(f"{first}\n\nBy {first}\n{first}\n\n" + "\n\n".join(_lines(vectors)))


def _html(vectors: Sequence[Vector]) -> bytes:
    """A page that shows the texts: what was markup in them stands escaped in it."""
    metas = "".join(
        f'<meta property="{name}" content="{escape(vectors[0].text)}">'
        for name in (
            "og:title",
            "og:description",
            "og:url",
            "og:site_name",
            "article:author",
            "article:section",
        )
    )
    said = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": vectors[0].text,
        "author": {"@type": "Person", "name": vectors[0].text}, "datePublished": vectors[0].text,
        "publisher": {"@type": "Organization", "name": vectors[0].text, "url": vectors[0].text},
    }  # fmt: skip
    data = json.dumps(said).replace("<", "\\u003c")
    shown = "".join(f"<p>{escape(line)}</p>" for line in _lines(vectors))
    return _bytes(
        f"<html lang='{escape(vectors[0].text)}'><head><title>{escape(vectors[0].text)}</title>{metas}"
        f"<link rel=canonical href='{escape(vectors[0].text)}'><script type='application/ld+json'>{data}</script>"
        f"</head><body><article><h1>{escape(vectors[0].text)}</h1>{shown}</article></body></html>"
    )


def _raw_html(vectors: Sequence[Vector]) -> bytes:
    """A page in which the texts stand as markup."""
    shown = "".join(f"<p>{line}</p>\n" for line in _lines(vectors))
    return _bytes(
        f"<html><head><title>{vectors[0].text}</title></head><body><article>{shown}</article></body></html>"
    )


def _jsonl(vectors: Sequence[Vector]) -> bytes:
    return "".join(f"{json.dumps(record(vector))}\n" for vector in vectors).encode()


def _json(vectors: Sequence[Vector]) -> bytes:
    return json.dumps([record(vector) for vector in vectors]).encode()


def _json_feed(vectors: Sequence[Vector]) -> bytes:
    items = [
        {
            "id": vector.text, "url": vector.text, "title": vector.text, "summary": vector.text,
            "content_html": f"<p>{vector.text}</p><p>{escape(body_of(vector))}</p>",
            "authors": [{"name": vector.text}], "date_published": vector.text,
        }
        for vector in vectors
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": vectors[0].text, "items": items}
    return json.dumps(feed).encode()


def _csl(vectors: Sequence[Vector]) -> bytes:
    return json.dumps(
        [
            {
                "id": vector.text, "type": "article-newspaper", "title": vector.text, "URL": vector.text,
                "abstract": body_of(vector), "container-title": vector.text, "language": vector.text,
                "author": [{"family": vector.text, "given": vector.text}, {"literal": vector.text}],
                "issued": {"literal": vector.text}, "section": vector.text,
            }
            for vector in vectors
        ]
    ).encode()  # fmt: skip


def _jsonld(vectors: Sequence[Vector]) -> bytes:
    graph = [
        {
            "@type": "NewsArticle", "headline": vector.text, "articleBody": body_of(vector), "url": vector.text,
            "author": {"@type": "Person", "name": vector.text}, "articleSection": vector.text,
            "description": vector.text, "inLanguage": vector.text, "datePublished": vector.text,
        }
        for vector in vectors
    ]  # fmt: skip
    return json.dumps({"@context": "https://schema.org", "@graph": graph}).encode()


def _table(vectors: Sequence[Vector], delimiter: str = ",") -> bytes:
    written = io.StringIO(newline="")
    rows = csv.DictWriter(written, list(record(vectors[0])), delimiter=delimiter)
    rows.writeheader()
    rows.writerows(record(vector) for vector in vectors)
    return _bytes(written.getvalue())


def _tsv(vectors: Sequence[Vector]) -> bytes:
    return _table(vectors, "\t")


def _parquet(vectors: Sequence[Vector]) -> bytes:
    rows = [record(vector) for vector in vectors]
    columns = {
        name: [row[name].encode("utf-8", "replace").decode() for row in rows] for name in record(vectors[0])
    }
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def _ris(vectors: Sequence[Vector]) -> bytes:
    pairs = (
        ("TI", "T"),
        ("AU", "A"),
        ("T2", "O"),
        ("UR", ""),
        ("LA", ""),
        ("SE", ""),
        ("DA", ""),
        ("ID", ""),
    )
    return _bytes(
        "".join(
            "TY  - NEWS\n"
            + "".join(f"{tag}  - {before}{vector.text}\n" for tag, before in pairs)
            + f"AB  - {body_of(vector)}\nER  - \n\n"
            for vector in vectors
        )
    )


def _bibtex(vectors: Sequence[Vector]) -> bytes:
    names = ("title", "author", "journal", "url", "language", "date", "note")
    return _bytes(
        "".join(
            f"@article{{v{vector.number},\n"
            + "".join(f"  {name} = {{{_paired(vector.text)}}},\n" for name in names)
            + f"  abstract = {{{_paired(body_of(vector))}}}\n}}\n"
            for vector in vectors
        )
    )


def _paired(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("@", "")


def _urls(vectors: Sequence[Vector]) -> bytes:
    return _bytes("".join(f"{_SITE}{vector.number}/{vector.text}\n{vector.text}\n" for vector in vectors))


def _webloc(vectors: Sequence[Vector]) -> bytes:
    return plistlib.dumps({"URL": writable(vectors[0].text)})


def _shortcut(vectors: Sequence[Vector]) -> bytes:
    return _bytes(f"[InternetShortcut]\r\nURL={vectors[0].text}\r\n")


def _rtf(lines: Sequence[str]) -> bytes:
    def escaped(text: str) -> str:
        wide = (
            text.replace("\\", "\\\\")
            .replace("{", "\\{")
            .replace("}", "\\}")
            .encode("utf-16-le", "surrogatepass")
        )
        units = [int.from_bytes(wide[at : at + 2], "little") for at in range(0, len(wide), 2)]
        return "".join(
            chr(unit) if 31 < unit < 127 else f"\\u{unit - 65536 * (unit > 32767)}?" for unit in units
        )

    return (
        "{\\rtf1\\ansi\\deff0 " + "\n".join(rf"\pard {escaped(line)}\par" for line in lines) + "}"
    ).encode()


def _letter(vectors: Sequence[Vector]) -> bytes:
    return _rtf(_lines(vectors))


def _docx(vectors: Sequence[Vector]) -> bytes:
    document = Document()
    for line in _lines(vectors):
        document.add_paragraph(writable(line))
    document.core_properties.title = writable(vectors[0].text)[:200]
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _press(vector: Vector, factiva: bool) -> list[str]:
    text = " ".join(vector.text.split())[:500] or "x"
    if factiva:
        return [
            f"HD\t{text}", f"BY\tBy {text}", "WC\t812 words", f"PD\t{text}", f"SN\t{text}", f"LA\t{text}",
            *(f"{code}\t{line}" for code, line in zip(("LP", "TD"), body_of(vector).split("\n\n"), strict=False)),
            f"AN\tDocument EXAM00002021030{vector.number:03d}eh3300a",
        ]  # fmt: skip
    return [
        text, text, "March 3, 2021 Wednesday", f"Copyright 2021 {text}", f"Section: {text}", "Length: 812 words",
        f"Byline: {text}", "Body", *body_of(vector).split("\n\n"), "Classification", f"Language: {text}",
        "End of Document",
    ]  # fmt: skip


def _nexis(vectors: Sequence[Vector]) -> bytes:
    return _rtf([line for vector in vectors for line in _press(vector, factiva=False)])


def _factiva(vectors: Sequence[Vector]) -> bytes:
    return _rtf([line for vector in vectors for line in _press(vector, factiva=True)]).replace(
        b"\\u9?", b"\\tab "
    )


def _pdf(vectors: Sequence[Vector]) -> bytes:
    texts = [line.encode("latin-1", "ignore").decode("latin-1")[:3_000] for line in _lines(vectors)]
    texts = [re.sub(r"[\\()]", r"\\\g<0>", re.sub(r"[\x00-\x1f]", " ", line)) for line in texts]
    shown = "\n".join(
        f"BT /F1 8 Tf 1 0 0 1 40 {780 - 12 * at} Tm ({line}) Tj ET" for at, line in enumerate(texts[:60])
    )
    objects = (
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        "<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(shown.encode('latin-1'))} >>\nstream\n{shown}\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 3 0 R >> >> >>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode() + trailer.encode()


def _warc(vectors: Sequence[Vector]) -> bytes:
    out = b""
    for vector in vectors:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _html([vector])
        address = "".join(mark for mark in vector.text if mark.isprintable() and mark != " ")[:300]
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {_SITE}{vector.number}?{address}\r\n"
            f"WARC-Date: 2021-03-04T05:06:07Z\r\nWARC-Record-ID: <urn:uuid:{vector.number:036d}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        out += _bytes(head) + block + b"\r\n\r\n"
    return out


def _wacz(vectors: Sequence[Vector]) -> bytes:
    return zipped(
        [("archive/data.warc", _warc(vectors)), ("datapackage.json", b'{"profile": "data-package"}')]
    )


def _members(vectors: Sequence[Vector]) -> list[tuple[str, bytes]]:
    """Files whose names are the texts, and a file that says of them what they are."""
    names = {vector: f"{vector.number} {_file_name(vector.text)}.txt" for vector in vectors}
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(["file", "outlet", "title", "author", "url", "section", "language", "published"])
    rows.writerows([names[vector], *[vector.text] * 7] for vector in vectors)
    described = ("metadata.csv", _bytes(written.getvalue()))
    return [described, *((name, _bytes(body_of(vector))) for vector, name in names.items())]


def _file_name(text: str) -> str:
    return re.sub(r"[/\x00]", "_", text.encode("utf-8", "ignore").decode())[:80]


def _zip(vectors: Sequence[Vector]) -> bytes:
    return zipped(_members(vectors))


def _tar(vectors: Sequence[Vector]) -> bytes:
    return tarred(_members(vectors))


def _gzip(vectors: Sequence[Vector]) -> bytes:
    return gzip.compress(_txt(vectors), mtime=0)


def _bzip2(vectors: Sequence[Vector]) -> bytes:
    return bz2.compress(_jsonl(vectors))


FORMATS: dict[str, Callable[[Sequence[Vector]], bytes]] = {
    "jsonl": _jsonl, "json": _json, "feed.json": _json_feed, "csl.json": _csl, "jsonld": _jsonld, "csv": _table,
    "tsv": _tsv, "parquet": _parquet, "rss": hostile_feeds.rss, "atom": hostile_feeds.atom, "opml": hostile_feeds.opml, "xml": hostile_feeds.sitemap, "ris": _ris,
    "bib": _bibtex, "urls": _urls, "webloc": _webloc, "url": _shortcut, "txt": _txt, "html": _html,
    "htm": _raw_html, "rtf": _letter, "docx": _docx, "nexis.rtf": _nexis, "factiva.rtf": _factiva, "pdf": _pdf,
    "warc": _warc, "wacz": _wacz, "zip": _zip, "tar": _tar, "txt.gz": _gzip, "jsonl.bz2": _bzip2,
}  # fmt: skip
"""Writers of files by ending; each makes one file of the texts given."""
