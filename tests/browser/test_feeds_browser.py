"""The page of feeds in a real browser, with and without scripts, wide and narrow, light and dark."""

import pytest
from page_problems import problems
from playwright.sync_api import Browser
from windows import in_three_windows, opened

pytestmark = pytest.mark.browser

OPML = (
    '<opml version="2.0"><body><outline text="World and its neighbours">'
    '<outline text="{0} A paper with a rather long name, published daily" xmlUrl="https://a.example/{0}/feed"/>'
    '</outline><outline xmlUrl="https://feeds.example/{0}/a/very/long/path/of-a-feed-without-any-title.xml"/>'
    "</body></opml>"
)


@in_three_windows
def test_feeds_are_brought_along_paused_and_removed(
    browser: Browser, writing_site: str, scheme: str, width: int, scripts: bool
) -> None:
    context = opened(browser, writing_site, scheme, width, scripts)
    page = context.new_page()

    def check() -> None:
        # axe is a script itself
        assert not scripts or problems(page) == "", page.url

    page.goto("/feeds")
    check()
    page.get_by_label("Its address, or that of a page that names it").fill("no address at all")
    page.get_by_role("button", name="Follow", exact=True).click()
    assert "not a web address" in page.get_by_role("alert").inner_text()
    check()
    page.get_by_label("or its text").fill(OPML.format(width))
    page.get_by_role("button", name="Follow its feeds").click()
    assert page.get_by_role("status").first.inner_text() == "2 feeds are new."
    check()
    page.get_by_role("link", name=f"{width} A paper", exact=False).first.click()
    check()
    page.get_by_role("button", name="Pause").click()
    assert "Paused" in page.get_by_role("main").inner_text()
    check()
    page.get_by_role("button", name="Remove").click()
    assert "is not followed any more" in page.locator("#undo").inner_text()
    check()
    page.get_by_role("button", name="Undo").click()
    assert "Paused" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Remove").click()
    context.close()
