"""Every page and every action without JavaScript. What else is tried so: in the tests of each page."""

import re
from collections import defaultdict
from collections.abc import Iterator

import httpx2
import pytest
from every_state import Site, lived_in_site
from lxml import html
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PATIENCE = 60_000

# as named in the menu, at the foot of pages, or reached by no list
_FIRST_LEVEL = {
    *("/", "/search", "/events", "/compare", "/outlets", "/add", "/feeds", "/about", "/imports", "/notes"),
    *("/keys", "/how", "/docs", "/api/docs", "/sign-in", "/suggest", "/removed"),
}
# pages that show what another one shows, by another address: its default sides, another order, filter or form
_SAME = (
    *("&b=", "order=", "show=", "sort=", "by=", "measure=", "copies=", "after=", "problems=", "removed="),
    "start=",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with lived_in_site(tmp_path_factory.mktemp("plain")) as site:
        yield site


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """A page in which no script runs."""
    context = browser.new_context(
        base_url=site.base, java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def test_no_page_shows_what_only_a_script_would_answer(plain: Page, site: Site) -> None:
    """Every button sends a form, every link leads somewhere, and what a script would bring is linked."""
    wrong = []
    for address in site.addresses():
        plain.goto(address)
        for button in plain.locator("button:not([form]):visible").all():
            if button.evaluate("button => button.type !== 'submit' || !button.form"):
                wrong.append(f"{address}: {button.inner_text()} does nothing")
        if plain.locator("a:not([href]):visible").count():
            wrong.append(f"{address}: a link without an address")
        for part in plain.locator("[hx-get]:not([hx-trigger^=every]):visible").all():
            if not part.evaluate(
                "part => part.matches('a[href], form input') || part.querySelector('a[href]')"
            ):
                wrong.append(f"{address}: a part that only a script brings")
    assert wrong == []


def test_reading_on_without_scripts(plain: Page, site: Site) -> None:
    plain.goto("/search?q=bridge")
    plain.get_by_role("link", name="Concordance").click()
    plain.get_by_role("link", name="Words before").click()
    expect(plain.locator("#status")).to_contain_text("by the words before")
    plain.get_by_role("link", name="Words", exact=True).click()
    plain.get_by_label("Outlet").first.select_option(index=1)
    plain.get_by_role("button", name="Compare").click()
    expect(plain.locator("ul.told li")).to_have_count(2, timeout=PATIENCE)
    plain.goto(f"/articles/{site.places['left']}")
    plain.get_by_role("link", name="What this article is about").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(re.compile("^Related to"))
    plain.goto(f"/articles/{site.places['article_id']}")
    plain.get_by_role("link", name="3 versions").click()
    plain.get_by_label("From version", exact=True).select_option("1")
    plain.get_by_role("button", name="Compare").click()
    expect(plain.get_by_role("heading", name="From version 1 to version 3")).to_be_visible()
    plain.goto(f"/events/{site.places['event_id']}/matrix")
    plain.get_by_text("Choose the columns").click()
    plain.get_by_role("checkbox").first.uncheck()
    plain.get_by_role("button", name="Show these").click()
    expect(plain.locator("table.matrix")).to_be_visible()


def test_everything_is_done_and_undone_without_scripts(plain: Page, site: Site) -> None:
    plain.goto(f"/articles/{site.places['left']}")
    plain.get_by_text("Correct what is known").click()
    plain.get_by_label("Headline", exact=True).fill("Water in Velim")
    plain.get_by_role("button", name="Set Headline").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Water in Velim")
    plain.get_by_role("button", name=re.compile("gives for title")).click()
    expect(plain.get_by_role("heading", level=1)).not_to_have_text("Water in Velim")

    plain.goto("/outlets/courier")
    plain.get_by_text("Merge it into another outlet").click()
    plain.get_by_label("Merge The Courier into").fill("The Weekly Herald")
    plain.get_by_role("button", name="Merge", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("The Weekly Herald")
    plain.get_by_role("button", name="Undo the merge of The Courier").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("The Courier")

    plain.goto(f"/compare?a={site.places['left']}&b={site.places['right']}")
    plain.get_by_role("link", name=re.compile("^Only here")).click()
    expect(plain.locator(".filters [aria-current]")).to_contain_text("Only here")
    plain.get_by_text("Write a note", exact=True).click()
    plain.get_by_label("On this comparison").fill("Read again.")
    plain.get_by_role("button", name="Keep this note").click()
    expect(plain.get_by_text("Read again.")).to_be_visible()

    plain.goto("/search?q=verdict")
    plain.get_by_text("Save this search").click()
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_role("heading", name="Nothing new")).to_be_visible()

    plain.goto(f"/feeds/{site.places['feed_id']}")
    plain.get_by_role("button", name="Pause").click()
    expect(plain.get_by_text("Paused").first).to_be_visible()
    plain.goto(f"/imports/waiting/{site.places['number']}")
    plain.get_by_role("button", name="Take it out of the line").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Imports")
    plain.goto("/add")
    plain.get_by_label("The article, headline first").fill(
        "A ferry\n\nThe ferry costs nothing, says the town."
    )
    plain.get_by_role("button", name="Add the text").click()
    expect(plain.locator("#live [role=status]")).to_contain_text("before it")


def test_titles_differ_and_pages_below_the_first_level_show_the_way(site: Site) -> None:
    titles: dict[str, set[str]] = defaultdict(set)
    with httpx2.Client(base_url=site.base, timeout=60, follow_redirects=True) as client:
        for address in dict.fromkeys(one.partition("#")[0] for one in site.addresses()):
            answer = client.get(address)
            if "no-store" in answer.headers["cache-control"]:
                # its costly part is being made: this asks for it, and waits
                client.get(address, headers={"HX-Request": "true"})
                answer = client.get(address)
            page = html.document_fromstring(answer.text)
            title = page.findtext(".//title") or ""
            subject, *_, name = title.split(" · ")
            assert name == "Parallax", address
            assert 0 < len(subject) <= 120, address
            if answer.status_code != 200:
                continue
            if not any(part in address for part in _SAME):
                titles[title].add(answer.url.raw_path.decode())
            way = page.xpath("//nav[@aria-label='Breadcrumb']")
            if answer.url.path in _FIRST_LEVEL and "b=" not in address:
                assert not way, address
            else:
                assert len(way) == 1, f"{address} does not show the way to it"
                assert way[0].xpath(".//a/@href"), address
                assert way[0].xpath("string(.//*[@aria-current='page'])").strip(), address
    assert {title: found for title, found in titles.items() if len(found) > 1} == {}
