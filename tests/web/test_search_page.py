"""The search page: the form, its links, and the part that htmx swaps."""

from datetime import date

import pytest
from lxml import html
from page_selection import select, texts

from app.search import language
from app.search.results import SearchHit, SearchPage
from app.web.routes import search as search_route

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def _link(document: html.HtmlElement, label: str) -> str:
    """The address of the choice that is called so."""
    return next(
        a.get("href")
        for a in select(document, "aside .tally a")
        if " ".join(a.text_content().split()) == label
    )


def test_results_come_with_marks_total_and_facets(client, parse):
    document = parse(client.get("/search?q=bridge"))
    assert texts(document, "#status") == ["3 of 63 articles, best match first."]
    assert len(select(document, ".items > li")) == 3
    assert select(document, ".items mark")
    assert select(document, "#q")[0].get("value") == "bridge"
    outlets = {"Northern Courier 1", "The Daily Ledger 1", "Outlet unknown 1"}
    others = {"2025 2", "English 2", "Language unknown 1", "The harbour bridge closes 2", "Maria Okafor 1"}
    assert outlets | others == set(texts(document, "aside .tally li"))
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


def test_choices_of_one_kind_add_up_and_kinds_narrow_each_other(client, parse):
    one = parse(client.get("/search?q=bridge&outlet=northern-courier"))
    # the other outlets stay in view, with what they would add
    assert "The Daily Ledger 1" in texts(one, "#narrow .tally li")
    two = parse(client.get(_link(one, "The Daily Ledger")))
    assert texts(two, "#status")[0].startswith("2 of 63")
    assert [text.split(" Remove")[0] for text in texts(two, ".chosen li")] == [
        "Outlet: Northern Courier",
        "Outlet: The Daily Ledger",
    ]
    by_author = parse(client.get(_link(two, "Maria Okafor")))
    assert texts(by_author, "#status")[0].startswith("1 of 63")
    assert by_author.xpath("//form[@id='search']//input[@type='hidden']/@value") == [
        "northern-courier",
        "the-daily-ledger",
        "Maria Okafor",
    ]
    without = parse(client.get(_link(by_author, "Maria Okafor, chosen; follow to remove")))
    assert texts(without, "#status")[0].startswith("2 of 63")
    assert select(by_author, ".chosen > a")[0].get("href") == "/search?q=bridge"


def test_a_year_opens_its_months_and_its_bars_lead_to_them(client, parse):
    document = parse(client.get(_link(parse(client.get("/search?q=council")), "2020")))
    total = int(texts(document, "#status")[0].split()[0])
    months = [int(text.split()[-1]) for text in texts(document, "#narrow .tally li") if " 2020 " in text]
    assert sum(months) == total > 0
    bar = select(document, ".months a")[0]
    assert bar.get("href").startswith("/search?q=council&from=2019-")
    name, count = bar.findtext("title").rsplit(", ", 1)
    in_month = parse(client.get(bar.get("href")))
    assert texts(in_month, "#status")[0].split()[0] == count.split()[0]
    assert any(text.startswith(f"{name}, chosen") for text in texts(in_month, "#narrow .tally li"))


def test_days_and_order_stay_in_the_address(client, parse):
    document = parse(client.get("/search?q=council&outlet=&from=2020-01-01&to=2020-12-31&sort=oldest"))
    assert texts(document, ".chosen li")[0].startswith("Days: 1 January – 31 December 2020")
    assert document.xpath("//input[@name='from']/@value") == ["2020-01-01"]
    days = document.xpath("//ol//time/@datetime")
    assert days == sorted(days)
    assert "/search?q=council&from=2020-01-01&to=2020-12-31" in document.xpath("//a/@href")


def test_pages_follow_each_other_without_repeats(client, parse):
    first = parse(client.get("/search?q=title:minutes"))
    second = parse(client.get(select(first, ".pager a[rel=next]")[0].get("href")))
    assert not set(texts(first, ".items h2")) & set(texts(second, ".items h2"))
    by_number = parse(client.get("/search?q=title:minutes&page=2"))
    assert texts(by_number, ".items h2") == texts(second, ".items h2")
    third = parse(client.get(select(second, ".pager a[rel=next]")[0].get("href")))
    assert len(select(third, ".items > li")) == 20
    assert not select(third, ".pager a[rel=next]")
    assert texts(parse(client.get("/search?q=title:minutes&after=1")), "#query-notes li")
    beyond = parse(client.get("/search?q=title:minutes&page=99"))
    assert texts(beyond, ".empty h2") == ["There is no page 99"]


