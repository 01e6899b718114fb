"""The pages as a browser without scripts gets them."""

from itertools import pairwise
from pathlib import Path

import pytest
from page_selection import select, texts
from sqlalchemy import event

PAGES = (
    "/",
    "/search",
    "/search?q=bridge",
    "/concordance?q=bridge",
    "/articles/1",
    "/articles/3",
    "/articles/1/related",
    "/searches",
    "/frozen",
    "/notes",
    "/notes/new?article=1&block=2&start=0&end=82",
    "/outlets",
    "/outlets/the-daily-ledger",
    "/outlets/unknown",
    "/about",
    "/how",
    "/docs",
    "/docs/query-language",
    "/api/docs",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_a_title_and_valid_references(client, parse, address):
    document = parse(client.get(address))
    assert len(select(document, "h1")) == 1
    assert texts(document, "title")[0].endswith("· Parallax")
    levels = [int(heading.tag[1]) for heading in select(document, "h1, h2, h3, h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    ids = [element.get("id") for element in document.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list"):
        assert {element.get(attribute) for element in document.xpath(f"//*[@{attribute}]")} <= set(ids)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_needs_what_the_policy_forbids(client, parse, address):
    document = parse(client.get(address))
    inline = "//script[not(@src) and not(@type='application/ld+json')]"
    assert not document.xpath(f"//@style | //style | {inline} | //@*[starts-with(name(), 'on')]")
    loaded = document.xpath(
        "//script/@src | //link[not(@rel='search' or @rel='alternate')]/@href | //img/@src"
    )
    assert loaded
    assert all(reference.startswith("/static/") for reference in loaded)


@pytest.mark.parametrize("address", PAGES)
def test_links_within_a_page_lead_somewhere(client, parse, address):
    document = parse(client.get(address))
    for reference in set(document.xpath("//main//a/@href")):
        if reference.startswith("#"):
            assert document.get_element_by_id(reference[1:]) is not None
        elif (
            reference.startswith("/") and "/events" not in reference and not reference.startswith("/compare")
        ):
            assert client.get(reference).status_code == 200, reference


def test_home_shows_the_newest_event_articles_and_figures(client, parse):
    document = parse(client.get("/"))
    assert "The harbour bridge closes" in texts(document, "h2")
    assert texts(document, "#corpus ~ .tally li")[0] == "Town Hall Minutes 60"
    assert texts(document, "#corpus ~ .tally li")[-1] == "Outlet unknown 1"
    assert document.xpath("//*[@id='years']/text()")[0].startswith("Articles by year: 2019, 12;")
    data = client.get("/index.json").json()
    assert data["counts"]["articles"] == 63
    assert [card["external_id"] for card in data["articles"][:2]] == ["courier.txt", "ledger.txt"]


def test_an_empty_corpus_says_what_to_do(empty_client, parse):
    assert "ingest FOLDER" in parse(empty_client.get("/")).text_content()
    for address in ("/search", "/outlets"):
        assert [link.get("href") for link in select(parse(empty_client.get(address)), ".empty a")] == ["/"]
    assert select(parse(empty_client.get("/about")), "h1")


def test_an_article_shows_what_is_known_and_from_where(client, parse):
    document = parse(client.get("/articles/1"))
    facts = dict(zip(texts(document, ".facts dt"), texts(document, ".facts dd"), strict=True))
    assert facts["Outlet from the address"] == "The Daily Ledger"
    assert facts["Author line 3"] == "Maria Okafor, city reporter"
    assert facts["Date"] == "10 February 2025 line 2 names the day"
    assert document.xpath("//time/@datetime")[0] == "2025-02-10"
    assert texts(document, ".text .caption") == ["Caption: The bridge at dusk. Picture: A. Keller"]
    assert texts(document, ".facts details .close li") == ["line 10 Sign up for our letter"]
    beside = document.xpath("//h2[@id='beside']/following-sibling::ul[1]/li/a[1]")
    assert [link.text_content() for link in beside] == ["Council shuts bridge until January"]
    assert "/events/1/compare?a=~1&b=~2" in document.xpath("//a/@href")
    assert select(document, ".text")[0].xpath("ancestor-or-self::*[@lang][1]/@lang") == ["en"]


def test_what_is_unknown_is_said(client, parse):
    document = parse(client.get("/articles/3"))
    facts = dict(zip(texts(document, ".facts dt"), texts(document, ".facts dd"), strict=True))
    assert facts["Outlet"] == "Outlet unknown"
    assert facts["Author"] == "Author unknown"
    assert facts["Date"].startswith("not before 1 March 2025 and not after 30 June 2025")
    assert "no headline, first words shown" in document.text_content()


def test_text_of_an_article_is_never_markup(client, parse):
    document = parse(client.get("/articles/3"))
    assert texts(document, "h1") == ['A "nameless" <b>text</b> about the bridge']
    assert '<script>alert("the bridge")</script>' in texts(document, ".text p")[0]
    assert not select(document, "main script, h1 b")
    assert "javascript:alert(1)" not in parse(client.get("/articles/2")).xpath("//a/@href")


def test_the_original_is_plain_text_in_a_sandbox(client):
    answer = client.get("/articles/3/original")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert '<script>alert("the bridge")' in answer.text


def test_outlets_page_through_their_articles(client, parse):
    document = parse(client.get("/outlets/town-hall-minutes"))
    assert len(select(document, ".items > li")) == 50
    assert texts(document, ".pager") == ["Page 1 of 2 Next page"]
    second = client.get("/outlets/town-hall-minutes.json?page=2").json()
    assert (second["total"], len(second["articles"])) == (60, 10)
    assert client.get("/outlets/town-hall-minutes?page=3").status_code == 404
    document = parse(client.get("/outlets"))
    assert texts(document, "tbody th")[0] == "Town Hall Minutes"
    assert texts(document, "tbody td")[0] == "60"
    assert "10 February 2025" in texts(document, "tbody td")


def test_the_reference_lists_every_address_of_the_description(client, parse):
    paths = client.get("/api/openapi.json").json()["paths"]
    shown = {text.split()[-1] for text in texts(parse(client.get("/api/docs")), ".operation > p > code")}
    assert set(paths) <= shown
    assert {"/search.json", "/articles/{article_id}.json", "/outlets.json", "/index.json"} <= set(paths)


def test_every_address_for_data_is_documented(client):
    documented = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in documented


def test_the_number_of_queries_does_not_grow_with_the_articles(client):
    statements = []
    engine = client.app.state.database.engine
    listen = lambda *arguments: statements.append(arguments[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    counts = {}
    for address in (
        "/search?q=bridge",
        "/search?q=council",
        "/outlets/northern-courier",
        "/outlets/town-hall-minutes",
    ):
        statements.clear()
        assert client.get(address).status_code == 200
        counts[address] = len(statements)
    event.remove(engine, "before_cursor_execute", listen)
    assert counts["/search?q=council"] <= counts["/search?q=bridge"] + 1
    assert counts["/outlets/town-hall-minutes"] == counts["/outlets/northern-courier"]
    assert max(counts.values()) <= 20
