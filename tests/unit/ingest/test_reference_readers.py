"""References as Zotero exports them in RIS, BibTeX, BibLaTeX and CSL-JSON: all say the same of the same."""

import json

import pytest

from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.readers import format_of
from app.ingest.readers.base import Address, Original, Reading, ReadOptions, Source, Unreadable
from app.records import RawDocument

TEXT = "The bridge reopened on Tuesday. Trams run again, 50% of them."
RIS = """TY  - NEWS
TI  - Bridge & trams: they run – again
AU  - Bee, Ann
AU  - City Press Agency
T2  - The Harbour Post
AB  - The bridge reopened on Tuesday.
Trams run again, 50% of them.
DA  - 2025/05/07/
PY  - 2025
LA  - en
SE  - Local
UR  - https://harbour.example/1?a=1&b=2
Y2  - 2025/06/01/10:00:00
L1  - https://harbour.example/file.pdf
N1  - a note
KW  - transport
ER  -

TY  - ELEC
TI  - Without a text
UR  - https://harbour.example/2
PY  - 2024
ER  -
"""
BIBLATEX = r"""
@string{hp = "The Harbour Post"}
@article{bee_bridge_2025,
	title = {Bridge \& trams: they run -- again},
	url = {https://harbour.example/1?a=1&b=2},
	abstract = {The bridge reopened on Tuesday.
Trams run again, 50\% of them.},
	journaltitle = hp,
	author = {Bee, Ann and {City Press Agency}},
	urldate = {2025-06-01},
	date = {2025-05-07},
	langid = {english},
	file = {Snapshot:/tmp/x.html:text/html},
}

@misc{without_2024,
	title = {Without a text},
	howpublished = {\url{https://harbour.example/2}},
	note = {Publisher: The Harbour Press
Section: Local},
	year = {2024},
}
"""
BIBTEX = r"""@article{bee_bridge_2025,
  title = "{Bridge} {\&} trams: they run --- again",
  author = "Ann Bee and {City Press Agency} and others",
  journal = "The " # "Harbour Post",
  year = 2025, month = may, day = 7,
  note = {Jos\'{e} Mu\~{n}oz of Malm{\"o} said so on a Tuesday in May.}
}
"""
CSL = [
    {
        "id": "http://zotero.org/users/1/items/ABCD",
        "type": "article-newspaper",
        "abstract": "The bridge reopened on Tuesday.\nTrams run again, 50% of them.",
        "container-title": "The Harbour Post",
        "language": "en",
        "section": "Local",
        "title": "Bridge & trams: they run – again",
        "URL": "https://harbour.example/1?a=1&b=2",
        "author": [{"family": "Bee", "given": "Ann"}, {"literal": "City Press Agency"}],
        "accessed": {"date-parts": [["2025", 6, 1]]},
        "issued": {"date-parts": [["2025", 5, 7]]},
    },
    {
        "id": "http://zotero.org/users/1/items/EFGH",
        "type": "webpage",
        "note": "Page Version ID: 12\nDOI: 10.1/x\nread twice",
        "title": "Without a text",
        "URL": "https://harbour.example/2",
        "issued": {"date-parts": [["2024"]]},
    },
]


def read(data: bytes | str, name: str) -> list[Reading]:
    source = Source(name, f"box/{name}", data=data.encode() if isinstance(data, str) else data)
    listed = format_of(source)
    assert listed is not None
    return list(listed.read(source, ReadOptions()))


def documents(found: list[Reading]) -> list[RawDocument]:
    return [item for item in found if isinstance(item, RawDocument)]


def problems(found: list[Reading]) -> list[tuple[int | None, str]]:
    return [(item.line, item.reason) for item in found if isinstance(item, Unreadable)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (RIS, "library.ris"),
        (RIS, "library.txt"),
        (RIS.replace("  - ", " - "), "library.ris"),
        (RIS.replace("\n", "\r\n").encode("utf-8-sig"), "library"),
        (RIS.encode("utf-16"), "library.ris"),
        (RIS.encode("cp1252"), "library.ris"),
        (BIBLATEX, "library.bib"),
        (BIBLATEX, "library.txt"),
        (BIBLATEX.encode("utf-16"), "library"),
        (json.dumps(CSL), "library.json"),
        (json.dumps(CSL, indent=2), "library.txt"),
    ],
)
def test_every_export_says_the_same(data: bytes | str, name: str) -> None:
    found = read(data, name)
    (document,) = documents(found)
    draft = extract(document)
    assert draft.title == "Bridge & trams: they run – again"
    assert draft.outlet == "The Harbour Post"
    assert document.fields is not None
    assert document.fields["author"] == "Ann Bee, City Press Agency"
    assert draft.published is not None
    assert (draft.published.date, draft.published.precision) == ("2025-05-07", "day")
    assert draft.url == "https://harbour.example/1?a=1&b=2"
    assert draft.language == "en"
    assert " ".join(draft.body_text.split()) == TEXT
    assert [reason for _, reason in problems(found)] in (
        ["the reference has no text: neither an abstract nor a longer note"],
        ["the record has no text"],
    )
    (page,) = (item for item in found if isinstance(item, Address))
    assert (page.url, page.title) == ("https://harbour.example/2", "Without a text")


