"""A server that has as much costly work as it can do says so, and when to come again."""

import pytest
from fastapi.testclient import TestClient

from app.web.compare import comparisons
from app.web.kept import Kept
from app.web.operation import heavy


@pytest.mark.parametrize(
    "address",
    ["/events/1/compare", "/events/1/compare.json", "/compare.html?a=1&b=2", "/events/1/matrix"],
)
def test_what_is_costly_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    comparisons.forget()
    monkeypatch.setattr("app.web.routes.matrix._kept", Kept(1))
    monkeypatch.setattr(heavy, "MOST_WAITING", 0)
    answer = client.get(address)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Many comparisons are being made at the moment" in answer.text
    assert "Wait a few seconds" in answer.text
    # what costs little is answered all the same
    assert client.get("/articles/1").status_code == 200
    monkeypatch.undo()
    assert client.get(address).status_code == 200