def test_a_part_is_the_results_with_a_title(client, parse):
    whole = client.get("/search?q=bridge")
    part = client.get("/search?q=bridge&outlet=&from=", headers=PART)
    assert part.text.startswith("<title>bridge · Search · Parallax</title>")
    assert not select(html.document_fromstring(part.text), "header, form.search-box")
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
    assert found["parameters"]["outlet"] == ["unknown"]
    assert found["facets"]["undated"] == 1
    assert client.get("/search.json?q=bridge&facets=false").json()["facets"] is None


def test_what_is_said_about_a_query_stands_beside_the_box(client, parse):
    document = parse(client.get("/search", params={"q": '"harbour bridge'}))
    box = select(document, "#q")[0]
    notes = document.get_element_by_id(box.get("aria-describedby"))
    assert "never closed" in notes.text_content()
    guessed = parse(client.get("/search?q=brigde&outlet=northern-courier"))
    link = select(guessed, "#query-notes .did-you-mean a")[0]
    assert link.get("href") == "/search?q=bridge&outlet=northern-courier"
    assert texts(parse(client.get(link.get("href"))), "#status")[0].startswith("1 of 63")


def test_every_example_of_the_help_is_a_query_without_a_slip(client, parse):
    document = parse(client.get("/search"))
    examples = texts(document, "#help dt")
    assert len(examples) > 25
    for example, link in zip(examples, select(document, "#help dt a"), strict=True):
        assert language.parse(example, date(2026, 1, 5)).notes == (), example
        assert select(parse(client.get(link.get("href"))), "#q")[0].get("value") == example


@pytest.fixture
def show(client, monkeypatch, parse):
    """The page as it shows results that are changed before."""

    def shown(address: str, **changes: object) -> html.HtmlElement:
        true_search = search_route.search

        def changed(session, parameters) -> SearchPage:
            return true_search(session, parameters).model_copy(update=changes)

        with monkeypatch.context() as patch:
            patch.setattr(search_route, "search", changed)
            return parse(client.get(address))

    return shown


def test_an_answer_cut_short_says_so(show):
    document = show("/search?q=bridge", complete=False)
    assert texts(document, "#status")[0].startswith("At least 3 of 63 articles")
    assert "took too long" in texts(document, "#query-notes")[0]


def test_folded_copies_can_be_shown(client, show):
    found = client.get("/search.json?q=bridge").json()
    hits = [SearchHit.model_validate(hit) for hit in found["hits"]]
    with_copies = (hits[0].model_copy(update={"copies": 2}), *hits[1:])
    document = show("/search?q=bridge", total=5, texts=3, hits=with_copies)
    assert texts(document, "#status") == [
        "5 of 63 articles, 3 different texts, each shown once, best match first."
    ]
    link = select(document, ".items .meta a")[0]
    assert link.text_content() == "+ 2 copies"
    assert link.get("href") == "/search?q=bridge&copies=show"
    assert "Show copies of a text once" in texts(show(link.get("href")), ".search-links a")


def test_the_empty_states_say_what_to_do(empty_client, client, parse):
    document = parse(empty_client.get("/search?q=bridge"))
    assert texts(document, ".empty h2") == ["The corpus is empty"]
    assert select(document, ".empty a")[0].get("href") == "/"
    assert texts(parse(client.get("/search?q=bridge&page=7")), ".empty h2") == ["There is no page 7"]


def test_every_page_offers_itself_as_a_search_engine_and_the_search_as_a_feed(client, parse):
    document = parse(client.get("/search?q=bridge&outlet=unknown"))
    links = {
        link.get("rel"): link.get("href")
        for link in document.xpath("//link[@rel='search' or @type='application/atom+xml']")
    }
    assert links == {"search": "/opensearch.xml", "alternate": "/search.atom?q=bridge&outlet=unknown"}
