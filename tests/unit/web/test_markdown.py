"""Documents as HTML: anchors, links, pictures, frames; and nothing of theirs becomes markup of the page."""

from lxml import html

from app.web.manual.markdown import Heading, Picture, Places, anchor_of, render
from app.web.manual.pictures import size_of

PLACES = Places(
    address={"other.md": "/docs/other", "other.md#part": "/docs/other#part"}.get,
    picture={"shown.png": Picture("/docs/shown.png", (640, 480))}.get,
)


def body(source: str) -> html.HtmlElement:
    return html.fragment_fromstring(render(source, PLACES).body, create_parent="div")


def test_title_lead_and_headings_are_told_apart() -> None:
    shown = render("# How `it` works\n\nIn *two*\nsteps. Or three.\n\n## One\n\nText.\n\n### In it\n", PLACES)
    assert shown.title == "How it works"
    assert shown.lead == "In <em>two</em>\nsteps. Or three."
    assert shown.summary == "In two steps."
    assert shown.headings == (Heading("one", "One", 2), Heading("in-it", "In it", 3))
    assert "How" not in shown.body
    assert "steps" not in shown.body


def test_a_document_without_a_title_is_shown_all_the_same() -> None:
    shown = render("Only words.", PLACES)
    assert (shown.title, shown.lead, shown.body) == ("", "", "<p>Only words.</p>\n")
    assert render("", PLACES).body == ""


def test_anchors_are_those_of_the_repository_and_differ() -> None:
    assert anchor_of("What is *kept*, and `why`?") == "what-is-kept-and-why"
    assert anchor_of("Über 10 % & mehr") == "über-10---mehr"
    shown = render("# Same\n\n## Same\n\n# Same\n", PLACES)
    # one title a page: a second one is a heading like others
    assert shown.headings == (Heading("same-1", "Same", 2), Heading("same-2", "Same", 2))


def test_links_lead_to_documents_out_of_the_site_or_nowhere() -> None:
    source = (
        "[a](other.md) [b](other.md#part) [c](#here) [d](https://example.org/x) [e](gone.md) "
        "[f](//evil.example/) [g](JavaScript:alert(1)) [h](data:text/html;base64,eA==) "
        "[i](file:///etc/passwd) [j](/etc/passwd) [k](../../etc/passwd) [l](&#106;avascript:x)"
    )
    links = {link.text: dict(link.attrib) for link in body(source).iter("a")}
    assert links == {
        "a": {"href": "/docs/other"},
        "b": {"href": "/docs/other#part"},
        "c": {"href": "#here"},
        "d": {"href": "https://example.org/x", "rel": "noreferrer noopener external"},
    }


def test_pictures_have_a_size_and_come_from_here() -> None:
    found = body("![Two *texts*](shown.png) ![far](https://example.org/x.png) ![gone](gone.png)")
    (picture,) = found.iter("img")
    assert dict(picture.attrib) == {
        **{"src": "/docs/shown.png", "alt": "Two texts", "width": "640", "height": "480", "loading": "lazy"},
    }
    assert "far" in found.text_content()


def test_tables_and_code_stand_in_named_frames() -> None:
    found = body("## Speed\n\n|  | b |\n| --- | ---: |\n| 1 | 2 |\n\n```html\n<b>&amp;\n```\n")
    table, code = found.xpath("div")
    assert (table.get("class"), table.get("aria-label"), table.get("tabindex")) == (
        *("table-frame", "Table: Speed"),
        "0",
    )
    # what is empty heads no column
    assert [(cell.tag, cell.get("scope")) for cell in table.xpath(".//thead//*[self::th or self::td]")] == [
        *(("td", None), ("th", "col")),
    ]
    assert [cell.get("class") for cell in table.xpath(".//tbody//td")] == [None, "figure"]
    assert code.findtext("pre/code") == "<b>&amp;\n"
    assert not found.xpath("//@style")


def test_markup_in_a_document_stays_text() -> None:
    source = (
        '# <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n## "><svg onload=x>\n\nA <b>b</b>'
        ' `<i>` <https://example.org/"onclick=x>\n\n| <u> |\n|---|\n| <s onclick=x> |\n\n'
        '```"><script>\n<x>\n```\n'
    )
    shown = render(source, PLACES)
    found = html.fragment_fromstring(shown.lead + shown.body, create_parent="div")
    allowed = {"h2", "p", "code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td", "a"}
    assert {element.tag for element in found.iterdescendants()} <= allowed
    names = {name for element in found.iterdescendants() for name in element.attrib}
    assert names <= {"id", "class", "scope", "tabindex", "role", "aria-label", "href", "rel"}
    assert shown.title == "<img src=x onerror=alert(1)>"


def test_options_of_commands_are_not_torn() -> None:
    found = body("Text `--map FIELD=NAME` and `serve`.\n\n| a |\n|---|\n| `-q` |")
    assert [code.text for code in found.iter("code") if code.get("class") == "option"] == [
        "--map FIELD=NAME",
        "-q",
    ]


def test_the_size_of_a_picture_is_read_from_its_head() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + bytes(6)
    riff = b"RIFF\0\0\0\0WEBP"
    lossy = riff + b"VP8 " + bytes(10) + (640).to_bytes(2, "little") + (480).to_bytes(2, "little")
    lossless = riff + b"VP8L\0\0\0\0\x2f" + (639 | 479 << 14).to_bytes(4, "little") + bytes(5)
    extended = riff + b"VP8X" + bytes(8) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
    assert [size_of(head) for head in (png, lossy, lossless, extended)] == [(640, 480)] * 4
    assert [size_of(head) for head in (b"", png[:20], b"<svg" + bytes(40), riff + bytes(20))] == [None] * 4
