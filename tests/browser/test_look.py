"""The look in a real browser: the measure of running text, the masthead, chosen contrast, and paper."""

import pytest
from playwright.sync_api import Browser, Page, expect

PAIR = "/compare?a=1&b=2"
# a paragraph of our own, as the corpus has only short ones; words are taken from its end until a line is gone
MEASURE = """(words) => {
    const one = document.querySelector(words);
    const high = parseFloat(getComputedStyle(one).lineHeight);
    const lines = () => Math.round(one.getBoundingClientRect().height / high);
    one.textContent = "The council met for most of the night and left open what it is to cost. ".repeat(10);
    const first = lines();
    while (lines() === first) one.textContent = one.textContent.trimEnd().replace(/\\S+$/, "");
    return one.textContent.length / lines();
}"""
RULE = """(one) => {
    const style = getComputedStyle(one);
    return style.textDecorationStyle + " " + style.textDecorationLine;
}"""
FOLD = """() => {
    const fold = document.querySelector(".facts").appendChild(document.createElement("details"));
    fold.append(document.createElement("summary"), document.createElement("hr"));
    return fold.lastChild.checkVisibility();
}"""


@pytest.mark.parametrize("width", [1440, 800])
def test_running_text_has_sixty_to_seventy_five_characters_a_line(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for address, words in (("/articles/1", ".text > p"), (PAIR, "#A > p:not(.end)"), ("/about", ".prose p")):
        page.goto(address)
        assert 60 <= page.evaluate(MEASURE, words) <= 75, address


@pytest.mark.parametrize("width", [320, 390, 2560])
def test_all_links_of_the_masthead_are_within_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    for link in page.locator(".masthead nav a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("forced", [True, False], ids=["forced-colors", "prefers-contrast"])
def test_marks_stay_where_colours_are_the_readers(browser: Browser, site: str, forced: bool) -> None:
    with browser.new_context(
        base_url=site,
        forced_colors="active" if forced else None,
        contrast=None if forced else "more",
    ) as context:
        page = context.new_page()
        page.goto(PAIR)
        for state, rule in (
            ("same", "solid underline"),
            ("maybe", "dashed underline"),
            ("only", "solid none"),
        ):
            assert page.locator(f".key .passage.{state}").evaluate(RULE) == rule
        assert page.locator(".key .shared").first.evaluate(RULE) == "double underline"
        current = page.locator(".masthead [aria-current]").first
        border, shadow = current.evaluate(
            "(one) => [getComputedStyle(one).borderBottomStyle, getComputedStyle(one).boxShadow]"
        )
        assert border == "solid" if forced else "inset" in shadow
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        drawn = page.locator(".strip rect").first.evaluate("(one) => getComputedStyle(one).fill")
        # a drawing takes the reader's colours, too
        assert (drawn == "rgb(23, 73, 143)") is not forced


def test_paper_has_no_navigation_light_colours_and_open_folds(browser: Browser, site: str) -> None:
    with browser.new_context(
        base_url=site, color_scheme="dark", viewport={"width": 680, "height": 960}
    ) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        for address in (PAIR, "/events/1/matrix", "/search?q=harbour", "/events/1", "/articles/1"):
            page.goto(address)
            for hidden in page.locator(".masthead nav, .tabs, .actions, .footer ul").all():
                expect(hidden).to_be_hidden()
            assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 27, 29)", address
            assert page.evaluate("document.documentElement.scrollWidth") <= 680, address
        assert page.evaluate(FOLD)
        page.emulate_media(media="screen")
        assert not page.evaluate(FOLD)
