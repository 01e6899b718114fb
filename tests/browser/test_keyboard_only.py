"""All that can be done is done with a keyboard alone: the focus shows, is never covered, trapped or lost."""

import re
from collections.abc import Callable, Iterator

import pytest
from browsed import browsed
from keyboard import Hand
from made_up_corpus import fill
from playwright.sync_api import Browser, expect

from app.config import Settings
from app.database import Database
from app.events.job import group_events
from app.store.schema import migrate
from app.web.app import create_app

pytestmark = [pytest.mark.browser, pytest.mark.reliability]

PATIENCE = 60_000
PAIR = "/events/1/compare?a=the-daily-ledger&b=northern-courier"
Effort = Callable[[int, int], int]


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("keys")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    fill(database)
    group_events(database)
    database.close()
    with browsed(create_app(Settings(data=data, poll_feeds=0))) as base:
        yield base


@pytest.fixture
def hand(browser: Browser, own_site: str) -> Iterator[Hand]:
    context = browser.new_context(
        base_url=own_site, viewport={"width": 1280, "height": 700}, reduced_motion="reduce"
    )
    held = Hand(context.new_page())
    yield held
    context.close()
    assert held.wrong == []


def test_from_a_word_to_a_frozen_comparison(hand: Hand) -> None:
    page = hand.page
    page.goto("/")
    hand.tab_to("Skip to the text")
    hand.press("Enter")
    hand.tab_to("Search the corpus", "input")
    page.keyboard.type("bridge")
    page.wait_for_selector("#suggestions [role=option]")
    hand.press("ArrowDown", "Escape", "Enter")
    page.wait_for_url("**/search?q=bridge*")
    _narrow(hand)
    hand.tab_to("Council shuts bridge", "a")
    hand.press("Enter")
    hand.headline("Council shuts bridge")
    hand.tab_to("^All of this event", "a")
    hand.press("Enter")
    expect(page).to_have_url(re.compile("/events/1$"))
    _choose_sides(hand)
    _follow_marks(hand)
    hand.tab_to("^Only here", "a", back=True)
    hand.press("Enter")
    page.wait_for_url("**show=only**")
    page.goto(PAIR)
    hand.tab_to("Keep, save or cite", "summary")
    hand.press("Enter")
    hand.tab_to("Freeze this comparison", "button")
    hand.press("Space")
    page.wait_for_url("**/frozen/*")
    hand.tab_to("The comparison of today", "a")
    hand.press("Enter")
    page.wait_for_url("**compare?a=*")


def _narrow(hand: Hand) -> None:
    """By an outlet, by days without dragging over the months, and to all again."""
    page = hand.page
    hand.tab_to("^Northern Courier", "a")
    hand.press("Enter")
    page.wait_for_url("**outlet=northern-courier*")
    expect(page.locator("#status")).to_contain_text("1 of 63")
    hand.tab_to("^Remove outlet", "a")
    hand.press("Enter")
    expect(page.locator("#status")).to_contain_text("3 of 63")
    hand.tab_to("^From", "input")
    page.keyboard.type("01012025")
    hand.tab_to("^Apply", "button")
    hand.press("Enter")
    page.wait_for_url("**from=2025-01-01*")


def _choose_sides(hand: Hand) -> None:
    hand.tab_to("^A", "select")
    hand.press("ArrowDown", "ArrowUp")
    hand.tab_to("^Compare$", "button")
    hand.press("Enter")
    hand.page.wait_for_url("**/compare?a=*")


def _follow_marks(hand: Hand) -> None:
    """Over to the other text by a mark, and back by the same."""
    page = hand.page
    hand.tab_to("^1", "a")
    here = page.evaluate("document.activeElement.closest('[data-side]').dataset.side")
    hand.press("Enter")
    expect(page.locator(f"[data-side]:not([data-side={here}]) a:focus")).to_have_count(1)
    assert hand.focused()
    hand.press("Enter")
    expect(page.locator(f"[data-side={here}] a:focus")).to_have_count(1)
    assert hand.focused()


