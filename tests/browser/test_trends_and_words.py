"""Trends and Words in a browser: lines that can be told apart, and lists that axe has nothing against."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WORDS = "/words?outlet=town-hall-minutes"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_in_the_lists(browser: Browser, counted_site: str, scheme: str, width: int):
    context = browser.new_context(
        base_url=counted_site, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(WORDS)
    assert page.locator(".keywords tbody th").count() > 1
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    context.close()


def test_lines_differ_without_their_colour(page: Page):
    page.goto("/trends?q=bridge&q=council&q=budget&q=ferries")
    looks = page.eval_on_selector_all(
        ".plot .line",
        "all => all.map(line => getComputedStyle(line)).map(s => s.strokeDasharray + ' ' + s.strokeWidth)",
    )
    assert len(looks) == len(set(looks)) == 4
    names = page.locator(".plot .name").all_text_contents()
    assert names == ["1 bridge", "2 council", "3 budget", "4 ferries"]


def test_names_at_the_ends_give_way_to_numbers_on_a_phone(page: Page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/trends?q=bridge&q=council")
    assert page.locator(".plot .name .wide").first.is_hidden()
    assert page.locator(".key li").first.is_visible()


def test_a_form_asks_without_a_script(browser: Browser, site: str):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/trends?q=bridge")
    page.locator("input[name=q]").nth(1).fill("council")
    page.get_by_label("Show").select_option("share")
    page.get_by_role("button", name="Draw").click()
    assert page.locator("thead th").nth(2).inner_text() == "2 council"
    page.locator("tbody td a").last.click()
    assert page.url.startswith(f"{site}/search?from=")
    context.close()
