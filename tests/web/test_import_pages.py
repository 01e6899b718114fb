"""Imports: the list, one with its problems and originals, and what one can do about a problem."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from imports import settled
from page_selection import select, texts
from sqlalchemy import event

from app.config import Settings
from app.ingest.readers.base import ReadOptions
from app.ingest.run import ingest
from app.models import IngestProblem
from app.web.app import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
GOOD = b'{"title": "A", "text": "The bridge across the river opened on Tuesday after years of work."}\n'
BAD = b"{broken <script>alert(1)</script>\n"
NO_TEXT = b'{"title": "B"}\n'
FUTURE = b'{"title": "C", "date": "2091-01-01", "text": "The bridge will be closed again before long."}\n'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(data=tmp_path / "data"))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_bytes(GOOD + BAD + NO_TEXT + FUTURE)
    return path


def taken_in(client: TestClient, *paths: Path) -> int:
    return ingest(client.app.state.database, paths).run.id  # type: ignore[attr-defined]


def upload(client: TestClient, name: str, data: bytes) -> dict:
    return settled(client, client.post("/add/files", files=[("files", (name, data))]))


def test_the_list_has_every_import_newest_first(client, records, parse):
    taken_in(client, records)
    upload(client, "more.jsonl", GOOD)
    listed = client.get("/imports.json").json()
    assert [entry["run"]["source"] for entry in listed["imports"]] == ["upload", "files"]
    assert [entry["open_problems"] for entry in listed["imports"]] == [0, 3]
    page = parse(client.get("/imports"))
    assert "3 open" in texts(page, ".runs tbody tr")[1]
    assert not page.xpath("//noscript")
    assert client.get("/imports?page=2").status_code == 404


def test_the_list_of_a_fresh_corpus_says_so(client, parse):
    assert "Nothing was taken in yet" in texts(parse(client.get("/imports")), ".empty")[0]


def test_a_problem_has_file_line_reason_and_its_original_as_inert_text(client, records, parse):
    number = taken_in(client, records)
    found = client.get(f"/imports/{number}.json").json()
    assert [(problem["line"], problem["article_id"] is None) for problem in found["problems"]] == [
        (2, True),
        (3, True),
        (4, False),
    ]
    page = parse(client.get(f"/imports/{number}"))
    first = texts(page, ".problems li")[0]
    assert "records.jsonl line 2" in first
    assert "not valid JSON" in first
    first_id = found["problems"][0]["id"]
    original = client.get(f"/imports/{number}/problems/{first_id}/original")
    assert original.content == BAD.strip()
    assert original.headers["content-type"].startswith("text/plain")
    assert original.headers["content-security-policy"].startswith("sandbox")
    # of a doubt it is the article's own, and the article is linked
    doubt = found["problems"][2]
    assert client.get(f"/imports/{number}/problems/{doubt['id']}/original").content == FUTURE.strip()
    assert select(page, f"#problem-{doubt['id']} a")[0].get("href") == f"/articles/{doubt['article_id']}"
    assert client.get(f"/imports/{number + 1}/problems/{first_id}/original").status_code == 404
    assert client.get(f"/imports/{number}/problems/999/original").status_code == 404


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"%PDF-1.4\nnot really one", b"PK\x03\x04 torn"])
def test_an_original_that_is_no_text_comes_as_a_file(client, data):
    found = upload(client, "Zürich “plan”.pdf", data)
    problem = found["problems"][0]
    answer = client.get(f"/imports/{found['run']['id']}/problems/{problem['id']}/original")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Z%C3%BCrich%20")
    assert answer.headers["content-security-policy"].startswith("sandbox")


def test_problems_are_dismissed_and_opened_again_one_or_all(client, records, parse):
    number = taken_in(client, records)
    ids = [problem["id"] for problem in client.get(f"/imports/{number}.json").json()["problems"]]
    answer = client.post(f"/imports/{number}/dismiss", data={"problem": ids[0]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/imports/{number}#problems")
    assert client.get(f"/imports/{number}.json").json()["problem_counts"] == {
        "open": 2,
        "retried": 0,
        "dismissed": 1,
    }
    dismissed = parse(client.get(f"/imports/{number}?problems=dismissed"))
    assert [item.get("id") for item in select(dismissed, ".problems li")] == [f"problem-{ids[0]}"]
    client.post(f"/imports/{number}/dismiss")
    assert client.get(f"/imports/{number}.json").json()["problem_counts"]["dismissed"] == 3
    assert "No problem is open." in parse(client.get(f"/imports/{number}")).text_content()
    client.post(f"/imports/{number}/reopen", data={"problem": ids[1]})
    client.post(f"/imports/{number}/reopen")
    assert client.get(f"/imports/{number}.json").json()["problem_counts"]["open"] == 3


def test_problems_of_another_import_are_not_touched(client, records):
    first, second = taken_in(client, records), upload(client, "bad.jsonl", BAD)["run"]["id"]
    other = client.get(f"/imports/{second}.json").json()["problems"][0]["id"]
    client.post(f"/imports/{first}/dismiss", data={"problem": other})
    assert client.get(f"/imports/{second}.json").json()["problem_counts"]["open"] == 1


def test_a_mended_file_is_read_again_as_a_whole(client, records):
    number = taken_in(client, records)
    records.write_bytes(GOOD + GOOD.replace(b"bridge", b"tunnel") + GOOD.replace(b"bridge", b"ferry"))
    found = settled(client, client.post(f"/imports/{number}/retry"))
    assert (found["run"]["source"], found["run"]["stored"], found["run"]["problems"]) == ("retry", 2, 0)
    # the doubt about the fourth record was about the same file
    assert client.get(f"/imports/{number}.json").json()["problem_counts"]["retried"] == 3


def test_without_the_file_the_kept_record_is_read_where_it_stood(client, records):
    number = taken_in(client, records)
    records.unlink()
    problem = client.get(f"/imports/{number}.json").json()["problems"][0]
    found = settled(client, client.post(f"/imports/{number}/retry", data={"problem": problem["id"]}))
    assert [(again["file"], again["line"], again["reason"]) for again in found["problems"]] == [
        (problem["file"], 2, problem["reason"])
    ]
    counts = client.get(f"/imports/{number}.json").json()["problem_counts"]
    assert counts == {"open": 2, "retried": 1, "dismissed": 0}


def test_an_upload_never_opens_a_file_of_this_machine(client, tmp_path, monkeypatch):
    (tmp_path / "secret.jsonl").write_bytes(GOOD)
    monkeypatch.chdir(tmp_path)
    number = upload(client, "secret.jsonl", BAD)["run"]["id"]
    again = settled(client, client.post(f"/imports/{number}/retry"))
    assert (again["run"]["stored"], again["run"]["rejected"]) == (0, 1)
    # nor in the second attempt, whose own source says nothing of uploads
    third = settled(client, client.post(f"/imports/{again['run']['id']}/retry"))
    assert (third["run"]["stored"], third["run"]["rejected"]) == (0, 1)


def test_what_is_gone_altogether_stays_open_and_is_said(client, tmp_path):
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"word " * 1_100_000)
    number = taken_in(client, huge)
    huge.unlink()
    found = settled(client, client.post(f"/imports/{number}/retry"))
    assert "neither the file nor its bytes" in found["problems"][0]["reason"]
    assert client.get(f"/imports/{number}.json").json()["problem_counts"]["open"] == 1


def test_field_names_that_a_person_gave_are_used_again(client, tmp_path):
    path = tmp_path / "dutch.jsonl"
    path.write_bytes(b'{"kop": "Brug", "tekst": ""}\n')
    database = client.app.state.database
    number = ingest(database, [path], ReadOptions(field_map={"body": "tekst", "title": "kop"})).run.id
    path.write_bytes(
        b'{"kop": "Brug open", "tekst": "De brug over de rivier is dinsdag na jaren werk geopend."}\n'
    )
    assert settled(client, client.post(f"/imports/{number}/retry"))["run"]["stored"] == 1


def test_what_no_reader_knew_is_kept_and_read_again(client):
    found = upload(client, "picture.unknown", b"\x89PNG\r\n" + bytes(range(256)))
    again = settled(client, client.post(f"/imports/{found['run']['id']}/retry"))
    assert [problem["file"] for problem in again["problems"]] == ["picture.unknown"]
    assert again["problems"][0]["reason"] == found["problems"][0]["reason"]


def test_nothing_to_retry_is_said(client, records):
    number = taken_in(client, records)
    client.post(f"/imports/{number}/dismiss")
    assert client.post(f"/imports/{number}/retry").status_code == 422
    assert client.post(f"/imports/{number}/fetch").status_code == 422


@pytest.mark.parametrize("what", ["", ".json", "/articles", "/articles.json"])
def test_an_import_that_is_none(client, what):
    assert client.get(f"/imports/77{what}").status_code == 404


@pytest.mark.parametrize("what", ["retry", "dismiss", "reopen", "stop", "fetch"])
def test_writing_to_an_import_that_is_none_or_from_another_site(client, records, what):
    assert client.post(f"/imports/77/{what}").status_code == 404
    number = taken_in(client, records)
    away = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/imports/{number}/{what}", headers=away).status_code == 403


def test_many_problems_come_in_pages_and_hostile_ones_are_escaped(client, tmp_path, parse):
    lines = tmp_path / "<b>lines.jsonl"
    lines.write_bytes(b'{"<img src=x>\n' * 120)
    number = taken_in(client, lines)
    pages = [client.get(f"/imports/{number}.json?page={n}").json() for n in (1, 2, 3)]
    assert [len(page["problems"]) for page in pages] == [50, 50, 20]
    assert client.get(f"/imports/{number}.json?page=4").status_code == 404
    page = parse(client.get(f"/imports/{number}?page=2"))
    assert not page.xpath("//img | //main//b[text()='lines.jsonl']")
    assert "line 51" in texts(page, ".problems li")[0]
    assert f"/imports/{number}?page=3" in [link.get("href") for link in select(page, ".pager a")]


def test_articles_and_events_of_an_import(client, parse):
    sent = [("files", (path.name, path.read_bytes())) for path in sorted(SEEDS.iterdir())]
    found = settled(client, client.post("/add/files", files=sent))
    number = found["run"]["id"]
    assert found["article_count"] == 5
    assert found["event_count"] == len(found["events"]) > 0
    listed = client.get(f"/imports/{number}/articles.json").json()
    assert [card["id"] for card in listed["articles"]] == [1, 2, 3, 4, 5]
    page = parse(client.get(f"/imports/{number}/articles"))
    assert len(select(page, ".items h2")) == 5


def test_the_number_of_queries_does_not_grow_with_the_problems(client, tmp_path):
    number = upload(client, "bad.jsonl", BAD)["run"]["id"]
    engine = client.app.state.database.engine
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    client.get(f"/imports/{number}")
    few = len(statements)
    with client.app.state.database.write_session() as session:
        session.add_all(IngestProblem(run_id=number, file="f", reason="r") for _ in range(40))
    statements.clear()
    client.get(f"/imports/{number}")
    assert len(statements) == few
    event.remove(engine, "before_cursor_execute", note)
