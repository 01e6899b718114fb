"""The list of events and the page of one in a browser: narrow, whole without scripts, and on paper."""

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    "/events",
    "/events?q=bridge&outlet=northern-courier&from=2025-01-01&to=2025-12-31&sort=oldest",
    "/events?q=zeppelin",
    "/events/1",
)


@pytest.mark.parametrize("width", [320, 800, 1088])
def test_nothing_scrolls_sideways(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for address in PAGES:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    context.close()
    assert wide == []


def test_a_month_leads_to_its_events_and_an_event_to_two_of_its_articles(browser: Browser, site: str) -> None:
    """All of it is links and forms: no script runs."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/events")
    page.locator("svg.months a .slot").click()
    assert page.url.endswith("/events?from=2025-02-01&to=2025-02-28")
    page.get_by_role("link", name="The harbour bridge closes").click()
    page.get_by_role("button", name="Compare").click()
    assert "/events/1/compare?a=the-daily-ledger&b=northern-courier" in page.url
    context.close()


def test_the_list_is_narrowed_by_keyboard(page: Page) -> None:
    page.goto("/events")
    page.get_by_label("Words in a headline").focus()
    page.keyboard.type("bridge")
    page.keyboard.press("Tab")
    page.keyboard.type("Northern")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=bridge&outlet=northern-courier**")
    assert page.get_by_role("heading", name="1 event").is_visible()


def test_what_is_to_be_clicked_is_not_printed(page: Page) -> None:
    page.goto("/events/1")
    page.emulate_media(media="print")
    assert not page.locator("#compare").is_visible()
    assert page.locator(".timeline svg").is_visible()
    assert page.locator("table.coverage").is_visible()


@pytest.mark.parametrize("width", [800, 1088, 1440])
def test_the_fields_stand_where_they_are_before_the_button_is_read(
    browser: Browser, site: str, width: int
) -> None:
    """A page may be shown when only the beginning of a long list of outlets is there."""
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto("/events")
    places = """() => [...document.querySelectorAll("form.fields .field")].map(
        (field) => JSON.stringify(field.getBoundingClientRect()))"""
    whole = page.evaluate(places)
    page.evaluate("document.querySelector('form.fields > button').remove()")
    assert page.evaluate(places) == whole
    context.close()
