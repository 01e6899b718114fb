"""XML that could harm is refused with its line before a parser sees it; what is harmless passes."""

import pytest

from app.errors import UnreadableInputError
from app.ingest.readers.xml_safety import parsed, xml_text

LAUGHS = """<?xml version="1.0"?>
<!-- a comment -->
<!DOCTYPE lolz [
 <!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<rss><channel><title>&b;</title></channel></rss>"""
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("document", "line"),
    [
        (LAUGHS, 3),
        (OUTSIDE, 1),
        ('<!doctype r SYSTEM "a>b" [<!ENTITY % p SYSTEM "http://x/">%p;]><r/>', 1),
        ("\n\njunk first\n<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>", 4),
        ("<?pi ?><!ENTITY a 'b'><r>&a;</r>", 1),
    ],
)
def test_declared_entities_are_refused_in_any_encoding(document: str, line: int, encoding: str) -> None:
    if not document.startswith("<"):
        # Without a mark and without a first tag nothing tells the order of the bytes.
        encoding = encoding.removesuffix("-le").removesuffix("-be")
    with pytest.raises(UnreadableInputError, match="declares entities") as caught:
        xml_text(document.encode(encoding))
    assert caught.value.line == line


def test_a_named_document_type_is_not_loaded_and_markup_in_texts_is_text() -> None:
    rss = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">\n<rss><a/></rss>'
    assert parsed(rss.encode())[0].tag == "a"
    page = "<rss><a><![CDATA[<!DOCTYPE html [<!ENTITY x 'y'>]>]]></a></rss>"
    assert parsed(page.encode())[0].text == "<!DOCTYPE html [<!ENTITY x 'y'>]>"


def test_encodings_are_read_as_declared_and_lines_stay_where_they_were() -> None:
    latin = '<?xml version="1.0"\n encoding="iso-8859-2"?>\n<r>Łódź</r>'
    assert xml_text(latin.encode("iso-8859-2")) == '<?xml version="1.0"?>\n\n<r>Łódź</r>'
    assert parsed(latin.encode("iso-8859-2")).text == "Łódź"
    assert parsed('<?xml version="1.0" encoding="UTF-16"?><r>é</r>'.encode("utf-16")).text == "é"
    assert parsed("<r>\u201cquoted\u201d</r>".encode("cp1252")).text == "“quoted”"
    assert parsed(b"<r>a\x00\x08b</r>").text == "ab"
    # What a parser would read as UTF-7 is plain ASCII here.
    assert parsed(b'<?xml version="1.0" encoding="utf-7"?><r>+ADw-b+AD4-</r>').text == "+ADw-b+AD4-"


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"<r><a></r>", b"<r>" * 100_000, b"<!DOCTYPE r", b"<!--", b"\x89PNG\r\n", b"<r>&x;</r>"],
)
def test_what_is_not_well_formed_gets_a_reason(data: bytes) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        parsed(data)
    assert caught.value.reason
