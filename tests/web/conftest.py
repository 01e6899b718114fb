"""The app on a made-up corpus, asked without a network."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from lxml import html
from made_up_corpus import fill

from app.config import Settings
from app.database import Database
from app.models import Event, EventMember
from app.store.schema import migrate
from app.web.app import create_app


@contextmanager
def _client(data: Path) -> Iterator[TestClient]:
    app = create_app(Settings(data=data))
    base = "http://127.0.0.1:8000"
    with TestClient(app, base_url=base, raise_server_exceptions=False, follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(filled: Path) -> Iterator[TestClient]:
    """A client of an app on the made-up corpus. For reading only."""
    with _client(filled) as opened:
        yield opened


@pytest.fixture
def writing_client(filled: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A client of an app on a copy of the made-up corpus, for tests that change it."""
    shutil.copytree(filled, tmp_path / "copy")
    with _client(tmp_path / "copy") as opened:
        yield opened


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an app without any article."""
    with _client(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


@pytest.fixture(scope="session")
def parse() -> Callable[[Response], html.HtmlElement]:
    """Parse an answer as HTML, after checking that it says it is."""

    def parsed(response: Response) -> html.HtmlElement:
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        return html.document_fromstring(response.text)

    return parsed


@pytest.fixture(scope="session")
def crowded_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The made-up corpus with a second event: the nameless text and fifteen articles of one outlet."""
    data = tmp_path_factory.mktemp("crowded")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    fill(database)
    with database.write_session() as session:
        event = Event(title="Minutes all over", article_count=16)
        session.add(event)
        session.flush()
        assert event.id is not None
        session.add_all(EventMember(article_id=number, event_id=event.id) for number in range(3, 19))
    database.close()
    with _client(data) as opened:
        yield opened
