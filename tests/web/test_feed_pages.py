"""Following feeds in the browser: pages and forms against a real server of feeds on this machine."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from local_web import LocalWeb, local_web
from lxml import etree
from news_pages import page
from page_selection import select
from sqlalchemy import event, update

from app.config import Settings
from app.database import Database
from app.models import FeedItem
from app.store import feeds, imports
from app.store.schema import migrate
from app.web.app import create_app
from app.web.background.jobs import Jobs
from app.web.background.poller import Poller


def rss(place: str, *names: str) -> str:
    items = "".join(
        f"<item><title>About the {name}</title><guid>{name}</guid><link>http://{place}/{name}</link></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>The Paper</title><link>http://{place}/</link>{items}</channel></rss>"


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as running:
        place = f"127.0.0.1:{running.port}"
        running.put(f"{place}/feed.xml", rss(place, "bridge", "harbour"), media_type="application/rss+xml")
        running.put(f"{place}/", "<link rel=alternate type='application/rss+xml' href='/feed.xml'>Home")
        running.put(f"{place}/bridge", page("bridge"))
        running.put(f"{place}/harbour", page("harbour"))
        running.put(f"{place}/robots.txt", "")
        yield running


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[TestClient]:
    """A client of an app that may ask this machine, without pauses, and only when it is told to."""
    settings = Settings(data=tmp_path, poll_feeds=0, allow_private_addresses=True, fetch_delay=0)
    with TestClient(create_app(settings), "http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def address(web: LocalWeb, path: str) -> str:
    return f"http://127.0.0.1:{web.port}{path}"


def finished(asking: TestClient, runs: int) -> dict[str, object]:
    """The newest import, once there are so many and all are done."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        listed = asking.get("/imports.json").json()
        idle = all(entry["run"]["status"] != "running" for entry in listed["imports"])
        if listed["total"] >= runs and idle and not listed["waiting"]:
            return listed["imports"][0]["run"]
        time.sleep(0.05)
    raise AssertionError(f"the imports did not end: {listed}")


