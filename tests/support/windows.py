"""The windows in which pages are tried: wide and narrow, light and dark, with and without scripts."""

import pytest
from playwright.sync_api import Browser, BrowserContext

in_three_windows = pytest.mark.parametrize(
    ("scheme", "width", "scripts"), [("light", 1440, True), ("dark", 390, True), ("light", 320, False)]
)


def opened(browser: Browser, site: str, scheme: str, width: int, scripts: bool) -> BrowserContext:
    """A new window on ``site``, ``width`` pixels wide."""
    return browser.new_context(
        base_url=site,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
