"""A corpus of hostile texts on every page in Chromium: nothing runs, nothing breaks, nothing is asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from browsed import browsed
from every_address import quoted, reads
from hostile_browser import Watch, watched
from hostile_corpus import STORYLINE, Person, take_in
from hostile_exports import check_file
from hostile_text import VECTORS
from playwright.sync_api import Browser, expect

from app.config import Settings
from app.database import Database
from app.store import corpus, frozen
from app.store.schema import migrate
from app.web.app import create_app

pytestmark = [pytest.mark.browser, pytest.mark.reliability]

Effort = Callable[[int, int], int]
Measured = Callable[[str], None]
# what answers only where it was asked for in the settings
_OFF = ("/metrics",)
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Hostile:
    """A server on the hostile corpus: where it is, what stands in its addresses, what went into it."""

    base: str
    places: dict[str, str]
    formats: int
    fields: int
    articles: int


@contextmanager
def _silent() -> Iterator[str]:
    """A web server that takes requests and does not answer until it is let go: imports wait for it."""
    release = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/robots.txt":
                release.wait(300)
            with suppress(ConnectionError):
                self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    release.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, effort: Effort) -> Iterator[Hostile]:
    data = tmp_path_factory.mktemp("hostile")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    formats = take_in(database, data / "in", VECTORS[:: effort(4, 1)], singly=effort(0, 1) == 1)
    app = create_app(Settings(data=data, poll_feeds=0, allow_private_addresses=True, fetch_delay=0))
    with browsed(app, "error") as base, _silent() as silent:
        person = Person(base)
        person.write_everything(VECTORS[:: effort(60, 1)])
        with httpx2.Client(base_url=base, timeout=60) as client:
            client.post("/compare/freeze", data={"a": "1", "b": "2"})
            client.post("/add/addresses", data={"addresses": f"{silent}/<script>"})
            names = {"files": ("<img src=x onerror=__pwned(0)>.txt", b"A text of some words.")}
            waiting = client.post("/add/files", files=names).headers["location"]
        with database.read_session() as session:
            _, cards = frozen.cards(session, offset=0, limit=1)
            count = corpus.article_count(session)
        yield Hostile(base, _places(waiting, cards[0].token, base), formats, person.fields, count)
    database.close()


def _places(waiting: str, token: str, base: str) -> dict[str, str]:
    numbers = (
        "article_id",
        "event_id",
        "search_id",
        "note_id",
        "version",
        "feed_id",
        "problem_id",
        "a",
        "article",
    )
    with httpx2.Client(base_url=base, timeout=60) as client:
        slug = client.get("/outlets.json").json()["outlets"][0]["slug"]
        problems = client.get("/imports/2.json?problems=all").json()["problems"]
    problem = next(one["id"] for one in problems if one["document_id"] or one["article_id"])
    return {
        **dict.fromkeys(numbers, "1"),
        **{"b": "2", "run_id": "2", "problem_id": str(problem), "storyline_id": str(STORYLINE)},
        **{"token": token, "slug": quoted(slug), "number": waiting.rpartition("/")[2]},
        **{"form": "ris", "kind": "html", "digest": "x", "name": "css/base.css"},
        "document": "api",
    }


def _walk(watch: Watch, site: Hostile, *, everything: bool, whole: bool = True) -> None:
    """Open every page, or every address at all, as links lead to it."""
    addresses = [read.address(site.places) for read in reads() if everything or read.is_page]
    addresses += ["/search?q=council", "/compare?a=1&b=2", "/trends?q=council&by=outlet", "/nothing"]
    addresses += ["/words?q=council", "/concordance?q=council", "/articles/1?q=council", "/suggest?q=a"]
    for address in addresses:
        watch.open(address, whole=whole)


def _ask(watch: Watch, site: Hostile, each: int) -> None:
    """Open every page that takes text with ``each`` of the texts in its query."""
    for place, read in enumerate(read for read in reads() if read.texts and read.is_page):
        for turn in range(each):
            text = VECTORS[(place * 19 + turn) % len(VECTORS)].text
            watch.open(read.address(site.places, dict.fromkeys(read.texts, text)))


def _counted(watch: Watch, site: Hostile) -> str:
    went_in = f"{len(VECTORS)} texts, {site.formats} formats, {site.fields} fields of forms"
    return f"{watch.pages} pages opened on {went_in}"


@pytest.mark.parametrize("bypassed", [False, True], ids=["policy", "no policy"])
def test_no_page_runs_or_is_broken_by_a_hostile_text(
    browser: Browser, hostile: Hostile, effort: Effort, measured: Measured, bypassed: bool
) -> None:
    with watched(browser, hostile.base, bypass_csp=bypassed) as watch:
        _walk(watch, hostile, everything=effort(0, 1) == 1)
        _ask(watch, hostile, effort(int(bypassed), 40))
        for number in range(3, hostile.articles + 1, effort(40, 12)):
            watch.open(f"/articles/{number}")
    measured(_counted(watch, hostile))
    assert watch.found == ""


def test_no_part_of_a_page_runs_by_itself(browser: Browser, hostile: Hostile, effort: Effort) -> None:
    headers = {**PART, "HX-Current-URL": 'javascript:__pwned(1)"><script>__pwned(1)</script>'}
    with watched(browser, hostile.base, bypass_csp=True, extra_http_headers=headers) as watch:
        for read in reads()[:: effort(5, 1)]:
            watch.open(read.address(hostile.places), whole=False)
    assert watch.found == ""


def test_typing_and_reading_on_runs_nothing(
    browser: Browser, hostile: Hostile, effort: Effort, measured: Measured
) -> None:
    with watched(browser, hostile.base) as watch:
        watch.open("/search?q=council")
        for vector in VECTORS[:: effort(100, 4)]:
            watch.page.locator("#q").fill(f"council {vector.text[:900]}")
            watch.page.wait_for_timeout(400)
            watch.look()
        watch.open("/search?q=council")
        watch.page.get_by_role("link", name="More results").click()
        expect(watch.page.locator("#hits > li").nth(20)).to_be_visible()
        watch.page.locator("#q").fill("outl")
        watch.page.wait_for_selector("#suggestions li")
        watch.look()
        watch.open("/articles/3")
        watch.page.locator(".related-parts").scroll_into_view_if_needed()
        watch.page.wait_for_selector("#related")
        watch.look()
    measured(f"{len(VECTORS[:: effort(100, 4)])} texts typed into the search box")
    assert watch.found == ""


def test_a_saved_comparison_opened_from_disk_runs_nothing(
    browser: Browser, hostile: Hostile, tmp_path: Path
) -> None:
    file = tmp_path / "comparison.html"
    file.write_bytes(_asked(hostile, "/compare.html?a=1&b=2").content)
    for bypassed in (False, True):
        with watched(browser, hostile.base, bypass_csp=bypassed) as watch:
            watch.open(file.as_uri(), whole=False)
        assert watch.found == ""


def test_pages_without_scripts_are_whole(browser: Browser, hostile: Hostile, effort: Effort) -> None:
    with watched(browser, hostile.base, java_script_enabled=False) as watch:
        for address in ("/", "/articles/1", "/search?q=council", "/imports/2", "/feeds")[: effort(2, 5)]:
            watch.open(address)
    assert watch.found == ""


def _asked(site: Hostile, address: str) -> httpx2.Response:
    with httpx2.Client(base_url=site.base, timeout=60, follow_redirects=True) as client:
        return client.get(address)


def test_files_and_data_keep_their_form(hostile: Hostile, measured: Measured) -> None:
    endings = {"form": ("ris", "bib", "csl.json"), "kind": ("csv", "md", "html")}
    asked = 0
    for read in (read for read in reads() if not read.is_page and read.path not in _OFF):
        varied = next((name for name in read.names if name in endings), "")
        for ending in endings.get(varied, ("",)):
            answer = _asked(hostile, read.address({**hostile.places, varied: ending}))
            assert answer.status_code == 200, f"{read.path}: {answer.text[:200]}"
            check_file(answer)
            asked += 1
    measured(f"{asked} files and answers of data keep their form")
