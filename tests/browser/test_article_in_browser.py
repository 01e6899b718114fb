"""The article page with scripts: what was set aside, and the outlet set by hand."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_lines_set_aside_can_be_opened(page: Page):
    page.goto("/articles/1")
    page.get_by_text("1 passage set aside").click()
    expect(page.get_by_text("Sign up for our letter")).to_be_visible()


def test_the_outlet_is_set_by_hand_and_taken_back(page: Page):
    page.goto("/articles/3")
    page.get_by_label("Name of the outlet").fill("Harbour Gazette")
    page.get_by_role("button", name="Set").click()
    expect(page.locator(".facts")).to_contain_text("The document itself names no outlet")
    expect(page.get_by_role("link", name="Harbour Gazette")).to_be_visible()
    page.get_by_text("Change the outlet").click()
    page.get_by_label("Name of the outlet").fill("")
    page.get_by_role("button", name="Set").click()
    expect(page.locator(".facts dd").first).to_have_text("Outlet unknown")
