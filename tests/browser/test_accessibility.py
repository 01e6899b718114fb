"""Every page in every state, for everybody: axe-core, names, headings, languages, zoom, spacing, motion."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from every_state import ACTS, Site, empty_site, lived_in_site, pages_of_nothing
from laid_out import cut_or_covered, moving
from page_problems import violations
from playwright.sync_api import Browser, CDPSession, expect
from spoken import alike_buttons, other_languages, tree, wrong_names

pytestmark = [pytest.mark.browser, pytest.mark.reliability]

Effort = Callable[[int, int], int]
Measured = Callable[[str], None]
# schemes and widths; in the short form each address takes its turn with one of them
WINDOWS = (("light", 1440), ("dark", 390), ("dark", 1440), ("light", 390), ("light", 320), ("dark", 320))
SHORT = WINDOWS[:4]
# 400 % and 200 % of a window of 1280 pixels, and where the style changes
ZOOMED = (320, 640)
BREAKS = (390, 800, 1088)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with lived_in_site(tmp_path_factory.mktemp("everything")) as site:
        yield site


class Inspector:
    """Looks at pages, and keeps what is wrong with them by its kind.

    In the short form the sizes of text and the widths at which the style changes take turns.
    """

    def __init__(self, browser: Browser, base: str, whole: bool) -> None:
        self._whole = whole
        context = browser.new_context(base_url=base, reduced_motion="reduce")
        self.page = context.new_page()
        self._session: CDPSession = context.new_cdp_session(self.page)
        self.wrong: dict[str, list[str]] = defaultdict(list)
        self.looked = 0
        self.names: list[str] = []

    def all_wrong(self) -> str:
        """Everything, a line each."""
        return "\n".join(f"{kind}: {one}" for kind, found in self.wrong.items() for one in found)

    def look(self, name: str, windows: Sequence[tuple[str, int]], *, opened: bool = True) -> None:
        """Look at the page as it is now; ``opened`` with everything on it that can be opened."""
        page, turn = self.page, len(self.names)
        self.names.append(name)
        if opened:
            page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        for scheme, width in windows:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            self._keep("axe", f"{name} {scheme} {width}", violations(page))
            self.looked += 1
        self._keep("names", name, [*wrong_names(tree(page, self._session)), *alike_buttons(page)])
        self._keep("languages", name, other_languages(page))
        self._keep("motion", name, moving(page))
        for width in self._of(ZOOMED, turn):
            self._keep("zoom", name, cut_or_covered(page, width))
        if self._whole or turn % 2:
            self._keep("spacing", name, cut_or_covered(page, 640, spaced=True))
        for width in self._of(BREAKS, turn):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                self._keep("zoom", name, [f"scrolls sideways at {width} px"])

    def _of(self, widths: tuple[int, ...], turn: int) -> tuple[int, ...]:
        return widths if self._whole else (widths[turn % len(widths)],)

    def _keep(self, kind: str, name: str, found: Sequence[str]) -> None:
        self.wrong[kind] += [f"{name}: {one}" for one in found]


@pytest.fixture(scope="module")
def looked(browser: Browser, site: Site, effort: Effort) -> Iterator[Inspector]:
    """All pages and states looked at once; what is wrong is asserted by kinds below."""
    inspector = Inspector(browser, site.base, bool(effort(0, 1)))
    page = inspector.page
    seen: set[str] = set()
    for place, address in enumerate(site.addresses()):
        # the short form looks at each kind of page, and at every third of its further states
        kind = re.sub(r"\d+", "0", address.partition("?")[0])
        if kind in seen and place % 3 and not effort(0, 1):
            continue
        seen.add(kind)
        page.goto(address, wait_until="load")
        windows = WINDOWS if effort(0, 1) else SHORT[place % 4 :][:1]
        inspector.look(address, windows)
    for place, (name, (address, act)) in enumerate(ACTS.items()):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address.format(**site.places))
        act(page)
        inspector.look(name, WINDOWS if effort(0, 1) else SHORT[place % 4 :][:1], opened=False)
    yield inspector
    page.context.close()


KINDS = ("axe", "names", "languages", "motion", "zoom", "spacing")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong(looked: Inspector, kind: str, measured: Measured) -> None:
    if kind == "axe":
        measured(f"{looked.looked} views of {len(looked.names)} pages and states by axe-core")
    assert "\n".join(looked.wrong[kind]) == ""


def test_nothing_is_wrong_where_there_is_nothing(
    browser: Browser, tmp_path: Path, effort: Effort, measured: Measured
) -> None:
    with empty_site(tmp_path) as base:
        inspector = Inspector(browser, base, bool(effort(0, 1)))
        for place, address in enumerate(pages_of_nothing()[:: effort(2, 1)]):
            inspector.page.goto(address)
            inspector.look(address, WINDOWS if effort(0, 1) else SHORT[place % 4 :][:1])
        inspector.page.context.close()
    measured(f"{inspector.looked} views of {len(inspector.names)} pages of an empty corpus by axe-core")
    assert inspector.all_wrong() == ""


def test_nothing_is_wrong_before_and_after_signing_in(
    browser: Browser, tmp_path: Path, effort: Effort
) -> None:
    with empty_site(tmp_path, "open sesame", public=True) as base:
        inspector = Inspector(browser, base, bool(effort(0, 1)))
        page = inspector.page
        windows = WINDOWS if effort(0, 1) else SHORT[1:2]
        for address in ("/", "/search", "/sign-in", "/add"):
            page.goto(address)
            inspector.look(f"signed out {address}", windows)
        page.goto("/sign-in")
        page.get_by_label("Password").fill("a guess")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Password")).to_be_focused()
        inspector.look("a wrong password", windows)
        page.get_by_label("Password").fill("open sesame")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
        for address in ("/", "/sign-in"):
            page.goto(address)
            inspector.look(f"signed in {address}", windows)
        page.context.close()
    assert inspector.all_wrong() == ""


@pytest.mark.parametrize("address", ["/", "/search?q=bridge", "/events/{event_id}"])
def test_an_overlong_name_wraps(browser: Browser, site: Site, address: str) -> None:
    context = browser.new_context(base_url=site.base, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(address.format(**site.places))
    page.evaluate(
        "document.querySelectorAll('.tally a, .timeline .on, .label, h2 a, h3 a')"
        ".forEach((name) => (name.textContent = 'A'.repeat(600)))"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


# an element, and what of it must still be seen where the browser sets all colours
FORCED = (
    ("/search?q=bridge", "nav [aria-current]", "borderBottomStyle", "solid"),
    ("/compare?a={left}&b={right}", ".filters [aria-current]", "borderBottomStyle", "solid"),
    ("/compare?a={left}&b={right}", ".pair .shared", "textDecorationStyle", "double"),
    ("/events/{event_id}", ".timeline rect", "visibility", "visible"),
)


def test_forced_colours_leave_what_is_chosen_and_what_is_meant(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.base, forced_colors="active", color_scheme="dark")
    page = context.new_page()
    for address, selector, name, wanted in FORCED:
        page.goto(address.format(**site.places))
        found = page.locator(selector).first.evaluate(
            "(element, name) => getComputedStyle(element)[name]", name
        )
        assert found == wanted, f"{selector} of {address}"
    page.goto("/search?q=bridge")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    # bars are drawn in a colour that stands out from the page
    page.goto("/")
    bar, paper = page.evaluate(
        "[[...document.querySelectorAll('.chart rect')].pop(), document.body]"
        ".map(getComputedStyle).map((style, place) => (place ? style.backgroundColor : style.fill))"
    )
    assert bar != paper
    context.close()


def test_what_a_swap_brings_is_told(browser: Browser, site: Site) -> None:
    """A live region that was there before says what is new: else nobody hears of it."""
    context = browser.new_context(base_url=site.base, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/search?q=bridge")
    page.evaluate("window.region = document.getElementById('status')")
    before = page.locator("#status").inner_text()
    page.locator("#q").fill("river")
    expect(page.locator("#status")).not_to_have_text(before)
    assert page.evaluate("window.region.isConnected && window.region.textContent.includes('of')")
    expect(page).to_have_title(re.compile("^river"))
    page.go_back()
    expect(page).to_have_title(re.compile("^bridge"))
    page.goto(f"/imports/{site.places['moving']}")
    expect(page.locator("#live [role=status]")).not_to_be_empty()
    page.goto("/search?q=")
    page.locator("#q").fill("bri")
    page.wait_for_selector("#suggestions [role=option]")
    expect(page.locator(".search-box [role=status]")).to_contain_text("arrow keys choose one")
    context.close()
