"""Saved searches in a real browser, with and without scripts, wide and narrow, light and dark."""

import pytest
from page_problems import problems
from playwright.sync_api import Browser, Page, expect
from windows import in_three_windows, opened

pytestmark = pytest.mark.browser


@in_three_windows
def test_a_search_is_saved_looked_at_removed_and_brought_back(
    browser: Browser, writing_site: str, scheme: str, width: int, scripts: bool
) -> None:
    context = opened(browser, writing_site, scheme, width, scripts)
    page = context.new_page()

    def check() -> None:
        # axe is a script itself
        assert not scripts or problems(page) == "", page.url

    page.goto("/search?q=council")
    page.get_by_text("Save this search").click()
    check()
    page.get_by_label("Name it").fill(f"A search with a name so long that it has to be broken {'x' * 60}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing new")).to_be_visible()
    check()
    page.get_by_text("Rename or remove it").click()
    check()
    page.get_by_label("Its name").fill("The council")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The council")
    page.get_by_role("link", name="Saved searches").first.click()
    expect(page.get_by_role("heading", name="The council")).to_be_visible()
    check()
    page.get_by_role("link", name="The council").click()
    page.get_by_text("Rename or remove it").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#undo")).to_contain_text("“The council” was removed.")
    check()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The council")
    page.goto("/")
    expect(page.get_by_role("link", name="The council")).to_be_visible()
    check()
    page.goto("/search?q=council")
    page.get_by_role("link", name="The council").click()
    page.get_by_text("Rename or remove it").click()
    page.get_by_role("button", name="Remove").click()
    context.close()


def test_related_articles_come_when_one_gets_there(page: Page) -> None:
    page.goto("/articles/2")
    title = page.title()
    page.locator(".to-come").scroll_into_view_if_needed()
    expect(page.get_by_role("heading", name="Related articles", exact=True)).to_be_visible()
    expect(page.locator(".related-parts")).to_contain_text("Shares")
    assert page.title() == title
    assert problems(page) == ""
