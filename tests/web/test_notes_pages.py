"""Notes on sentences and comparisons: written, shown where they stand, changed, found, deleted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from changed_articles import take_in_version
from fastapi.testclient import TestClient
from lxml import html
from shown import text

from app.database import Database

Parse = Callable[..., html.HtmlElement]
PAIR = "/events/1/compare?a=the-daily-ledger&b=northern-courier"
# the number that the next article gets
CHANGING = 64
NOTE = "Who said so?\n<b>Ask</b> the council."


def chosen(client: TestClient, parse: Parse, article: int, words: str) -> dict[str, str]:
    """The form for a note on the sentence that begins with these words, as a person would get to it."""
    page = parse(client.get(f"/notes/new?article={article}"))
    assert not page.xpath("//textarea")
    (link,) = [one for one in page.xpath("//section//a") if text(one).startswith(words)]
    form = parse(client.get(link.get("href"))).get_element_by_id("write")
    return {field.get("name"): field.get("value") for field in form.xpath(".//input")}


def on_ferries(client: TestClient, parse: Parse) -> str:
    """A note on a sentence of article 1; the page that writing it leads to."""
    fields = chosen(client, parse, 1, "Ferries will run")
    answer = client.post("/notes", data={**fields, "text": NOTE})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_note_stands_at_its_sentence_on_article_and_comparison(
    writing_client: TestClient, parse: Parse
) -> None:
    client = writing_client
    assert on_ferries(client, parse) == "/articles/1#notes"
    page = parse(client.get("/articles/1"))
    note = page.get_element_by_id("note-1")
    assert "Ferries will run every twelve minutes" in text(note.getprevious())
    assert "<b>Ask</b> the council." in text(note)
    compared = parse(client.get(PAIR))
    (sign,) = compared.xpath("//a[@href='#note-1'][@class='noted']")
    assert "Ferries will run" in text(sign.getparent())
    assert "<b>Ask</b>" in text(compared.get_element_by_id("note-1"))
    for end in ("md", "html", "csv"):
        assert "Who said so?" in client.get(PAIR.replace("?", f".{end}?")).text


def test_a_note_on_a_comparison_is_known_by_its_articles(writing_client: TestClient, parse: Parse) -> None:
    client = writing_client
    form = {"event": "1", "a": "the-daily-ledger", "b": "northern-courier", "back": f"{PAIR}#remarks"}
    answer = client.post("/notes", data={**form, "text": "Only one names the baker."})
    assert answer.headers["location"] == f"{PAIR}#remarks"
    for address in (PAIR, "/compare?a=2&b=1", "/events/1/compare?a=~1&b=~2"):
        assert "Only one names the baker." in text(parse(client.get(address)).get_element_by_id("remarks"))
    assert "Only one names" not in client.get("/compare?a=1&b=3").text
    (listed,) = client.get("/notes.json?q=BAKER").json()["notes"]
    assert listed["sides"] == {
        "a": [1],
        "b": [2],
        "title": "The Daily Ledger and Northern Courier, side by side",
        "address": PAIR,
    }


def test_a_note_is_changed_removed_and_brought_back(writing_client: TestClient, parse: Parse) -> None:
    client = writing_client
    on_ferries(client, parse)
    (link,) = parse(client.get("/articles/1")).xpath("//a[contains(@href, '/notes/1/edit')]/@href")
    form = parse(client.get(link)).xpath("//form[@method='post']")[0]
    assert form.xpath(".//textarea")[0].text == NOTE
    back = form.xpath(".//input[@name='back']/@value")[0]
    answer = client.post("/notes/1", data={"text": "The council says so.", "back": back})
    assert answer.headers["location"] == "/articles/1#notes"
    assert client.get("/notes.json?q=council+says").json()["total"] == 1
    (remove,) = parse(client.get("/articles/1")).xpath("//form[@action='/notes/1/remove']")
    answer = client.post("/notes/1/remove", data=dict(remove.form_values()))
    assert answer.headers["location"] == "/articles/1?removed=1#undo"
    assert client.get("/notes.json").json()["total"] == 0
    assert client.get("/notes/1/edit").status_code == 404
    followed = parse(client.get("/articles/1?removed=1"))
    assert "The note “The council says so.” was removed." in text(followed.get_element_by_id("undo"))
    assert client.post("/removed/1/undo").headers["location"] == "/articles/1#note-1"
    assert client.get("/notes.json").json()["notes"][0]["text"] == "The council says so."
    assert 'id="undo"' not in client.get("/articles/1?removed=1").text


def test_a_note_follows_its_words_and_says_when_they_are_gone(
    writing_client: TestClient, parse: Parse, tmp_path: Path
) -> None:
    client = writing_client
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    take_in_version(database, tmp_path, 1)
    for words in ("The bridge was built", "Repairs cost 48 million"):
        fields = chosen(client, parse, CHANGING, words)
        assert client.post("/notes", data={**fields, "text": f"On: {words}"}).status_code == 303
    take_in_version(database, tmp_path, 2)
    page = parse(client.get(f"/articles/{CHANGING}"))
    moved, gone = page.get_element_by_id("note-1"), page.get_element_by_id("note-2")
    assert "The bridge was built in 1931" in text(moved.getprevious())
    assert "These words stood in version 1." in text(gone)
    assert "Repairs cost 48 million crowns" in text(gone)
    # a form that was opened before the text changed
    assert client.post("/notes", data={**fields, "text": "late"}).status_code == 422


@pytest.mark.parametrize(
    "form",
    [
        {"article": "1", "text": "x"},
        {"article": "1", "block": "2", "start": "9", "end": "3", "text": "x"},
        {"article": "1", "block": "99", "start": "0", "end": "3", "text": "x"},
        {"article": "1", "block": "2", "start": "0", "end": "3", "text": " "},
        {"article": "1", "block": "2", "start": "0", "end": "3", "text": "x" * 4_001},
        {"a": "1", "text": "x"},
        {"a": "the-daily-ledger", "b": "northern-courier", "event": "first", "text": "x"},
    ],
)
def test_what_makes_no_note_is_refused(client: TestClient, form: dict[str, str]) -> None:
    answer = client.post("/notes", data=form)
    assert answer.status_code == 422
    assert client.get("/notes.json").json()["total"] == 0


def test_a_note_leads_nowhere_else(writing_client: TestClient, parse: Parse) -> None:
    fields = chosen(writing_client, parse, 1, "Ferries will run") | {"back": "//evil.example/"}
    assert writing_client.post("/notes", data={**fields, "text": "x"}).headers["location"] == "/"
