"""What is wrong with a page that a browser shows: for whoever cannot see it, and on a narrow screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def problems(page: Page) -> str:
    """What axe-core finds, and whether the page scrolls sideways; empty when there is nothing."""
    found = Axe().run(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return (found.generate_report() if found.violations_count else "") + ("scrolls sideways" if wide else "")
