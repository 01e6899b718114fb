"""Attention over time: the form, the lines, the table whose numbers lead on, and the data."""

import csv

from page_selection import select, texts


def test_lines_and_table_say_the_same(client, parse):
    document = parse(client.get("/trends?q=bridge&q=council&period=year"))
    assert texts(document, "thead th") == ["Year", "1 bridge", "2 council", "All articles"]
    rows = [[cell.text_content() for cell in row] for row in select(document, "tbody tr")]
    assert [row[0] for row in rows] == ["2019", "2020", "2021", "2022", "2023", "2024", "2025"]
    # three articles are about the bridge; the day of one is not known
    assert rows[-1][1:] == ["2", "2", "2"]
    assert texts(document, "tfoot td") == ["1", "1", "1"]
    assert len(select(document, ".plot path")) == 2
    told = select(document, "#drawn")[0].text_content()
    assert told.startswith("2 lines over 7 years, 1 January 2019 – 31 December 2025; articles a year.")


def test_a_number_leads_to_its_articles(client, parse):
    document = parse(client.get("/trends?q=bridge&q=council&period=year&lang=en"))
    link = document.xpath("//tbody/tr[last()]/td[1]/a/@href")[0]
    assert link == "/search?q=bridge&lang=en&from=2025-01-01&to=2025-12-31"
    assert client.get(link.replace("/search", "/search.json", 1)).json()["total"] == 2


def test_every_query_keeps_its_field_and_one_is_left_for_more(client, parse):
    document = parse(client.get("/trends?q=bridge&q=&q=council&outlet=town-hall-minutes&measure=share"))
    fields = [field.get("value") for field in select(document, ".queries input")]
    assert fields == ["bridge", "council", ""]
    assert document.xpath("//input[@name='outlet']/@value") == ["town-hall-minutes"]
    assert "Only Town Hall Minutes." in document.text_content()
    full = parse(client.get("/trends?" + "&".join(f"q=w{number}" for number in range(6))))
    assert len(select(full, ".queries input")) == 6


def test_a_share_of_few_articles_is_said_with_their_number(client, parse):
    document = parse(client.get("/trends?q=bridge&measure=share&period=year&from=2024-01-01"))
    last = document.xpath("string(//tbody/tr[last()]/td[1])")
    assert " ".join(last.split()) == "100 2 of 2 articles"
    assert select(document, "circle.few")
    assert "fewer than 20 articles" in select(document, "figcaption")[0].text_content()


def test_a_period_without_an_article_is_no_zero(client, parse):
    document = parse(client.get("/trends?q=bridge&period=month&from=2025-01-01&to=2025-02-28"))
    assert [cell.text_content() for cell in document.xpath("//tbody//td[1]")] == ["no article", "2"]


def test_by_outlet_each_line_is_an_outlet(client, parse):
    document = parse(client.get("/trends?q=bridge&by=outlet"))
    assert {head.lstrip("123 ") for head in texts(document, "thead th")} >= {
        "The Daily Ledger",
        "Northern Courier",
        "Outlet unknown",
    }
    links = {link.get("href") for link in select(document, "tbody a")}
    assert any("outlet=northern-courier" in link for link in links)


def test_many_lines_are_drawn_apart(client, parse):
    queries = "&".join(f"q={word}" for word in ("council", "budget", "bridge", "ferries", "crowns"))
    document = parse(client.get(f"/trends?{queries}"))
    assert len(select(document, ".apart > li > svg")) == 5
    assert "5 lines over" in document.text_content()


def test_the_same_as_data(client):
    found = client.get("/trends.json?q=bridge&q=council&period=year&measure=share").json()
    assert found["unit"] == "year"
    assert [series["query"] for series in found["series"]] == ["bridge", "council"]
    assert found["series"][0]["shares"][-1] == 1.0
    answer = client.get("/trends.csv?q=%3Dbridge&period=year")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert (rows[-1]["query"], rows[-1]["first_day"], rows[-1]["found"]) == ("'=bridge", "2025-01-01", "2")


def test_nothing_found_and_nothing_there_are_said(client, empty_client, parse):
    assert "No article matches" in parse(client.get("/trends?q=zeppelin")).text_content()
    assert "The corpus is empty" in parse(empty_client.get("/trends?q=x")).text_content()


def test_what_is_no_choice_is_refused_in_a_sentence(client):
    for address in ("/trends?period=fortnight", "/trends?by=author", "/trends?from=2025-13-01"):
        assert client.get(address).status_code == 422
    assert client.get("/trends?q=bridge&period=&from=&to=").status_code == 200


def test_hostile_queries_are_only_text(client, parse):
    document = parse(client.get("/trends?q=%3Cscript%3Ealert(1)%3C/script%3E&q=%22"))
    assert not document.xpath("//script[not(@src)]")
