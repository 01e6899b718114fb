"""Events by hand in the browser: forms that lead back, the log, and undo."""

import shutil
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Response
from lxml import html
from pydantic import SecretStr
from shown import text

from app.config import Settings
from app.store import event_edits
from app.web.app import create_app

Parse = Callable[..., html.HtmlElement]


def _post(client: TestClient, address: str, **fields: object) -> Response:
    return client.post(address, data=fields, headers={"Origin": "http://127.0.0.1:8000"})


def _undo_first(client: TestClient, page: html.HtmlElement) -> Response:
    form = page.xpath("//ol[@class='edits']//form")[0]
    return _post(
        client,
        form.get("action"),
        **{field.get("name"): field.get("value") for field in form.xpath(".//input")},
    )


def test_an_event_is_renamed_locked_and_both_are_undone(writing_client: TestClient, parse: Parse) -> None:
    answer = _post(writing_client, "/events/1/title", title="A bridge shuts")
    assert (answer.status_code, answer.headers["location"]) == (303, "/events/1#edit-1")
    assert _post(writing_client, "/events/1/lock").headers["location"] == "/events/1#edit-2"
    page = parse(writing_client.get("/events/1"))
    assert text(page.find(".//h1")) == "A bridge shuts"
    section = page.xpath("//section[@id='by-hand']")[0]
    assert "Locked." in text(section)
    assert section.xpath(".//form[@action='/events/1/unlock']")
    assert not section.xpath(".//input[@name='title']")
    edits = section.xpath(".//ol[@class='edits']/li")
    assert [edit.get("id") for edit in edits] == ["edit-2", "edit-1"]
    assert "Renamed event 1 “The harbour bridge closes” to “A bridge shuts”." in text(edits[1])
    assert "first undo what came after it" in text(edits[1])
    refused = _post(writing_client, "/events/1/title", title="Another")
    assert refused.status_code == 422
    assert "is locked. Unlock it first." in refused.text
    assert _undo_first(writing_client, page).headers["location"] == "/events/1#edit-2"
    page = parse(writing_client.get("/events/1"))
    assert page.xpath("//input[@id='event-title']/@value") == ["A bridge shuts"]
    _undo_first(writing_client, page)
    assert text(parse(writing_client.get("/events/1")).find(".//h1")) == "The harbour bridge closes"


def test_articles_are_moved_and_an_event_that_was_merged_leads_on(
    writing_client: TestClient, parse: Parse
) -> None:
    ticked = parse(writing_client.get("/events/1")).xpath("//input[@name='article']/@value")
    assert ticked == ["1", "2"]
    answer = _post(writing_client, "/events/1/articles", article=["2"], to="new", title="The council votes")
    assert answer.headers["location"] == "/events/1#edit-1"
    assert [card["id"] for card in writing_client.get("/events/2.json").json()["articles"]] == [2]
    # the list of events to choose from names the other one
    options = parse(writing_client.get("/events/1")).xpath("//datalist[@id='nearby-events']/option")
    assert [(option.get("value"), text(option)) for option in options] == [
        ("2", "The council votes, 1 article")
    ]
    answer = _post(writing_client, "/events/1/merge", other="the council votes", keep="this")
    assert answer.headers["location"] == "/events/1#edit-2"
    moved = writing_client.get("/events/2?a=1")
    assert (moved.status_code, moved.headers["location"]) == (307, "/events/1?a=1")
    for ending in (".json", "/compare", "/compare.json?a=~1"):
        led = writing_client.get(f"/events/2{ending}")
        assert (led.status_code, led.headers["location"]) == (307, f"/events/1{ending}")
    log = parse(writing_client.get("/events/2/log"))
    assert len(log.xpath("//ol[@class='edits']/li")) == 2
    assert "There is no such event now." in text(log.find(".//main"))
    answer = _post(writing_client, "/events/1/articles", article=["1", "2"], to="none")
    assert answer.headers["location"] == "/events/log#edit-3"
    assert writing_client.get("/events/1").status_code == 404
    log = parse(writing_client.get("/events/log"))
    assert [item.get("id") for item in log.xpath("//ol[@class='edits']/li")] == ["edit-3", "edit-2", "edit-1"]
    data = writing_client.get("/events/log.json").json()
    assert [(edit["action"], edit["blocked_by"]) for edit in data["edits"]] == [
        ("remove", None),
        ("merge", 3),
        ("split", 3),
    ]
    assert _undo_first(writing_client, log).headers["location"] == "/events/log#edit-3"
    assert [card["id"] for card in writing_client.get("/events/1.json").json()["articles"]] == [1, 2]
    assert writing_client.get("/events/1/log.json").json()["total"] == 3


