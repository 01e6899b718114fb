"""A comparison is frozen, stays as it was, is saved as files, and goes when a person says so."""

import csv
import hashlib
import io
import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from lxml import html
from shown import text

from app.database import Database
from app.store import corrections

Parse = Callable[..., html.HtmlElement]
SIDES = {"a": "the-daily-ledger", "b": "northern-courier"}
PAIR = "a=the-daily-ledger&b=northern-courier"


def frozen(client: TestClient) -> str:
    answer = client.post("/events/1/compare/freeze", data=SIDES)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def database_of(client: TestClient) -> Database:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    return database


def test_the_comparison_page_offers_all_of_it(client: TestClient, parse: Parse) -> None:
    page = parse(client.get(f"/events/1/compare?{PAIR}"))
    (form,) = page.xpath("//form[@action='/events/1/compare/freeze']")
    assert {field.get("name"): field.get("value") for field in form.xpath(".//input")} == SIDES
    for end in ("html", "md", "csv", "json", "ris", "bib", "csl.json"):
        assert page.xpath(f"//a[@href='/events/1/compare.{end}?{PAIR}']"), end
    assert parse(client.get("/compare?a=1&b=3")).xpath("//form[@action='/compare/freeze']")


def test_what_was_frozen_stays_when_the_corpus_changes(writing_client: TestClient, parse: Parse) -> None:
    client = writing_client
    address = frozen(client)
    assert re.fullmatch(r"/frozen/[0-9a-z]{12}", address)
    before = parse(client.get(address))
    assert "Nothing has changed since" in text(before)
    assert text(before.get_element_by_id("citation")).endswith(f", http://127.0.0.1:8000{address}.")
    with database_of(client).write_session() as session:
        corrections.set_by_hand(session, 1, "title", "Another headline")
        corrections.set_by_hand(session, 2, "outlet", "Southern Courier")
    after = parse(client.get(address))
    assert "“Harbour bridge to close for nine months” is now headed “Another headline”." in text(after)
    assert "is now Southern Courier; it was Northern Courier." in text(after)
    assert text(after.find(".//h1")) == "The Daily Ledger and Northern Courier, side by side"
    for letter in "AB":
        assert text(after.get_element_by_id(letter)) == text(before.get_element_by_id(letter))
    said = client.get(f"{address}.json").json()
    assert said["schema"] == "parallax.frozen/1"
    assert len(said["changes"]) == 2
    first = said["articles"][0]
    original = client.get("/articles/1/original").content
    assert first["document_sha256"] == hashlib.sha256(original).hexdigest()
    assert (first["id"], first["version"]) == (1, 1)
    assert said["method"]["version"] >= 1


def test_the_same_is_frozen_once_and_listed(writing_client: TestClient, parse: Parse) -> None:
    client = writing_client
    address = frozen(client)
    assert frozen(client) == address
    other = client.post("/compare/freeze", data={"a": "1", "b": "3"}).headers["location"]
    listed = client.get("/frozen.json").json()
    assert [f"/frozen/{one['token']}" for one in listed["comparisons"]] == [other, address]
    assert parse(client.get("/frozen")).xpath(f"//a[@href='{address}']")
    assert client.get("/frozen?page=2").status_code == 404


def test_it_is_removed_and_its_address_says_so_until_it_is_undone(
    writing_client: TestClient, parse: Parse
) -> None:
    client = writing_client
    address = frozen(client)
    before = client.get(f"{address}.json").json()
    assert parse(client.get(address)).xpath(f"//form[@method='post'][@action='{address}/remove']")
    answer = client.post(f"{address}/remove")
    assert answer.status_code == 303
    followed = parse(client.get(answer.headers["location"]))
    assert "was removed" in text(followed)
    (undo,) = followed.xpath("//*[@id='undo']//form/@action")
    for gone in (address, f"{address}.json", f"{address}.csv", f"{address}.bib"):
        assert client.get(gone).status_code == 410
    page = parse(client.get(address))
    assert "was removed on" in text(page)
    assert page.xpath("//form[@method='post']/@action") == [undo]
    assert client.get(f"{address}.json").json()["undo"] == undo
    assert client.post(undo).headers["location"] == address
    assert client.get(f"{address}.json").json() == before
    assert client.post(undo).status_code == 404

    # freezing the same again brings back the address that may have been quoted
    client.post(f"{address}/remove")
    assert frozen(client) == address
    assert client.get("/removed.json").json()["removed"] == []


def test_what_cannot_be_frozen_is_told(client: TestClient) -> None:
    assert client.post("/compare/freeze", data={"a": "1", "b": "999"}).status_code == 404
    assert client.post("/compare/freeze", data={"a": "1", "b": "1"}).status_code == 422
    assert client.post("/events/9/compare/freeze", data=SIDES).status_code == 404
    assert client.get("/frozen/nosuchthing2").status_code == 404
    assert client.get("/frozen/%3Cb%3E").status_code == 404


@pytest.mark.parametrize("end", ["csv", "md", "html"])
def test_live_and_frozen_files_say_the_same(writing_client: TestClient, end: str) -> None:
    client = writing_client
    live = client.get(f"/events/1/compare.{end}?{PAIR}")
    kept = client.get(f"{frozen(client)}.{end}")
    for answer in (live, kept):
        assert answer.status_code == 200
        assert f'.{end}"' in answer.headers["content-disposition"]
        assert "Nobody asked us" in answer.text
    if end == "csv":
        assert kept.text == live.text
        rows = list(csv.DictReader(io.StringIO(live.text.removeprefix("\ufeff"))))
        assert {row["outlet"] for row in rows} == {"The Daily Ledger", "Northern Courier"}


def test_the_page_in_one_file_needs_nothing_and_runs_nothing(client: TestClient) -> None:
    written = client.get("/compare.html?a=1&b=3").text
    page = html.document_fromstring(written)
    assert not page.xpath("//script | //link | //img | //iframe | //form | //@src | //@style")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert "url(http" not in written
    assert "@import" not in written
    assert "@font-face" not in written
    for href in page.xpath("//a/@href"):
        assert href.startswith(("#", "https://www.ledger.example/")), href
        assert not href.startswith("#") or page.get_element_by_id(href[1:]) is not None
    (style,) = page.xpath("//style")
    digest = b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert '<script>alert("the bridge")</script> stands in this text as it came.' in text(page)


def test_sides_of_several_articles_are_written_with_all_of_them(crowded_client: TestClient) -> None:
    query = "a=town-hall-minutes&b=~3"
    written = crowded_client.get(f"/events/2/compare.md?{query}").text
    assert written.count("### Minutes of council meeting") == 12
    assert "Only the 12 newest of the 15 articles of Town Hall Minutes are shown in A." in written
    assert written.count("; SHA-256 of the original") == 13
    page = html.document_fromstring(crowded_client.get(f"/events/2/compare.html?{query}").text)
    assert len(page.xpath("//ul[contains(@class, 'sources')]/li")) == 13
    references = crowded_client.get(f"/events/2/compare.csl.json?{query}").json()
    assert len({one["id"] for one in references}) == 13


def test_nobody_freezes_from_another_site_or_without_a_sign_in(client: TestClient) -> None:
    answer = client.post("/events/1/compare/freeze", data=SIDES, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
