"""Adding in the browser: real forms, real files, a real ingest behind them."""

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from imports import settled
from page_selection import select, texts

from app.config import Settings
from app.web.app import create_app
from app.web.background import jobs

ARTICLE = (
    "Council votes to close the library\n\n"
    "The council voted on Monday to close the library on the hill, after a long debate about its roof.\n"
)


def text_of(number: int) -> str:
    body = f"The bridge number {number} across the river opened on Tuesday after years of work."
    return f"Bridge {number} opens\n\n{body}\n"


@pytest.fixture
def adding(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path / "data", allow_private_addresses=True, fetch_delay=0)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def left_behind(client: TestClient) -> list[str]:
    folder: Path = client.app.state.settings.uploads_path  # type: ignore[attr-defined]
    return [path.name for path in folder.iterdir() if path.name != ".lock"]


def files(*pairs: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", pair) for pair in pairs]


def test_the_page_says_what_is_read_and_works_as_plain_forms(adding, parse):
    page = parse(adding.get("/add"))
    forms = {form.get("action"): form for form in select(page, "form")}
    assert set(forms) == {"/add/files", "/add/text", "/add/addresses"}
    assert all(form.get("method") == "post" for form in forms.values())
    assert "Plain text .txt .text" in texts(page, "#formats li")


def test_many_files_are_taken_in_and_leave_nothing_behind(adding):
    sent = files(*((f"folder/{n}.txt", text_of(n).encode()) for n in range(50)))
    found = settled(adding, adding.post("/add/files", files=sent))
    assert (found["run"]["source"], found["run"]["stored"], found["run"]["rejected"]) == ("upload", 50, 0)
    assert found["article_count"] == 50
    assert found["articles"][0]["title"] == "Bridge 0 opens"
    assert left_behind(adding) == []
    again = settled(adding, adding.post("/add/files", files=sent))
    assert (again["run"]["stored"], again["run"]["same"]) == (0, 50)


def test_names_from_anywhere_are_only_names(adding, tmp_path):
    names = [
        "../../../../tmp/up.txt",
        "C:\\Users\\me\\b.txt",
        "/etc/c.txt",
        "a\x07b\u202e.txt",
        "x" * 400 + ".txt",
    ]
    sent = files(*((name, text_of(n).encode()) for n, name in enumerate(names)))
    found = settled(adding, adding.post("/add/files", files=sent))
    assert found["run"]["stored"] == 5
    origins = [adding.get(f"/articles/{card['id']}.json").json()["origin"] for card in found["articles"]]
    assert origins[0] == "tmp/up.txt"
    assert not any(".." in origin or ":" in origin or "\u202e" in origin for origin in origins)
    assert all(len(origin) <= 200 for origin in origins)
    assert not (tmp_path / "up.txt").exists()


def test_one_name_twice_and_a_name_that_is_also_a_folder(adding):
    sent = files(
        ("a.txt", text_of(1).encode()), ("a.txt", text_of(2).encode()), ("a.txt/b.txt", text_of(3).encode())
    )
    assert settled(adding, adding.post("/add/files", files=sent))["run"]["stored"] == 3


def test_hidden_and_unknown_files_of_a_folder_are_passed_over_but_chosen_ones_are_named(adding):
    sent = files(
        ("site/.DS_Store", b"\0\1\2"),
        ("site/logo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("site/page.txt", ARTICLE.encode()),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    )
    found = settled(adding, adding.post("/add/files", files=sent))
    assert (found["run"]["stored"], found["passed_over"]) == (1, 1)
    assert [problem["file"] for problem in found["problems"]] == ["photo.png"]


def test_junk_empty_and_broken_files_become_problems(adding):
    lines = [{"title": "A", "text": "The bridge across the river opened on Tuesday after years of work."}]
    sent = files(
        ("empty.txt", b""),
        ("junk.txt", bytes(range(256)) * 40),
        ("records.jsonl", json.dumps(lines[0]).encode() + b"\n{broken\n"),
    )
    found = settled(adding, adding.post("/add/files", files=sent))
    assert found["run"]["stored"] == 1
    assert {(problem["file"], problem["line"]) for problem in found["problems"]} == {
        ("empty.txt", None),
        ("junk.txt", None),
        ("records.jsonl", 2),
    }
    assert all(problem["reason"] for problem in found["problems"])


def test_a_metadata_file_in_a_folder_describes_the_others(adding):
    table = b"file,outlet,published\none.txt,The Evening Post,2025-02-10\n"
    sent = files(("box/one.txt", text_of(1).encode()), ("box/metadata.csv", table))
    found = settled(adding, adding.post("/add/files", files=sent))
    assert (found["run"]["stored"], found["run"]["problems"]) == (1, 0)
    article = adding.get("/articles/1.json").json()
    assert (article["outlet"]["name"], article["day"]) == ("The Evening Post", "2025-02-10")


def test_archives_are_opened(adding):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/one.txt", text_of(1))
        archive.writestr("two.txt", text_of(2))
    found = settled(adding, adding.post("/add/files", files=files(("box.zip", packed.getvalue()))))
    assert found["run"]["stored"] == 2
    assert adding.get("/articles/1.json").json()["origin"] == "box.zip/inner/one.txt"


def test_a_form_without_files_is_refused_with_the_reason(adding, parse):
    empty = files(("", b""))
    for answer in (adding.post("/add/files", files=empty), adding.post("/add/files", data={"x": "y"})):
        assert answer.status_code == 422
        assert select(parse(answer), "#files-trouble")
    assert left_behind(adding) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"junk",
        b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf',
        b'--B\r\nContent-Disposition: form-data; name="files"; filename="'
        + b"x" * 40_000
        + b'"\r\n\r\nhalf\r\n--B--\r\n',
    ],
)
def test_a_damaged_form_is_refused_and_removed(adding, parse, body):
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    answer = adding.post("/add/files", content=body, headers=headers)
    assert answer.status_code == 422
    assert "damaged" in texts(parse(answer), "#files-trouble")[0]
    assert left_behind(adding) == []


def test_more_than_the_limit_is_refused_whether_its_length_is_stated_or_not(tmp_path, parse):
    app = create_app(Settings(data=tmp_path, max_upload_bytes=200_000))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        answer = client.post("/add/files", files=files(("a.txt", b"x" * 300_000)))
        assert answer.status_code == 413
        assert "200,000 bytes" in texts(parse(answer), ".standfirst")[0]
        head = b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        pieces = (part for part in [head, *[b"x" * 10_000] * 40])
        headers = {"Content-Type": "multipart/form-data; boundary=B"}
        assert client.post("/add/files", content=pieces, headers=headers).status_code == 413
        assert left_behind(client) == []
        # elsewhere the ordinary limit stays
        assert client.post("/articles/1/outlet", content=b"name=" + b"x" * 1_000_000).status_code == 413


def test_a_pasted_text_carries_what_the_form_says(adding):
    form = {
        "text": ARTICLE,
        "title": "Library to close",
        "outlet": "The Evening Post",
        "published": "2025-02-10",
        "url": "example.org/library",
    }
    found = settled(adding, adding.post("/add/text", data=form))
    assert (found["run"]["source"], found["run"]["stored"]) == ("paste", 1)
    assert found["run"]["paths"] == ["Library to close"]
    article = adding.get(f"/articles/{found['articles'][0]['id']}.json").json()
    assert article["title"] == "Library to close"
    assert article["outlet"]["name"] == "The Evening Post"
    assert article["day"] == "2025-02-10"
    assert article["url"] == "https://example.org/library"
    assert adding.get(f"/articles/{article['id']}/original").text == ARTICLE
    assert settled(adding, adding.post("/add/text", data=form))["run"]["same"] == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Paste a text first"),
        ({"text": " \n "}, "Paste a text first"),
        ({"text": ARTICLE, "published": "tomorrow"}, "not a day"),
        ({"text": ARTICLE, "url": "javascript:alert(1)"}, "not a web address"),
        ({"text": ARTICLE, "title": "x" * 600}, "longer than 500"),
    ],
)
def test_a_text_that_cannot_be_taken_stays_in_the_form(adding, parse, form, sentence):
    answer = adding.post("/add/text", data=form)
    page = parse(answer)
    assert answer.status_code == 422
    assert sentence in texts(page, "#text-trouble")[0]
    assert select(page, "#text")[0].text_content().strip() == form.get("text", "").strip()


