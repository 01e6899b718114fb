"""What is wrong with a page that a browser shows: for whoever cannot see it, and on a narrow screen."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# with these also the rules that axe leaves out unless they are asked for, such as the size of targets
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Only what is wrong leaves the page: what axe-core passed is a quarter of the time when it is sent, too.
_RUN = """async (options) => {
  const { violations } = await axe.run({ resultTypes: ["violations"], ...options });
  return violations.map(({ id, help, nodes }) =>
    ({ id, help, targets: nodes.map((node) => String(node.target[0])) }));
}"""


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds, a line for each rule: what, where. ``rules`` are the only ones to look for."""
    kind, values = ("rule", rules) if rules else ("tag", TAGS)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, {"runOnly": {"type": kind, "values": list(values)}})
    return [f"{one['id']}: {one['help']}: {'; '.join(one['targets'][:4])}" for one in found]


def problems(page: Page) -> str:
    """What axe-core finds, and whether the page scrolls sideways; empty when there is nothing."""
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return "\n".join([*violations(page), *(["the page scrolls sideways"] if wide else [])])
