"""Titles tell tabs apart, and every page below the first level shows the way to it."""

from collections import defaultdict
from pathlib import Path

import httpx2
from every_state import lived_in_site
from lxml import html

# as named in the menu, at the foot of pages, or reached by no list
_FIRST_LEVEL = {
    *("/", "/search", "/events", "/compare", "/outlets", "/add", "/feeds", "/about", "/imports", "/notes"),
    *("/keys", "/how", "/docs", "/api/docs", "/sign-in", "/suggest", "/removed"),
}
# pages that show the same by different addresses: the sides of a comparison, an order, a filter or a form of what another one shows
_SAME = (
    "order=",
    "show=",
    "sort=",
    "by=",
    "measure=",
    "copies=",
    "after=",
    "problems=",
    "removed=",
    "start=",
)


def _path(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def test_titles_differ_and_every_page_below_the_first_level_shows_its_way(tmp_path: Path) -> None:
    titles: dict[str, set[str]] = defaultdict(set)
    with lived_in_site(tmp_path) as site, httpx2.Client(base_url=site.base, timeout=60) as client:
        for address in dict.fromkeys(one.partition("#")[0] for one in site.addresses()):
            answer = client.get(address, follow_redirects=True)
            if 'hx-trigger="load"' in answer.text:
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
                titles[title].add(str(answer.url).removeprefix(site.base))
            way = page.xpath("//nav[@aria-label='Breadcrumb']")
            here = [one.text_content().strip() for one in page.xpath("//nav//*[@aria-current='page']")]
            place = _path(str(answer.url).removeprefix(site.base))
            if place in _FIRST_LEVEL and "b=" not in address:
                assert not way, address
            else:
                assert len(way) == 1, f"{address} does not show the way to it"
                assert way[0].xpath(".//a/@href"), address
                assert here[-1], address
    shared = {title: found for title, found in titles.items() if len(found) > 1}
    assert not shared
