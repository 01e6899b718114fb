"""Chromium, and a server of this app on a free port with a made-up corpus."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsed import browsed
from changed_articles import take_in_versions
from ferry_events import fill_ferry, link_ferry
from made_up_corpus import fill
from playwright.sync_api import Browser, Page, sync_playwright
from pydantic import SecretStr

from app.config import Settings
from app.database import Database
from app.events.job import group_events
from app.store import outlets
from app.store.schema import migrate
from app.web.app import create_app

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _executable() -> str | None:
    stated = os.environ.get("PARALLAX_CHROMIUM")
    # None lets playwright take the browser it has downloaded itself
    return stated or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_executable(), args=_FLAGS)
        yield launched
        launched.close()


@contextmanager
def _serving(data: Path, password: str = "") -> Iterator[str]:
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    fill(database)
    database.close()
    # feeds of tests are nobody’s: they are not asked
    with browsed(create_app(Settings(data=data, password=SecretStr(password), poll_feeds=0))) as address:
        yield address


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a made-up corpus."""
    with _serving(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def storyline_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose corpus has storyline 7, and its second event with the number 2."""
    data = tmp_path_factory.mktemp("storyline")
    with _serving(data) as address:
        database = Database(data / "parallax.sqlite3")
        link_ferry(database, fill_ferry(database))
        database.close()
        yield address


@pytest.fixture(scope="session")
def writing_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose corpus tests may add to."""
    with _serving(tmp_path_factory.mktemp("writing")) as address:
        yield address


@pytest.fixture(scope="session")
def changed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose article 64 came in three times, each time changed, and whose outlets are merged."""
    data = tmp_path_factory.mktemp("changed")
    with _serving(data) as address:
        database = Database(data / "parallax.sqlite3")
        take_in_versions(database, data)
        with database.write_session() as session:
            outlets.merge(session, "northern-courier", "town-hall-minutes")
        database.close()
        yield address


@pytest.fixture(scope="session")
def counted_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on articles whose words are counted."""
    data = tmp_path_factory.mktemp("counted")
    with _serving(data) as address:
        database = Database(data / "parallax.sqlite3")
        group_events(database)
        database.close()
        yield address


@pytest.fixture(scope="session")
def closed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same behind the password “open sesame”."""
    with _serving(tmp_path_factory.mktemp("closed"), "open sesame") as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page in a fresh context. Fails when the console reports an error, such as a broken policy."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if site not in request.url else None)
    yield opened
    context.close()
    assert complaints == []
