"""References as files, and what an article's page says of its article."""

import json
from collections.abc import Callable

from fastapi.testclient import TestClient
from lxml import html

Parse = Callable[..., html.HtmlElement]


def test_an_article_is_cited_in_three_forms(client: TestClient) -> None:
    item = client.get("/articles/1.csl.json").json()[0]
    assert item["title"] == "Harbour bridge to close for nine months"
    assert item["author"] == [{"family": "Okafor", "given": "Maria"}]
    answer = client.get("/articles/1.ris")
    assert answer.headers["content-type"].startswith("application/x-research-info-systems")
    assert 'filename="article-1.ris"' in answer.headers["content-disposition"]
    assert answer.text.startswith("TY  - NEWS\r\nAU  - Okafor, Maria\r\n")
    assert client.get("/articles/1.bib").text.startswith("@article{okafor2025-1,\n")


def test_many_are_cited_in_one_file(client: TestClient) -> None:
    for address, count in (
        ("/events/1", 2),
        ("/events/1/compare", 2),
        ("/compare", 2),
        ("/search", 63),
    ):
        query = {"/compare": "?a=1&b=3"}.get(address, "")
        assert client.get(f"{address}.ris{query}").text.count("TY  - NEWS") == count
        assert len(client.get(f"{address}.csl.json{query}").json()) == count
        assert client.get(f"{address}.bib{query}").text.count("@") == count
    assert client.get("/search.csl.json?q=zeppelin").json() == []


def test_what_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/articles/999.csl.json").status_code == 404
    assert client.get("/events/999.ris").status_code == 404
    assert client.get("/articles/1.endnote").status_code == 404
    assert client.get("/compare.bib?a=1&b=1").status_code == 422


def test_the_page_shows_how_to_cite(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/articles/1"))
    assert page.get_element_by_id("citation").text == (
        "Maria Okafor, “Harbour bridge to close for nine months”, The Daily Ledger, 10 February 2025, "
        "https://www.ledger.example/city/harbour-bridge-to-close."
    )
    assert page.xpath("//a[@href='/articles/1.bib']")


def test_programs_find_the_facts_in_the_page(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/articles/1"))
    said = {tag.get("name"): tag.get("content") for tag in page.xpath("//head/meta[@name]")}
    assert said["z:itemType"] == "newspaperArticle"
    assert said["citation_title"] == "Harbour bridge to close for nine months"
    assert said["citation_publication_date"] == "2025/02/10"
    (script,) = page.xpath("//script[@type='application/ld+json']")
    found = json.loads(script.text)
    assert found["@type"] == "NewsArticle"
    assert found["publisher"]["url"] == "https://ledger.example/"


def test_a_hostile_article_stays_in_its_place(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/articles/3"))
    (script,) = page.xpath("//script[@type='application/ld+json']")
    assert "headline" not in json.loads(script.text)
    assert page.get_element_by_id("citation").text.startswith(
        '[A "nameless" <b>text</b> about the bridge], not'
    )
    assert not page.xpath("//script[not(@src) and not(@type)]")
    assert "javascript:" not in client.get("/articles/2.ris").text
