"""DOCX and RTF: the text as it is shown, in reading order, and no way to stall a reader."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from read_documents import draft_of, problem_of, read, text_of

from app.ingest.readers import documents, format_of
from app.ingest.readers.base import Source, Unreadable
from app.records import RawDocument

FIRST = "The council voted on Tuesday to close the old bridge over the river for a whole year."
SECOND = "Traffic will be led over the old road until May of the following year, the mayor said."


# DOCX


def saved(document: "Document") -> bytes:  # type: ignore[valid-type]
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_a_docx_gives_headline_subheads_and_paragraphs() -> None:
    document = Document()
    document.core_properties.author = "A Clerk"
    document.core_properties.title = "Template of the office"
    document.add_paragraph("By Jane Doe")
    document.add_paragraph("Bridge closes for a year", style="Title")
    document.add_paragraph(FIRST)
    document.add_heading("A long dispute", 1)
    document.add_paragraph(SECOND)
    document.sections[0].header.paragraphs[0].text = "Draft, not for print"
    draft = draft_of("a.docx", saved(document))
    assert draft.title == "Bridge closes for a year"
    assert draft.subheads == ("A long dispute",)
    assert draft.author == "Jane Doe"
    assert draft.body_text == f"{FIRST}\n\n{SECOND}"
    assert draft.published is None


def wrapped(name: str, *texts: str, tag: str = "w:t") -> OxmlElement:  # type: ignore[valid-type]
    outer = OxmlElement(name)
    for text in texts:
        run, inner = OxmlElement("w:r"), OxmlElement(tag)
        inner.text = text
        run.append(inner)
        outer.append(run)
    return outer


def test_a_docx_is_read_as_it_is_shown() -> None:
    document = Document()
    paragraph = document.add_paragraph("The council ")
    paragraph._p.append(wrapped("w:del", "did not vote ", tag="w:delText"))
    paragraph._p.append(wrapped("w:ins", "voted "))
    paragraph._p.append(wrapped("w:moveFrom", "elsewhere "))
    paragraph._p.append(wrapped("w:hyperlink", "on Tuesday"))
    hidden = paragraph.add_run(" in secret")
    hidden.font.hidden = True
    field = OxmlElement("w:instrText")
    field.text = 'HYPERLINK "https://example.com"'
    paragraph.add_run()._r.append(field)
    paragraph.add_run(".")
    assert text_of("a.docx", saved(document)) == "The council voted on Tuesday."


def test_tables_and_notes_of_a_docx_are_kept() -> None:
    document = Document()
    document.add_paragraph(FIRST)
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Year", "Cost"), ("2021", "4 million")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph(SECOND)
    data = saved(document)
    notes = (
        f'<w:footnotes xmlns:w="{qn("w:p")[1:].partition("}")[0]}">'
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Minutes of the council.</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    text = text_of("a.docx", with_part(data, "word/footnotes.xml", notes.encode()))
    assert text.split("\n\n") == [
        FIRST,
        "Year | Cost",
        "2021 | 4 million",
        SECOND,
        "[1] Minutes of the council.",
    ]


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """``data`` with one part of the package exchanged or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return buffer.getvalue()


def one_part(body: bytes) -> bytes:
    return with_part(saved(Document()), "word/document.xml", body)


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
END = b"</w:body></w:document>"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cannot be opened"),
        (b"PK\x03\x04 and nothing else", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted, or a document of Word before 2007"),
        (one_part(ENTITIES + WORD + b"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>" + END), "entities"),
        (one_part(b"<w:document"), "not well-formed"),
        (one_part(WORD + b"<w:tbl><w:tr><w:tc>" * 3_000), "not well-formed"),
        (one_part(WORD + END), "no text"),
        (one_part(WORD + b" " * 40_000_000 + END), "times its size"),
        (saved(Document())[:-400], "cannot be opened"),
    ],
)
def test_what_is_no_docx_says_why(data: bytes, reason: str) -> None:
    assert reason in problem_of("a.docx", data)


def test_a_paragraph_of_ten_megabytes_is_refused_in_words() -> None:
    paragraph = b"<w:p>" + b"<w:r><w:t>word after word </w:t></w:r>" * 500_000 + b"</w:p>"
    assert "5 MB" in problem_of("a.docx", one_part(WORD + paragraph + END)) or "times" in problem_of(
        "a.docx", one_part(WORD + paragraph + END)
    )


# RTF


def rtf(body: str) -> bytes:
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
        r"{\info{\author A Clerk}{\title Template}{\creatim\yr2001\mo2\dy3}}"
        r"{\header Draft, not for print\par}" + body + "}"
    ).encode("ascii")


def test_an_rtf_gives_its_paragraphs() -> None:
    body = (
        rf"\b Bridge closes for a year\b0\par By Jane Doe\par {FIRST}\par "
        rf"Shopkeepers fear \'84closing\ldblquote  \u8212? {SECOND}\par"
        r"{\field{\*\fldinst{HYPERLINK \"https://example.com/x\"}}{\fldrslt{the plan}}} is here."
        r"{\deleted Not this.}{\*\unknown Nor this.}\par"
    )
    text = text_of("a.rtf", rtf(body))
    assert text.split("\n\n") == [
        "Bridge closes for a year",
        "By Jane Doe",
        FIRST,
        f"Shopkeepers fear „closing“ — {SECOND}",
        "the plan is here.",
    ]
    draft = draft_of("a.rtf", rtf(body))
    assert (draft.title, draft.author, draft.published) == ("Bridge closes for a year", "Jane Doe", None)


def test_rows_of_a_table_in_rtf_are_lines() -> None:
    body = rf"{FIRST}\par\trowd\cellx100\cellx200\intbl Year\cell Cost\cell\row {SECOND}\par"
    assert text_of("a.rtf", rtf(body)).split("\n\n") == [FIRST, "Year | Cost", SECOND]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not an RTF file"),
        (b"junk", "not an RTF file"),
        (b"{\\rtf1 ", "no text"),
        (b"{\\rtf1" + b"{" * 200_000, "nested too deeply"),
        (b"{\\rtf1 \\u99999999999999999999 a}", ""),
        (b"{\\rtf1 \\uc \\u8212 a}", "damaged"),
        (b"{\\rtf1{\\fonttbl" + b"\\f1" * 100_000 + b"}}", "table of fonts"),
    ],
)
def test_what_is_no_rtf_says_why(data: bytes, reason: str) -> None:
    assert reason in problem_of("a.rtf", data)


def test_a_text_over_the_cap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_RECORD_BYTES", 100_000)
    assert "larger than" in problem_of("a.rtf", rtf("word " * 30_000))


@pytest.mark.parametrize(
    "body",
    [
        "\\bin9999999 ",
        "{\\field{\\*\\fldinst{HYPERLINK " * 2_000,
        "\\'zz\\'f",
        "\0" * 50,
        "}" * 5_000 + "text",
    ],
)
def test_odd_rtf_never_stumbles(body: str) -> None:
    for item in read("a.rtf", rtf(f"{FIRST}\\par {body}")):
        assert isinstance(item, RawDocument | Unreadable)


def test_documents_are_known_by_their_bytes() -> None:
    known = {"DOCX": saved(Document()), "RTF": rtf(FIRST)}
    for name, data in known.items():
        listed = format_of(Source(name="letter.txt", origin="letter.txt", data=data))
        assert listed is not None
        assert (listed.name, listed.apart) == (name, True)
