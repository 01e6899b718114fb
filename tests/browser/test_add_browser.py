"""Adding with a real browser: by the keyboard, by dropping, without JavaScript; what moves meanwhile."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PATIENCE = 60_000
TEXT = "The bridge across the river opened on Tuesday after years of work, and nobody was there to see it."
# drops files as a file manager would, which no keyboard or mouse of the test can do
DROP = """(zone, files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
  }
}"""


@pytest.fixture
def adding(browser: Browser, writing_site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=writing_site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # Chromium reports every answer of an error, also those that are meant
    assert [text for text in complaints if "status of 4" not in text] == []


def records(count: int, word: str) -> str:
    lines = ({"title": f"{word} {n}", "text": f"{word} number {n}. {TEXT}"} for n in range(count))
    return "\n".join(json.dumps(line) for line in lines)


def test_paste_a_text_and_read_it(adding: Page) -> None:
    adding.goto("/")
    adding.get_by_role("navigation", name="Main").get_by_role("link", name="Add").click()
    adding.get_by_label("The article, headline first").fill(f"A bridge opens at last\n\n{TEXT}")
    adding.get_by_role("button", name="Add the text").click()
    adding.wait_for_url(re.compile(r"/imports/\d+$"))
    status = adding.get_by_role("status")
    expect(status).to_have_text("Finished.", timeout=PATIENCE)
    adding.get_by_role("link", name="A bridge opens at last").click()
    expect(adding.get_by_role("heading", level=1)).to_have_text("A bridge opens at last")


def test_drop_files_watch_them_come_in_and_deal_with_a_problem(adding: Page) -> None:
    adding.goto("/add")
    zone = adding.locator("#drop")
    files = [["many.jsonl", records(400, "Ferry")], ["broken.jsonl", "{broken\n"]]
    zone.evaluate(DROP, files)
    expect(adding.locator("#dropped li").first).to_contain_text("many.jsonl")
    adding.get_by_role("button", name="Add the files").click()
    adding.wait_for_url(re.compile(r"/imports/\d+$"))
    adding.evaluate("document.documentElement.dataset.loaded = 'once'")
    expect(adding.get_by_role("status")).to_have_text("Finished.", timeout=PATIENCE)
    # it moved by itself: the page was never loaded anew, and asks no more
    assert adding.evaluate("document.documentElement.dataset.loaded") == "once"
    assert adding.locator("[hx-trigger]").count() == 0
    expect(adding.locator(".counts")).to_contain_text("New articles 400")
    expect(adding).to_have_title(re.compile("^Import"))
    problem = adding.locator(".problems li")
    expect(problem).to_contain_text("broken.jsonl line 1")
    problem.get_by_role("button", name="Dismiss").click()
    expect(adding.get_by_text("No problem is open.")).to_be_visible()
    adding.get_by_role("link", name="Dismissed 1").click()
    adding.get_by_role("button", name="Open again broken.jsonl").click()
    adding.get_by_role("link", name="Open 1").click()
    adding.get_by_role("button", name="Try again broken.jsonl").click()
    expect(adding.get_by_role("heading", level=1)).to_have_text(re.compile(r"Import \d+"))
    expect(adding.get_by_role("status")).to_have_text(
        "Finished. Nothing of it could be taken in.", timeout=PATIENCE
    )


def test_chosen_files_are_sent_and_a_dropped_one_can_be_left_out(adding: Page, tmp_path: Path) -> None:
    (tmp_path / "chosen.txt").write_text(f"Chosen by hand\n\n{TEXT} Chosen.")
    adding.goto("/add")
    adding.get_by_label("Files of any kind").set_input_files(tmp_path / "chosen.txt")
    adding.locator("#drop").evaluate(DROP, [["dropped.txt", TEXT]])
    adding.get_by_role("button", name="Leave it out again").click()
    expect(adding.locator("#dropped")).to_be_hidden()
    adding.get_by_role("button", name="Add the files").click()
    adding.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(adding.get_by_role("link", name="Chosen by hand")).to_be_visible(timeout=PATIENCE)
    expect(adding.locator(".counts")).to_contain_text("New articles 1")


def test_what_is_missing_is_said_where_it_is(adding: Page) -> None:
    adding.goto("/add")
    adding.get_by_role("button", name="Add the files").click()
    expect(adding.locator("#sending")).to_have_text("Choose at least one file first.")
    adding.get_by_label("Addresses of articles").fill("example.org/a\nnot an address")
    adding.get_by_role("button", name="Fetch and add").click()
    expect(adding.get_by_role("alert")).to_contain_text("Line 2 is not a web address")
    field = adding.get_by_label("Addresses of articles")
    expect(field).to_be_focused()
    expect(field).to_have_value("example.org/a\nnot an address")


def test_more_than_the_server_takes_is_not_even_sent(adding: Page) -> None:
    adding.goto("/add")
    adding.evaluate("document.getElementById('files-form').dataset.maxBytes = '10'")
    adding.locator("#drop").evaluate(DROP, [["large.txt", TEXT]])
    adding.get_by_role("button", name="Add the files").click()
    expect(adding.locator("#sending")).to_contain_text("at most")
    assert adding.url.endswith("/add")


def test_everything_works_without_javascript(browser: Browser, writing_site: str, tmp_path: Path) -> None:
    (tmp_path / "plain.jsonl").write_text(records(300, "Tunnel") + "\n{broken\n")
    context = browser.new_context(base_url=writing_site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/add")
    expect(page.locator("#drop-hint")).to_be_hidden()
    page.get_by_label("Files of any kind").set_input_files(tmp_path / "plain.jsonl")
    page.get_by_role("button", name="Add the files").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(page.get_by_role("status")).to_have_text("Finished.", timeout=PATIENCE)
    expect(page.locator(".counts")).to_contain_text("New articles 300")
    page.get_by_role("button", name="Dismiss plain.jsonl").click()
    expect(page.get_by_text("No problem is open.")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, writing_site: str, scheme: str, width: int, tmp_path: Path
) -> None:
    context = browser.new_context(
        base_url=writing_site,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    broken = tmp_path / f"{'long-name-' * 15}.jsonl"
    broken.write_text("{broken\n" * 3)
    page.goto("/add")
    page.get_by_label("Files of any kind").set_input_files(broken)
    page.get_by_role("button", name="Add the files").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(page.get_by_role("status")).to_contain_text("Finished", timeout=PATIENCE)
    run = page.url
    found = {}
    for address in ("/add", run, f"{run}?problems=all", f"{run}/articles", "/imports", "/imports/waiting/1"):
        page.goto(address)
        results = Axe().run(page)
        if results.violations_count:
            found[address] = results.generate_report()
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[f"{address} sideways"] = str(page.evaluate("document.documentElement.scrollWidth"))
    page.goto("/add")
    page.get_by_label("The article, headline first").fill(" ")
    page.get_by_role("button", name="Add the text").click()
    expect(page.get_by_role("alert")).to_be_visible()
    results = Axe().run(page)
    if results.violations_count:
        found["/add/text"] = results.generate_report()
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_the_script_has_come(browser: Browser, writing_site: str, width: int) -> None:
    context = browser.new_context(base_url=writing_site, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.route("**/js/add.js", lambda route: route.abort())
    places = """() => [...document.querySelectorAll("#files-form > *")].map(
        (part) => JSON.stringify(part.getBoundingClientRect()))"""
    page.goto("/add")
    before = page.evaluate(places)
    page.unroute("**/js/add.js")
    page.reload()
    assert page.evaluate(places) == before
    context.close()
