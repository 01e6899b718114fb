"""An empty corpus: the first page offers ways to begin, every other page says why it is empty."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from page_selection import select, texts

from app import resources
from app.config import Settings
from app.errors import BusyError
from app.web.app import create_app
from app.web.routes import home

LISTS = (
    *("/search", "/search?q=bridge", "/concordance", "/concordance?q=bridge", "/trends", "/words"),
    *("/events", "/storylines", "/outlets", "/outlets/unknown", "/compare", "/imports", "/feeds"),
    *("/notes", "/frozen", "/searches", "/events/log", "/removed"),
)


def test_the_examples_lead_to_their_event_and_a_comparison(tmp_path: Path, parse):
    app = create_app(Settings(data=tmp_path / "new", poll_feeds=0))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        first = parse(client.get("/"))
        actions = [form.get("action") for form in select(first, "main form[method=post]")]
        assert actions == ["/add/examples", "/add/files", "/feeds"]
        assert f"--data {tmp_path / 'new'} ingest" in first.text_content()
        answer = client.post("/add/examples")
        end = time.monotonic() + 120
        place = answer.headers["location"]
        # where it waits for its turn, until that leads to the import
        while "/waiting/" in place and time.monotonic() < end:
            place = client.get(place).headers.get("location", place)
            time.sleep(0.05)
        while client.get(f"{place}.json").json()["activity"]["stage"] != "done" and time.monotonic() < end:
            time.sleep(0.05)
        done = parse(client.get(place))
        event, comparison = (link.get("href") for link in select(done, ".progress .actions a"))
        assert client.get(event).status_code == 200
        assert client.get(comparison, follow_redirects=True).status_code == 200
        assert client.get("/index.json").json()["counts"]["articles"] == 5
        assert not select(parse(client.get("/")), "main form[method=post]")
        # a second time they are here already
        assert client.post("/add/examples").status_code == 303


def test_examples_that_did_not_come_along_are_not_offered(empty_client, parse, monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "SEEDS", tmp_path / "none")
    assert "/add/examples" not in empty_client.get("/").text
    assert empty_client.post("/add/examples").status_code == 404


def test_readers_who_may_not_write_are_told_whose_task_it_is(tmp_path, parse):
    settings = Settings(data=tmp_path, password="a password of twelve", public_read=True)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        page = parse(client.get("/"))
        assert not select(page, "main form[method=post]")
        assert texts(page, ".lede a")[0] == "sign in"
        assert str(tmp_path) not in page.text_content()


@pytest.mark.parametrize("path", LISTS)
def test_every_empty_page_leads_on(empty_client, parse, path):
    answer = empty_client.get(path)
    page = parse(answer)
    assert answer.status_code == 200
    here = path.partition("?")[0]
    leads = {link.get("href").partition("?")[0] for link in select(page, "main a[href]")} - {here}
    # on the page of feeds the form is the way on
    forms = {form.get("action") for form in select(page, "main form[method=post]")}
    assert (leads | forms) & {"/", "/add", "/search", "/compare", "/feeds", "/outlets", "/events"}, path


def test_a_search_without_hits_says_what_is_to_blame(client, parse):
    both = client.get("/search.json?q=bridge+zeppelin").json()["nothing"]
    assert both["query"] == 0
    assert {part["text"]: part["count"] > 0 for part in both["parts"]} == {"bridge": True, "zeppelin": False}
    page = parse(client.get("/search?q=bridge+zeppelin"))
    assert texts(page, ".empty li")[1] == "zeppelin 0"
    narrowed = client.get("/search.json?q=bridge&outlet=town-hall-minutes&from=1999-01-01&to=1999-12-31")
    nothing = narrowed.json()["nothing"]
    assert nothing["query"] > 0
    assert [one["kind"] for one in nothing["without"]] == ["outlet", "day"]
    page = parse(client.get("/search?q=bridge&outlet=town-hall-minutes&from=1999-01-01&to=1999-12-31"))
    ways = [link.get("href") for link in select(page, ".empty li a")]
    assert ways == [
        "/search?q=bridge&from=1999-01-01&to=1999-12-31",
        "/search?q=bridge&outlet=town-hall-minutes",
    ]
    # what is not simply joined by “and” is not taken apart
    assert client.get("/search.json?q=zeppelin+OR+airship").json()["nothing"]["parts"] == []
    assert client.get("/search.json?q=bridge").json()["nothing"] is None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/frozen/aaaaaaaaaaaa", 404),
        ("POST", "/search", 405),
        ("POST", "/notes", 422),
        ("GET", "/search?page=x", 422),
    ],
)
def test_errors_say_what_to_do_and_lead_on(client, parse, method, path, status):
    answer = client.request(method, path)
    page = parse(answer)
    assert answer.status_code == status
    assert texts(page, "h1")
    assert len(texts(page, ".lede p")) >= 3
    assert {"/", "/search"} <= {link.get("href") for link in select(page, ".lede a")}


@pytest.mark.parametrize(("error", "status"), [(BusyError("Somebody writes."), 503), (ValueError("x"), 500)])
def test_what_may_pass_can_be_tried_again(client, parse, monkeypatch, error, status):
    def fails(_session):
        raise error

    monkeypatch.setattr(home.corpus, "counts", fails)
    answer = client.get("/?q=1")
    assert answer.status_code == status
    links = [link.get("href") for link in select(parse(answer), ".lede a")]
    assert links == ["/?q=1", "/", "/search"]
