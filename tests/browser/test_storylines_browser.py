"""The pages of storylines in a browser: sound for all, and no wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = ("/storylines", "/storylines?q=zeppelin", "/storylines/7", "/events/2", "/events?storyline=7")


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing(browser: Browser, storyline_site: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        base_url=storyline_site,
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    found = {}
    for address in PAGES:
        assert page.goto(address).ok  # type: ignore[union-attr]
        results = Axe().run(page)
        if results.violations_count:
            found[address] = results.generate_report()
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 800, 1088])
def test_nothing_scrolls_sideways(browser: Browser, storyline_site: str, width: int) -> None:
    context = browser.new_context(base_url=storyline_site, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for address in PAGES:
        page.goto(address)
        page.evaluate(
            "document.querySelectorAll('h1, .steps a, h3 a, h4 a')"
            ".forEach((one) => (one.textContent += 'A'.repeat(300)))"
        )
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    context.close()
    assert wide == []


def test_from_an_event_to_its_storyline_and_on(browser: Browser, storyline_site: str) -> None:
    context = browser.new_context(base_url=storyline_site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/events/2")
    page.get_by_role("link", name="Before and after").click()
    page.locator("#storyline .finding a").click()
    assert page.url.endswith("/storylines/7")
    page.get_by_role("link", name="Event of 2025-05-01").click()
    assert page.locator("#storyline").get_by_text("This is its first event.").is_visible()
    context.close()