def test_an_article_is_put_into_an_event_from_its_own_page(writing_client: TestClient, parse: Parse) -> None:
    form = parse(writing_client.get("/articles/3")).xpath("//form[@action='/articles/3/event']")
    assert len(form) == 1
    answer = _post(writing_client, "/articles/3/event", into="/events/1")
    assert answer.headers["location"] == "/articles/3#event"
    assert len(writing_client.get("/events/1.json").json()["articles"]) == 3
    assert len(parse(writing_client.get("/articles/3")).xpath("//form[@action='/articles/3/event']")) == 2
    _post(writing_client, "/articles/3/event")
    assert len(writing_client.get("/events/1.json").json()["articles"]) == 2


def test_what_cannot_be_done_is_said(writing_client: TestClient) -> None:
    refused = {
        ("/events/1/title", ("title", "   ")): 422,
        ("/events/9/title", ("title", "A title")): 404,
        ("/events/1/merge", ("other", "1")): 422,
        ("/events/1/merge", ("other", "none such")): 404,
        ("/events/1/articles", ("to", "none")): 422,
        ("/events/1/unlock", ("x", "")): 422,
        ("/events/log/7/undo", ("x", "")): 404,
    }
    for (address, (name, value)), status in refused.items():
        assert _post(writing_client, address, **{name: value}).status_code == status, address
    answer = _post(writing_client, "/events/1/articles", article=["3"], to="none")
    assert "Article 3 is not in event 1 any more." in answer.text
    assert _post(writing_client, "/events/1/articles", article=["1"], to="event").status_code == 422
    for given in ({"to": "new", "into": "1"}, {"to": "none", "title": "A title"}):
        answer = _post(writing_client, "/events/1/articles", article=["1"], **given)
        assert "do not fit" in answer.text
    assert writing_client.get("/events/log.json").json()["total"] == 0
    elsewhere = writing_client.post("/events/1/lock", headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403


def test_who_may_only_read_sees_what_was_done_and_no_forms(
    filled: Path, tmp_path: Path, parse: Parse
) -> None:
    shutil.copytree(filled, tmp_path / "copy")
    settings = Settings(data=tmp_path / "copy", password=SecretStr("open sesame"), public_read=True)
    app = create_app(settings)
    with TestClient(app, "http://127.0.0.1:8000") as reading:
        assert not parse(reading.get("/events/1")).xpath("//section[@id='by-hand']")
        with app.state.database.write_session() as session:
            event_edits.rename(session, 1, "A bridge shuts", "2026-11-26T12:00:00+00:00")
        for address in ("/events/1", "/events/log", "/events/1/log"):
            main = parse(reading.get(address)).find(".//main")
            assert "to “A bridge shuts”. Edit 1, 26 November 2026, 12:00 UTC" in text(main)
            assert not main.xpath(".//form[@method='post']")


def test_an_article_in_no_event_can_be_kept_out_of_all(writing_client: TestClient, parse: Parse) -> None:
    answer = _post(writing_client, "/articles/3/event", into="")
    assert (answer.status_code, answer.headers["location"]) == (303, "/articles/3#event")
    assert "out of all events." in text(parse(writing_client.get("/events/log")))
    assert _post(writing_client, "/events/log/1/undo").status_code == 303