def written_down(asking: TestClient, number: int, *, failures: int) -> dict[str, Any]:
    """A feed as data, once its poll is noted with it: that comes after the end of the import."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found: dict[str, Any] = asking.get(f"/feeds/{number}.json").json()
        if found["feed"]["failures"] == failures:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{failures} failures were not noted: {found}")


def add(asking: TestClient, url: str, **more: str | None) -> int:
    """Follow a feed past the form, which would ask for it."""
    database: Database = asking.app.state.database
    with database.write_session() as session:
        number = feeds.add(session, url, now="2026-05-07T08:00:00+00:00", **more)
    assert number is not None
    return number


@pytest.mark.parametrize("path", ["/feed.xml", "/"])
def test_a_feed_is_followed_polled_and_shown(
    asking: TestClient, web: LocalWeb, parse: Callable[[Response], object], path: str
) -> None:
    answer = asking.post("/feeds", data={"url": address(web, path), "folder": "  Near   home "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/feeds/1")
    run = finished(asking, 1)
    assert (run["source"], run["stored"], run["rejected"]) == ("feeds", 2, 0)
    feed = asking.get("/feeds/1.json").json()["feed"]
    assert (feed["title"], feed["folder"], feed["articles_taken"]) == ("The Paper", "Near home", 2)
    assert (feed["url"], feed["failures"], feed["last_failure"]) == (address(web, "/feed.xml"), 0, None)
    listed = parse(asking.get("/feeds"))
    assert [link.text for link in select(listed, ".feeds .name a")] == ["The Paper"]
    assert select(listed, ".folder")[0].text == "Near home"
    # once more is no second feed, and the poll brings nothing new, if it is not within the same second
    with asking.app.state.database.write_session() as session:
        session.execute(update(FeedItem).values(seen_at="2026-05-07T08:00:00+00:00"))
    assert asking.post("/feeds", data={"url": address(web, "/feed.xml")}).headers["location"] == "/feeds/1"
    assert asking.post("/feeds/1/poll").status_code == 303
    assert finished(asking, 2)["stored"] == 0
    assert (feed["new_articles"], asking.get("/feeds/1.json").json()["feed"]["new_articles"]) == (2, 0)
    assert web.paths().count("/bridge") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Give at least one web address."),
        ("nonsense here", "not a web address"),
        ("http://[::1", "not a web address"),
        ("https://a.example\nhttps://b.example", "One address at a time"),
        ("HERE/nothing", "the server answers 404"),
        ("HERE/bridge", "no feed"),
        ("file:///etc/passwd", "not a web address"),
    ],
)
def test_what_is_no_feed_is_said_beside_the_form(
    asking: TestClient, web: LocalWeb, parse: Callable[[Response], object], typed: str, said: str
) -> None:
    typed = typed.replace("HERE", address(web, ""))
    answer = asking.post("/feeds", data={"url": typed, "folder": "World"})
    assert answer.status_code == 422
    shown = parse(answer)
    assert said in select(shown, "#follow-trouble")[0].text_content()
    assert select(shown, "#folder")[0].get("value") == "World"
    assert asking.get("/feeds.json").json()["feeds"] == []


def test_addresses_inside_the_network_are_not_asked(tmp_path: Path, web: LocalWeb) -> None:
    settings = Settings(data=tmp_path, poll_feeds=0)
    with TestClient(create_app(settings), "http://127.0.0.1:8000", follow_redirects=False) as client:
        answer = client.post("/feeds", data={"url": address(web, "/feed.xml")})
    assert answer.status_code == 422
    assert web.asked == []


def test_a_failing_feed_shows_its_log(
    asking: TestClient, web: LocalWeb, parse: Callable[[Response], object]
) -> None:
    number = add(asking, address(web, "/gone.xml"), title="<b>Gone</b>")
    for run in (1, 2):
        asking.post(f"/feeds/{number}/poll")
        finished(asking, run)
        found = written_down(asking, number, failures=run)
    assert len(found["failures"]) == 2
    shown = parse(asking.get(f"/feeds/{number}"))
    assert select(shown, "h1")[0].text == "<b>Gone</b>"
    assert len(select(shown, ".log li")) == 2
    assert "404" in select(shown, ".log .reason")[0].text
    assert "The last 2 polls failed" in parse(asking.get("/feeds")).text_content()
    listed = asking.get("/feeds.json").json()
    assert (listed["failing"], listed["due"], listed["paused"]) == (1, 0, 0)


def test_pausing_resuming_and_removing(asking: TestClient) -> None:
    number = add(asking, "https://paper.example/feed")
    assert asking.get("/feeds.json").json()["due"] == 1
    assert asking.post(f"/feeds/{number}/pause").headers["location"] == f"/feeds/{number}"
    listed = asking.get("/feeds.json").json()
    assert (listed["due"], listed["paused"], listed["feeds"][0]["paused"]) == (0, 1, True)
    assert asking.post("/feeds/poll").headers["location"] == "/feeds", "none is due"
    assert "Resume" in asking.get("/feeds").text
    asking.post(f"/feeds/{number}/resume")
    assert asking.get("/feeds.json").json()["due"] == 1
    before = asking.get("/feeds/1.json").json()
    answer = asking.post(f"/feeds/{number}/remove")
    assert "is not followed any more" in asking.get(answer.headers["location"]).text
    assert asking.get("/feeds.json").json()["feeds"] == []
    assert asking.post("/removed/1/undo").headers["location"] == "/feeds/1"
    assert asking.get("/feeds/1.json").json() == before
    asking.post(f"/feeds/{number}/remove")
    for method, path in (("GET", "/feeds/1"), ("GET", "/feeds/1.json"), ("POST", "/removed/1/undo"),
                         ("POST", "/feeds/1/poll"), ("POST", "/feeds/1/pause"), ("POST", "/feeds/1/remove"),
                         ("GET", f"/feeds/{10**17}")):  # fmt: skip
        assert asking.request(method, path).status_code == 404, path


OPML = """<opml version="2.0"><body><outline text="World"><outline text="A &amp; B" xmlUrl="https://a.example/f"
 htmlUrl="https://a.example/"/><outline text="Deep"><outline text="C" xmlUrl="https://c.example/f"/></outline>
