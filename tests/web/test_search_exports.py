"""A search as a table, as a feed, and as a search engine of the browser."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from fastapi.testclient import TestClient
from search_corpus import Row
from search_corpus import filled as filled_with

from app.config import Settings
from app.web.app import create_app
from app.web.routes import search_exports

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = Row(
    title='=HYPERLINK("http://evil.example") <b>&amp;</b> ]]> \x01\x08 \ufffe "quoted", and\nbroken',
    body="\x0bbridge & <script>alert(1)</script> " + "word " * 200,
    byline="+Ann Author",
    outlet="@Outlet & Sons",
    day="2020-02-29",
    url="javascript:alert(1)",
    language="de",
)


@pytest.fixture
def hostile_client(tmp_path: Path) -> Iterator[TestClient]:
    rows = [HOSTILE, *(Row(title=f"bridge {number}", day="2001-01-01") for number in range(1_100))]
    filled_with(tmp_path / "parallax.sqlite3", rows).close()
    with TestClient(create_app(Settings(data=tmp_path)), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def _table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_has_every_article_in_order_and_what_is_known_of_it(client):
    answer = client.get("/search.csv?q=bridge&sort=oldest&page=9&limit=1")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = _table(answer.text)
    assert [row["external_id"] for row in rows] == ["ledger.txt", "courier.txt", "nameless.txt"]
    assert rows[0] == {
        "id": "1",
        "external_id": "ledger.txt",
        "outlet": "The Daily Ledger",
        "title": "Harbour bridge to close for nine months",
        "authors": "Maria Okafor",
        "published": "2025-02-10",
        "precision": "day",
        "day": "2025-02-10",
        "language": "en",
        "url": "https://www.ledger.example/city/harbour-bridge-to-close",
        "words": rows[0]["words"],
        "event_id": "1",
        "event": "The harbour bridge closes",
        "copy_group": "",
    }
    assert rows[2]["precision"] == "not_before"
    assert len(_table(client.get("/search.csv").text)) == 63


def test_a_long_table_is_whole_and_runs_nothing_in_a_spreadsheet(hostile_client):
    rows = _table(hostile_client.get("/search.csv?q=bridge&sort=newest").text)
    assert len(rows) == 1_101
    assert rows[0]["title"] == f"'{HOSTILE.title}"
    assert rows[0]["authors"] == "'+Ann Author"
    assert rows[0]["outlet"] == "'@Outlet & Sons"
    assert not any(cell[:1] in tuple("=+-@\t\r\n") for row in rows for cell in row.values() if cell)


def test_a_table_that_would_not_be_whole_is_refused(client, monkeypatch):
    true_ordered = search_exports.ordered
    monkeypatch.setattr(search_exports, "ordered", lambda *arguments: (true_ordered(*arguments)[0], False))
    answer = client.get("/search.csv?q=bridge")
    assert answer.status_code == 503
    assert "no complete list" in answer.text


def test_a_feed_is_well_formed_whatever_stands_in_the_articles(hostile_client):
    answer = hostile_client.get("/search.atom", params={"q": "script", "outlet": "@outlet-&-sons"})
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").startswith('=HYPERLINK("http://evil.example") <b>&amp;</b> ]]>')
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "+Ann Author"
    assert entry.findtext(f"{ATOM}published") == "2020-02-29T00:00:00Z"
    # an address that runs a script is no link
    assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
    summary = entry.findtext(f"{ATOM}summary")
    assert summary.startswith("bridge & <script>")
    assert len(summary) < 410
    assert hostile_client.get("/search.atom", params={"q": '"\x00<>&\x1b ￾'}).status_code == 200


def test_a_feed_reader_understands_the_feed(client):
    answer = client.get("/search.atom?q=bridge")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.feed.title == "Parallax: “bridge”"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "http://127.0.0.1:8000/search.atom?q=bridge",
        "alternate": "http://127.0.0.1:8000/search?q=bridge",
        "search": "http://127.0.0.1:8000/opensearch.xml",
    }
    # what came in last comes first, dated or not
    assert [urlsplit(entry.link).path for entry in feed.entries] == [f"/articles/{n}" for n in (3, 2, 1)]
    assert all(entry.updated_parsed for entry in feed.entries)
    names = [entry.id for entry in feed.entries]
    assert len(set(names)) == 3
    assert all(name.startswith("urn:uuid:") for name in [*names, feed.feed.id])
    again = feedparser.parse(client.get("/search.atom?q=bridge+OR+budget").content)
    assert len(again.entries) == 50
    # an article has the same name in every feed
    here = {
        urlsplit(entry.link).path: entry.id
        for entry in feedparser.parse(client.get("/search.atom?q=harbour").content).entries
    }
    assert here["/articles/1"] == names[2]
    nothing = feedparser.parse(client.get("/search.atom?q=zeppelin").content)
    assert not nothing.bozo
    assert nothing.entries == []
    assert nothing.feed.updated_parsed


def test_a_browser_can_add_the_search(client):
    answer = client.get("/opensearch.xml")
    assert answer.headers["content-type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{name}ShortName")) <= 16
    urls = {url.get("type"): url.get("template") for url in root.findall(f"{name}Url")}
    for media_type, template in urls.items():
        assert template.startswith("http://127.0.0.1:8000/")
        found = client.get(template.replace("{searchTerms}", "bridge%20%26%20b%C3%BCcher"))
        assert found.status_code == 200
        assert found.headers["content-type"].startswith(media_type)
    image = root.findtext(f"{name}Image")
    assert client.get(image).headers["content-type"].startswith("image/svg+xml")