def test_notes_outlets_and_a_text_of_ones_own(hand: Hand) -> None:
    page = hand.page
    page.goto(PAIR)
    hand.tab_to("^Write a note", "summary")
    hand.press("Enter")
    hand.tab_to("On this comparison", "textarea")
    page.keyboard.type("Only one names the baker.")
    hand.tab_to("Keep this note", "button")
    hand.press("Enter")
    expect(page.get_by_text("Only one names the baker.")).to_be_visible()
    hand.tab_to("^Outlets$", "a", back=True)
    hand.press("Enter")
    hand.headline("Outlets")
    hand.tab_to("^Northern Courier$", "a")
    hand.press("Enter")
    hand.headline("Northern Courier")
    hand.tab_to("^Merge it into another", "summary")
    hand.press("Enter")
    hand.tab_to("^Merge Northern Courier into", "input")
    page.keyboard.type("The Daily Ledger")
    hand.press("Escape")
    hand.tab_to("^Merge$", "button")
    hand.press("Enter")
    hand.headline("The Daily Ledger")
    hand.tab_to("^Undo the merge of Northern Courier", "button")
    hand.press("Enter")
    hand.headline("Northern Courier")
    hand.tab_to("^Add$", "a", back=True)
    hand.press("Enter")
    hand.headline("Add articles")
    hand.tab_to("^The article, headline first", "textarea")
    page.keyboard.type(
        "A ferry for the bridge\n\nThe ferry will cross every twelve minutes, and it costs nothing."
    )
    hand.tab_to("^Add the text", "button")
    hand.press("Enter")
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(page.locator("#live [role=status]")).to_have_text("Finished.", timeout=PATIENCE)
    hand.tab_to("^A ferry for the bridge", "a")
    hand.press("Enter")
    hand.headline("A ferry for the bridge")


def test_an_event_is_renamed_and_that_is_undone(hand: Hand) -> None:
    page = hand.page
    page.goto("/events/1")
    before = page.get_by_role("heading", level=1).inner_text()
    hand.tab_to("^Change it by hand", "summary")
    hand.press("Enter")
    hand.tab_to("^Its title", "input")
    hand.press("Control+a")
    page.keyboard.type("The vote")
    hand.press("Enter")
    hand.headline("The vote")
    hand.tab_to("^Undo edit", "button")
    hand.press("Enter")
    hand.headline(before)


def test_the_focus_stays_where_a_swap_leaves_something(hand: Hand) -> None:
    page = hand.page
    page.goto("/search?q=title:minutes")
    hand.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(" budget")
    expect(page).to_have_url(re.compile("budget"))
    hand.keeps_focus()
    page.goto("/search?q=title:minutes")
    hand.tab_to("^More results", "a")
    hand.press("Enter")
    expect(page.locator("#hits > li:nth-child(21) h2 a")).to_be_focused()
    assert hand.focused()
    page.goto("/articles/1")
    page.locator(".to-come a").focus()
    expect(page.locator("#related-articles")).to_be_attached()
    hand.keeps_focus()


ROUNDS = (
    "/search?q=bridge",
    "/events/1",
    PAIR,
    f"{PAIR}&order=grouped",
    "/articles/1",
    "/add",
    "/trends?q=bridge",
)


def test_once_through_a_page_in_the_order_of_its_text(
    hand: Hand, effort: Effort, measured: Callable[[str], None]
) -> None:
    windows = ((1280, 700), (390, 700), (1280, 360), (320, 256))
    stops = 0
    for place, address in enumerate(ROUNDS):
        for width, height in windows if effort(0, 1) else windows[place % 4 :][:1]:
            hand.page.set_viewport_size({"width": width, "height": height})
            hand.page.goto(address)
            stops += hand.round()
            if effort("compare" in address, 1):
                stops += hand.round(back=True)
    measured(f"{stops} stops of the focus, each in sight and in order")
