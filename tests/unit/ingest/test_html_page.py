import pytest

from app.errors import UnreadableInputError
from app.ingest.extract import extract
from app.ingest.readers.base import MAX_RECORD_BYTES
from app.records import ArticleDraft, RawDocument

SENTENCE = "The council voted on Monday to close the old bridge after years of debate about its safety. "
PARAGRAPHS = [f"{number}. {SENTENCE * 3}".strip() for number in range(1, 6)]
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(
    head: str = "", body: str = ARTICLE, lang: str = ' lang="en-GB"', url: str | None = None
) -> ArticleDraft:
    html = f"<!doctype html><html{lang}><head>{head}</head><body><article>{body}</article></body></html>"
    return extract(
        RawDocument(
            data=html.encode(), media_type="text/html", external_id="p.html", origin="p.html", url=url
        )
    )


def test_a_page_is_read_from_its_own_statements() -> None:
    made = page(
        "<title>Council Closes the Bridge | The Guardian</title>"
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",'
        '"headline": "Council Closes the Bridge", "datePublished": "2025-05-07T08:30:00Z",'
        '"author": [{"name": "Jane Doe"}, {"name": "John Public"}], "publisher": {"name": "G"}}]}</script>',
        url="https://www.theguardian.com/uk/bridge",
    )
    assert (made.title, made.title_source) == ("Council Closes the Bridge", "html")
    assert (made.outlet, made.outlet_domain) == ("The Guardian", "theguardian.com")
    assert made.author == "Jane Doe, John Public"
    assert made.published is not None
    assert (made.published.date, made.published.guessed) == ("2025-05-07T08:30:00+00:00", False)
    assert "JSON-LD" in made.published.evidence
    assert made.language == "en"
    assert made.body_text.split("\n\n") == PARAGRAPHS


def test_meta_tags_serve_where_there_is_no_linked_data() -> None:
    made = page(
        '<meta property="og:title" content="Council Closes the Bridge - Village Crier">'
        '<meta property="og:site_name" content="Village Crier">'
        '<meta property="article:published_time" content="2025-05-07">'
        '<meta name="author" content="By Jane Doe">'
        '<link rel="canonical" href="https://crier.example/bridge">'
    )
    assert made.title == "Council Closes the Bridge"
    assert (made.outlet, made.outlet_domain) == ("Village Crier", "crier.example")
    assert made.author == "Jane Doe"
    assert made.url == "https://crier.example/bridge"
    assert made.published is not None
    assert made.published.date == "2025-05-07"


def test_a_date_line_of_the_page_is_believed_and_a_stray_date_is_marked_as_guessed() -> None:
    made = page(body=f"<h1>Council Closes the Bridge</h1><div class='date'>May 7, 2025</div>{ARTICLE}")
    assert made.published is not None
    assert (made.published.date, made.published.guessed) == ("2025-05-07", False)
    assert "the line 'May 7, 2025'" in made.published.evidence
    made = page(body=f"<h1>Council Closes the Bridge</h1><p>May 7, 2025</p>{ARTICLE}")
    assert made.published is not None
    assert made.published.guessed


def test_the_language_is_detected_where_the_page_does_not_say() -> None:
    assert page(lang="").language == "en"


def test_scripts_in_the_text_stay_text() -> None:
    made = page(
        body=f"<p>{SENTENCE}&lt;script&gt;alert(1)&lt;/script&gt;</p>{ARTICLE}<script>alert(2)</script>"
    )
    assert "alert(2)" not in made.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary"),
        (b"<html><head><title>x</title></head><body></body></html>", "no article text"),
        (b"x" * (MAX_RECORD_BYTES + 1), "larger than 5 MB"),
    ],
    ids=["empty", "blank", "binary", "no text", "too large"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInputError, match=reason):
        extract(RawDocument(data=data, media_type="text/html", external_id="p", origin="p"))
