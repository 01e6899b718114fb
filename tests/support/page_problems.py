"""What is wrong with a page that a browser shows: for whoever cannot see it, and on a narrow screen."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# with these also the rules that axe leaves out unless they are asked for, such as the size of targets
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_KEPT = {"resultTypes": ["violations"]}


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds, a line for each rule: what, where. ``rules`` are the only ones to look for."""
    kind, values = ("rule", rules) if rules else ("tag", TAGS)
    answer = Axe().run(page, options={**_KEPT, "runOnly": {"type": kind, "values": list(values)}}).response
    return [
        f"{one['id']}: {one['help']}: {'; '.join(str(node['target'][0]) for node in one['nodes'][:4])}"
        for one in answer["violations"]
    ]


def problems(page: Page) -> str:
    """What axe-core finds, and whether the page scrolls sideways; empty when there is nothing."""
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return "\n".join([*violations(page), *(["the page scrolls sideways"] if wide else [])])
