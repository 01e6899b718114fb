"""Keys, their dialog and switch, and what is copied, in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def allowed(browser: Browser, site: str) -> Iterator[Page]:
    """A page that may read the clipboard."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 700})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    yield context.new_page()
    context.close()


def test_letters_move_through_a_list_and_open_it(page: Page) -> None:
    page.goto("/search?q=the")
    hits = page.locator("#hits > li")
    page.keyboard.press("j")
    expect(hits.nth(0).locator("h2 a")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("j")
    expect(hits.nth(5).locator("h2 a")).to_be_focused()
    expect(hits.nth(5).locator("h2 a")).to_be_in_viewport()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("k")
    expect(hits.nth(4).locator("h2 a")).to_be_focused()
    # what is brought in while the page is open takes its place in the list
    for _ in range(hits.count() - 4):
        page.keyboard.press("j")
    expect(page.locator("a[rel=next]")).to_be_focused()
    page.keyboard.press("o")
    expect(hits.nth(20)).to_be_attached()
    expect(hits.nth(20).locator("h2 a")).to_be_focused()
    page.keyboard.press("k")
    address = hits.nth(19).locator("h2 a").get_attribute("href")
    page.keyboard.press("o")
    page.wait_for_url(f"**{address}")
    # in a field they are letters
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/search")
    page.locator("body").press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jko?")
    expect(page.locator("#q")).to_have_value("jko?")


def test_the_dialog_lists_the_keys_of_the_page_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/events")
    first = page.locator("[data-list] h3 a").first
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_contain_text("goes to the next entry")
    expect(dialog).not_to_contain_text("In a comparison")
    assert dialog.locator("kbd").all_inner_texts().count("j") == 1
    # behind it nothing moves
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(first).to_be_focused()


def test_keys_are_switched_off_for_all_pages(page: Page) -> None:
    page.goto("/keys")
    page.get_by_role("button", name="Keys on").click()
    page.goto("/events")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement === document.body")
    page.goto("/events/1/compare")
    off = page.get_by_role("button", name="Keys off")
    expect(off).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("n")
    expect(page.locator(".told")).to_be_empty()
    off.click()
    page.keyboard.press("n")
    expect(page.locator(".told")).not_to_be_empty()
    # Escape closes one thing after the other
    page.keyboard.press("Escape")
    expect(page.locator(".told")).to_be_empty()
    fold = page.locator("details", has_text="Keep, save or cite").first
    fold.locator("summary").click()
    fold.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    expect(fold).not_to_have_attribute("open", "")
    expect(fold.locator("summary")).to_be_focused()


def test_buttons_copy_and_say_so(allowed: Page, site: str) -> None:
    page = allowed
    page.goto("/articles/1?q=bridge")
    clipboard = "navigator.clipboard.readText()"
    citation = page.locator("#citation").inner_text()
    button = page.get_by_role("button", name="Copy citation")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_have_count(1)
    assert page.evaluate(clipboard) == citation
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied").last).to_be_visible()
    assert page.evaluate(clipboard) == f"{site}/articles/1"
    # a passage goes with its source and its place
    page.locator(".text p[id]").first.select_text()
    words = page.evaluate("document.getSelection().toString().replace(/\\s+/g, ' ').trim()")
    place = page.locator(".text p[id]").first.get_attribute("id")
    page.get_by_role("button", name="Quote what is selected").click()
    page.wait_for_function(f"{clipboard}.then(text => text.startsWith('“'))")
    assert page.evaluate(clipboard) == f"“{words}” {citation} {site}/articles/1#{place}"


def test_a_refused_clipboard_is_said_and_the_text_laid_out(page: Page) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto("/search?q=bridge")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Not copied")).to_be_visible()
    field = page.get_by_label("Text to copy")
    expect(field).to_be_focused()
    expect(field).to_have_value(page.url)
    page.keyboard.press("Tab")
    expect(field).to_have_count(0)


def test_without_scripts_there_is_a_page_of_keys_and_no_dead_button(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/articles/1")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_role("link", name="Keys", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("goes to the next entry")
    expect(page.get_by_role("button", name="Keys on")).to_have_count(0)
    context.close()


def test_long_names_in_the_way_to_a_page_are_cut_to_the_eye_alone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/events/1/matrix")
    way = page.get_by_role("navigation", name="Breadcrumb")
    expect(way.locator("[aria-current=page]")).to_have_text("Who says what")
    title = way.get_by_role("link").nth(1)
    assert title.inner_text() == page.request.get("/events/1.json").json()["title"]
    assert page.evaluate("document.documentElement.scrollWidth") == 320
