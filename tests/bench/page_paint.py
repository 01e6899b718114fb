"""Pages as Chromium shows them: when the largest of them is there, what moves, and what is asked for."""

import os
import shutil
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

WIDTHS = ((390, 844), (1440, 900))
_ROUNDS = 3
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_OBSERVED = """
window.painted = {lcp: 0, largest: "", shift: 0, moved: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    painted.lcp = entry.startTime;
    const {tagName, className} = entry.element ?? {tagName: "", className: ""};
    painted.largest = `${tagName.toLowerCase()}.${className}`;
  }
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    painted.shift += entry.value;
    for (const source of entry.sources) painted.moved.push(source.node ? source.node.nodeName : "");
  }
}).observe({type: "layout-shift", buffered: true});
"""
_SCROLLED = """async () => {
  for (let place = 0; place <= document.body.scrollHeight && place < 40000; place += 600) {
    scrollTo(0, place);
    await new Promise((done) => setTimeout(done, 20));
  }
}"""


@dataclass(frozen=True)
class Painted:
    """One page at one width. ``shift`` is what moved without a person's doing, ``sent`` the bytes of a first
    view with all headers."""

    route: str
    address: str
    width: int
    lcp: float
    largest: str
    shift: float
    requests: int
    sent: int
    sent_without_fonts: int


@dataclass
class _Traffic:
    """What one page asks for, as the browser counts it."""

    kinds: dict[str, str] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)

    def watch(self, session: CDPSession) -> None:
        def responded(told: Any) -> None:
            self.kinds[told["requestId"]] = told["type"]

        def finished(told: Any) -> None:
            self.sent[told["requestId"]] = int(told["encodedDataLength"])

        session.on("Network.responseReceived", responded)
        session.on("Network.loadingFinished", finished)

    def total(self, *, fonts: bool) -> int:
        return sum(n for request, n in self.sent.items() if fonts or self.kinds.get(request) != "Font")


def painted(base: str, routes: Mapping[str, str], latency: int) -> Iterator[Painted]:
    """One page of each route, at each width, as often as it takes for a median."""
    chromium = os.environ.get("PARALLAX_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        # what it loads once for itself
        _open(browser, base, "/", "/", WIDTHS[0], latency)
        for route, address in routes.items():
            for size in WIDTHS:
                opened = [_open(browser, base, route, address, size, latency) for _ in range(_ROUNDS)]
                middle = statistics.median_low([one.lcp for one in opened])
                most = max(one.shift for one in opened)
                chosen = next(one for one in opened if one.lcp == middle)
                yield Painted(**{**vars(chosen), "shift": most})
        browser.close()


def _open(
    browser: Browser, base: str, route: str, address: str, size: tuple[int, int], latency: int
) -> Painted:
    width, height = size
    context = browser.new_context(base_url=base, viewport={"width": width, "height": height})
    page = context.new_page()
    page.add_init_script(_OBSERVED)
    session, traffic = context.new_cdp_session(page), _Traffic()
    traffic.watch(session)
    session.send("Network.enable")
    if latency:
        unlimited = {"downloadThroughput": -1, "uploadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency, **unlimited})
    page.goto(address)
    page.evaluate("() => document.fonts.ready.then(() => 0)")
    page.wait_for_timeout(150)
    seen = page.evaluate("() => ({...painted})")
    first_view = traffic.total(fonts=True), traffic.total(fonts=False), len(traffic.sent)
    page.evaluate(_SCROLLED)
    _use(page, route)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(100)
    shift = page.evaluate("() => painted.shift")
    context.close()
    return Painted(
        route=route,
        address=address,
        width=width,
        lcp=seen["lcp"],
        largest=seen["largest"],
        shift=shift,
        requests=first_view[2],
        sent=first_view[0],
        sent_without_fonts=first_view[1],
    )


def _use(page: Page, route: str) -> None:
    """What readers do with a page that changes it in place."""
    if route == "/search":
        page.evaluate("() => scrollTo(0, 0)")
        # Key by key: what moves within half a second of a key is expected, and no part of the measure (CLS).
        box = page.locator("main input[name=q]").first
        box.fill("")
        box.press_sequentially("health care", delay=60)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(700)
