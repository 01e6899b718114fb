"""Nexis Uni and Factiva exports: one file, many articles.

The fixtures are written for these tests after the layouts that published readers of such files describe
(LexisNexisTools, tm.plugin.lexisnexis, nexis-analysis; tm.plugin.factiva). No text comes from either archive.
"""

import hashlib
import io
from collections.abc import Sequence

import pytest
from docx import Document

from app.ingest.extract import extract
from app.ingest.readers.base import Original, ReadOptions, Source, Unreadable
from app.ingest.readers.press import date_of_line
from app.ingest.reading import Found, Inputs
from app.records import RawDocument

BODY = [
    "The council voted on Tuesday to close the old bridge over the river for a whole year.",
    "Traffic will be led over the old road until May of the following year, the mayor said.",
]


def read(name: str, data: bytes) -> list[Found]:
    return list(Inputs([Source(name=name, origin=name, data=data)], ReadOptions()))


def fields_of(found: Sequence[Found]) -> list[dict[str, str]]:
    return [item.fields or {} for item in found if isinstance(item, RawDocument)]


def as_docx(lines: Sequence[str]) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_rtf(lines: Sequence[str]) -> bytes:
    def escaped(text: str) -> str:
        return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)

    return (
        "{\\rtf1\\ansi\\deff0 " + "\n".join(rf"\pard {escaped(line)}\par" for line in lines) + "}"
    ).encode()


COVER = [
    "User Name: = jdoe",
    "Date and Time: = Thursday, November 26, 2026 12:00:00 PM EST",
    "Job Number: = 123456789",
    "Documents (3)",
    "1. Bridge closes for a year",
    "Client/Matter: -None-",
    "Search Terms: bridge",
    "2. Baker fears for trade",
]
ENGLISH = [
    "Bridge closes for a year",
    "The Daily Example",
    "March 3, 2021 Wednesday 5:30 PM GMT",
    "Late Edition - Final",
    "Copyright 2021 The Daily Example Company All Rights Reserved",
    "Section: Section A; Column 0; Metropolitan Desk; Pg. 1",
    "Length: 812\xa0words",
    "Byline: By\xa0Jane Doe and John Roe",
    "Dateline: RIVERTOWN",
    "Highlight: Shopkeepers protest.",
    "Body",
    *BODY,
    "Graphic",
    "PHOTO: The bridge.",
    "Classification",
    "Language: ENGLISH",
    "Publication-Type: Newspaper",
    "Subject: BRIDGES (90%)",
    "Load-Date: March 5, 2021",
    "End of Document",
]
GERMAN = [
    "Brücke wird gesperrt",
    "Das Beispielblatt",
    "Mittwoch 3. März 2021",
    "Copyright 2021 Das Beispielblatt Alle Rechte vorbehalten",
    "Rubrik: LOKALES; S. 3",
    "Länge: 245 Wörter",
    "Autor: Von Hans Muster",
    "Body",
    "Der Rat hat am Dienstag beschlossen, die alte Brücke zu sperren.",
    "Classification",
    "Sprache: GERMAN; DEUTSCH",
    "Load-Date: March 4, 2021",
    "End of Document",
]
PICTURE_ONLY = [
    "A bridge at night",
    "The Daily Example",
    "March 4, 2021 Thursday",
    "Copyright 2021 The Daily Example Company",
    "Length: 0 words",
    "Body",
    "Classification",
    "Load-Date: March 5, 2021",
    "End of Document",
]


@pytest.mark.parametrize(("name", "pack"), [("export.docx", as_docx), ("export.rtf", as_rtf)])
@pytest.mark.parametrize("cover", [COVER, []])
def test_a_nexis_export_gives_its_articles(name: str, pack, cover: list[str]) -> None:  # type: ignore[no-untyped-def]
    data = pack([*cover, *ENGLISH, *PICTURE_ONLY, *GERMAN])
    original, first, empty, last = read(name, data)
    assert isinstance(original, Original)
    assert original.data == data
    assert isinstance(first, RawDocument)
    assert first.container == hashlib.sha256(data).hexdigest()
    assert (first.line, first.external_id) == (1, f"{name}:1")
    assert first.data.decode().startswith("Bridge closes for a year\nThe Daily Example\n")
    assert first.fields == {
        "title": "Bridge closes for a year",
        "outlet": "The Daily Example",
        "published": "2021-03-03 5:30 PM GMT",
        "section": "Section A; Column 0; Metropolitan Desk; Pg. 1",
        "author": "Jane Doe and John Roe",
        "dek": "Shopkeepers protest.",
        "language": "ENGLISH",
        "body": "\n\n".join(BODY),
    }
    assert isinstance(empty, Unreadable)
    assert (empty.line, empty.reason) == (2, "article 2 of the collection has no text: 'A bridge at night'")
    assert isinstance(last, RawDocument)
    assert last.line == 3
    assert last.fields == {
        "title": "Brücke wird gesperrt",
        "outlet": "Das Beispielblatt",
        "published": "2021-03-03",
        "section": "LOKALES; S. 3",
        "author": "Hans Muster",
        "language": "GERMAN",
        "body": "Der Rat hat am Dienstag beschlossen, die alte Brücke zu sperren.",
    }


