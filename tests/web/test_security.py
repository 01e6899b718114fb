"""Headers on every answer, and requests that are refused."""

import pytest
from fastapi.testclient import TestClient
from page_selection import select

from app.config import Settings
from app.web.app import create_app

ANSWERS = (
    "/",
    "/search.json",
    "/articles/1/original",
    "/healthz",
    "/nothing",
    "/search?page=0",
    "/articles/9999",
)


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_headers(client, address):
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_unforeseen_error_is_told_without_its_inside(writing_client, parse):
    async def broken() -> None:
        raise RuntimeError("a secret of the inside")

    writing_client.app.router.add_api_route("/broken", broken)
    answer = writing_client.get("/broken")
    assert answer.status_code == 500
    # under this id the log has more
    assert answer.headers["x-request-id"] in answer.text
    assert select(parse(answer), "h1")[0].text == "Something went wrong here"
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::1"}, 403),
    ],
)
def test_writes_from_other_sites_are_refused(writing_client, headers, status):
    answer = writing_client.post("/articles/1/outlet", data={"name": "Elsewhere"}, headers=headers)
    assert answer.status_code == status
    changed = writing_client.get("/articles/1.json").json()["outlet_by_person"]
    assert changed == (status == 303)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("news.example:8000", 200),
        ("elsewhere.example", 400),
        ("127.0.0.1.elsewhere.example", 400),
        ("", 400),
    ],
)
def test_other_host_names_are_refused(tmp_path, host, status):
    app = create_app(Settings(data=tmp_path, allowed_hosts="news.example, other.example"))
    with TestClient(app) as client:
        answer = client.get("/about", headers={"Host": host})
    assert answer.status_code == status
    assert "content-security-policy" in answer.headers


def test_large_bodies_are_refused_whether_their_length_is_stated_or_not(writing_client, parse):
    answer = writing_client.post("/articles/1/outlet", content=b"name=" + b"x" * 1_000_000)
    assert answer.status_code == 413
    assert "1,000,000 bytes" in select(parse(answer), ".standfirst")[0].text
    pieces = (b"x" * 100_000 for _ in range(12))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert writing_client.post("/articles/1/outlet", content=pieces, headers=form).status_code == 413


@pytest.mark.parametrize(
    ("method", "address", "status", "sentence"),
    [
        ("GET", "/nothing", 404, "There is nothing at this address."),
        ("GET", "/articles/9999", 404, "There is no article 9999 in the corpus."),
        ("GET", "/articles/99999999999999999999", 404, "There is nothing at this address."),
        ("GET", "/outlets/nobody", 404, "There is no outlet “nobody” in the corpus."),
        ("GET", "/search?page=x", 422, "“page” is not a whole number."),
        ("GET", "/search?from=soon", 422, "“from” is not a day; write it like 2025-02-10."),
        ("GET", "/search?from=2021-02-02&to=2020-01-01", 422, "later day"),
        ("GET", f"/search?q={'x' * 10_001}", 422, "“q” is longer than 10000 characters."),
        ("GET", f"/articles/{'9' * 5_000}", 404, "There is nothing at this address."),
        ("POST", "/articles/1", 405, "This address does not take POST requests."),
        ("POST", "/articles/9999/outlet", 404, "There is no article 9999"),
    ],
)
def test_errors_say_what_happened(client, parse, method, address, status, sentence):
    answer = client.request(method, address)
    assert answer.status_code == status
    assert sentence in parse(answer).text_content()


def test_errors_of_data_addresses_are_data(client):
    answer = client.get("/articles/9999.json")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no article 9999 in the corpus."
    assert set(client.get("/search.json?sort=up").json()) == {"error", "detail", "advice"}


def test_static_files_are_kept_for_ever_under_their_digest(client, parse):
    address = parse(client.get("/")).xpath("//link[@rel='stylesheet']/@href")[0]
    answer = client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    digest = address.split("/")[2]
    assert client.get(address.replace(digest, "0" * 16)).headers["cache-control"] == "no-cache"
    assert client.get("/static/x/../../pyproject.toml").status_code == 404
    assert client.get("/static/x/%2e%2e/%2e%2e/pyproject.toml").status_code == 404
    assert client.get("/").headers["cache-control"] == "no-cache"


def test_vendored_files_are_what_their_checksums_say():
    import hashlib

    from app.resources import STATIC

    listed = list((STATIC / "vendor").glob("*/SHA256SUMS"))
    assert len(listed) == 3
    for sums in listed:
        assert (sums.parent / "LICENSE").is_file()
        for line in sums.read_text().splitlines():
            digest, name = line.split()
            assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest


def test_a_busy_database_is_said_to_be_busy(tmp_path, monkeypatch):
    monkeypatch.setattr("app.database._BUSY_TIMEOUT_MS", 20)
    app = create_app(Settings(data=tmp_path))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        with app.state.database.write_session():
            answer = client.post("/articles/1/outlet", data={"name": "The Evening Post"})
        ready = client.get("/readyz").json()
        assert (ready["status"], ready["articles"]) == ("ready", 0)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Wait a moment" in answer.text


@pytest.mark.parametrize("address", ["/", "/search?q=bridge", "/articles/1/original", "/nothing"])
def test_head_answers_as_get_without_the_body(client, address):
    head, get = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("address", [f"/articles/{2**63}", f"/articles/{10**30}.json", f"/events/{10**30}"])
def test_numbers_beyond_any_article_are_refused(client, address):
    assert client.get(address).status_code in (404, 422)
