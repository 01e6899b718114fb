"""Pages whose costly part is made while they have answered already."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from lxml import html
from page_selection import select

from app.web import kept_search, soon
from app.web.compare import comparisons
from app.web.operation.heavy import HeavyWork
from app.web.routes import concordance, matrix, words

Parse = Callable[[Response], html.HtmlElement]
_PAGES = (
    *("/events/1/matrix?by=order", "/events/1/compare", "/compare?a=1&b=2&show=same"),
    *("/words?q=council", "/concordance?q=council"),
)
_SECTIONS = {"events": "/events", "compar": "/compare", "words?": "/search", "concor": "/search"}


def _forget() -> None:
    comparisons.forget()
    matrix._kept.clear()
    words.COUNTED.forget()
    concordance.LOOKED.forget()


@pytest.fixture
def hurried(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server with processes apart, on which no reader waits for anything."""
    monkeypatch.setattr(HeavyWork, "is_apart", True)
    monkeypatch.setattr(soon, "SECONDS", 0.0)
    _forget()
    yield client
    _forget()


@pytest.mark.parametrize("address", _PAGES)
def test_a_page_answers_at_once_and_is_shown_when_it_is_there(
    hurried: TestClient, parse: Parse, address: str
) -> None:
    at_once = hurried.get(address)
    shown = parse(at_once)
    (asking,) = select(shown, "div[role=status]")
    assert asking.get("hx-get") == address
    assert asking.xpath(".//a/@href") == [address]
    assert shown.xpath("//nav[@aria-label='Breadcrumb']//a/@href") == [_SECTIONS[address.split("/")[1][:6]]]
    assert at_once.headers["cache-control"] == "no-store"
    assert "etag" not in at_once.headers
    # the page itself asks, waits, and is told to load anew
    waited = hurried.get(address, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (waited.status_code, waited.headers["hx-refresh"], waited.content) == (204, "true", b"")
    whole = hurried.get(address)
    assert not select(parse(whole), "div[role=status]")
    assert whole.headers["cache-control"] == "no-cache"


def test_data_is_waited_for(hurried: TestClient) -> None:
    assert hurried.get("/events/1/matrix.json").json()["statements"]
    assert hurried.get("/words.json?q=council").json()["a"]["found"]


def test_without_processes_apart_a_page_is_waited_for(client: TestClient, parse: Parse) -> None:
    _forget()
    assert select(parse(client.get("/events/1/matrix")), "table.matrix")


def test_what_is_kept_of_today_is_not_shown_tomorrow(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "/concordance.json?q=bridge"
    look, looked = concordance.LOOKED._look, []
    monkeypatch.setattr(concordance.LOOKED, "_look", lambda *of: looked.append(of[1]) or look(*of))
    _forget()
    assert client.get(asked).json() == client.get(asked).json()
    assert len(looked) == 1

    class Tomorrow(date):
        @classmethod
        def today(cls) -> "Tomorrow":
            return cls(9999, 1, 1)

    monkeypatch.setattr(kept_search, "date", Tomorrow)
    client.get(asked)
    assert len(looked) == 2
    _forget()
