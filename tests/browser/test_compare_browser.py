"""The comparison and the event pages in Chromium: keys, links across, the sticky column, paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web import soon
from app.web.compare import comparisons
from app.web.operation.heavy import HeavyWork

pytestmark = pytest.mark.browser

PAIR = "/events/1/compare?a=the-daily-ledger&b=northern-courier"
ADDRESSES = [
    *("/events", "/events/1", "/compare", PAIR, f"{PAIR}&show=only"),
    *(f"{PAIR}&order={order}" for order in ("a", "b", "grouped")),
]


@pytest.mark.parametrize("width", [320, 390, 800, 801, 1088, 1440])
def test_nothing_runs_over_the_edge(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_hover_shows_the_counterpart(page: Page) -> None:
    page.goto(PAIR)
    mark = page.locator("#A a[data-link='1']").first
    mark.hover()
    other = page.locator("#B .passage:has(a[data-link='1'])").first
    expect(other).to_have_class(re.compile("linked"))
    page.locator("h1").hover()
    expect(page.locator(".linked")).to_have_count(0)


def test_keys_step_through_the_matches_and_cross_the_gutter(page: Page) -> None:
    page.goto(PAIR)
    page.keyboard.press("j")
    first = page.locator("#A .passage:has(a[data-link])").first
    expect(first.locator("a[data-link]").first).to_be_focused()
    expect(page).to_have_url(re.compile("#a[0-9]+$"))
    number = first.locator("a[data-link]").first.get_attribute("data-link")
    page.keyboard.press("Enter")
    expect(page.locator(f"#B a[data-link='{number}']").first).to_be_focused()
    expect(page).to_have_url(re.compile("#b[0-9]+$"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"#A a[data-link='{number}']").first).to_be_focused()
    page.keyboard.press("n")
    second = page.locator("#A .passage:has(a[data-link])").nth(1)
    expect(second.locator("a[data-link]").first).to_be_focused()
    page.keyboard.press("k")
    expect(first.locator("a[data-link]").first).to_be_focused()


def test_a_step_is_told_and_what_answers_out_of_sight_is_shown(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(PAIR)
    page.keyboard.press("j")
    told = page.get_by_role("status")
    expect(told).to_have_text(re.compile(r"^1 of \d+ matched in A: .+\. In B: .+"))
    expect(told).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(told).to_be_empty()


@pytest.mark.parametrize("order", ["a", "b", "grouped"])
def test_keys_step_through_rows_of_every_order(page: Page, order: str) -> None:
    page.goto(f"{PAIR}&order={order}")
    side, other = ("B", "A") if order == "b" else ("A", "B")
    first = page.locator(f"[data-side='{side}'] .passage:has(a[data-link])").first
    # it is shown by the script that listens to keys
    expect(page.get_by_role("button", name="Keys on")).to_be_visible()
    page.locator("body").press("j")
    mark = first.locator("a[data-link]").first
    expect(mark).to_be_focused()
    number = mark.get_attribute("data-link")
    lit = page.locator(f"[data-side='{other}'] .passage.linked a[data-link='{number}']")
    expect(lit.first).to_be_visible()


def test_the_letter_keys_can_be_turned_off_for_good(page: Page) -> None:
    page.goto(PAIR)
    page.get_by_role("button", name="Keys on").click()
    page.reload()
    expect(page.get_by_role("button", name="Keys off")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("j")
    expect(page).not_to_have_url(re.compile("#"))


def test_a_jump_lands_in_view_and_below_the_sticky_head(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.goto(PAIR)
    for letter, other in (("A", "B"), ("B", "A")):
        for place in range(page.locator(f"#{letter} a[data-link]").count()):
            mark = page.locator(f"#{letter} a[data-link]").nth(place)
            target = page.locator((mark.get_attribute("href") or "").strip())
            mark.evaluate("element => element.click()")
            expect(page.locator(f"#{other} a:focus")).to_have_count(1)
            page.wait_for_function(
                """selector => {
                  const box = document.querySelector(selector).getBoundingClientRect();
                  const head = document.querySelector('.bar').getBoundingClientRect();
                  return box.top >= head.bottom - 1 && box.top < window.innerHeight;
                }""",
                arg=f"#{target.get_attribute('id')}",
            )


def test_without_javascript_the_numbers_are_links(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAIR)
    page.locator("#A a[data-link]").first.click()
    expect(page).to_have_url(re.compile("#b[0-9]+$"))
    expect(page.locator("#B .passage:target")).to_be_visible()
    expect(page.locator(".keys")).to_be_hidden()
    context.close()


def test_on_a_phone_a_fold_holds_the_counterparts(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(PAIR)
    fold = page.locator("#A details").first
    fold.locator("summary").click()
    expect(fold.locator("p").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(fold).to_be_hidden()


def test_print_has_two_columns_numbered_notes_and_no_controls(page: Page) -> None:
    page.goto(PAIR)
    numbers = set(page.locator("#A a[data-link]").all_inner_texts())
    expect(page.locator(".printed")).to_be_hidden()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 990})
    a, b = (page.locator(f"#{letter}").bounding_box() for letter in "AB")
    assert a is not None
    assert b is not None
    assert a["x"] + a["width"] < b["x"]
    for hidden in (".tabs", ".masthead nav", ".keys", ".told"):
        expect(page.locator(hidden)).to_be_hidden()
    notes = page.locator(".printed li .sign")
    assert set(notes.all_inner_texts()) == numbers
    expect(notes.first).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_two_sides_are_picked_on_the_event(page: Page) -> None:
    page.goto("/events/1")
    page.get_by_role("combobox", name="A").select_option("northern-courier")
    page.get_by_role("combobox", name="B").select_option("~1")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("Northern Courier and The Daily Ledger, side by side")


def test_a_comparison_that_is_still_being_made_shows_itself(
    browser: Browser, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeavyWork, "is_apart", True)
    monkeypatch.setattr(soon, "SECONDS", 0.0)
    for with_scripts in (True, False):
        comparisons.forget()
        context = browser.new_context(base_url=site, java_script_enabled=with_scripts)
        page = context.new_page()
        answer = page.goto("/events/1/compare")
        assert answer is not None
        assert answer.headers["cache-control"] == "no-store"
        expect(page.locator("#texts")).to_be_visible()
        context.close()
