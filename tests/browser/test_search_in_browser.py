"""The results page with a pointer and with keys: months are brushed, results go on, help opens in place."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def _drag_over_months(page: Page, first: float, last: float) -> None:
    """Drag from one part of the chart's width to another."""
    page.locator("svg.months").scroll_into_view_if_needed()
    box = page.locator("svg.months").bounding_box()
    assert box is not None
    height = box["y"] + 40
    page.mouse.move(box["x"] + box["width"] * first, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * last, height, steps=5)


def test_dragging_over_months_chooses_their_days(page: Page):
    # five years are drawn, 2019 to 2023: 60 months
    page.goto("/search?q=title:minutes&sort=newest")
    _drag_over_months(page, 30.5 / 60, 12.5 / 60)
    expect(page.locator("svg.months .brush")).to_be_visible()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=2020-01-01&to=2021-07-31"))
    expect(page.locator(".chosen li")).to_contain_text("1 January 2020 – 31 July 2021")
    expect(page.locator("#status")).to_contain_text("newest first")
    expect(page.locator("svg.months .chosen-days")).to_be_visible()
    # the choice is made anew, not within the last one
    _drag_over_months(page, 0.01, 0.1)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=2019-01-01&to=2019-0[67]-\d\d"))


def test_a_drag_can_be_given_up_and_a_click_leads_to_the_month(page: Page):
    page.goto("/search?q=title:minutes")
    _drag_over_months(page, 0.2, 0.6)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("svg.months .brush")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/search\?q=title:minutes$"))
    page.locator("svg.months a").first.click()
    expect(page).to_have_url(re.compile(r"from=2019-\d\d-01&to=2019-"))


def test_more_results_are_added_and_reading_goes_on_there(page: Page):
    page.goto("/search?q=title:minutes")
    link = page.get_by_role("link", name="More results")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hits > li")).to_have_count(40)
    expect(page.locator("#hits > li:nth-child(21) h2 a")).to_be_focused()
    link.click()
    expect(page.locator("#hits > li")).to_have_count(60)
    expect(link).to_have_count(0)
    titles = page.locator("#hits h2").all_text_contents()
    assert len(set(titles)) == 60
    expect(page).to_have_url(re.compile(r"/search\?q=title:minutes$"))


def test_help_and_lists_stay_open_while_one_types(page: Page):
    page.goto("/search?q=council")
    page.get_by_text("Query help", exact=True).first.click()
    expect(page.locator("#help")).to_be_visible()
    page.locator("#q").fill("bridge")
    expect(page.locator("#status")).to_contain_text("3 of 63")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#help").get_by_role("link", name="title:budget").click()
    expect(page.locator("#q")).to_have_value("title:budget")


def test_a_link_to_the_help_opens_it(page: Page):
    page.goto("/search#help")
    expect(page.locator("#help")).to_be_visible()
    page.goto("/search?q=bridge")
    expect(page.locator("#help")).to_be_hidden()
    page.locator("footer").get_by_role("link", name="Query help").click()
    expect(page.locator("#help")).to_be_visible()


def test_what_is_said_about_a_query_follows_the_typing(page: Page):
    page.goto("/search")
    page.locator("#q").fill('"harbour bridge')
    expect(page.locator("#query-notes")).to_contain_text("never closed")
    expect(page.locator("#q")).to_have_accessible_description(re.compile("never closed"))
    page.locator("#q").fill('"harbour bridge"')
    expect(page.locator("#query-notes")).to_have_text("")


def test_everything_on_the_page_works_without_scripts(browser: Browser, site: str):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search?q=title:minutes")
    page.locator(".help summary").click()
    expect(page.locator("#help")).to_be_visible()
    first = page.locator("#hits h2").first.text_content()
    page.get_by_role("link", name="More results").click()
    expect(page.locator("#hits h2").first).not_to_have_text(first or "")
    page.get_by_role("link", name="From the beginning").click()
    expect(page.locator("#hits h2").first).to_have_text(first or "")
    page.locator("#narrow").get_by_role("link", name="2020").click()
    page.locator("svg.months a").first.click()
    page.get_by_label("From").fill("2020-03-01")
    page.get_by_label("To", exact=True).fill("2020-06-30")
    page.get_by_role("button", name="Apply the days").click()
    expect(page.locator(".chosen li")).to_contain_text("1 March – 30 June 2020")
    page.get_by_role("link", name=re.compile("Remove days")).click()
    expect(page.locator("#status")).to_contain_text("60 of 63")
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_what_can_be_opened(browser: Browser, site: str, width: int):
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/search?q=bridge&outlet=unknown&outlet=northern-courier")
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    context.close()


@pytest.mark.parametrize("width", [390, 320])
def test_the_links_of_the_masthead_stand_in_a_row_on_a_phone_in_two_on_the_smallest(
    browser: Browser, site: str, width: int
):
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto("/")
    tops = page.locator(".masthead nav a").evaluate_all(
        "links => links.map((link) => link.getBoundingClientRect().top)"
    )
    assert len(tops) > 5
    assert len(set(tops)) == (1 if width == 390 else 2)
    # none is hidden beside the window
    for link in page.locator(".masthead nav a").all():
        expect(link).to_be_in_viewport(ratio=1)
    context.close()
