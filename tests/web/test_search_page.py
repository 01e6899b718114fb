"""The search page: the form, its links, and the part that htmx swaps."""

from lxml import html
from page_selection import select, texts

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_results_come_with_marks_total_and_facets(client, parse):
    document = parse(client.get("/search?q=bridge"))
    assert texts(document, "#status") == ["3 of 63 articles, best match first."]
    assert len(select(document, ".items > li")) == 3
    assert select(document, ".items mark")
    assert select(document, "#q")[0].get("value") == "bridge"
    facets = {"Northern Courier 1", "The Daily Ledger 1", "Outlet unknown 1"}
    assert facets == set(texts(document, "#narrow .tally li"))
    assert document.xpath("//*[@id='months']/text()")[0] == "Articles by month: February 2025, 2."


def test_a_facet_narrows_and_can_be_removed(client, parse):
    document = parse(client.get("/search?q=bridge"))
    link = next(
        a.get("href") for a in select(document, "#narrow a") if a.text_content() == "Northern Courier"
    )
    assert link == "/search?q=bridge&outlet=northern-courier"
    narrowed = parse(client.get(link))
    assert texts(narrowed, "#status")[0].startswith("1 of 63")
    assert select(narrowed, ".chosen a")[0].get("href") == "/search?q=bridge"
    assert narrowed.xpath("//form[@id='search']//input[@name='outlet']/@value") == ["northern-courier"]


def test_days_and_order_stay_in_the_address(client, parse):
    document = parse(client.get("/search?q=council&outlet=&from=2020-01-01&to=2020-12-31&sort=oldest"))
    assert texts(document, ".chosen li")[0].startswith("1 January – 31 December 2020")
    assert document.xpath("//input[@name='from']/@value") == ["2020-01-01"]
    days = document.xpath("//ol//time/@datetime")
    assert days == sorted(days)
    assert "/search?q=council&from=2020-01-01&to=2020-12-31" in document.xpath("//a/@href")


def test_pages_follow_each_other_without_repeats(client, parse):
    first = parse(client.get("/search?q=minutes"))
    address = select(first, ".pager a[rel=next]")[0].get("href")
    second = parse(client.get(f"/search{address}" if address.startswith("?") else address))
    assert not set(texts(first, ".items h2")) & set(texts(second, ".items h2"))
    beyond = parse(client.get("/search?q=minutes&page=99"))
    assert texts(beyond, ".empty h2") == ["There is no page 99"]


def test_a_part_is_the_results_with_a_title(client, parse):
    whole = client.get("/search?q=bridge")
    part = client.get("/search?q=bridge&outlet=&from=", headers=PART)
    assert part.text.startswith("<title>bridge · Parallax</title>")
    assert not select(html.document_fromstring(part.text), "header, form")
    assert part.headers["hx-push-url"] == "/search?q=bridge"
    assert {"HX-Request", "HX-Request-Type"} <= set(whole.headers["vary"].replace(",", " ").split())
    restored = client.get("/search?q=bridge", headers={"HX-History-Restore-Request": "true"})
    assert select(parse(restored), "header.masthead")
    assert "hx-push-url" not in restored.headers


def test_nothing_that_is_typed_breaks_the_page(client, parse):
    for typed in (
        '"',
        "(",
        "a AND",
        "NOT",
        "*",
        "title:",
        "date:[x to y]",
        "<script>",
        "\x00",
        "~~~",
        "é" * 400,
    ):
        answer = client.get("/search", params={"q": typed})
        assert answer.status_code == 200, typed
        assert select(parse(answer), "#q")
    document = parse(client.get("/search", params={"q": "<script>alert(1)</script>"}))
    assert not select(document, "main script")


def test_no_hit_says_what_to_try(client, parse):
    document = parse(client.get("/search?q=zeppelin&outlet=northern-courier"))
    assert texts(document, ".empty h2") == ["No article matches"]
    assert select(document, ".empty a")[0].get("href") == "/search?q=zeppelin"


def test_the_same_address_as_json_is_the_data(client):
    found = client.get("/search.json?q=bridge&outlet=unknown").json()
    assert found["total"] == 1
    assert found["hits"][0]["article"]["external_id"] == "nameless.txt"
    assert found["parameters"]["outlet"] == "unknown"
