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
    page.get_by_text("Set the outlet, or correct what is known").click()
    page.get_by_label("Outlet").fill("Harbour Gazette")
    page.get_by_role("button", name="Set Outlet").click()
    expect(page.locator(".facts dd").first).to_contain_text("The document gives none")
    expect(page.get_by_role("link", name="Harbour Gazette")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".facts dd").first).to_have_text("Outlet unknown")


def test_a_corrected_date_is_shown_beside_the_extracted_one(page: Page):
    page.goto("/articles/2")
    page.get_by_text("Correct what is known").click()
    page.get_by_label("Date", exact=True).fill("7 May 2025")
    page.keyboard.press("Enter")
    expect(page.locator("#published + dd")).to_contain_text("7 May 2025 The document gives 11 February 2025")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#published + dd")).to_contain_text("line 2 names the day")
