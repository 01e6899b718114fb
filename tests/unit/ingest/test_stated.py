"""A metadata file overrides what an article says of itself, for every kind of document."""

import json

import pytest

from app.ingest.extract import extract
from app.records import ArticleDraft, RawDocument

BODY = "The city council voted on Monday to close the old bridge after years of debate about its safety."
TEXT = f"The Old Bridge Closes\n\nBy Jane Doe\n\nMay 7, 2025\n\n{BODY}\n\n{BODY} Again.\n"
PAGE = (
    f"<html lang=en><title>The Old Bridge Closes</title><body><p>{BODY}</p><p>{BODY} Again.</p></body></html>"
)
STATED = {
    "title": "A Bridge Too Far Gone",
    "outlet": "The Guardian",
    "url": "https://www.theguardian.com/uk/bridge",
    "published": "2024-03-01",
    "author": "By JOHN ROE and Reuters",
    "language": "en-GB",
    "section": "UK news",
    "dek": "It was old.",
}


def _made(kind: str, stated: dict[str, str] | None = None) -> ArticleDraft:
    fields = {"title": "The Old Bridge Closes", "body": f"{BODY}\n{BODY} Again.", "published": "2025-05-07"}
    data = {"text": TEXT, "page": PAGE, "record": json.dumps(fields), "file": "%PDF"}[kind]
    return extract(
        RawDocument(
            data=data.encode(),
            media_type="text/html" if kind == "page" else "text/plain",
            external_id="a",
            origin="box/a",
            fields=fields if kind == "record" else None,
            text=TEXT if kind == "file" else None,
            stated=stated or STATED,
            stated_in="box/metadata.csv, line 2",
        )
    )


@pytest.mark.parametrize("kind", ["text", "page", "record", "file"])
def test_stated_fields_win(kind: str) -> None:
    made = _made(kind)
    assert (made.title, made.title_source) == ("A Bridge Too Far Gone", "stated")
    assert (made.outlet, made.outlet_domain) == ("The Guardian", "theguardian.com")
    assert (made.author, made.agency) == ("John Roe", "Reuters")
    assert (made.url, made.language, made.section) == (STATED["url"], "en", "UK news")
    assert made.dek == ("It was old.",)
    assert made.published is not None
    assert (made.published.date, made.published.precision) == ("2024-03-01", "day")
    for evidence in (made.outlet_evidence, made.author_evidence, made.published.evidence):
        assert "box/metadata.csv, line 2" in (evidence or "")
    assert BODY in made.body_text


def test_what_is_not_stated_stays() -> None:
    made = _made("text", {"outlet": "Village Crier", "title": " "})
    assert (made.title, made.title_source, made.author) == ("The Old Bridge Closes", "text", "Jane Doe")
    assert made.outlet == "Village Crier"
    assert made.published is not None
    assert made.published.date == "2025-05-07"


def test_a_stated_date_that_cannot_be_read_is_a_warning() -> None:
    made = _made("text", {"published": "soon"})
    assert made.published is not None
    assert made.published.date == "2025-05-07"
    assert any("metadata.csv" in warning and "'soon'" in warning for warning in made.warnings)
