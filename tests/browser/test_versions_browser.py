"""The page of versions, and the forms to correct an article and to merge outlets, in Chromium."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAGES = (
    "/articles/64/versions",
    "/articles/64/versions?from=1&to=2",
    "/articles/1/versions",
    "/articles/64",
    "/outlets/town-hall-minutes",
)


def opened(browser: Browser, site: str, width: int = 1280, scheme: str = "light") -> Page:
    context = browser.new_context(
        base_url=site, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, changed_site: str, scheme: str, width: int
):
    page = opened(browser, changed_site, width, scheme)
    found = {}
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        results = Axe().run(page)
        if results.violations_count:
            found[address] = results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.context.close()
    assert found == {}


def test_changes_are_told_apart_without_colour(browser: Browser, changed_site: str):
    page = opened(browser, changed_site)
    page.goto("/articles/64/versions?from=1&to=2")
    rule = "(element) => getComputedStyle(element).textDecorationLine"
    assert page.locator(".changes del").first.evaluate(rule) == "line-through"
    assert page.locator(".changes ins").first.evaluate(rule) == "underline"
    expect(page.locator(".changed-fields .headline del")).to_have_text("[removed: nine months]")
    expect(page.locator(".changed-fields .headline ins")).to_have_text("[added: a year]")
    page.context.close()


def test_unchanged_passages_unfold_and_other_versions_can_be_chosen(browser: Browser, changed_site: str):
    page = opened(browser, changed_site)
    page.goto("/articles/64/versions?from=1&to=2")
    folded = page.get_by_text("Two older plans for a tunnel failed")
    expect(folded).to_be_hidden()
    page.get_by_text("4 unchanged paragraphs").click()
    expect(folded).to_be_visible()
    page.get_by_label("to version", exact=True).select_option("3")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="From version 1 to version 3")).to_be_visible()
    page.context.close()


def test_a_merged_outlet_is_undone_on_its_page(browser: Browser, changed_site: str):
    page = opened(browser, changed_site)
    page.goto("/outlets/northern-courier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Town Hall Minutes")
    page.get_by_role("button", name="Undo the merge of Northern Courier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Courier")
    page.get_by_text("Merge it into another outlet").click()
    page.get_by_label("Merge Northern Courier into").fill("Town Hall Minutes")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Town Hall Minutes")
    page.context.close()
