"""The log: what is in it, what is not, and that nobody can write lines of his own into it."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from app.config import Settings
from app.web.app import create_app
from app.web.operation import logs
from app.web.operation.logs import JsonLines, TextLines, trace

EVIL = "\r\nline\x1b[31m\u202e\x00\u2028end"
Logged = Callable[..., tuple[TestClient, io.StringIO]]


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Logged]:
    """A client of an app whose log is written where a test can read it; loggers are left as they were."""
    names = ("", "app", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")
    before = [
        (log, list(log.handlers), log.propagate, log.level, list(log.filters))
        for log in map(logging.getLogger, names)
    ]
    clients = []

    def opened(**given: Any) -> tuple[TestClient, io.StringIO]:
        settings = Settings(data=tmp_path, **given)
        stream = io.StringIO()
        logs.set_up(settings, stream)
        app = create_app(settings)
        client = TestClient(
            app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False, client=("127.0.0.1", 5)
        )
        client.__enter__()
        clients.append(client)
        return client, stream

    yield opened
    for client in clients:
        client.__exit__(None, None, None)
    for log, handlers, propagate, level, filters in before:
        log.handlers, log.propagate, log.filters = handlers, propagate, filters
        log.setLevel(level)


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_record_without_what_was_asked_for(logged: Logged) -> None:
    client, stream = logged(log="json", log_level="info")
    answer = client.get("/search?q=the+zebra+affair", headers={"User-Agent": "zebra", "Referer": "/zebra"})
    client.get("/articles/4711/zebra")
    found, unrouted = [line for line in records(stream) if line["message"] == "request"]
    assert found["request"] == answer.headers["x-request-id"]
    assert (found["method"], found["route"], found["status"]) == ("GET", "/search", 200)
    assert found["bytes"] > 1_000
    assert found["ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found["time"])
    assert (unrouted["route"], unrouted["status"]) == ("-", 404)
    assert "zebra" not in stream.getvalue()


def test_an_error_is_found_by_the_id_on_its_page_and_told_without_its_message(logged: Logged) -> None:
    async def broken() -> None:
        raise ValueError("of an article: the text".upper())

    client, stream = logged(log="json")
    client.app.router.add_api_route("/broken/{name}", broken)  # type: ignore[attr-defined]
    answer = client.get("/broken/zebra")
    assert f"<code>{answer.headers['x-request-id']}</code>" in answer.text
    told = records(stream)
    assert {line["request"] for line in told} == {answer.headers["x-request-id"]}
    (error,) = [line for line in told if "trace" in line]
    assert (error["level"], error["route"]) == ("error", "/broken/{name}")
    assert error["trace"][-1] == "builtins.ValueError"
    assert any("test_logs.py" in line for line in error["trace"])
    assert "ARTICLE" not in stream.getvalue()
    assert "zebra" not in stream.getvalue()


@pytest.mark.parametrize(
    ("proxy", "given", "is_taken"),
    [
        ("127.0.0.1", "req-0123456789.abc_DEF", True),
        ("", "req-0123456789", False),
        ("10.0.0.1", "req-0123456789", False),
        ("127.0.0.1", "short", False),
        ("127.0.0.1", "x" * 65, False),
        ("127.0.0.1", "<script>alert(1)</script>", False),
        ("127.0.0.1", "0123456789 level=error", False),
    ],
)
def test_an_id_is_taken_from_the_proxy_that_was_named(
    logged: Logged, proxy: str, given: str, is_taken: bool
) -> None:
    client, _ = logged(trusted_proxy=proxy)
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) == is_taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer.headers["x-request-id"])


def test_paths_methods_and_names_write_no_lines_of_their_own(logged: Logged) -> None:
    for log in ("text", "json"):
        client, stream = logged(log=log, log_level="info")
        client.get("/articles/%0d%0a%1b[31m%e2%80%ae")
        client.request("G%0D%0AX", "/")
        assert len(stream.getvalue().splitlines()) == 2
        assert stream.getvalue().replace("\n", "").isprintable()


def test_formats_write_out_what_a_terminal_or_a_reader_of_lines_would_obey() -> None:
    record = logging.LogRecord("app", logging.ERROR, "", 1, "%s", (EVIL,), None)
    record.fields = {"name": EVIL, "run": None, "route": "/articles/{article_id:number}"}
    for formatter in (JsonLines(), TextLines()):
        line = formatter.format(record)
        assert line.isprintable()
    assert json.loads(JsonLines().format(record))["message"] == EVIL
    assert "route=/articles/{article_id:number}" in TextLines().format(record)


def test_where_an_error_came_from_is_told_with_what_caused_it() -> None:
    try:
        try:
            int("the words of somebody")
        except ValueError as error:
            raise FileNotFoundError(2, "No such file", "/data/x") from error
    except OSError as error:
        lines, more = trace(error), trace(error, with_messages=True)
    assert [line for line in lines if "builtins" in line] == [
        "builtins.ValueError",
        "builtins.FileNotFoundError: [Errno 2] No such file: '/data/x'",
    ]
    assert any("the words of somebody" in line for line in more)


@pytest.mark.parametrize("log", ["text", "json", "off"])
def test_a_quiet_log_says_nothing_of_what_goes_well_and_never_a_secret(logged: Logged, log: str) -> None:
    secrets = {"password": SecretStr("a day in May"), "metrics_token": SecretStr("a-long-token")}
    client, stream = logged(log=log, **secrets)
    client.post("/sign-in", data={"password": "a day in May"})
    client.post("/sign-in", data={"password": "a guess"})
    assert stream.getvalue() == ""
    logging.getLogger("somebody.else").warning("the text of an article")
    logging.getLogger("app.web").warning("this is said")
    assert ("this is said" in stream.getvalue()) == (log != "off")
    assert "article" not in stream.getvalue()