def test_an_article_of_a_nexis_export_is_understood() -> None:
    found = read("export.docx", as_docx([*COVER, *ENGLISH]))
    draft = extract(next(item for item in found if isinstance(item, RawDocument)))
    assert draft.published is not None
    assert draft.published.date.startswith("2021-03-03T17:30")
    assert (draft.title, draft.outlet, draft.language) == (
        "Bridge closes for a year",
        "The Daily Example",
        "en",
    )
    assert draft.body_text == "\n\n".join(BODY)


def test_an_export_cut_off_keeps_what_it_has() -> None:
    found = fields_of(read("export.rtf", as_rtf([*ENGLISH, *GERMAN[:9]])))
    assert [fields["title"] for fields in found] == ["Bridge closes for a year", "Brücke wird gesperrt"]


def test_words_that_name_sections_may_stand_in_a_text() -> None:
    lines = list(ENGLISH)
    lines[11:11] = ["Graphic", *(f"The word above is a paragraph, and this is line {n}." for n in range(50))]
    (fields,) = fields_of(read("export.docx", as_docx(lines)))
    assert fields["body"].startswith("Graphic\n\nThe word above")
    assert fields["body"].endswith(BODY[-1])


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("March 3, 2021 Wednesday", "2021-03-03"),
        ("March 3, 2021", "2021-03-03"),
        ("Wednesday, March 3, 2021", "2021-03-03"),
        ("3 March 2021", "2021-03-03"),
        ("Dienstag 10.Dezember 2019", "2019-12-10"),
        ("mardi 10 décembre 2019", "2019-12-10"),
        ("décembre 10 2019", "2019-12-10"),
        ("10 décembre 2019 mardi 3:00 AM GMT", "2019-12-10 3:00 AM GMT"),
        ("3 de marzo de 2021 miércoles", "2021-03-03"),
        ("4 oktober 2017 woensdag", "2017-10-04"),
        ("On March 3, 2021 the council voted to close the bridge.", None),
        ("March 2021", None),
        ("March 45, 2021", None),
    ],
)
def test_dates_are_read_as_the_archives_write_them(line: str, date: str | None) -> None:
    assert date_of_line(line) == date


NUMBERS = ("EXAM000020210303eh33000ab", "BEISP00020210304eh3400002")
DISPLAYED = [
    "Metro",
    "Bridge closes for a year, and shopkeepers fear for their trade",
    "By Jane Doe",
    "812 words",
    "3 March 2021",
    "05:30",
    "The Daily Example",
    "EXAM",
    "English",
    "© 2021 The Daily Example Company.",
    *BODY,
    f"Document {NUMBERS[0]}",
    "Brücke wird gesperrt",
    "245 Wörter",
    "4 März 2021",
    "Das Beispielblatt",
    "BEISP",
    "3",
    "Deutsch",
    "(c) 2021 Das Beispielblatt. Alle Rechte vorbehalten.",
    "Der Rat hat am Dienstag beschlossen, die alte Brücke zu sperren.",
    f"Dokument {NUMBERS[1]}",
    "Search Summary",
    "Text: bridge",
]
FIRST = {
    "id": NUMBERS[0],
    "title": "Bridge closes for a year, and shopkeepers fear for their trade",
    "section": "Metro",
    "author": "Jane Doe",
    "published": "2021-03-03 05:30",
    "outlet": "The Daily Example",
    "language": "English",
    "body": "\n\n".join(BODY),
}
SECOND = {
    "id": NUMBERS[1],
    "title": "Brücke wird gesperrt",
    "published": "2021-03-04",
    "outlet": "Das Beispielblatt",
    "language": "Deutsch",
    "body": "Der Rat hat am Dienstag beschlossen, die alte Brücke zu sperren.",
}
CODED = (
    ("SE", "Metro"),
    ("HD", FIRST["title"]),
    ("BY", "By Jane Doe"),
    ("WC", "812 words"),
    ("PD", "3 March 2021"),
    ("ET", "05:30"),
    ("SN", "The Daily Example"),
    ("SC", "EXAM"),
    ("LA", "English"),
    ("CY", "© 2021 The Daily Example Company."),
    ("LP", BODY[0]),
    ("TD", BODY[1]),
    ("CO", "exmpl : Example Bridges plc"),
    ("NS", "gcat : Political/General News"),
    ("AN", f"Document {NUMBERS[0]}"),
)


