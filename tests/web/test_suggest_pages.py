"""Suggestions as a page, as data, and as browsers ask for them."""

import pytest
from fastapi.testclient import TestClient
from imports import settled


def suggested(client: TestClient, q: str, **parameters: object) -> list[tuple[str, str, int]]:
    answer = client.get("/suggest.json", params={"q": q, **parameters})
    assert answer.status_code == 200
    assert answer.json()["text"] == q
    return [(one["kind"], one["query"], one["count"]) for one in answer.json()["suggestions"]]


def test_words_outlets_people_and_events_are_suggested(client: TestClient):
    assert suggested(client, "har")[:2] == [("word", "harbour", 2), ("event", "event:1", 2)]
    assert ("outlet", 'outlet:"The Daily Ledger"', 1) in suggested(client, "led")
    assert ("person", 'author:"Maria Okafor"', 1) in suggested(client, "oka")
    assert suggested(client, "wall town hall m")[0] == ("outlet", 'wall outlet:"Town Hall Minutes"', 60)


def test_behind_a_field_only_what_it_takes(client: TestClient):
    assert suggested(client, "outlet:nor") == [("outlet", 'outlet:"Northern Courier"', 1)]
    assert suggested(client, "outlet:ledger.ex") == [("outlet", 'outlet:"The Daily Ledger"', 1)]
    assert suggested(client, 'bridge author:"mar') == [("person", 'bridge author:"Maria Okafor"', 1)]
    assert suggested(client, 'event:"harbour b') == [("event", "event:1", 2)]
    assert suggested(client, "title:ferri") == [("word", "title:ferries", 1)]
    assert suggested(client, "date:20") == []


def test_words_that_stand_behind_the_one_before_come_first(client: TestClient):
    words = [(query, count) for kind, query, count in suggested(client, "the harbour b") if kind == "word"]
    assert words[:2] == [("the harbour bridge", 3), ("the harbour budget", 60)]
    assert suggested(client, '"harbour b')[0] == ("word", '"harbour bridge"', 3)


def test_words_that_say_nothing_by_themselves_are_left_out(client: TestClient):
    assert {query for _, query, _ in suggested(client, "th", limit=50)}.isdisjoint({"the", "this", "they"})
    assert all(query != "bridge" for _, query, _ in suggested(client, "bridge"))


def test_the_limit_holds(client: TestClient):
    assert len(suggested(client, "c", limit=3)) == 3
    assert client.get("/suggest.json?q=c&limit=0").status_code == 422


def test_the_page_links_to_the_searches(client: TestClient, parse):
    page = parse(client.get("/suggest?q=-outlet:town"))
    links = page.xpath("//ul[@class='tally']//a")
    assert [link.text for link in links] == ["Town Hall Minutes"]
    assert links[0].get("href") == "/search?q=-outlet%3A%22Town+Hall+Minutes%22"
    assert page.xpath("//input[@name='q']/@value") == ["-outlet:town"]
    assert "Nothing in the corpus begins" in client.get("/suggest?q=zzz").text
    assert client.get("/suggest").status_code == 200


def test_htmx_gets_the_list_alone(client: TestClient):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    part = client.get("/suggest?q=har", headers=headers).text
    assert "<ul" in part
    assert "<html" not in part


def test_browsers_get_opensearch_suggestions(client: TestClient):
    answer = client.get("/suggest/opensearch?q=outlet:town")
    assert answer.headers["content-type"] == "application/x-suggestions+json"
    assert answer.json() == [
        "outlet:town",
        ['outlet:"Town Hall Minutes"'],
        ["Town Hall Minutes: outlet, 60 articles"],
        ["http://127.0.0.1:8000/search?q=outlet%3A%22Town+Hall+Minutes%22"],
    ]


@pytest.mark.parametrize(
    "q", ["\0", "\ud800", "%", "'\"", "*", "(" * 900, "x" * 5_000, "event:%", "<script>", "é́"]
)
def test_any_text_is_answered(client: TestClient, q: str):
    for address in ("/suggest", "/suggest.json", "/suggest/opensearch"):
        answer = client.get(address, params={"q": q.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200
        assert "<script>al" not in answer.text


def test_an_empty_corpus_suggests_nothing(empty_client: TestClient):
    assert suggested(empty_client, "har") == []


def test_a_word_of_a_new_article_is_suggested(writing_client: TestClient):
    assert suggested(writing_client, "zepp") == []
    form = {"title": "Zeppelin over the harbour", "text": "A zeppelin came by, and nobody knew why it did."}
    settled(writing_client, writing_client.post("/add/text", data=form))
    assert suggested(writing_client, "zepp") == [("word", "zeppelin", 1)]