def test_a_text_over_five_megabytes_is_refused(adding):
    answer = adding.post("/add/text", data={"text": "word " * 1_200_000})
    assert answer.status_code in (413, 422)
    assert "5,242,880" in answer.text or "5 MB" in answer.text
    assert adding.get("/imports.json").json()["total"] == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "at least one"),
        ("https://example.org/a\nfile:///etc/passwd", "Line 2"),
        ("/etc/passwd", "Line 1"),
        ("http://[::1", "Line 1"),
        ("\n".join(f"https://example.org/{n}" for n in range(1_001)), "1,001"),
    ],
)
def test_what_is_no_web_address_is_named(adding, parse, typed, sentence):
    answer = adding.post("/add/addresses", data={"addresses": typed})
    page = parse(answer)
    assert answer.status_code == 422
    assert sentence in texts(page, "#addresses-trouble")[0]
    assert select(page, "#addresses")[0].text_content().strip() == typed.strip()


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = (
            b"<html><head><title>Ferry sinks</title></head><body><article><h1>Ferry sinks</h1>"
            b"<p>The ferry sank in the harbour on Friday, after a collision with a barge full of gravel.</p>"
            b"<p>Nobody was hurt, the harbour master said, because the ferry had been empty since noon.</p>"
            b"</article></body></html>"
        )
        found = self.path == "/story"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body if found else b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_addresses_are_fetched_and_what_fails_is_a_problem_that_can_be_tried_again(adding, elsewhere):
    typed = f"{elsewhere}/story\n\n{elsewhere}/gone\n{elsewhere}/story\n"
    found = settled(adding, adding.post("/add/addresses", data={"addresses": typed}))
    assert (found["run"]["source"], found["run"]["stored"]) == ("address", 1)
    assert adding.get("/articles/1.json").json()["title"] == "Ferry sinks"
    assert [problem["file"] for problem in found["problems"]] == [f"{elsewhere}/gone"]
    again = settled(adding, adding.post(f"/imports/{found['run']['id']}/retry"))
    assert again["run"]["source"] == "retry"
    assert [problem["file"] for problem in again["problems"]] == [f"{elsewhere}/gone"]
    assert adding.get(f"/imports/{found['run']['id']}.json").json()["problem_counts"]["retried"] == 1


