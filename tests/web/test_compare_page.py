"""The comparison as a page and as data, and what happens when it cannot be made."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from lxml import html
from shown import text

Parse = Callable[..., html.HtmlElement]
PAIR = "/events/1/compare?a=the-daily-ledger&b=northern-courier"


def test_both_texts_stand_side_by_side_in_full(client: TestClient, parse: Parse) -> None:
    page = parse(client.get(PAIR))
    assert text(page.find(".//h1")) == "The Daily Ledger and Northern Courier, side by side"
    columns = [page.get_element_by_id(letter) for letter in "AB"]
    assert "Ferries will run every twelve minutes from April." in text(columns[0])
    assert "said the baker Tom Ruiz." in text(columns[1])
    assert re.search(r"\d+ of the \d+ sentences? in A|None of the", text(page.find(".//main")))
    assert page.xpath("//nav[@aria-label='Breadcrumb']//a[@href='/events/1']")


def test_every_number_stands_on_both_sides_and_leads_across(client: TestClient, parse: Parse) -> None:
    page = parse(client.get(PAIR))
    columns = {letter: page.get_element_by_id(letter) for letter in "AB"}
    numbers = {letter: set(column.xpath(".//@data-link")) for letter, column in columns.items()}
    assert numbers["A"]
    assert numbers["A"] == numbers["B"]
    for letter, other in (("A", "B"), ("B", "A")):
        for mark in columns[letter].xpath(".//a[@data-link]"):
            target = page.get_element_by_id(mark.get("href")[1:])
            assert target in list(columns[other].iter())
            assert mark.get("data-link") in target.xpath(".//@data-link")
            assert mark.get("aria-label").startswith(mark.text + ": ")


def test_a_state_is_never_told_by_colour_alone(client: TestClient, parse: Parse) -> None:
    page = parse(client.get(PAIR))
    for group in page.xpath("//span[@class='marks']/span"):
        assert group.xpath("./*[local-name()='svg'][@aria-hidden='true']")
        assert group.xpath("./span[@class='visually-hidden']")[0].text.strip()


def test_a_filter_takes_marks_away_and_keeps_the_text(client: TestClient, parse: Parse) -> None:
    whole, filtered = (parse(client.get(PAIR + show)) for show in ("", "&show=only"))
    assert not filtered.xpath("//a[@data-link]")
    assert len(whole.xpath("//*[starts-with(@class, 'passage') and @id]")) == len(
        filtered.xpath("//*[starts-with(@class, 'passage') and @id]")
    )
    assert [text(link) for link in filtered.xpath("//nav[@class='filters']//a[@aria-current]")] != []
    addresses = whole.xpath("//nav[@class='filters']//a/@href")
    assert len(addresses) == 5
    assert addresses[-1].endswith("&show=only#texts")


@pytest.mark.parametrize("order", ["a", "b", "grouped"])
def test_every_order_has_both_texts_whole_and_keeps_the_filter(
    client: TestClient, parse: Parse, order: str
) -> None:
    own, page = (parse(client.get(PAIR + more)) for more in ("", f"&order={order}&show=same"))
    anchors = [sorted(one.xpath("//span[starts-with(@class, 'passage')]/@id")) for one in (own, page)]
    assert anchors[0] == anchors[1]
    assert len(page.xpath("//div[@class='pair by-rows']//div[@data-side='A']")) > 1
    assert all(f"&order={order}" in href for href in page.xpath("//nav[@class='filters']//a/@href"))
    orders = page.xpath("//nav[@class='orders']//a/@href")
    assert len(orders) == 4
    assert all("&show=same" in href for href in orders)
    assert len(page.xpath("//nav[@class='orders']//a[@aria-current]")) == 1


def test_what_is_contrasted_stands_below_the_texts_and_leads_to_its_sentences(
    client: TestClient, parse: Parse
) -> None:
    page = parse(client.get(PAIR))
    for section in ("figures", "quotations", "names", "words", "reuse", "order"):
        found = page.get_element_by_id(section)
        assert found.xpath("./h2")
        assert len(text(found.xpath("./p[@class='meta']")[0])) > 20
        assert len(found.xpath(".//a[starts-with(@href, '/how#')]")) == 1
        for href in found.xpath(".//a[not(starts-with(@href, '/how#'))]/@href"):
            assert page.get_element_by_id(href[1:]) is not None


def test_the_page_says_how_far_to_trust_it(client: TestClient, parse: Parse) -> None:
    section = text(parse(client.get(PAIR)).get_element_by_id("method"))
    assert "no counterpart was found in these two collected articles" in section
    assert re.search(r"Of 100 sentences marked only here, \d+ had no counterpart", section)


def test_sides_swap_and_default(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/events/1/compare"))
    assert text(page.find(".//h1")).startswith("The Daily Ledger and")
    assert page.xpath("//a[text()='Swap A and B']/@href") == [
        "/events/1/compare?a=northern-courier&b=the-daily-ledger"
    ]
    assert text(parse(client.get("/events/1/compare?a=northern-courier")).find(".//h1")).startswith(
        "Northern"
    )


@pytest.mark.parametrize("query", ["a=1&b=2", "a=ledger.txt&b=courier.txt", "a=+1+&b=courier.txt"])
def test_any_two_articles_by_number_or_external_id(client: TestClient, parse: Parse, query: str) -> None:
    page = parse(client.get(f"/compare?{query}"))
    assert len(page.xpath("//div[@class='pair']/section")) == 2
    assert client.get(f"/compare.json?{query}").json()["schema"] == "parallax.compare/1"


def test_an_article_of_an_unknown_outlet_is_a_side_and_its_markup_stays_text(
    crowded_client: TestClient, parse: Parse
) -> None:
    page = parse(crowded_client.get("/events/2/compare?a=~3&b=~5"))
    assert "Outlet unknown" in text(page.xpath("//div[@class='heads']")[0])
    assert '<script>alert("the bridge")</script> stands in this text' in text(page.get_element_by_id("A"))
    assert not page.xpath("//main//script")


def test_a_side_of_many_articles_is_cut_and_says_so(crowded_client: TestClient, parse: Parse) -> None:
    page = parse(crowded_client.get("/events/2/compare?a=town-hall-minutes&b=~3"))
    assert "Only the 12 newest of the 15 articles of Town Hall Minutes" in text(page.find(".//main"))
    assert len(page.get_element_by_id("A").xpath(".//header[@class='of-article']")) == 12
    assert "these 13 collected articles" in text(page.get_element_by_id("method"))
    levels = [int(found.tag[1]) for found in page.xpath("//h1|//h2|//h3|//h4|//h5")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.xpath("//details[@class='choose']//select[@name='b']/optgroup/option[@selected]/@value") == [
        "~3"
    ]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compare?a=1&b=1", 422),
        ("/compare?a=1&b=ledger.txt", 422),
        ("/compare?a=1&b=nothing-like-it", 404),
        ("/compare?a=1&b=2&show=most", 422),
        ("/compare?a=1&b=2&order=c", 422),
        ("/events/1/compare?a=the-daily-ledger&b=the-daily-ledger", 422),
        ("/events/1/compare?a=the-daily-ledger&b=~1", 422),
        ("/events/1/compare?a=town-hall-minutes", 404),
        ("/events/1/compare?a=~3", 404),
        ("/events/77/compare", 404),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(
    client: TestClient, parse: Parse, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert len(parse(answer).findall(".//h1")) == 1
    data = client.get(address.replace("/compare", "/compare.json", 1))
    assert data.status_code == (200 if "show=" in address or "order=" in address else status)


def test_one_article_alone_leads_to_the_picker(client: TestClient, parse: Parse) -> None:
    answer = client.get("/compare?a=1")
    assert answer.status_code == 200
    page = parse(answer)
    assert page.xpath("//input[@name='a']/@value") == ["1"]
    assert "second one, too" in text(page.xpath("//*[@role='status']")[0])
    assert client.get("/compare.json?a=1").status_code == 422


def test_the_picker_offers_fields_examples_and_events(client: TestClient, parse: Parse) -> None:
    page = parse(client.get("/compare"))
    assert page.xpath("//form[@action='/compare']//input[@required]/@name") == ["a", "b"]
    assert page.xpath("//p[@id='references']/code")
    assert page.xpath("//a[@href='/events/1/compare']")


def test_the_picker_works_without_any_article(empty_client: TestClient, parse: Parse) -> None:
    for address in ("/compare", "/events"):
        assert "The corpus is empty" in text(parse(empty_client.get(address)).find(".//main"))


def test_the_comparison_as_data(client: TestClient) -> None:
    answer = client.get(PAIR.replace("compare?", "compare.json?")).json()
    ids = {passage["id"] for side in ("passages_a", "passages_b") for passage in answer[side]}
    assert answer["a"]["name"] == "The Daily Ledger"
    assert {found for link in answer["aligned"] for found in (*link["a"], *link["b"])} <= ids
    assert set(answer["only_a"]) | set(answer["only_b"]) <= ids
