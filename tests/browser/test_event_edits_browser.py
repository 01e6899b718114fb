"""Events by hand in a real browser, with and without scripts, wide and narrow, light and dark."""

import pytest
from page_problems import problems
from playwright.sync_api import Browser, expect
from windows import in_three_windows, opened

pytestmark = pytest.mark.browser


@in_three_windows
def test_an_event_is_changed_by_hand_and_all_of_it_undone(
    browser: Browser, writing_site: str, scheme: str, width: int, scripts: bool
) -> None:
    context = opened(browser, writing_site, scheme, width, scripts)
    page = context.new_page()
    heading = page.get_by_role("heading", level=1)

    def check() -> None:
        # axe is a script itself
        assert not scripts or problems(page) == "", page.url

    def undo_newest() -> None:
        page.get_by_role("button", name="Undo").first.click()

    page.goto("/events/1")
    before = heading.inner_text()
    page.get_by_text("Change it by hand").click()
    check()
    page.get_by_label("Its title", exact=True).fill(f"A title so long that it has to be broken {'x' * 90}")
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("A title so long")
    check()
    page.get_by_text("Change it by hand").click()
    page.get_by_role("checkbox", name="Council shuts bridge").check()
    page.get_by_label("called").fill("The vote")
    page.get_by_role("button", name="Move").click()
    done = page.get_by_role("region", name="By hand").get_by_role("listitem").first
    expect(done).to_contain_text("Split “Council shuts bridge until January”")
    check()
    page.get_by_text("Change it by hand").click()
    page.get_by_label("Make one event of this and another").fill("the vote")
    page.get_by_label("The other one does").check()
    page.get_by_role("button", name="Merge").click()
    expect(heading).to_have_text("The vote")
    page.get_by_text("Change it by hand").click()
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_text("Locked.")).to_be_visible()
    check()
    page.get_by_role("link", name="Edits of all events").click()
    expect(page.get_by_role("listitem").filter(has_text="Locked event")).not_to_have_count(0)
    check()
    page.go_back()
    undo_newest()
    expect(page.get_by_text("Locked.")).to_have_count(0)
    undo_newest()
    undo_newest()
    undo_newest()
    page.goto("/events/1")
    expect(heading).to_have_text(before)
    check()
    context.close()


@pytest.mark.parametrize("width", [1440, 320])
def test_the_form_on_the_page_of_an_article(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto("/articles/1")
    page.get_by_text("Put it into another event, or into none").click()
    expect(page.get_by_role("button", name="Take it out of its event")).to_be_visible()
    assert problems(page) == ""
    page.goto("/events/log")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edits of events")
    assert problems(page) == ""
    context.close()
