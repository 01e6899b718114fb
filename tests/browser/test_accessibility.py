"""axe-core finds nothing on any page, at desk and on a phone, light and dark; nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/search?q=bridge",
    "/search?q=bridge&outlet=unknown&outlet=northern-courier&author=Maria+Okafor&from=2025-01-01&to=2025-12-31",
    "/search?q=%22council+budgget&sort=newest",
    "/search?q=minutes&after=30",
    "/search?q=zeppelin#help",
    "/concordance?q=bridge&order=left",
    "/trends?q=bridge&q=council&measure=share",
    "/trends?q=council&by=outlet",
    "/words",
    "/articles/1",
    "/articles/3",
    "/articles/1/related",
    "/searches",
    "/frozen",
    "/notes",
    "/notes/new?article=3",
    "/outlets",
    "/outlets/town-hall-minutes",
    "/add",
    "/imports",
    "/about",
    "/api/docs",
    "/nothing",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, width: int):
    context = browser.new_context(
        base_url=site, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    found = {}
    for address in PAGES:
        page.goto(address)
        results = Axe().run(page)
        if results.violations_count:
            found[address] = results.generate_report()
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 390, 800, 1088])
def test_no_page_scrolls_sideways(browser: Browser, site: str, width: int):
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for address in PAGES:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    context.close()
    assert wide == []


@pytest.mark.parametrize("address", ["/", "/search?q=bridge", "/events/1"])
def test_an_overlong_name_wraps(browser: Browser, site: str, address: str):
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(address)
    page.evaluate(
        "document.querySelectorAll('.tally a, .timeline .on, .label, h2 a, h3 a')"
        ".forEach((name) => (name.textContent = 'A'.repeat(600)))"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()
