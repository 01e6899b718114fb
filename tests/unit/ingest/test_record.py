import pytest

from app.errors import UnreadableInputError
from app.ingest.extract import draft_json, extract
from app.records import ArticleDraft, BlockKind, RawDocument

TEXT = "The council voted on Monday to close the old bridge.\n\nEngineers had warned of the ice."


def draft(**fields: str) -> ArticleDraft:
    return extract(
        RawDocument(
            data=b"{}",
            media_type="application/json",
            external_id="1",
            origin="x.jsonl",
            line=7,
            fields=fields,
        )
    )


def test_fields_are_believed() -> None:
    made = draft(
        title="Council Closes Bridge", body=TEXT, outlet="CNN (Web News)", domain="www.cnn.com",
        author="By Jane Doe",
        published="12/1/16", url="http://www.cnn.com/x", language="en", section="local", dek="Ice ahead",
    )  # fmt: skip
    assert (made.title, made.title_source) == ("Council Closes Bridge", "record")
    assert (made.outlet, made.outlet_domain) == ("CNN", "cnn.com")
    assert (made.author, made.author_evidence) == ("Jane Doe", "the record's author field")
    assert made.published is not None
    assert made.published.date == "2016-12-01"
    assert (made.language, made.section, made.dek) == ("en", "local", ("Ice ahead",))
    assert made.body_text == TEXT
    assert made.warnings == ()


def test_a_first_line_that_is_the_title_is_not_repeated_in_the_body() -> None:
    made = draft(title="Council Closes Bridge", body=f"Council Closes Bridge\n{TEXT}")
    assert made.body_text == TEXT
    assert made.blocks[0].kind is BlockKind.TITLE


def test_a_malformed_date_keeps_the_article_and_is_named() -> None:
    made = draft(title="T", body=TEXT, published="31/31/2016")
    assert made.published is None
    assert len(made.warnings) == 1
    assert "31/31/2016" in made.warnings[0]


def test_the_date_in_the_address_stands_in_for_a_missing_one() -> None:
    made = draft(title="T", body=TEXT, url="http://x.org/2016/09/20/t")
    assert made.published is not None
    assert (made.published.date, made.published.precision) == ("2016-09-20", "day")


def test_a_source_that_is_no_outlet_gives_way_to_a_known_domain() -> None:
    made = draft(title="T", body=TEXT, outlet="Guest Writer - Right", domain="www.nationalreview.com")
    assert made.outlet == "National Review"
    assert made.outlet_evidence is not None
    assert "Guest Writer" in made.outlet_evidence
    assert draft(title="T", body=TEXT, outlet="The Village Crier").outlet == "The Village Crier"
    assert draft(title="T", body=TEXT).outlet is None


def test_markup_in_a_text_becomes_plain_paragraphs() -> None:
    made = draft(
        title="T",
        body="<p>Ice &amp; <b>snow</b>,<br>twice.</p><script>alert(1)</script>"
        "<h2>Next</h2><ul><li>One.</li></ul>tail",
    )
    assert made.body_text == "Ice & snow,\n\ntwice.\n\nOne.\n\ntail"
    assert made.subheads == ("Next",)
    assert (
        draft(title="T", body="Is 3 < 4 and 5 > 4? AT&amp;T says so.").body_text
        == "Is 3 < 4 and 5 > 4? AT&T says so."
    )


def test_very_deep_markup_is_read() -> None:
    assert "deep" in draft(title="T", body="<div>" * 3000 + "deep" + "</div>" * 3000).body_text


def test_a_record_without_text_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableInputError, match="no text") as caught:
        draft(title="T", body="  ")
    assert caught.value.line == 7


def test_broken_characters_are_a_warning() -> None:
    made = draft(title="T", body=f"a\x00b {TEXT} \ud800")
    assert "\x00" not in made.text
    assert len(made.warnings) == 2
    made.model_dump_json()
    assert draft_json(made)["warnings"] == list(made.warnings)