</outline><outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="D" xmlUrl="https://d.example/f"/>
</body></opml>"""


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_list_of_feeds_comes_and_goes(
    asking: TestClient, parse: Callable[[Response], object], way: str
) -> None:
    def bring() -> Response:
        if way == "file":
            return asking.post("/feeds/import", files={"file": ("list.opml", OPML.encode(), "text/xml")})
        # what a browser sends for a file field in which nothing was chosen
        empty = ("", b"", "application/octet-stream")
        return asking.post("/feeds/import", data={"opml": OPML}, files={"file": empty})

    answer = bring()
    assert answer.headers["location"] == "/feeds?added=3&faulty=1"
    shown = select(parse(asking.get(answer.headers["location"])), "[role=status]")[0].text
    assert shown == "3 feeds are new. 1 entry of the list could not be read."
    listed = asking.get("/feeds.json").json()["feeds"]
    assert {feed["url"]: feed["folder"] for feed in listed} == {
        "https://a.example/f": "World",
        "https://c.example/f": "World / Deep",
        "https://d.example/f": None,
    }
    assert bring().headers["location"] == "/feeds?known=3&faulty=1"
    exported = asking.get("/feeds.opml")
    assert exported.headers["content-type"] == "text/x-opml; charset=utf-8"
    assert exported.headers["content-disposition"] == 'attachment; filename="parallax-feeds.opml"'
    outlines = etree.fromstring(exported.content).findall(".//outline[@xmlUrl]")
    assert {outline.get("xmlUrl"): outline.get("text") for outline in outlines} == {
        "https://a.example/f": "A & B",
        "https://c.example/f": "C",
        "https://d.example/f": "D",
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file"),
        (b"   ", "Choose a file"),
        (b"\x00\x01\x02binary", "list.opml"),
        (b"<opml><body></body></opml>", "list.opml: there are no records in it."),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml><body>&a;</body></opml>", "list.opml"),
        (b"<opml><body>" + b"<outline>" * 50_000, "list.opml"),
    ],
)
def test_a_list_that_is_none_is_said_beside_the_form(
    asking: TestClient, parse: Callable[[Response], object], data: bytes, said: str
) -> None:
    answer = asking.post("/feeds/import", files={"file": ("list.opml", data, "text/xml")})
    assert answer.status_code == 422
    assert said in select(parse(answer), "#import-trouble")[0].text_content()


def test_numbers_in_the_address_make_no_sentences_of_others(asking: TestClient) -> None:
    assert asking.get("/feeds?added=x").status_code == 422
    assert asking.get("/feeds?added=-1").status_code == 422
    assert 'role="status"' not in asking.get("/feeds").text


@pytest.fixture
def due(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A poller that is asked by hand, with its clock, on a database with one feed."""
    database = Database(tmp_path / "parallax.sqlite3")
    migrate(database)
    settings = Settings(data=tmp_path, allow_private_addresses=True, fetch_delay=0)
    jobs = Jobs(database, settings)
    jobs.start()
    clock = SimpleNamespace(now=datetime(2026, 5, 7, 8, 0, tzinfo=UTC))
    poller = Poller(database, jobs, 30, lambda: clock.now)
    yield SimpleNamespace(database=database, jobs=jobs, clock=clock, poller=poller)
    jobs.close()
    database.close()


def test_the_server_polls_what_is_due_and_rests_in_between(due: SimpleNamespace) -> None:
    with due.database.write_session() as session:
        number = feeds.add(session, "https://paper.example/feed", now="2026-05-07T08:00:00+00:00")
        paused = feeds.add(session, "https://other.example/feed", now="2026-05-07T08:00:00+00:00")
        feeds.pause(session, paused, paused=True)

    def wanted() -> list[int]:
        return [feed.id for feed in due.poller.wanted()]

    def polled(due_at: datetime) -> None:
        stated = {"etag": None, "last_modified": None}
        with due.database.write_session() as session:
            feeds.polled(session, number, now=iso(due.clock.now), due_at=iso(due_at), **stated)

    def iso(moment: datetime) -> str:
        return moment.isoformat(timespec="seconds")

    assert wanted() == [number]
    polled(due_at=due.clock.now)
    assert wanted() == []
    due.clock.now += timedelta(minutes=31)
    assert wanted() == [number]
    # it asks to be left alone for longer
    polled(due_at=due.clock.now + timedelta(hours=2))
    due.clock.now += timedelta(minutes=90)
    assert wanted() == []
    due.clock.now += timedelta(minutes=31)
    assert wanted() == [number]


def test_a_poll_that_nobody_asked_for_and_that_brought_nothing_leaves_no_import(
    due: SimpleNamespace, web: LocalWeb
) -> None:
    with due.database.write_session() as session:
        feeds.add(session, address(web, "/feed.xml"), now="2026-05-07T08:00:00+00:00")

    def look() -> int:
        job = due.poller.look()
        until = time.monotonic() + 60
        while job.stage != "done" and time.monotonic() < until:
            time.sleep(0.02)
        assert job.error is None
        due.clock.now = datetime.now(UTC) + timedelta(hours=1)
        with due.database.read_session() as session:
            return imports.runs_page(session, offset=0, limit=1)[0]

    assert look() == 1, "the first brought two articles"
    assert look() == 1
    web.pages.clear()
    assert look() == 1
    with due.database.read_session() as session:
        assert feeds.feed(session, 1).failures == 1


def test_the_number_of_queries_does_not_grow_with_the_feeds(asking: TestClient) -> None:
    asked: list[str] = []
    database: Database = asking.app.state.database
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = set()
    for wave in range(3):
        for number in range(10):
            add(asking, f"https://paper.example/{wave}/{number}")
        asked.clear()
        assert asking.get("/feeds").status_code == 200
        counts.add(len(asked))
    assert len(counts) == 1
