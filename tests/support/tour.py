"""The pictures of ``docs/tour.md``: ``PYTHONPATH=. python tests/support/tour.py`` takes them all anew.

A server on the five seeds in a folder of its own, a window of fixed size, no motion, and pictures as WebP.
"""

import os
import shutil
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from browsed import browsed
from playwright.sync_api import Browser, Page, sync_playwright

from app.config import Settings
from app.database import Database
from app.events.job import group_events
from app.ingest.run import ingest
from app.store.schema import migrate
from app.web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "tour"
WIDE, PHONE = (1200, 780), (390, 780)
MOST_BYTES, MOST_BYTES_TOGETHER = 75_000, 700_000
# the best first: taken is the first picture that is small enough
_QUALITIES = (64, 56, 48, 40)
_BEGIN_AT = "name => scrollTo(0, scrollY + document.querySelector(name).getBoundingClientRect().top - 16)"
_ATTEMPTS = 8
_FONTS_SHOWN = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    const width = family => { pen.font = `80px ${family}`; return pen.measureText("Wide measures").width; };
    const ours = ['"Source Serif 4", monospace', '"Inter", monospace'];
    return ours.every(family => width(family) !== width("monospace"));
}"""
# article 4 says whose report it sums up
_OUTLET = "Foreign Policy"


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the address it shows, and what it begins at if not at the top of the page."""

    name: str
    address: str
    top: str = ""
    size: tuple[int, int] = WIDE
    dark: bool = False


SHOTS = (
    Shot("home", "/"),
    Shot("add", "/add"),
    Shot("search", "/search?q=cartel*+AND+(military+OR+border)"),
    Shot("concordance", "/concordance?q=cartel*&order=left"),
    Shot("article", "/articles/4"),
    Shot("event", "/events/1"),
    Shot("compare", "/events/1/compare", top=".strip", size=(1200, 640)),
    Shot("compare-dark", "/events/1/compare?order=a", top="#texts", size=(1200, 640), dark=True),
    Shot("compare-phone", "/events/1/compare", top="#texts", size=PHONE),
    Shot("quotations", "/compare?a=3&b=5", top="#quotations"),
    Shot("matrix", "/events/1/matrix"),
    Shot("frozen", "/frozen/{token}"),
)


@contextmanager
def toured(data: Path) -> Iterator[tuple[str, str]]:
    """A server on the seeds as the tour shows them: its address, and the token of a frozen comparison."""
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    ingest(database, [ROOT / "seeds"])
    group_events(database)
    database.close()
    with (
        browsed(create_app(Settings(data=data, poll_feeds=0))) as base,
        httpx2.Client(base_url=base, timeout=60, trust_env=False) as client,
    ):
        yield base, settle(client)


def settle(client: httpx2.Client) -> str:
    """Do what a reader has done before the tour; the token of the comparison that was frozen."""
    headers = {"Origin": str(client.base_url).rstrip("/")}
    stated = client.post(
        "/articles/4/outlet", data={"name": _OUTLET}, headers=headers, follow_redirects=False
    )
    frozen = client.post("/events/1/compare/freeze", headers=headers, follow_redirects=False)
    assert (stated.status_code, frozen.status_code) == (303, 303)
    return frozen.headers["location"].rsplit("/", 1)[-1]


def take(browser: Browser, base: str, token: str, shot: Shot) -> bytes:
    """The picture of one page."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    address = base + shot.address.format(token=token)
    # a font that comes late is not shown before the next page
    for _ in range(_ATTEMPTS):
        answer = page.goto(address, wait_until="networkidle")
        assert answer is not None
        assert answer.ok, shot
        if page.evaluate(_FONTS_SHOWN):
            break
    else:
        raise AssertionError(f"{shot.name}: the fonts did not come in {_ATTEMPTS} attempts")
    if shot.top:
        page.evaluate(_BEGIN_AT, shot.top)
    picture = _picture(page)
    context.close()
    return picture


def _picture(page: Page) -> bytes:
    session = page.context.new_cdp_session(page)
    for quality in _QUALITIES:
        taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = b64decode(taken["data"])
        if len(picture) <= MOST_BYTES:
            break
    return picture


def main() -> None:
    """Take every picture anew and say how large it is."""
    stated = (
        os.environ.get("PARALLAX_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        toured(Path(folder)) as (base, token),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=stated, args=["--no-sandbox", "--disable-gpu"])
        for shot in SHOTS:
            picture = take(browser, base, token, shot)
            (PICTURES / f"{shot.name}.webp").write_bytes(picture)
            print(f"{shot.name}: {len(picture):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