def displayed_html() -> bytes:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Factiva</title></head><body>
    <div id="a1" class="article enArticle"><p><a>License this article</a></p>
    <div>Metro</div><div id="hd"><span class="enHeadline">Bridge closes for a year,
    and shopkeepers fear for their trade</span></div><div class="author">By Jane Doe</div><div>812 words</div>
    <div>3 March 2021</div><div>05:30</div><div>The Daily Example</div><div>EXAM</div><div>English</div>
    <div>© 2021 The Daily Example Company.</div>
    <p class="articleParagraph enarticleParagraph">{BODY[0]}</p>
    <p class="articleParagraph enarticleParagraph">{BODY[1]}</p><p>Document {NUMBERS[0]}</p></div>
    <div class="article deArticle"><div id="hd"><span class="deHeadline">Brücke wird gesperrt</span></div>
    <div>245 Wörter</div><div>4 März 2021</div><div>Das Beispielblatt</div><div>BEISP</div><div>3</div>
    <div>Deutsch</div><div>(c) 2021 Das Beispielblatt. Alle Rechte vorbehalten.</div>
    <p class="articleParagraph dearticleParagraph">{SECOND["body"]}</p><p>Dokument {NUMBERS[1]}</p></div>
    </body></html>""".encode()


def coded_html() -> bytes:
    rows = "".join(
        f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td><p class="articleParagraph">{value}</p></td></tr>'
        for code, value in CODED
    )
    return f'<html><body><div class="article enArticle"><table>{rows}</table></div></body></html>'.encode()


def coded_rtf(*, cells: bool) -> bytes:
    if cells:
        rows = "".join(rf"\trowd\intbl {code}\cell {value}\cell\row " for code, value in CODED)
        return ("{\\rtf1\\ansi " + rows.replace("©", "\\'a9") + "}").encode("ascii")
    return as_rtf([line for code, value in CODED for line in (f"{code}\\tab {value}",)])


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("Factiva.rtf", as_rtf(DISPLAYED), [FIRST, SECOND]),
        ("Factiva.docx", as_docx(DISPLAYED), [FIRST, SECOND]),
        ("Factiva.html", displayed_html(), [FIRST, SECOND]),
        ("Factiva.htm", coded_html(), [FIRST]),
        ("coded.rtf", coded_rtf(cells=True), [FIRST]),
        ("tabbed.rtf", coded_rtf(cells=False), [FIRST]),
    ],
)
def test_a_factiva_export_gives_its_articles(name: str, data: bytes, expected: list[dict[str, str]]) -> None:
    original, *found = read(name, data)
    assert isinstance(original, Original)
    assert fields_of(found) == expected
    for number, item in enumerate(found, 1):
        assert isinstance(item, RawDocument)
        assert (item.line, item.external_id) == (number, NUMBERS[number - 1])
        assert item.container == hashlib.sha256(data).hexdigest()
        draft = extract(item)
        assert draft.published is not None
        assert draft.published.date[:10] == expected[number - 1]["published"][:10]


def test_an_article_of_factiva_without_text_is_a_problem() -> None:
    lines = [*DISPLAYED[:10], f"Document {NUMBERS[0]}", *DISPLAYED[13:]]
    _, empty, last = read("Factiva.rtf", as_rtf(lines))
    assert isinstance(empty, Unreadable)
    assert "has no text" in empty.reason
    assert isinstance(last, RawDocument)


def test_a_page_that_speaks_of_factiva_stays_a_page() -> None:
    page = f"<html><head><title>Factiva changes hands</title></head><body><p>{BODY[0]}</p></body></html>"
    (document,) = read("page.html", page.encode())
    assert isinstance(document, RawDocument)
    assert (document.media_type, document.fields) == ("text/html", None)


@pytest.mark.parametrize(
    "lines",
    [
        ["Body", "End of Document"],
        ["Body", "Length: 3 words", "End of Document"] * 500,
        ["Length: 1 word", "End of Document", "Body"],
        [f"Document {NUMBERS[0]}"] * 50,
        ["812 words", f"Document {NUMBERS[0]}"],
        ["HD", "WC", "LP", f"AN\tDocument {NUMBERS[0]}"],
    ],
)
def test_labels_without_articles_never_stumble(lines: list[str]) -> None:
    for item in read("export.rtf", as_rtf(lines)):
        assert isinstance(item, Original | RawDocument | Unreadable)


def test_odd_markup_in_a_factiva_page_never_stumbles() -> None:
    for body in (
        "<div class='article enArticle'>" * 3_000,
        "<table>" * 5_000,
        "\0",
        "<tr><td><b>HD</b></td>",
    ):
        for item in read("a.html", f"<html><div class='article enArticle'>{body}</html>".encode()):
            assert isinstance(item, Original | RawDocument | Unreadable)
