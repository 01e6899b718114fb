"""The concordance: lines, their order and links, data, and what is shown when there is none."""

import csv
import io

from page_selection import select, texts


def test_every_hit_is_a_line_that_leads_to_its_place(client, parse):
    document = parse(client.get("/concordance?q=bridge"))
    lines = select(document, ".kwic tbody tr")
    status = texts(document, "#status")[0]
    assert status.startswith(f"{len(lines)} lines in 3 articles, in the order of the search.")
    assert {text.lower().removesuffix("s") for text in texts(document, ".kwic mark")} == {"bridge"}
    links = document.xpath("//td[contains(@class, 'keyword')]/a/@href")
    assert any(link.startswith("/articles/1?q=bridge#:~:text=The%20harbour-,bridge,-will") for link in links)
    assert "headline" in texts(document, ".kwic .outlet span")
    assert select(document, "form[action='/concordance'] #q")[0].get("value") == "bridge"


def test_an_order_is_a_link_that_keeps_the_search(client, parse):
    document = parse(client.get("/concordance?q=bridge&from=2025-01-01"))
    orders = document.xpath("//nav[@aria-label='Order of the lines']//a")
    links = {order.text_content(): order.get("href") for order in orders}
    assert links["Words before"] == "/concordance?q=bridge&from=2025-01-01&order=left"
    ordered = parse(client.get(links["Words before"]))
    assert texts(ordered, "#results .tabs a[aria-current=true]") == ["Words before"]
    before = [text.split()[-1].lower() for text in texts(ordered, "td.before") if text.strip()]
    assert before == sorted(before)
    assert ordered.xpath("//form//input[@name='order']/@value") == ["left"]
    assert ordered.xpath("//form//input[@name='from']/@value") == ["2025-01-01"]
    articles = next(a.get("href") for a in select(ordered, ".tabs a") if a.text_content() == "Articles")
    assert articles == "/search?q=bridge&from=2025-01-01"


def test_what_narrows_the_search_is_named_and_can_be_removed(client, parse):
    document = parse(client.get("/concordance?q=bridge&outlet=northern-courier&order=right"))
    assert texts(document, ".chosen li")[0].startswith("Outlet: Northern Courier Remove")
    assert select(document, ".chosen a")[0].get("href") == "/concordance?q=bridge&order=right"
    assert {text.split()[0] for text in texts(document, "td.outlet")} == {"Northern"}


def test_pages_go_on(client, parse):
    first = parse(client.get("/concordance?q=the+OR+minutes&order=date"))
    onward = select(first, ".pager a[rel=next]")[0].get("href")
    assert onward == "/concordance?q=the+OR+minutes&order=date&page=2"
    assert select(parse(client.get(onward)), ".kwic tbody tr")
    beyond = parse(client.get("/concordance?q=bridge&page=99"))
    assert texts(beyond, ".empty h2") == ["There is no page 99"]


def test_the_same_address_answers_as_data(client):
    answer = client.get("/concordance.json?q=bridge&order=right").json()
    assert answer["order"] == "right"
    assert answer["line_count"] == len(answer["lines"])
    line = answer["lines"][0]
    whole = client.get(f"/articles/{line['article']['id']}.json").json()
    assert whole[line["field"]][line["start"] : line["end"]] == line["keyword"]
    assert client.get("/concordance.json?q=bridge&order=up").status_code == 422


def test_the_csv_holds_every_line_and_no_formula(client):
    answer = client.get("/concordance.csv?q=bridge")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == client.get("/concordance.json?q=bridge").json()["line_count"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert list(csv.reader(io.StringIO(client.get("/concordance.csv").text)))[1:] == []


def test_what_is_typed_or_stored_breaks_nothing(client, empty_client, parse):
    document = parse(client.get("/concordance", params={"q": "alert"}))
    assert texts(document, "td.before") == ["<script>"]
    assert not select(document, "main script")
    for typed in ('"', "(", "NOT", "*", "~~~", "\x00", "é" * 400, "<script>"):
        assert client.get("/concordance", params={"q": typed}).status_code == 200, typed
    for address, heading in (
        ("/concordance", "Which word?"),
        ("/concordance?q=has:dek", "Which word?"),
        ("/concordance?q=zeppelin", "No article matches"),
        ("/concordance?q=author:okafor", "No line to show"),
    ):
        assert texts(parse(client.get(address)), ".empty h2") == [heading]
    assert texts(parse(empty_client.get("/concordance?q=bridge")), ".empty h2") == ["The corpus is empty"]


def test_an_article_marks_the_words_of_the_search_one_comes_from(client, parse):
    document = parse(client.get("/articles/1", params={"q": "bridges OR ferr* -zeppelin"}))
    assert set(texts(document, "article mark")) == {"bridge", "Ferries"}
    assert texts(document, "h1 mark") == ["bridge"]
    for unmarked in ("/articles/1", "/articles/1?q=has:dek"):
        document = parse(client.get(unmarked))
        assert not select(document, "mark")
        assert "are marked" not in document.text_content()
    assert client.get("/articles/3", params={"q": '"<script> (*'}).status_code == 200
