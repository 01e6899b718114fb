"""The combobox of the search box: with the keyboard, with the mouse, beside live results."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def options(page: Page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_the_keyboard_walks_the_list_and_puts_a_suggestion_in(page: Page):
    page.goto("/")
    box = page.get_by_role("combobox", name="Search the corpus")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("har", delay=20)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options(page)).to_have_text(
        ["harbour word, 2 articles", re.compile("The harbour bridge closes event, 2")]
    )
    expect(page.get_by_role("status").filter(has_text="2 suggestions")).to_be_attached()
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value("har")
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    box.press("Enter")
    expect(box).to_have_value("event:1")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=event%3A1$"))


def test_escape_closes_and_keeps_what_was_typed_and_tab_leaves(page: Page):
    page.goto("/")
    box = page.locator("#q")
    box.press_sequentially("har")
    expect(options(page).first).to_be_visible()
    box.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(box).to_have_value("har")
    box.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    box.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(page.locator("#suggestions")).to_be_hidden()


def test_enter_without_a_choice_searches_what_was_typed(page: Page):
    page.goto("/")
    page.locator("#q").press_sequentially("har")
    expect(options(page).first).to_be_visible()
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=har$"))


def test_live_results_follow_a_suggestion_that_is_clicked(page: Page):
    page.goto("/search")
    page.locator("#q").press_sequentially("outlet:north", delay=20)
    options(page).filter(has_text="Northern Courier").click()
    expect(page.locator("#q")).to_have_value('outlet:"Northern Courier"')
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("1 of 63")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_nothing_moves_and_axe_finds_nothing_while_the_list_is_open(browser, site):
    for scheme in ("light", "dark"):
        context = browser.new_context(
            base_url=site, color_scheme=scheme, viewport={"width": 390, "height": 800}
        )
        page = context.new_page()
        page.goto("/")
        before = page.locator("#articles").bounding_box()
        page.locator("#q").press_sequentially("har")
        expect(options(page).first).to_be_visible()
        page.locator("#q").press("ArrowDown")
        expect(options(page).first).to_have_attribute("aria-selected", "true")
        assert page.locator("#articles").bounding_box() == before
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        context.close()


def test_the_answer_to_an_earlier_text_is_not_shown(page: Page):
    def late_for_one_letter(route):
        if route.request.url.endswith("q=h"):
            page.wait_for_timeout(500)
        route.continue_()

    page.route("**/suggest.json?*", late_for_one_letter)
    page.goto("/")
    page.locator("#q").press_sequentially("h")
    page.wait_for_timeout(200)
    page.locator("#q").press_sequentially("arb")
    expect(options(page).first).to_contain_text("harbour")
    page.wait_for_timeout(600)
    expect(options(page)).to_have_count(2)


def test_nothing_is_asked_while_a_word_is_being_composed(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "suggest.json" in request.url else None)
    page.goto("/")
    page.locator("#q").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "har", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(300)
    assert asked == []
    client.send("Input.insertText", {"text": "har"})
    expect(options(page).first).to_contain_text("harbour")


def test_a_server_that_gives_no_suggestions_leaves_a_search_field(browser, site):
    # not the page fixture: the browser reports the lost connection as an error
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.route("**/suggest.json?*", lambda route: route.abort())
    page.goto("/")
    page.locator("#q").press_sequentially("harbour")
    page.wait_for_timeout(300)
    expect(page.locator("#suggestions")).to_be_hidden()
    page.locator("#q").press("Enter")
    expect(page.locator("#status")).to_contain_text("2 of 63")
    context.close()
