"""Merging and renaming outlets in the browser, without scripts."""

from page_selection import select, texts


def test_outlets_are_merged_and_parted_on_their_page(writing_client, parse):
    answer = writing_client.post("/outlets/the-daily-ledger/merge", data={"into": "Northern Courier"})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/outlets/northern-courier?merged=the-daily-ledger#undo",
    )
    document = parse(writing_client.get("/outlets/northern-courier"))
    assert texts(document, ".items h2") == [
        "Council shuts bridge until January",
        "Harbour bridge to close for nine months",
    ]
    assert texts(document, "#names ~ ul li")[0].startswith("The Daily Ledger ledger.example Undo")
    listed = writing_client.get("/outlets/northern-courier.json").json()
    assert [alias["slug"] for alias in listed["aliases"]] == ["the-daily-ledger"]
    assert [outlet["slug"] for outlet in writing_client.get("/outlets.json").json()["outlets"]] == [
        "town-hall-minutes",
        "northern-courier",
    ]
    article = parse(writing_client.get("/articles/1"))
    assert "The document gives The Daily Ledger, which is merged into it." in article.text_content()

    undo = select(document, "#names ~ ul form")[0].get("action")
    told = parse(writing_client.get(answer.headers["location"]))
    assert texts(told, "#undo p") == ["“The Daily Ledger” is shown as “Northern Courier” now."]
    assert select(told, "#undo form")[0].get("action") == undo
    answer = writing_client.post(undo)
    assert (answer.status_code, answer.headers["location"]) == (303, "/outlets/the-daily-ledger#names")
    assert writing_client.get("/outlets/the-daily-ledger.json").json()["total"] == 1


def test_the_old_address_leads_to_the_merged_outlet(writing_client):
    writing_client.post("/outlets/the-daily-ledger/merge", data={"into": "northern-courier"})
    for ending in ("", ".json"):
        answer = writing_client.get(f"/outlets/the-daily-ledger{ending}?page=1&path=x")
        assert answer.status_code == 307
        assert answer.headers["location"] == f"/outlets/northern-courier{ending}?page=1&path=x"
    found = writing_client.get("/search.json?outlet=the-daily-ledger").json()
    assert found["total"] == 2
    page = writing_client.get("/search?outlet=the-daily-ledger").text
    assert "Northern Courier" in page
    assert writing_client.get("/events.json?outlet=the-daily-ledger").json()["total"] == 1


def test_an_event_counts_merged_outlets_once(writing_client):
    writing_client.post("/outlets/the-daily-ledger/merge", data={"into": "northern-courier"})
    (event,) = writing_client.get("/events.json").json()["events"]
    assert [outlet["slug"] for outlet in event["outlets"]] == ["northern-courier"]
    assert writing_client.get("/events/1").status_code == 200
    assert writing_client.get("/events/1/compare").status_code == 200


def test_an_outlet_is_renamed(writing_client, parse):
    answer = writing_client.post("/outlets/the-daily-ledger/name", data={"name": "Ledger <Online>"})
    assert answer.headers["location"] == "/outlets/the-daily-ledger#names"
    assert texts(parse(writing_client.get("/outlets/the-daily-ledger")), "h1") == ["Ledger <Online>"]


def test_what_makes_no_sense_is_said(client):
    assert client.post("/outlets/the-daily-ledger/merge", data={"into": "nowhere"}).status_code == 404
    assert client.post("/outlets/nowhere/merge", data={"into": "the-daily-ledger"}).status_code == 404
    assert (
        client.post("/outlets/the-daily-ledger/merge", data={"into": "the-daily-ledger"}).status_code == 422
    )
    assert client.post("/outlets/the-daily-ledger/merge").status_code == 422
    assert client.post("/outlets/the-daily-ledger/name", data={"name": "??"}).status_code == 422
    assert client.post("/outlets/unknown/merge", data={"into": "the-daily-ledger"}).status_code == 404
    assert client.post("/outlets/nowhere/unmerge").status_code == 404