def test_references_keep_their_lines_and_bytes() -> None:
    found = read(RIS, "a.ris")
    (document,) = documents(found)
    assert document.line == 1
    assert document.data in RIS.encode()
    assert document.container is None
    assert problems(found)[0][0] == 19
    found = read(BIBLATEX, "a.bib")
    original, (document,) = found[0], documents(found)
    assert isinstance(original, Original)
    assert document.line == 3
    assert document.data in original.data
    assert document.container
    assert document.external_id == "bee_bridge_2025"


def test_bibtex_of_latex_authors() -> None:
    (document,) = documents(read(BIBTEX, "a.bib"))
    assert document.fields == {
        "title": "Bridge & trams: they run — again",
        "body": "José Muñoz of Malmö said so on a Tuesday in May.",
        "outlet": "The Harbour Post",
        "published": "2025-05-07",
        "author": "Ann Bee, City Press Agency",
        "id": "bee_bridge_2025",
    }


def test_bibtex_loses_no_reference() -> None:
    text = (
        "Words before it.\n@comment{jabref-meta}\n@misc{k, abstract={One}}\n"
        "@misc{k, abstract={Two}, url={u}, url={v}}\n"
        "@misc{, abstract={Three}}\n@misc(bad\n@misc{l, abstract={Four}}\n@misc{m, note={never closed\n"
    )
    found = read(text, "a.bib")
    assert [(item.line, item.fields["body"]) for item in documents(found) if item.fields] == [
        (3, "One"),
        (4, "Two"),
        (5, "Three"),
        (7, "Four"),
    ]
    assert problems(found)[-1][0] == 8


def test_ris_with_faults() -> None:
    text = (
        "\n  some words\nTY  - NEWS\nTI  - No end\nAB  - Text one.\n"
        "TY  - NEWS\nAB  - Text two.\nN1  - Note\nER  - \n"
        "TI  - No beginning\nER  - \nTY  - NEWS\nPY  - 2025\n"
        "DA  - 2025/05//spring\nN1  - Only a note that somebody wrote, but a long one.\nER  - \n"
        "TY  - NEWS\nTI  - Cut"
    )
    found = read(text, "a.ris")
    assert [(item.line, item.fields["body"]) for item in documents(found) if item.fields] == [
        (3, "Text one."),
        (6, "Text two."),
        (12, "Only a note that somebody wrote, but a long one."),
    ]
    assert [item.fields.get("published") for item in documents(found) if item.fields][-1] == "2025-05"
    assert [line for line, _ in problems(found)] == [10, 17]


@pytest.mark.parametrize("name", ["a.ris", "a.bib"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\x89PNG\x00\x01\x02\x03" * 9,
        b"\xff\xfe\x00",
        b"TY  - " + b"x" * 10_000_000,
        b"TY  - NEWS\n" * 2_000,
        b"ER  - \n" * 2_000,
        b"@misc{a, note={" + b"{" * 100_000,
        b"@misc{a, note={" + b"{" * 3_000 + b"x" + b"}" * 3_000 + b"}}",
        b"@misc{a, note={" + b"\\begin{a}" * 2_000 + b"$ \\frac{}}}",
        b"@misc{" * 2_000,
        b"@" * 100_000,
        b'@misc{a, note="' + b"# " * 100_000 + b'"}',
    ],
)
def test_hostile_references_end(name: str, data: bytes) -> None:
    source = Source(name, name, data=data)
    listed = next(item for item in map(format_of, [Source(name, name, data=b"")]) if item)
    try:
        found = list(listed.read(source, ReadOptions()))
    except UnreadableInputError:
        return
    assert all(isinstance(item, Unreadable | RawDocument | Original) for item in found)
