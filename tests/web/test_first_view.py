"""What the first look at a page costs: bytes with all that it asks for, and how many times it asks."""

import re
from collections.abc import Iterator

import pytest
from every_address import reads
from fastapi.testclient import TestClient
from grown_corpus import grow

from app.config import Settings
from app.web.app import STATIC, create_app
from app.web.assets import Assets

_MOST, _MOST_WITHOUT_FONTS, _MOST_REQUESTS = 150_000, 40_000, 15
_CHANGING = {"/search", "/articles/{article_id}", "/imports", "/imports/{run_id}"}
_NOT_HERE = ("/imports/waiting/{number}", "/suggest", "/docs/{document}")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, int, dict[str, int]]]]:
    """Of every page: its HTML, its bytes as they are sent, and those of each file that it names."""
    data = tmp_path_factory.mktemp("first-view")
    places = grow(data, 2)
    with TestClient(create_app(Settings(data=data, poll_feeds=0)), "http://127.0.0.1:8000") as client:

        def sent(address: str) -> int:
            with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
                return len(b"".join(answer.iter_raw()))

        found = {}
        for read in reads():
            if read.is_page and read.path not in _NOT_HERE:
                address = read.address(places)
                html = client.get(address).text
                named = dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
                found[read.path] = html, sent(address), {name: sent(name) for name in named}
        yield found


def test_a_first_view_is_light(pages: dict[str, tuple[str, int, dict[str, int]]]) -> None:
    for path, (_, own, files) in pages.items():
        fonts = sum(size for name, size in files.items() if name.endswith(".woff2"))
        whole = own + sum(files.values())
        assert fonts > 90_000, path
        assert whole <= _MOST, path
        assert whole - fonts <= _MOST_WITHOUT_FONTS, path
        assert len(files) + 1 <= _MOST_REQUESTS, path


def test_pages_that_change_in_place_have_what_does_it_and_no_others(
    pages: dict[str, tuple[str, int, dict[str, int]]],
) -> None:
    for path, (html, _, files) in pages.items():
        has_htmx = any(name.endswith("js/htmx.js") for name in files)
        assert has_htmx == (path in _CHANGING), path
        assert has_htmx or re.search(r"<[^>]* hx-get=", html) is None, path


def test_what_changes_pages_may_do_so_through_the_policy_alone() -> None:
    sent = Assets(STATIC).get("js/htmx.js")
    assert sent is not None
    assert sent.data.index(b"var htmx") < sent.data.index(b"trustedTypes.createPolicy")