def test_a_list_of_addresses_is_fetched_only_when_asked(adding, elsewhere, parse):
    found = settled(
        adding, adding.post("/add/files", files=files(("list.urls", f"{elsewhere}/story\n".encode())))
    )
    assert (found["run"]["stored"], found["named_pages"]) == (0, 1)
    number = found["run"]["id"]
    page = parse(adding.get(f"/imports/{number}"))
    assert select(page, ".named form")[0].get("action") == f"/imports/{number}/fetch"
    fetched = settled(adding, adding.post(f"/imports/{number}/fetch"))
    assert (fetched["run"]["source"], fetched["run"]["stored"]) == ("address", 1)


def test_when_too_many_wait_another_is_refused_and_what_was_typed_stays(adding, parse, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)
    answer = adding.post("/add/text", data={"text": ARTICLE})
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert select(parse(answer), "#text")[0].text_content().strip() == ARTICLE.strip()
    assert adding.post("/add/files", files=files(("a.txt", ARTICLE.encode()))).status_code == 503
    assert adding.post("/add/addresses", data={"addresses": "https://example.org"}).status_code == 503
    assert left_behind(adding) == []


def test_the_navigation_and_an_empty_corpus_lead_here(adding, parse):
    page = parse(adding.get("/"))
    assert select(page, "nav a[href=/add]") or [a for a in select(page, "nav a") if a.get("href") == "/add"]
    assert "/add#formats" in page.xpath("//main//a/@href")
