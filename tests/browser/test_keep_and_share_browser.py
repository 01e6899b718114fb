"""Freezing, notes and files of comparisons in a real browser, with and without scripts, wide and narrow."""

from pathlib import Path

import pytest
from page_problems import problems
from playwright.sync_api import Browser, expect
from windows import in_three_windows, opened

pytestmark = pytest.mark.browser
PAIR = "/events/1/compare?a=the-daily-ledger&b=northern-courier"


@in_three_windows
def test_a_comparison_is_written_on_frozen_and_deleted(
    browser: Browser, writing_site: str, scheme: str, width: int, scripts: bool
) -> None:
    context = opened(browser, writing_site, scheme, width, scripts)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def check() -> None:
        # axe is a script itself
        assert not scripts or problems(page) == "", page.url

    page.goto("/articles/1")
    check()
    page.get_by_role("link", name="Write a note on a sentence").click()
    check()
    page.get_by_role("link", name="Ferries will run every twelve").click()
    page.get_by_label("Your note on the marked sentence").fill(f"Who says so?\n{'x' * 300}")
    check()
    page.get_by_role("button", name="Keep this note").click()
    expect(page.get_by_text("Who says so?")).to_be_visible()
    check()

    page.goto(PAIR)
    page.get_by_text("Write a note", exact=True).click()
    page.get_by_label("On this comparison").fill("Only one names the baker.")
    page.get_by_role("button", name="Keep this note").click()
    expect(page.get_by_text("Only one names the baker.")).to_be_visible()
    page.locator("a.noted").click()
    expect(page.get_by_text("Who says so?")).to_be_in_viewport()
    page.get_by_text("Keep, save or cite this comparison").click()
    check()

    page.get_by_role("button", name="Freeze this comparison").click()
    expect(page.get_by_text("Nothing has changed since")).to_be_visible()
    expect(page.get_by_text("Only one names the baker.")).to_have_count(0)
    check()
    address = page.url
    page.get_by_role("button", name="Remove this page").click()
    expect(page.get_by_role("status").first).to_contain_text("was removed")
    check()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 410
    complaints.clear()  # the browser reports that as an error
    check()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing has changed since")).to_be_visible()
    page.get_by_role("button", name="Remove this page").click()

    page.goto("/notes")
    check()
    for _ in range(2):
        page.get_by_role("button", name="Remove this note").first.click()
        expect(page.get_by_role("status").first).to_contain_text("was removed")
        check()
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert complaints == []
    context.close()


def test_the_page_in_one_file_opens_from_disk_and_asks_nothing(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{site}/compare?a=1&b=3")
    page.get_by_text("Keep, save or cite this comparison").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="a page in one file").click()
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    for scheme, width in (("light", 1280), ("dark", 320)):
        opened = context.new_page()
        said: list[str] = []
        opened.on("console", lambda message, said=said: said.append(message.text))
        opened.on("request", lambda request, said=said: said.append(request.url))
        opened.emulate_media(color_scheme=scheme)
        opened.set_viewport_size({"width": width, "height": 900})
        opened.goto(file.as_uri())
        assert said == [file.as_uri()]
        expect(opened.get_by_text("stands in this text as it came.").first).to_be_visible()
        # its own policy took the style for its own
        assert opened.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        opened.close()
    context.close()
