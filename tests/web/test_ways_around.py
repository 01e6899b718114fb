"""Ways around the guard: odd spellings of paths, methods in disguise, and requests hidden in requests."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import uvicorn
from every_route import HASH, opened
from fastapi.testclient import TestClient

from app.config import Settings
from app.web.app import create_app
from app.web.auth.access import PRIVATE_PAGES

HOST = b"127.0.0.1:8000"
# what stands for {} is a private page without its first slash
SPELLINGS = [
    "/{}%0a", "/{}%0d", "/{}%0d%0a", "/{}%00", "/{}%09", "/{}%20", "/{}%7f", "/%0a{}", "%0a/{}", "/{}%0a?x",
    "/{}/", "/{}//", "//{}", "///{}", "/./{}", "/x/../{}", "/{}/.", "/{}/..", "/{}/../x", "/static/../{}",
    "/static/x/../../{}", "/static/x/%2e%2e/%2e%2e/{}", "/healthz/../{}", "/healthz/{}", "/sign-in/../{}",
    "/{};x=1", "/;{}", "/{}.", "/{}..", "/.{}", "/{}%2e", "/{}%2f", "/%2f{}", "%2f{}", "/%2e/{}", "/{}%5c",
    "/\\{}", "\\{}", "/{}%23", "/{}%3f", "/{}%25", "/{}%252f", "/{}*", "/{}~", "/{}%c0%af", "/{}%ff", "{}",
    "/{}.JSON", "/{}.json%0a", "/{}.html", "/{}.json/", "http://127.0.0.1:8000/{}", "/{}%e2%80%a8",
    "/{}%c2%85", "/{}%1c", "/{}%0b", "/{}%0c",
]  # fmt: skip


@pytest.fixture(scope="module")
def public(filled: Path) -> Iterator[TestClient]:
    """A server with a password where everybody may read; nobody has signed in."""
    with opened(filled, HASH, public_read=True) as asking:
        yield asking


def ask(client: TestClient, path: str, method: str = "GET", root: str = "") -> tuple[int, bytes]:
    """The app's answer to exactly this path: a client would tidy it up before it is sent."""
    raw, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": unquote(raw), "raw_path": raw.encode(), "query_string": query.encode(),
        "root_path": root, "headers": [(b"host", HOST), (b"accept", b"application/json")],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8000), "state": {},
    }  # fmt: skip
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])


def test_no_spelling_of_a_private_page_opens_it(public: TestClient) -> None:
    pages = [*PRIVATE_PAGES, *(f"{page}.json" for page in PRIVATE_PAGES[1:]), "/imports/1", "/notes.csv"]
    passed = []
    for page in pages:
        name = page.removeprefix("/")
        spellings = [spelling.format(name) for spelling in SPELLINGS]
        spellings += [page.upper(), page.title(), page.replace("e", "%65").replace("a", "%2561"), f"{page}#"]
        spellings += [page.replace("i", "ı").replace("s", "ſ"), "/" + name.replace("/", "//")]
        passed += [path for path in spellings if ask(public, path)[0] == 200]
    assert passed == []


@pytest.mark.parametrize("root", ["/corpus", "/corpus/", "/feeds", "/"])
def test_no_prefix_of_a_proxy_opens_a_private_page(public: TestClient, root: str) -> None:
    for page in ("/feeds", "/feeds.json", "/imports", "/notes"):
        for path in (page, root + page, f"{root}/{page}", root.rstrip("/") + page, root * 2 + page):
            for spelling in (path, f"{path}%0a"):
                status, body = ask(public, spelling, root=root)
                assert status in (401, 404), (root, spelling, body[:200])


