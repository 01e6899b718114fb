"""Correcting an article in the browser, without scripts: forms that lead back to it."""

import shutil

import pytest
from fastapi.testclient import TestClient
from page_selection import select, texts
from pydantic import SecretStr

from app.config import Settings
from app.web.app import create_app


def facts(document) -> dict[str, str]:
    return dict(zip(texts(document, ".facts dt"), texts(document, ".facts dd"), strict=True))


def test_a_value_is_set_shown_beside_the_extracted_one_and_undone(writing_client, parse):
    answer = writing_client.post(
        "/articles/1/corrections", data={"field": "byline", "value": " Ann  Onymous"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/articles/1#byline")
    document = parse(writing_client.get("/articles/1"))
    assert facts(document)["Author set by hand"].startswith(
        "Ann Onymous The document gives Maria Okafor. Undo"
    )
    (record,) = writing_client.get("/articles/1/corrections.json").json()
    assert (record["field"], record["value"], record["extracted"]) == (
        "byline",
        "Ann Onymous",
        "Maria Okafor",
    )
    form = select(document, "form.undo")[0]
    data = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert writing_client.post(form.get("action"), data=data).status_code == 303
    assert facts(parse(writing_client.get("/articles/1")))["Author line 3"] == "Maria Okafor, city reporter"
    assert writing_client.get("/articles/1/corrections.json").json() == []


def test_every_field_has_a_form_with_what_is_known(client, parse):
    forms = select(parse(client.get("/articles/1")), ".by-hand form")
    shown = {}
    for form in forms:
        if form.get("action") == "/articles/1/event":
            continue
        hidden, value = form.xpath(".//input")
        assert form.get("action") == "/articles/1/corrections"
        shown[hidden.get("value")] = value.get("value")
        assert form.xpath(".//label")[0].get("for") == value.get("id")
    assert shown == {
        "outlet": "The Daily Ledger",
        "title": "Harbour bridge to close for nine months",
        "byline": "Maria Okafor",
        "published": "2025-02-10",
        "language": "en",
        "section": "",
        "url": "https://www.ledger.example/city/harbour-bridge-to-close",
    }
    # a bound is no date to confirm
    values = {
        form.xpath("input")[0].get("value"): form.xpath("input")[1].get("value")
        for form in select(parse(client.get("/articles/3")), ".by-hand form")
        if form.get("action") == "/articles/3/corrections"
    }
    assert values["published"] == ""


def test_all_fields_at_once_are_shown_as_set(writing_client, parse):
    for field, value in (
        ("title", "<b>The</b> bridge"),
        ("published", "May 2025"),
        ("language", ""),
        ("section", "City & harbour"),
        ("url", "https://ledger.example/right?a=1&b=2"),
        ("outlet", "Harbour Gazette"),
    ):
        assert (
            writing_client.post("/articles/1/corrections", data={"field": field, "value": value}).status_code
            == 303
        )
    document = parse(writing_client.get("/articles/1"))
    assert texts(document, "h1") == ["<b>The</b> bridge"]
    shown = facts(document)
    assert shown["Headline set by hand"].startswith(
        "<b>The</b> bridge The document gives Harbour bridge to close"
    )
    assert shown["Date set by hand"].startswith("May 2025 The document gives 10 February 2025.")
    assert shown["Language set by hand"].startswith("None The document gives en.")
    assert shown["Section set by hand"].startswith("City & harbour The document gives none.")
    assert "/right" in shown["Address set by hand"] or "right" in shown["Address set by hand"]
    assert shown["Outlet set by hand"].startswith(
        "Harbour Gazette The document gives The Daily Ledger (from the"
    )
    assert writing_client.get("/search.json?q=harbour").json()["total"] >= 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"field": "published", "value": "03/04/2025"}, "read in two ways"),
        ({"field": "published", "value": "soon"}, "cannot be read"),
        ({"field": "title", "value": ""}, "cannot be empty"),
        ({"field": "url", "value": "javascript:alert(1)"}, "no web address"),
        ({"field": "body", "value": "x"}, "cannot be set by hand"),
        ({"value": "x"}, "is missing"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(client, parse, data, said):
    answer = client.post("/articles/1/corrections", data=data)
    assert answer.status_code == 422
    assert said in parse(answer).text_content()


def test_an_article_that_is_not_there_is_said(client):
    assert client.post("/articles/999/corrections", data={"field": "title", "value": "x"}).status_code == 404
    assert client.post("/articles/999/corrections/undo", data={"field": "title"}).status_code == 404
    assert client.get("/articles/999/corrections.json").status_code == 404


def test_an_outlet_is_set_at_its_older_address_too(writing_client):
    answer = writing_client.post("/articles/1/outlet", data={"name": "  The  Evening\tPost "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/articles/1#outlet")
    record = writing_client.get("/articles/1.json").json()
    assert record["outlet"]["name"] == "The Evening Post"
    assert record["outlet_by_person"]
    assert record["extracted_outlet"]["name"] == "The Daily Ledger"
    writing_client.post("/articles/1/outlet", data={"name": ""})
    assert writing_client.get("/articles/1.json").json()["outlet"]["name"] == "The Daily Ledger"


def test_who_may_only_read_is_shown_no_forms(filled, tmp_path, parse):
    shutil.copytree(filled, tmp_path / "read")
    settings = Settings(data=tmp_path / "read", password=SecretStr("open sesame"), public_read=True)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", follow_redirects=False) as reader:
        for address in ("/articles/1", "/articles/1/versions", "/outlets/the-daily-ledger"):
            assert not parse(reader.get(address)).xpath("//main//form"), address
        for address in ("corrections", "corrections/undo", "outlet"):
            answer = reader.post(f"/articles/1/{address}", data={"field": "title", "value": "x", "name": "x"})
            assert answer.status_code in (303, 401, 403)
        reader.post("/outlets/the-daily-ledger/merge", data={"into": "northern-courier"})
        reader.post("/outlets/the-daily-ledger/name", data={"name": "x"})
        assert reader.get("/articles/1/corrections.json").json() == []
        assert reader.get("/outlets/the-daily-ledger.json").json()["outlet"]["name"] == "The Daily Ledger"
