"""Answers that the reader has already, in the form that the reader takes: ETag, Vary, compression."""

import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from every_address import reads
from every_route import HASH, WORDS, opened
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from grown_corpus import grow
from httpx2 import Response

from app.web.compression import Compression, takes_gzip
from app.web.conditional import MOST_HELD, ConditionalGet, names

_OF_BODY = {"content-length", "content-encoding"}
# of the request, or of the moment
_OF_ANSWER = {"x-request-id", "date"}
# the state of the moment is never kept; files of a comparison say when they were made
_NEVER_KEPT = ("/readyz",)
_DATED = ("/compare.{kind}", "/events/{event_id}/compare.{kind}")
_NOT_HERE = ("/imports/waiting/{number}", "/metrics")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    data = tmp_path_factory.mktemp("grown")
    return data, grow(data, 1)


@pytest.fixture(scope="module")
def asking(grown: tuple[Path, dict[str, str]]) -> Iterator[TestClient]:
    """Somebody who has signed in, on a server with a password."""
    with opened(grown[0], HASH) as client:
        client.post("/sign-in", data={"password": WORDS}, headers={"Origin": str(client.base_url)})
        yield client


def _told(answer: Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in _OF_BODY | _OF_ANSWER}


@pytest.mark.parametrize(
    "read", [one for one in reads() if one.path not in _NOT_HERE], ids=lambda one: one.path
)
def test_what_a_reader_has_is_not_sent_again(
    asking: TestClient, grown: tuple[Path, dict[str, str]], read: object
) -> None:
    address = read.address(grown[1])  # type: ignore[attr-defined]
    path = read.path  # type: ignore[attr-defined]
    whole = asking.get(address)
    assert whole.status_code == 200, whole.text[:300]
    if path in _NEVER_KEPT:
        assert (whole.headers["cache-control"], whole.headers.get("etag")) == ("no-store", None)
        return
    assert ("private" in whole.headers["cache-control"]) != path.startswith("/static/")
    assert "Accept-Encoding" in whole.headers["vary"].split(", ")
    if path in _DATED:
        return
    asked = {"If-None-Match": f'"another", {whole.headers["etag"]}'}
    for again in (asking.get(address, headers=asked), asking.head(address, headers=asked)):
        assert (again.status_code, again.content) == (304, b"")
        assert _told(again) == _told(whole)
        assert not _OF_BODY & set(again.headers)


def test_head_says_what_get_says(asking: TestClient) -> None:
    whole, head = asking.get("/"), asking.head("/")
    assert head.content == b""
    assert whole.headers["content-encoding"] == "gzip"
    for name in ("content-length", "content-encoding", "etag", "vary", "cache-control"):
        assert head.headers[name] == whole.headers[name]


def test_another_state_has_another_tag(asking: TestClient) -> None:
    before = asking.get("/searches").headers["etag"]
    origin = {"Origin": str(asking.base_url)}
    asking.post("/searches/1/name", data={"name": "Another name"}, headers=origin)
    after = asking.get("/searches", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_a_part_of_a_page_is_kept_apart_from_the_page(asking: TestClient) -> None:
    whole = asking.get("/search?q=council")
    part = asking.get("/search?q=council", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.headers["etag"] != whole.headers["etag"]
    assert part.headers["vary"] == whole.headers["vary"]
    for name in ("HX-Request", "HX-Request-Type", "HX-History-Restore-Request", "Accept-Encoding", "Cookie"):
        assert name in whole.headers["vary"].split(", ")
    # a page without parts does not depend on who asks for one
    assert asking.get("/about").headers["vary"] == "Accept-Encoding, Cookie"


def _small_app() -> TestClient:
    app = FastAPI()
    app.add_middleware(ConditionalGet)
    app.add_middleware(Compression, minimum_size=1_000)

    @app.get("/pieces/{size}")
    async def pieces(size: int) -> StreamingResponse:
        async def made() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b"x" * size

        return StreamingResponse(made(), media_type="text/csv")

    @app.post("/pieces/{size}")
    async def written(size: int) -> dict[str, int]:
        return {"size": size}

    return TestClient(app)


def test_a_short_stream_has_a_tag_and_a_long_one_is_sent_as_it_comes() -> None:
    with _small_app() as client:
        short, longer = client.get("/pieces/2000"), client.get(f"/pieces/{MOST_HELD}")
        assert client.get("/pieces/2000", headers={"If-None-Match": short.headers["etag"]}).status_code == 304
        assert "etag" not in longer.headers
        assert longer.headers["cache-control"] == "no-cache"
        assert len(longer.content) == 3 * MOST_HELD
        assert "etag" not in client.post("/pieces/1").headers


def test_short_answers_are_sent_as_they_are() -> None:
    with _small_app() as client:
        short = client.get("/pieces/10")
        assert "content-encoding" not in short.headers
        assert (short.headers["content-length"], short.headers["vary"]) == ("30", "Accept-Encoding")


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("br;q=1.0, gzip; q = 0.001", True),
        ("*", True),
        ("x-gzip", True),
        ("*;q=0, gzip", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("br, *;q=0", False),
        ("gzip;q=much", False),
        ("notgzip", False),
        ("identity", False),
        ("", False),
    ],
)
def test_compressed_only_for_those_who_take_it(asking: TestClient, accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
    for address in ("/", asking.app.state.assets.address("css/base.css")):
        answer = asking.get(address, headers={"Accept-Encoding": accepted})
        assert (answer.headers.get("content-encoding") == "gzip") is takes


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", W/"a"', True),
        (" * ", True),
        ('"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_tags_are_compared_weakly(asked: str, known: bool) -> None:
    assert names(asked, 'W/"a"') is known


def test_static_files_are_compressed_as_far_as_gzip_goes(asking: TestClient) -> None:
    for name in ("css/components.css", "vendor/htmx-4.0.1/htmx.min.js"):
        asset = asking.app.state.assets.get(name)
        assert asset.gzipped is not None
        assert len(asset.gzipped) == len(gzip.compress(asset.data, 9, mtime=0))
