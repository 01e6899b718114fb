"""Signing in with a real browser: the way there and back, the cookie, and what a screen reader meets."""

import pytest
from page_problems import problems
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390), ("light", 320)])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_way_in_and_out(
    browser: Browser, closed_site: str, scheme: str, width: int, scripts: bool
) -> None:
    context = browser.new_context(
        base_url=closed_site,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/search?q=bridge")
    assert page.url == f"{closed_site}/sign-in?next=%2Fsearch%3Fq%3Dbridge"
    assert not scripts or problems(page) == ""
    page.get_by_label("Password").fill("a guess")
    page.keyboard.press("Enter")
    assert page.get_by_role("alert").inner_text() == "That is not the password."
    assert not scripts or problems(page) == ""
    page.get_by_label("Password").fill("open sesame")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{closed_site}/search?q=bridge")
    [cookie] = context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("parallax_session", True, "Lax")
    page.get_by_role("contentinfo").get_by_role("link", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert not scripts or problems(page) == ""
    page.get_by_role("button", name="Sign out here").click()
    page.wait_for_url("**/sign-in")
    assert page.get_by_label("Password").is_visible()
    assert context.cookies() == []
    context.close()


def test_a_search_box_whose_sign_in_has_ended_leads_to_the_form(browser: Browser, closed_site: str) -> None:
    context = browser.new_context(base_url=closed_site)
    page = context.new_page()
    page.goto("/sign-in?next=/search")
    page.get_by_label("Password").fill("open sesame")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{closed_site}/search")
    context.clear_cookies()
    page.get_by_role("combobox", name="Search the corpus").fill("bridge")
    page.wait_for_url(f"{closed_site}/sign-in?next=%2Fsearch")
    context.close()
