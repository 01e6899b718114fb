"""The list of storylines, the page of one, and what an event's page tells of its own."""

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from ferry_events import fill_ferry, link_ferry
from lxml import html
from shown import text

from app.config import Settings
from app.database import Database
from app.web.app import create_app

Parse = Callable[..., html.HtmlElement]
_LINKED = ("before", "sinking", "after", "undated")


@pytest.fixture
def ferry(filled: Path, tmp_path: Path) -> Iterator[tuple[TestClient, dict[str, int]]]:
    """A client of an app whose corpus has one storyline, of which one event has a hostile title."""
    shutil.copytree(filled, tmp_path / "ferry")
    database = Database(tmp_path / "ferry" / "parallax.sqlite3")
    numbers = fill_ferry(database)
    link_ferry(database, numbers)
    database.close()
    settings = Settings(data=tmp_path / "ferry")
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as opened:
        yield opened, numbers


def test_an_event_stands_between_those_before_and_after_it(
    ferry: tuple[TestClient, dict[str, int]], parse: Parse
) -> None:
    client, numbers = ferry
    page = parse(client.get(f"/events/{numbers['sinking']}"))
    section = page.get_element_by_id("storyline")
    assert "Event 2 of 4 in Event of 2025-05-10, 1–20 May 2025." in text(section)
    before, after = section.xpath(".//ol")
    assert before.xpath(".//a/@href") == [f"/events/{numbers['before']}"]
    assert "9 days before · 1 May 2025" in text(before)
    assert after.xpath(".//a/@href") == [f"/events/{numbers[name]}" for name in ("after", "undated")]
    assert "<script>alert(1)</script> & ferry 10 days later" in text(after)
    # related events are others than these
    related = page.get_element_by_id("related")
    assert related.xpath(".//h4/a/@href") == [f"/events/{numbers['long after']}"]
    first = parse(client.get(f"/events/{numbers['before']}")).get_element_by_id("storyline")
    assert "This is its first event." in text(first)
    assert parse(client.get(f"/events/{numbers['other']}")).xpath("//section[@id='storyline']") == []


def test_an_event_as_data_has_its_storyline_and_what_was_set_by_hand(
    ferry: tuple[TestClient, dict[str, int]],
) -> None:
    client, numbers = ferry
    found = client.get(f"/events/{numbers['sinking']}.json").json()
    line = found["storyline"]
    assert (line["id"], line["title"], line["event_count"], line["article_count"]) == (
        *(7, "Event of 2025-05-10"),
        *(4, 8),
    )
    assert [one["id"] for one in line["before"]] == [numbers["before"]]
    assert [one["id"] for one in line["after"]] == [numbers["after"], numbers["undated"]]
    assert found["by_hand"] == {"title_by_person": False, "articles_by_person": False, "locked": False}
    client.post(f"/events/{numbers['other']}/lock")
    other = client.get(f"/events/{numbers['other']}.json").json()
    assert (other["storyline"], other["by_hand"]["locked"]) == (None, True)


def test_a_storyline_shows_its_events_in_time_and_its_outlets(
    ferry: tuple[TestClient, dict[str, int]], parse: Parse
) -> None:
    client, numbers = ferry
    page = parse(client.get("/storylines/7"))
    assert text(page.find(".//h1")) == "Event of 2025-05-10"
    assert "4 events with 8 articles, over 20 days." in text(page.find(".//main"))
    rows = page.xpath("//table[@aria-labelledby='events-head']/tbody/tr")
    assert [row.xpath("./th/a/@href")[0] for row in rows] == [f"/events/{numbers[name]}" for name in _LINKED]
    assert "<script>" in text(rows[2])
    title = page.xpath("//figure//title")[0].text
    assert title == (
        "Articles of the events that begin on each day: 1 May 2025, 2; 10 May 2025, 2; 20 May 2025, 2."
    )
    assert len(page.xpath("//figure//rect")) == 3
    assert "1 event without a known day is not drawn" in text(page.find(".//figure"))
    outlets = page.xpath("//section[@aria-labelledby='outlets-head']//tbody/tr")
    assert [[text(cell) for cell in row] for row in outlets] == [["Outlet unknown", "4", "8", "1 May 2025"]]
    levels = [int(found.tag[1]) for found in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    found = client.get("/storylines/7.json").json()
    assert [event["id"] for event in found["events"]] == [numbers[name] for name in _LINKED]
    assert found["outlets"] == [
        {"outlet": None, "event_count": 4, "article_count": 8, "first_day": "2025-05-01"}
    ]


def test_events_are_narrowed_to_a_storyline(ferry: tuple[TestClient, dict[str, int]], parse: Parse) -> None:
    client, numbers = ferry
    assert client.get("/events.json?storyline=7").json()["total"] == 4
    assert client.get("/events.json?storyline=7&from=2025-05-15").json()["total"] == 1
    page = parse(client.get("/events?storyline=7&sort=oldest"))
    links = page.xpath("//ol[@class='items']//h3/a/@href")
    assert links == [f"/events/{numbers[name]}" for name in _LINKED]
    assert page.xpath("//ul[@aria-label='Narrowed to']/li/a/@href") == ["/events?sort=oldest"]
    assert page.xpath("//form//input[@name='storyline']/@value") == ["7"]
    assert client.get("/events?storyline=").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"), [("", 1), ("?q=ferry", 1), ("?q=nowhere", 0), ("?sort=covered", 1), ("?q=%22%00", 0)]
)
def test_the_list_of_storylines_narrows(
    ferry: tuple[TestClient, dict[str, int]], parse: Parse, query: str, found: int
) -> None:
    client, _ = ferry
    page = parse(client.get(f"/storylines{query}"))
    assert page.xpath("//ol[@class='items']//h3/a/@href") == ["/storylines/7"] * found
    assert client.get(f"/storylines.json{query}").json()["total"] == found
    assert bool(page.xpath("//div[@class='empty']")) == (not found)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/storylines/8", 404),
        ("/storylines/99999999999999999999", 404),
        ("/storylines?page=2", 404),
        ("/storylines?sort=best", 422),
        ("/events?storyline=8", 404),
        ("/events?storyline=x", 422),
        ("/events?storyline=0", 422),
    ],
)
def test_a_storyline_that_is_not_there_is_said_in_a_sentence(
    client: TestClient, parse: Parse, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert len(parse(answer).findall(".//h1")) == 1


def test_an_empty_corpus_has_a_list_without_storylines(empty_client: TestClient, parse: Parse) -> None:
    assert "The corpus is empty" in text(parse(empty_client.get("/storylines")).find(".//main"))
