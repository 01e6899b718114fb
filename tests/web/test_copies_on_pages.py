"""Copies on the pages: an event's independent texts, and what an article shares with which others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from shown import text

from app.database import Database
from app.store import copies
from app.store.copies import CopyRow

Parse = Callable[..., html.HtmlElement]


@pytest.fixture
def copied(writing_client: TestClient, tmp_path: Path) -> TestClient:
    """A corpus in which article 2 holds three fifths of article 1, and 3 is the same as 1."""
    database = Database(tmp_path / "copy" / "parallax.sqlite3")
    rows = [
        CopyRow(1, 1, "first"),
        CopyRow(2, 1, "part", matched_id=1, share=0.621),
        CopyRow(3, 1, "exact", matched_id=1, share=1.0),
    ]
    with database.write_session() as session:
        copies.regroup(session, [1, 2, 3], rows)
    database.close()
    return writing_client


def test_an_event_says_how_many_texts_are_independent(copied: TestClient, parse: Parse) -> None:
    page = parse(copied.get("/events/1"))
    assert "Two outlets, one independent text, two articles" in text(page.find(".//header[@class='lede']"))
    assert "2 outlets, 1 independent text" in text(parse(copied.get("/events")).find(".//ol"))
    repeating = page.xpath("//ol[@class='headlines']/li[2]//p[a]")
    assert [text(line) for line in repeating] == [
        "Shares 62% of its words with The Daily Ledger: Harbour bridge to close for nine months"
    ]
    found = copied.get("/events/1.json").json()
    assert found["independent_texts"] == 1
    assert found["copies"] == [{"article_id": 2, "repeats": 1, "kind": "part", "share": 0.621}]
    assert copied.get("/events.json").json()["events"][0]["independent_texts"] == 1


def test_an_event_without_copies_does_not_speak_of_them(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/events/1"))
    assert "independent" not in text(page.find(".//p[@class='standfirst']"))
    assert client.get("/events/1.json").json()["independent_texts"] == 2


def test_an_article_lists_what_it_shares(copied: TestClient, parse: Parse) -> None:
    page = parse(copied.get("/articles/2"))
    shared = [text(item) for item in page.xpath("//h2[@id='copies']/following-sibling::ul[1]/li")]
    assert shared[0].startswith("Shares 62% of its words with Harbour bridge to close for nine months")
    assert "in The Daily Ledger" in shared[0]
    assert shared[1].startswith('From the same text as A "nameless" <b>text</b> about the bridge')
    whole = [text(item) for item in parse(copied.get("/articles/1")).xpath("//h2[@id='copies']/..//ul[1]/li")]
    assert whole[0].startswith('The same text as A "nameless"')
    assert whole[1].startswith("Holds 62% of the words of Council shuts bridge until January")


def test_an_article_says_so_as_data(copied: TestClient) -> None:
    found = copied.get("/articles/2.json").json()["copies"]
    assert [(it["card"]["id"], it["kind"], it["share"]) for it in found] == [
        (1, "part", 0.621),
        (3, None, None),
    ]
    assert copied.get("/articles/9.json").json()["copies"] == []


def test_an_article_without_copies_does_not_speak_of_them(client: TestClient, parse: Parse) -> None:
    assert not parse(client.get("/articles/1")).xpath("//*[@id='copies']")
