"""How many statements an answer costs: as many in a corpus that holds several times as much."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from every_address import Read, reads
from fastapi.testclient import TestClient
from grown_corpus import grow
from sqlalchemy import event

from app.config import Settings
from app.web.app import create_app

# they say what the process is doing, not what the corpus holds, or nothing at all
_NOT_HERE = ("/imports/waiting/{number}", "/sign-in", "/metrics", "/static/{digest}/{name}")
# A saved search is a query: a page counts six of them, in a tenth of a second. Key terms of an event
# are looked up until ten are found to be shared.
_BOUNDED = {
    "/": 12,
    "/searches": 8,
    "/searches.json": 8,
    "/events/{event_id}": 12,
    "/events/{event_id}.json": 12,
}
# the full-text index reads its own tables
_OF_INDEX = re.compile(r"^--|'main'\.'article_\w+'")
_QUERIES = {"/search": "q=council", "/concordance": "q=council", "/words": "q=council", "/suggest": "q=co"}


class Counted:
    """An app whose statements are written down."""

    def __init__(self, client: TestClient, places: dict[str, str]) -> None:
        self._client = client
        self._places = places
        self.statements: list[str] = []

    def ask(self, read: Read) -> list[str]:
        """The statements of one answer."""
        address = read.address(self._places)
        query = next((q for path, q in _QUERIES.items() if read.path.partition(".")[0] == path), "")
        self.statements.clear()
        answer = self._client.get(f"{address}?{query}" if query else address)
        assert answer.status_code == 200, (address, answer.text[:300])
        return [one for one in self.statements if not _OF_INDEX.search(one)]


@contextmanager
def _counted(data: Path, times: int) -> Iterator[Counted]:
    places = grow(data, times)
    app = create_app(Settings(data=data, poll_feeds=0))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        counted = Counted(client, places)
        engine = app.state.database.engine
        event.listen(engine, "connect", lambda raw, _: raw.set_trace_callback(counted.statements.append))
        # the connections that are open already are not listened to
        engine.dispose()
        yield counted


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    with _counted(tmp_path_factory.mktemp("small"), 1) as counted:
        yield counted


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    with _counted(tmp_path_factory.mktemp("large"), 3) as counted:
        yield counted


@pytest.mark.parametrize(
    "read", [one for one in reads() if one.path not in _NOT_HERE], ids=lambda one: one.path
)
def test_more_rows_cost_no_more_statements(small: Counted, large: Counted, read: Read) -> None:
    few, many = small.ask(read), large.ask(read)
    assert len(many) <= len(few) + _BOUNDED.get(read.path, 0), "\n".join(sorted(many))
