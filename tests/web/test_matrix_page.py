"""Who says what about an event: as a page, as data and as a table."""

import csv
import io
from collections.abc import Callable

from fastapi.testclient import TestClient
from lxml import html
from shown import text

Parse = Callable[..., html.HtmlElement]
MATRIX = "/events/1/matrix"


def test_each_side_has_a_column_and_each_statement_a_row(client: TestClient, parse: Parse) -> None:
    page = parse(client.get(MATRIX))
    data = client.get(f"{MATRIX}.json").json()
    assert data["schema"] == "parallax.matrix/1"
    heads = [text(head) for head in page.xpath("//thead//th")]
    assert heads[0] == "Statement"
    assert len(heads) == len(data["columns"]) + 1
    rows = page.xpath("//tbody/tr[starts-with(@id, 's')]")
    assert len(rows) == len(data["statements"])
    for row in rows:
        assert len(row.xpath("./td")) == len(data["columns"])
    assert text(page.xpath("//p[@class='standfirst']")[0]).startswith(f"{len(rows)} statements, ")


def test_a_cell_leads_to_its_sentence_in_the_article(client: TestClient, parse: Parse) -> None:
    page = parse(client.get(MATRIX))
    links = page.xpath("//td//a[contains(@class, 'passage')]/@href")
    assert links
    for link in links[:6]:
        path, _, fragment = link.partition("#")
        assert parse(client.get(path)).get_element_by_id(fragment) is not None


def test_a_state_is_never_told_by_colour_alone(client: TestClient, parse: Parse) -> None:
    for sign in parse(client.get(MATRIX)).xpath("//td//span[contains(@class, 'sign')]"):
        assert sign.xpath("./*[local-name()='svg'][@aria-hidden='true']")
        assert sign.xpath("./span[@class='visually-hidden']")[0].text.strip()


def test_filters_narrow_the_rows_and_say_how_many_there_are(client: TestClient, parse: Parse) -> None:
    whole = parse(client.get(MATRIX))
    for link in whole.xpath("//nav[@aria-label='Which statements']//a"):
        page = parse(client.get(link.get("href")))
        rows = page.xpath("//tbody/tr[starts-with(@id, 's')]")
        assert len(rows) == int(link.xpath("./b")[0].text)
        assert rows or "No statement of this kind was found" in text(page)


def test_the_order_of_appearance_has_the_same_rows(client: TestClient, parse: Parse) -> None:
    pages = [parse(client.get(f"{MATRIX}{order}")) for order in ("", "?by=order")]
    ids = [page.xpath("//tbody/tr[starts-with(@id, 's')]/@id") for page in pages]
    assert sorted(ids[0]) == sorted(ids[1])


def test_the_table_as_csv_has_every_passage(client: TestClient) -> None:
    answer = client.get(f"{MATRIX}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    data = client.get(f"{MATRIX}.json").json()
    assert len(rows) == sum(len(cell) for row in data["statements"] for cell in row["cells"])
    assert {row["state"] for row in rows} <= {"verbatim", "same", "related", "only"}


def test_chosen_sides_stand_alone_and_unknown_ones_are_refused(client: TestClient, parse: Parse) -> None:
    keys = [column["key"] for column in client.get(f"{MATRIX}.json").json()["columns"]]
    query = "&".join(f"side={key}" for key in keys[:2])
    data = client.get(f"{MATRIX}.json?{query}").json()
    assert [column["key"] for column in data["columns"]] == keys[:2]
    assert client.get(f"{MATRIX}?side=nobody").status_code == 404
    assert client.get(f"{MATRIX}?side={keys[0]}").status_code == 422
    assert client.get("/events/99/matrix").status_code == 404
    assert parse(client.get("/events/1")).xpath(f"//a[@href='{MATRIX}']")


def test_many_sides_are_cut_and_the_page_says_so(crowded_client: TestClient, parse: Parse) -> None:
    page = parse(crowded_client.get("/events/2/matrix"))
    assert len(page.xpath("//thead//th")) >= 3
