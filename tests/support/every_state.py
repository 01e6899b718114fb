"""A site on which everything has happened, and every page and state of it that a reader can meet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from browsed import browsed
from every_address import reads
from lived_in import live_in, number
from playwright.sync_api import Page, expect
from pydantic import SecretStr
from slow_site import slow_site
from starlette.exceptions import HTTPException

from app.config import Settings
from app.database import Database
from app.store.schema import migrate
from app.web.app import create_app

STATUSES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Site:
    """A server, and what stands in its addresses."""

    base: str
    places: dict[str, str]

    def addresses(self) -> list[str]:
        """Every page that the app knows, and the states that pages are in; what runs comes first."""
        pages = [read.address(self.places) for read in reads() if read.is_page]
        states = [address.format(**self.places) for address in _STATES]
        return [*dict.fromkeys((*states, *pages, *(f"/raise/{status}" for status in STATUSES)))]


# by the numbers of the corpus that ``lived_in`` makes
_STATES = (
    "/imports/{moving}",
    "/imports/waiting/{number}",
    "/imports",
    # a search: found, mended, narrowed, without an answer, further on, past its end
    "/search?q=bridge",
    "/search?q=%22bridge+counncil",
    "/search?q=zeppelin#help",
    "/search?q=brigde",
    "/search?q=the&outlet=unknown&outlet=courier&author=Ida+Holm&from=2024-01-01&to=2025-12-31&lang=en",
    "/search?q=*&sort=newest",
    "/search?q=*&after=20",
    "/search?q=*&page=2",
    "/search?q=*&page=99",
    "/search?q=river&copies=show",
    "/search?q=pont",
    # the other views of a search
    "/concordance?q=bridge&order=left",
    "/concordance?q=zeppelin",
    "/concordance?q=bridge&page=99",
    "/trends?q=bridge&q=river&measure=share",
    "/trends?q=bridge&by=outlet",
    "/trends?q=zeppelin",
    "/words?q=bridge",
    "/words?q=zeppelin",
    # articles: searched for, copied, in other languages, corrected
    "/articles/{article_id}?q=river",
    "/articles/{copied}",
    "/articles/{german}",
    "/articles/{french}",
    "/articles/{thai}",
    "/articles/{corrected}",
    "/articles/{article_id}/versions",
    # comparisons, in every order and with every filter
    "/compare?a={article_id}",
    "/compare?a={left}&b={right}",
    "/compare?a={left}&b={right}&order=a",
    "/compare?a={left}&b={right}&order=b",
    "/compare?a={left}&b={right}&order=grouped",
    "/compare?a={left}&b={right}&show=verbatim",
    "/compare?a={left}&b={right}&show=same",
    "/compare?a={left}&b={right}&show=related",
    "/compare?a={left}&b={right}&show=only",
    "/compare?a={french}&b={german}",
    "/events/{event_id}/matrix?show=differ",
    "/events/{event_id}/matrix?by=order",
    # events: narrowed, none, locked
    "/events?q=bridge&outlet=courier&from=2024-01-01&to=2025-12-31&sort=oldest",
    "/events?q=zeppelin",
    "/events?sort=covered",
    "/events/{locked}",
    # what was said and done
    "/notes/new?article={left}&block=1&start=0&end=94",
    "/outlets/unknown",
    "/imports/{run_id}?problems=all",
    "/nothing",
)


def _suggestions(page: Page) -> None:
    page.locator("#q").fill("bri")
    page.wait_for_selector("#suggestions [role=option]")
    page.keyboard.press("ArrowDown")


def _typed(page: Page) -> None:
    page.locator("#q").fill("river")
    expect(page.locator("#hits h2 a").first).to_contain_text("rna")
    page.keyboard.press("Escape")


def _more(page: Page) -> None:
    page.get_by_role("link", name="More results").click()
    expect(page.locator("#hits > li:nth-child(21)")).to_be_attached()


def _related(page: Page) -> None:
    page.locator(".to-come").scroll_into_view_if_needed()
    page.wait_for_selector("#related-articles")


def _stepped(page: Page) -> None:
    page.keyboard.press("j")
    expect(page.locator(".told")).not_to_be_empty()


def _keys(page: Page) -> None:
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


def _sent(label: str, words: str, button: str) -> Act:
    """Fill in a field wrongly and send it: the page says what is wrong."""

    def send(page: Page) -> None:
        page.get_by_label(label).fill(words)
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_selector("[role=alert]")

    return send


def _nothing_chosen(page: Page) -> None:
    page.get_by_role("button", name="Add the files").click()
    expect(page.locator("#sending")).not_to_be_empty()


def _seen(page: Page) -> None:
    page.get_by_role("button", name="Mark").first.click()
    page.wait_for_selector("#undo")


def _removed(page: Page) -> None:
    page.get_by_text("Save this search").click()
    page.locator(".save-search button").click()
    page.get_by_text("Rename or remove it").click()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_selector("#undo")


ACTS: dict[str, tuple[str, Act]] = {
    "suggestions": ("/search?q=", _suggestions),
    "typed": ("/search?q=bridge", _typed),
    "more results": ("/search?q=*", _more),
    "related articles": ("/articles/{left}", _related),
    "the keys of a list": ("/search?q=bridge", _keys),
    "the keys of a comparison": ("/compare?a={left}&b={right}", _keys),
    "a step through the marks": ("/compare?a={left}&b={right}", _stepped),
    "no files": ("/add", _nothing_chosen),
    "addresses refused": ("/add", _sent("Addresses of articles", "not an address", "Fetch and add")),
    "a text refused": ("/add", _sent("The article, headline first", " ", "Add the text")),
    "a feed refused": ("/feeds", _sent("Its address, or that", "no address at all", "Follow")),
    "feeds refused": ("/feeds", _sent("or its text", "no addresses", "Follow its feeds")),
    "marked as seen": ("/searches/{search_id}", _seen),
    "a saved search removed": ("/search?q=verdict", _removed),
}


@contextmanager
def empty_site(folder: Path, password: str = "", *, public: bool = False) -> Iterator[str]:
    """A server without any article."""
    settings = Settings(data=folder, poll_feeds=0, password=SecretStr(password), public_read=public)
    with browsed(create_app(settings)) as base:
        yield base


def pages_of_nothing() -> list[str]:
    """The pages that are there without any article."""
    return [read.path for read in reads() if read.is_page and not read.names and not read.needed]


@contextmanager
def lived_in_site(folder: Path) -> Iterator[Site]:
    """The site. ``folder`` takes its data and the files that came in."""
    files, data = folder / "files", folder / "data"
    files.mkdir()
    data.mkdir()
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    live_in(database, files)
    app = create_app(Settings(data=data, poll_feeds=0, allow_private_addresses=True, fetch_delay=0))
    app.add_api_route("/raise/{status}", _raise)
    with browsed(app, "critical") as base, slow_site() as slow:
        with httpx2.Client(base_url=base, timeout=60) as client:
            # none waits for longer than a minute, and the import is to go on for as long as somebody looks
            pages = "\n".join(f"{slow.address}/{number}" for number in range(30))
            moving = client.post("/add/addresses", data={"addresses": pages})
            waiting = client.post("/add/files", files={"files": ("later.txt", b"A text of some words.")})
            places = _places(database, client, moving.headers["location"], waiting.headers["location"])
        yield Site(base, places)
    database.close()


def _raise(status: int) -> None:
    if status == 500:
        raise RuntimeError("made up")
    raise HTTPException(status)


def _places(database: Database, client: httpx2.Client, moving: str, waiting: str) -> dict[str, str]:
    named = {
        **{"article_id": "bridge-3", "left": "Ledger-12", "right": "Courier-12", "copied": "Echo-copy"},
        **{"german": "de-1", "french": "fr-1", "thai": "th-1", "corrected": "Ledger-3"},
    }
    known = {place: str(number(database, name)) for place, name in named.items()}
    events = {str(one["id"]): one["title"] for one in client.get("/events.json").json()["events"]}
    flood = next(number for number, title in events.items() if title == "The flood of Velim")
    locked = client.get(f"/articles/{number(database, 'Ledger-20')}.json").json()["event_id"]
    failed = next(
        one["run"]["id"] for one in client.get("/imports.json").json()["imports"] if one["open_problems"]
    )
    problems = client.get(f"/imports/{failed}.json?problems=all").json()["problems"]
    return {
        **known,
        **dict.fromkeys(("search_id", "note_id", "version", "feed_id"), "1"),
        **{"a": known["left"], "b": known["right"], "article": known["left"]},
        **{"event_id": flood, "locked": str(locked), "storyline_id": "1", "slug": "courier"},
        **{"run_id": str(failed), "problem_id": str(problems[0]["id"])},
        **{"moving": moving.rpartition("/")[2], "number": waiting.rpartition("/")[2]},
        "document": "query-language",
        "token": client.get("/frozen.json").json()["comparisons"][0]["token"],
    }