@pytest.mark.parametrize(
    "headers",
    [
        {"X-HTTP-Method-Override": "GET"},
        {"X-HTTP-Method": "GET"},
        {"X-Method-Override": "GET"},
        {"X-Original-URL": "/"},
        {"X-Rewrite-URL": "/"},
        {"X-Forwarded-Prefix": "/notes"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "127.0.0.1"},
        {"Authorization": "Basic YTpi"},
        {"Connection": "close, cookie"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_turns_one_request_into_another(public: TestClient, headers: dict[str, str]) -> None:
    for path in ("/notes", "/notes?_method=GET"):
        assert public.post(path, data={"_method": "GET"}, headers=headers).status_code == 401
        assert public.get(path, headers=headers).status_code in (303, 401)
    reading = {name: "POST" if value == "GET" else "/sign-out" for name, value in headers.items()}
    if "Method" in next(iter(headers)):
        assert public.get("/about", headers=reading).status_code == 200


@pytest.mark.parametrize(
    ("method", "status"),
    [("HEAD", 401), ("OPTIONS", 401), ("TRACE", 401), ("CONNECT", 401), ("get", 401), ("", 401)],
)
def test_other_methods_tell_nothing_of_private_pages(public: TestClient, method: str, status: int) -> None:
    found, body = ask(public, "/feeds", method)
    assert found == status
    assert b"Feeds" not in body.replace(b"/feeds", b"")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000@elsewhere.example", 400),
        ("elsewhere.example#127.0.0.1", 400),
        ("127.0.0.1.elsewhere.example:8000", 400),
        ("127.0.0.1,elsewhere.example", 400),
        ("elsewhere.example:127.0.0.1", 400),
        ("localhost.", 400),
        ("2130706433", 400),
        ("[::ffff:127.0.0.1]", 400),
        ("LOCALHOST:8000", 303),
    ],
)
def test_a_made_up_host_is_refused_and_never_written_into_an_answer(
    filled: Path, host: str, status: int
) -> None:
    with opened(filled, HASH) as asking:
        answer = asking.get("/notes", headers={"Host": host})
        assert answer.status_code == status
        assert "elsewhere" not in answer.text
        assert answer.headers.get("location", "/sign-in").startswith("/sign-in")


@contextmanager
def served(data: Path) -> Iterator[int]:
    """A real server on a free port, where everybody may read; its port."""
    app = create_app(Settings(data=data, password=HASH, public_read=True))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", server_header=False))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def exchange(port: int, sent: bytes, patience: float = 0.4) -> bytes:
    """All that the server says to these bytes, until it closes or says nothing for a while."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        connection.settimeout(patience)
        try:
            while piece := connection.recv(65536):
                said += piece
        except OSError:
            pass
    return said


HIDDEN = b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
LINE = b"POST /notes HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        LINE + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        LINE + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
        LINE + b"Content-Length: +%d\r\n\r\n" % len(HIDDEN) + HIDDEN,
        LINE + b"Content-Length: 0x2a\r\n\r\n" + HIDDEN,
        LINE + b"Content-Length : %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
        LINE + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        LINE + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        LINE + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
        LINE + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n" + HIDDEN,
        LINE + b"X: a\r\n\rTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
        LINE + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n" + HIDDEN,
        LINE + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + HIDDEN,
        b"POST /notes HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: elsewhere.example\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["both", "two", "plus", "hex", "space", "unknown", "coding-space", "last", "after", "bare-cr", "huge",
         "negative", "hosts"],
)  # fmt: skip
def test_no_request_hides_in_another(port: int, sent: bytes) -> None:
    said = exchange(port, sent)
    # either one refusal and the end of the connection, or the first alone
    assert b"HTTP/1.1 200" not in said, said[:500]
    assert said.count(b"HTTP/1.1 ") <= 1


@pytest.fixture(scope="module")
def port(filled: Path) -> Iterator[int]:
    with served(filled) as number:
        yield number


def test_two_honest_requests_on_one_connection_are_both_answered(port: int) -> None:
    last = HIDDEN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert exchange(port, HIDDEN + last, patience=10).count(b"HTTP/1.1 200") == 2
