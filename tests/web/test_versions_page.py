"""The versions of an article as a browser without scripts gets them."""

from pathlib import Path

import pytest
from changed_articles import VERSIONS, take_in_versions
from fastapi.testclient import TestClient
from page_selection import select, texts

from app.config import Settings
from app.database import Database
from app.store import corrections
from app.store.schema import migrate
from app.web.app import create_app


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory):
    """A client of an app whose one article came in three times."""
    data: Path = tmp_path_factory.mktemp("changed")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    take_in_versions(database, data)
    with database.write_session() as session:
        corrections.set_by_hand(session, 1, "title", "The bridge")
    database.close()
    with TestClient(
        create_app(Settings(data=data)), base_url="http://127.0.0.1:8000", follow_redirects=False
    ) as opened:
        yield opened


def test_the_article_says_how_often_it_changed(changed, parse):
    document = parse(changed.get("/articles/1"))
    facts = dict(zip(texts(document, ".facts dt"), texts(document, ".facts dd"), strict=True))
    assert facts["Versions"].startswith("3 versions change of headline found on ")
    assert "/articles/1/versions" in document.xpath("//dd/a/@href")


def test_versions_are_listed_newest_first_with_the_latest_change(changed, parse):
    document = parse(changed.get("/articles/1/versions"))
    assert texts(document, "h1") == ["3 versions of this article"]
    assert texts(document, ".collected tbody th") == ["3 newest", "2", "1"]
    assert texts(document, "#changes") == ["From version 2 to version 3"]
    assert not select(document, ".changed-fields")
    assert texts(document, ".changes .removed del")


def test_a_changed_headline_author_and_date_come_first(changed, parse):
    document = parse(changed.get("/articles/1/versions?from=1&to=2"))
    fields = dict(
        zip(texts(document, ".changed-fields dt"), texts(document, ".changed-fields dd"), strict=True)
    )
    assert fields == {
        "Headline": "Harbour bridge to close for [removed: nine months] [added: a year]",
        "Author": "Maria Okafor[added: , Tom Ruiz]",
        "Published": "[removed: 10 February 2025] [added: 11 February 2025]",
    }
    assert "for [removed: nine months] [added: a year], the" in texts(document, ".changes p")[0]
    assert texts(document, ".changes .removed") == [f"[removed: {VERSIONS[0]['text'].splitlines()[8]}]"]
    (added,) = texts(document, ".changes .added")
    assert added.startswith("[added: A crack was found")


def test_unchanged_passages_far_from_a_change_are_folded(changed, parse):
    document = parse(changed.get("/articles/1/versions?from=2&to=1"))
    assert texts(document, "#changes") == ["From version 1 to version 2"]
    assert texts(document, ".changes summary") == ["4 unchanged paragraphs"]
    assert len(select(document, ".changes details p")) == 4


def test_the_same_address_answers_data(changed):
    found = changed.get("/articles/1/versions.json?from=1&to=2").json()
    assert [card["version"] for card in found["versions"]] == [1, 2, 3]
    assert [card["headline_changed"] for card in found["versions"]] == [False, True, False]
    assert [change["field"] for change in found["diff"]["fields"]] == ["headline", "author", "published"]
    newer = " ".join(
        "".join(piece["text"] for piece in passage["pieces"] if piece["kind"] != "removed")
        for passage in found["diff"]["text"]
        if passage["kind"] != "removed"
    )
    assert newer.split() == VERSIONS[1]["text"].split()
    assert changed.get("/articles/1/versions.json?from=2").json()["diff"]["newer"]["version"] == 3
    assert changed.get("/articles/1/versions.json?from=3").json()["diff"]["older"]["version"] == 2
    assert changed.get("/articles/1/versions.json?to=1").json()["diff"]["newer"]["version"] == 2


def test_each_version_keeps_its_original_inert(changed):
    for number, version in enumerate(VERSIONS, 1):
        answer = changed.get(f"/articles/1/versions/{number}/original")
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.headers["content-security-policy"].startswith("sandbox")
        assert answer.json()["title"] == version["title"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/articles/1/versions?from=2&to=2", 422),
        ("/articles/1/versions?from=0&to=2", 422),
        ("/articles/1/versions?from=x", 422),
        ("/articles/1/versions?from=1&to=4", 404),
        ("/articles/1/versions?from=9", 404),
        ("/articles/9/versions", 404),
        ("/articles/9/versions.json", 404),
        ("/articles/1/versions/4/original", 404),
        ("/articles/1/versions/999999999999999999/original", 404),
    ],
)
def test_what_is_not_there_is_said(changed, address, status):
    assert changed.get(address).status_code == status


def test_an_article_that_came_in_once_has_one_version(client, parse):
    document = parse(client.get("/articles/1/versions"))
    assert texts(document, "h1") == ["1 version of this article"]
    assert "Nothing to compare" in document.text_content()
    assert not select(document, "#changes")
    assert client.get("/articles/1/versions.json").json()["diff"] is None
    assert client.get("/articles/1/versions?from=1&to=2").status_code == 404
