"""The list of events and the page of one, as parsed HTML and as data."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from ferry_events import fill_ferry
from lxml import html
from shown import text
from sqlalchemy import event as sqlalchemy_event

from app.config import Settings
from app.database import Database
from app.web.app import create_app

Parse = Callable[..., html.HtmlElement]


@contextmanager
def queries(client: TestClient) -> Iterator[list[str]]:
    """Every statement that SQLite runs for the app, also those that go past SQLAlchemy."""
    app: Any = client.app
    engine = app.state.database.engine
    statements: list[str] = []

    def trace(connection: Any, *_rest: object) -> None:
        connection.set_trace_callback(statements.append)

    sqlalchemy_event.listen(engine, "checkout", trace)
    yield statements
    sqlalchemy_event.remove(engine, "checkout", trace)
    with engine.connect() as opened:
        opened.connection.driver_connection.set_trace_callback(None)


def test_the_list_links_every_event(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/events"))
    assert page.xpath("//ol[@class='items']//h3/a/@href") == ["/events/1"]
    assert "10–11 February 2025 · 2 articles · 2 outlets" in text(page.find(".//ol"))
    assert client.get("/events.json").json()["total"] == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bridge", 1),
        ("q=council+shuts", 1),
        ("q=elephant", 0),
        ("q=%25", 0),
        ("q=%22%27%5C", 0),
        ("outlet=northern-courier", 1),
        ("outlet=town-hall-minutes", 0),
        ("outlet=unknown", 0),
        ("sort=covered", 1),
        ("sort=oldest", 1),
        ("from=2025-02-11", 1),
        ("from=2025-02-12", 0),
        ("to=2025-02-10", 1),
        ("to=2025-02-09", 0),
        ("q=bridge&outlet=northern-courier&from=2025-02-01&to=2025-02-28", 1),
        ("q=&outlet=&from=&to=", 1),
    ],
)
def test_the_list_narrows(client: TestClient, parse: Parse, query: str, found: int) -> None:
    page = parse(client.get(f"/events?{query}"))
    assert len(page.xpath("//ol[@class='items']/li")) == found
    assert client.get(f"/events.json?{query}").json()["total"] == found
    assert bool(page.xpath("//div[@class='empty']//a[@href='/events']")) == (found == 0)


def test_the_form_of_the_list_keeps_what_was_chosen(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/events?q=bridge&outlet=northern-courier&sort=covered&from=2025-02-11"))
    assert page.xpath("//input[@name='q']/@value") == ["bridge"]
    assert page.xpath("//select[@name='outlet']/option[@selected]/@value") == ["northern-courier"]
    assert page.xpath("//nav[@aria-label='Order']//a[@aria-current]/text()") == ["Most outlets first"]
    assert page.xpath("//nav[@aria-label='Order']//a/@href")[0] == (
        "/events?q=bridge&outlet=northern-courier&from=2025-02-11"
    )
    assert page.xpath("//form//input[@type='date']/@value") == ["2025-02-11", ""]
    assert page.xpath("//form//input[@name='sort']/@value") == ["covered"]
    assert page.xpath("//ul[@aria-label='Narrowed to']/li/a/@href") == [
        "/events?outlet=northern-courier&from=2025-02-11&sort=covered",
        "/events?q=bridge&from=2025-02-11&sort=covered",
        "/events?q=bridge&outlet=northern-courier&sort=covered",
    ]


def test_a_bar_of_a_month_leads_to_as_many_events_as_it_counts(client: TestClient, parse: Parse) -> None:
    listed = client.get("/events.json?q=bridge&from=2030-01-01").json()
    assert (listed["total"], listed["months"], listed["undated"]) == (
        0,
        [{"month": "2025-02", "count": 1}],
        0,
    )
    bar = parse(client.get("/events?q=bridge&from=2030-01-01")).xpath("//svg[@class='months']/a/@href")
    assert bar == ["/events?q=bridge&from=2025-02-01&to=2025-02-28"]
    assert client.get(bar[0].replace("/events", "/events.json")).json()["total"] == 1


def test_an_empty_corpus_says_where_events_come_from(empty_client: TestClient, parse: Parse) -> None:
    page = parse(empty_client.get("/events"))
    assert page.xpath("//div[@class='empty']//a/@href") == ["/"]
    assert not page.xpath("//figure")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/events?page=2", 404),
        ("/events?page=0", 422),
        ("/events?sort=best", 422),
        ("/events?outlet=nobody", 404),
        ("/events?from=yesterday", 422),
        ("/events?from=2025-02-02&to=2025-02-01", 422),
        ("/events/77", 404),
        ("/events/99999999999999999999", 404),
        ("/events/one", 404),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(
    client: TestClient, parse: Parse, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert len(parse(answer).findall(".//h1")) == 1


def test_an_event_shows_timeline_headlines_and_table(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/events/1"))
    assert text(page.find(".//h1")) == "The harbour bridge closes"
    assert "Two outlets, two articles, two days." in text(page.find(".//main"))
    figure = page.xpath("//figure")[0]
    title = figure.xpath(".//title")[0].text
    assert (
        title
        == "Days of publication. 10 February 2025: The Daily Ledger. 11 February 2025: Northern Courier."
    )
    assert len(figure.xpath(".//rect")) == 2
    headlines = page.xpath("//ol[@class='headlines']/li")
    assert [text(line.find(".//h3")) for line in headlines] == [
        "Harbour bridge to close for nine months",
        "Council shuts bridge until January",
    ]
    assert "Ferries from April." in text(headlines[0])
    rows = [text(row) for row in page.xpath("//section[@id='coverage']//tbody/tr")]
    assert rows[0].startswith("The Daily Ledger 10 February 2025 After the first: first")
    assert "After the first: 1 day later Articles: 1 Words: 46" in rows[1]
    coverage = page.get_element_by_id("coverage")
    assert "The Daily Ledger was first, on 10 February 2025. One came 1 day later." in text(coverage)
    assert "The articles are 46 to 53 words long." in text(coverage)


def test_a_key_term_leads_to_the_articles_of_the_event_that_have_it(client: TestClient, parse: Parse) -> None:
    links = parse(client.get("/events/1")).xpath("//ul[@class='shared']//a")
    assert [text(link) for link in links] == ["close", "harbour bridge"]
    found = client.get(links[1].get("href").replace("/search", "/search.json")).json()
    assert [hit["article"]["external_id"] for hit in found["hits"]] == ["ledger.txt", "courier.txt"]


def test_a_side_follows_the_merge_of_its_outlet(writing_client: TestClient, parse: Parse) -> None:
    merged = writing_client.post(
        "/outlets/the-daily-ledger/merge",
        data={"into": "town-hall-minutes"},
    )
    assert merged.status_code == 303
    answer = writing_client.get("/events/1/compare?a=the-daily-ledger&b=northern-courier")
    assert answer.status_code == 200
    assert "Town Hall Minutes" in text(parse(answer).find(".//h1"))
    assert writing_client.get("/events/1/compare.json?a=nobody").status_code == 404


def test_an_event_names_the_outlets_that_are_not_in_it(client: TestClient, parse: Parse) -> None:
    section = parse(client.get("/events/1")).xpath("//section[@aria-labelledby='absent-head']")[0]
    assert "Town Hall Minutes none among 60" in text(section)
    assert "1 article of the corpus names no outlet" in text(section)


def test_two_sides_can_be_picked_also_articles_of_unknown_outlets(
    crowded_client: TestClient, parse: Parse
) -> None:
    page = parse(crowded_client.get("/events/2"))
    form = page.xpath("//form[@action='/events/2/compare']")[0]
    options = form.xpath(".//select[@name='a']//option/@value")
    assert options[0] == "town-hall-minutes"
    assert {"~3", "~4", "~18"} <= set(options)
    assert form.xpath(".//select[@name='a']//option[@selected]/@value") == ["town-hall-minutes"]
    assert form.xpath(".//select[@name='b']//option[@selected]/@value") == ["~3"]
    assert "not drawn" in text(page.find(".//figcaption"))


def test_headings_skip_no_level(crowded_client: TestClient, parse: Parse) -> None:
    for address in ("/events", "/events/1", "/events/2"):
        levels = [
            int(found.tag[1]) for found in parse(crowded_client.get(address)).xpath("//h1|//h2|//h3|//h4")
        ]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.fixture
def ferry_client(filled: Path, tmp_path: Path) -> Iterator[tuple[TestClient, dict[str, int]]]:
    """A client of an app whose corpus has events that follow from one another."""
    shutil.copytree(filled, tmp_path / "ferry")
    database = Database(tmp_path / "ferry" / "parallax.sqlite3")
    numbers = fill_ferry(database)
    database.close()
    with TestClient(
        create_app(Settings(data=tmp_path / "ferry")), base_url="http://127.0.0.1:8000"
    ) as opened:
        yield opened, numbers


def test_an_event_leads_to_those_before_and_after_it(
    ferry_client: tuple[TestClient, dict[str, int]], parse: Parse
) -> None:
    client, numbers = ferry_client
    page = parse(client.get(f"/events/{numbers['sinking']}"))
    near, others = page.xpath("//section[@id='related']//ol")
    assert near.xpath(".//h4/a/@href") == [f"/events/{numbers[name]}" for name in ("before", "after")]
    assert text(near).startswith("Event of 2025-05-01 9 days before · 1 May 2025 · 2 articles Shares ")
    assert "10 days later · 20 May 2025" in text(near)
    assert "375 days later" in text(others)
    assert "undated · 2 articles" in text(others)
    assert "Ida Holm 2 of 2 texts" in text(page.xpath("//ul[@class='shared']")[0])


@pytest.mark.parametrize("address", ["/events/{}", "/events/{}.json"])
def test_the_number_of_queries_does_not_grow_with_the_articles(
    crowded_client: TestClient, address: str
) -> None:
    counts = []
    for number in (1, 2):
        crowded_client.get(address.format(number))
        with queries(crowded_client) as statements:
            assert crowded_client.get(address.format(number)).status_code == 200
        asked = [one for one in statements if one.lstrip().upper().startswith(("SELECT", "WITH"))]
        # a look-up for each of up to twenty terms
        counts.append(len([one for one in asked if "article_words MATCH" not in one]))
        assert len(asked) - counts[-1] <= 20
    # two articles, and sixteen
    assert counts[1] <= counts[0] + 3
    assert counts[0] <= 30


def test_an_event_as_data(client: TestClient) -> None:
    answer = client.get("/events/1.json").json()
    assert [(side["side"], side["days_after"], side["minutes_after"]) for side in answer["coverage"]] == [
        ("the-daily-ledger", 0, None),
        ("northern-courier", 1, None),
    ]
    assert answer["context"]["key_terms"][1] == {"term": "harbour bridge", "articles": 2, "in_corpus": 2}
    assert [article["external_id"] for article in answer["articles"]] == ["ledger.txt", "courier.txt"]
    assert answer["first_day"] == "2025-02-10"
