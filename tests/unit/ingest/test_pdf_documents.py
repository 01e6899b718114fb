"""PDF: paragraphs out of printed lines, nothing of the page around them, no way to stall the reader."""

from collections.abc import Sequence

import pytest
from read_documents import draft_of, problem_of, read, text_of

from app.ingest.extract import extract
from app.ingest.readers import documents, format_of
from app.ingest.readers.base import Source
from app.records import RawDocument


def pdf(*pages: Sequence[tuple[float, float, float, str]], extra: str = "", info: str = "") -> bytes:
    """A PDF whose pages hold these texts, each with x, y and size."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        stream = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET" for x, y, size, text in page
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} {extra} >>"
    objects.append(f"<< {info} >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(
    x: float, y: float, lines: Sequence[str], size: float = 10
) -> list[tuple[float, float, float, str]]:
    return [(x, y - 12 * number, size, line) for number, line in enumerate(lines)]


LINES = [
    "The council voted on Tuesday to close the old bridge over",
    "the river for a whole year, in spite of protests by shop-",
    "keepers. The well-known baker called it a disaster for the",
    "town.",
    "Traffic will be led over the old road until May of the fol-",
    "lowing year, the mayor said. He promised money to the well-",
    "known bakery and to all others who suffer.",
]
PARAGRAPHS = [
    "The council voted on Tuesday to close the old bridge over the river for a whole year, in spite of "
    "protests by shopkeepers. The well-known baker called it a disaster for the town.",
    "Traffic will be led over the old road until May of the following year, the mayor said. He promised "
    "money to the well-known bakery and to all others who suffer.",
]


def test_lines_of_a_pdf_become_paragraphs() -> None:
    page = [(60, 740, 24, "Bridge closes for a year"), (60, 715, 10, "By Jane Doe"), *column(60, 690, LINES)]
    data = pdf(page, info="/Title (report.dvi) /Author (clerk) /CreationDate (D:20010203040506Z)")
    assert text_of("a.pdf", data).split("\n\n") == ["# Bridge closes for a year", "By Jane Doe", *PARAGRAPHS]
    draft = draft_of("a.pdf", data)
    assert (draft.title, draft.author, draft.published) == ("Bridge closes for a year", "Jane Doe", None)


def test_paragraphs_of_a_pdf_are_told_by_gap_or_indent() -> None:
    full = [
        "Every line of this paragraph is as wide as any other here",
        "and it ends where its last line is full to the very end.",
    ]
    gap = [*column(60, 700, full), *column(60, 660, full)]
    indent = [*column(60, 700, full), (72, 676, 10, full[0]), (60, 664, 10, full[1])]
    for page in (gap, indent):
        assert text_of("a.pdf", pdf(page)).split("\n\n") == [" ".join(full)] * 2


def test_columns_and_pages_do_not_break_a_paragraph() -> None:
    one = pdf([*column(60, 700, LINES[:2]), *column(320, 700, LINES[2:])])
    two = pdf(column(60, 700, LINES[:2]), column(60, 700, LINES[2:]))
    for data in (one, two):
        assert text_of("a.pdf", data).split("\n\n") == PARAGRAPHS


def test_running_heads_and_page_numbers_are_taken_off() -> None:
    pages = [
        [
            (60, 770, 8, "The Daily Example, 3 March 2021"),
            *column(60, 700, [f"Page {word} begins here and says a good deal about the bridge."]),
            (300, 30, 8, f"- {number} -"),
        ]
        for number, word in enumerate(("one", "two", "three"), 1)
    ]
    text = text_of("a.pdf", pdf(*pages))
    assert "Daily Example" not in text
    assert "- 2 -" not in text
    assert text.count("begins here") == 3


def test_pages_that_all_say_the_same_are_kept() -> None:
    assert "the bridge" in text_of("a.pdf", pdf(*([(60, 700, 10, "A word about the bridge.")],) * 3))


def test_what_a_browser_prints_around_a_page_is_no_text_and_no_date() -> None:
    page = [
        (30, 770, 8, "4/7/21, 10:11 AM"),
        (200, 770, 8, "Bridge closes for a year | The Daily Example"),
        (60, 730, 24, "THE DAILY EXAMPLE GAZETTE"),
        (60, 700, 20, "Bridge closes for a year"),
        *column(60, 670, LINES),
        (30, 20, 8, "https://example.com/bridge"),
        (560, 20, 8, "1/1"),
    ]
    data = pdf(page, info="/Title (Bridge closes for a year | The Daily Example)")
    (document,) = read("a.pdf", data)
    assert isinstance(document, RawDocument)
    assert document.url == "https://example.com/bridge"
    draft = extract(document)
    assert draft.title == "Bridge closes for a year"
    assert draft.published is None
    assert "10:11" not in draft.text


def test_a_scanned_pdf_says_that_it_holds_no_text() -> None:
    assert "OCR" in problem_of("a.pdf", pdf([], []))


ENCRYPTED = pdf(column(60, 700, LINES)).replace(
    b"trailer << ",
    b"trailer << /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
    + b"o" * 32
    + b") /U ("
    + b"u" * 32
    + b") >> "
    b"/ID [(0123456789abcdef) (0123456789abcdef)] ",
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a PDF"),
        (b"junk", "not a PDF"),
        (b"%PDF-1.7", "damaged"),
        (b"%PDF-1.4\n" + b"\0" * 10_000, "damaged"),
        (pdf(column(60, 700, LINES))[:300], ""),
        (ENCRYPTED, "encrypted"),
        (b"%PDF-1.4\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF", "damaged"),
        (pdf(column(60, 700, LINES)).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), ""),
    ],
)
def test_what_is_no_pdf_says_why(data: bytes, reason: str) -> None:
    assert reason in problem_of("a.pdf", data)


def test_a_pdf_that_lies_about_its_pages_is_read() -> None:
    data = pdf(column(60, 700, LINES)).replace(b"/Count 1", b"/Count 999999999")
    assert text_of("a.pdf", data).split("\n\n") == PARAGRAPHS


def test_a_pdf_over_the_cap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_RECORD_BYTES", 100_000)
    assert "larger than" in problem_of("a.pdf", pdf([(0, 0, 9, "word " * 30_000)]))


def test_a_pdf_is_known_by_its_bytes() -> None:
    listed = format_of(Source(name="letter.txt", origin="letter.txt", data=pdf(column(60, 700, LINES))))
    assert listed is not None
    assert (listed.name, listed.apart) == ("PDF", True)
