"""Search with scripts: results follow the typing, the address follows the results, Back works."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_results_address_and_title_follow_the_typing(page: Page):
    page.goto("/search?sort=newest")
    page.locator("#q").press_sequentially("bridge", delay=20)
    expect(page.locator("#status")).to_contain_text("3 of 63 articles, newest first")
    expect(page).to_have_url(re.compile(r"/search\?q=bridge&sort=newest$"))
    expect(page).to_have_title("bridge · Search · Parallax")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator(".items mark").first).to_be_visible()


def test_back_brings_the_earlier_query_and_results(page: Page):
    page.goto("/search?q=harbour")
    expect(page.locator("#status")).to_contain_text("2 of 63")
    page.locator("#q").fill("baker")
    expect(page.locator("#status")).to_contain_text("1 of 63")
    page.locator(".items h2 a").first.click()
    expect(page.locator("h1")).to_have_text("Council shuts bridge until January")
    page.go_back()
    expect(page.locator("#q")).to_have_value("baker")
    expect(page.locator("#status")).to_contain_text("1 of 63")
    page.go_back()
    expect(page.locator("#q")).to_have_value("harbour")
    expect(page.locator("#status")).to_contain_text("2 of 63")
    page.go_forward()
    expect(page.locator("#q")).to_have_value("baker")
    expect(page.locator("#status")).to_contain_text("1 of 63")


def test_the_last_typed_word_wins_over_slower_answers(page: Page):
    def late_for_one_letter(route):
        if "q=b&" in route.request.url + "&":
            page.wait_for_timeout(600)
        route.continue_()

    page.route("**/search?*", late_for_one_letter)
    page.goto("/search")
    page.locator("#q").press_sequentially("b")
    page.wait_for_timeout(350)
    page.locator("#q").press_sequentially("aker")
    expect(page.locator("#status")).to_contain_text("1 of 63")
    page.wait_for_timeout(700)
    expect(page.locator("#status")).to_contain_text("1 of 63")


def test_a_facet_narrows_and_typing_keeps_it(page: Page):
    page.goto("/search?q=bridge")
    page.locator("#narrow").get_by_role("link", name="Northern Courier").click()
    expect(page.locator("#status")).to_contain_text("1 of 63")
    page.locator("#q").fill("trade")
    expect(page).to_have_url(re.compile(r"q=trade&outlet=northern-courier$"))
    expect(page.locator("#status")).to_contain_text("1 of 63")


def test_typing_keeps_the_days(page: Page):
    page.goto("/search?q=bridge&from=2000-01-01")
    page.locator("#q").fill("trade")
    expect(page).to_have_url(re.compile(r"q=trade&from=2000-01-01$"))
    expect(page.locator("[name=from]")).to_have_value("2000-01-01")


def test_results_that_could_not_be_fetched_do_not_pass_for_new_ones(browser, site):
    # not the page fixture: the browser reports the lost connection as an error
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/search?q=bridge")
    page.route("**/search?*", lambda route: route.abort())
    page.locator("#q").fill("baker")
    expect(page.locator("#status")).to_contain_text("The server did not answer.")
    page.unroute("**/search?*")
    page.locator("#q").press("Enter")
    expect(page.locator("#status")).to_contain_text("1 of 63")
    context.close()


def test_the_slash_key_goes_to_the_search_field(page: Page):
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("ferries")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("of 63")


def test_everything_works_without_scripts(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("ferries")
    page.get_by_role("button", name="Search").click()
    page.locator(".items h2 a").first.click()
    expect(page.locator("h1")).to_contain_text("Harbour bridge")
    context.close()
