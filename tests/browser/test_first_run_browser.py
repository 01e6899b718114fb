"""An empty corpus in Chromium: from the first page to two articles side by side, with scripts and without."""

from pathlib import Path

import pytest
from browsed import browsed
from page_problems import problems
from playwright.sync_api import Browser, expect

from app.config import Settings
from app.web.app import create_app

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_the_examples_lead_to_a_comparison(browser: Browser, tmp_path: Path, scripts: bool) -> None:
    with browsed(create_app(Settings(data=tmp_path, poll_feeds=0))) as address:
        look = {"width": 390, "height": 800} if scripts else {"width": 1280, "height": 800}
        context = browser.new_context(base_url=address, viewport=look, java_script_enabled=scripts)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/")
        assert not scripts or problems(page) == ""
        page.get_by_role("button", name="Take in the examples").click()
        link = page.get_by_role("link", name="Compare two of its articles")
        # shown when it is done: htmx looks, or the browser loads the page anew
        expect(link).to_be_visible(timeout=120_000)
        assert not scripts or problems(page) == ""
        link.click()
        expect(page.locator("#texts")).to_be_visible()
        context.close()
