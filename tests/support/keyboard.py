"""Somebody who has a keyboard and no pointer: what each step of the focus looks like, and whether it is lost."""
# ruff: noqa: E501 - scripts stay on their lines

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

_MOST_STEPS = 400
# where the focus is, how it shows, and whether anything that stays on the screen lies over it
_FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const style = getComputedStyle(element);
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const part = (x, y) => [box.left + box.width * x, box.top + box.height * y];
  const seen = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].map(([x, y]) => part(x, y)).filter(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (element.contains(hit) || hit.contains(element));
  }).length;
  const before = window.__before;
  // what stands at the right comes after, where columns are read one after the other
  const right = window.__right ?? 0;
  window.__before = element;
  window.__right = box.right;
  return {
    name: (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim().replace(/\\s+/g, " "),
    tag: element.tagName.toLowerCase(),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen,
    inside: box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth,
    goesOn: !before?.isConnected || Boolean(before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)
      || (getComputedStyle(element.closest(".search-columns") ?? element).readingFlow === "grid-columns" && box.left >= right),
    low: box.top, main: element.id === "main",
  };
}"""


@dataclass
class Hand:
    """Keys pressed on a page. ``wrong`` is what somebody who sees the focus would complain of."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    steps: int = 0

    def press(self, *keys: str) -> None:
        """Press these one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> dict[str, Any] | None:
        """What has the focus, or None; looked at as every step is."""
        found: dict[str, Any] | None = self.page.evaluate(_FOCUSED)
        if found is None:
            return None
        self.steps += 1
        where = f"{self.page.url.partition('//')[2].partition('/')[2][:60]}: {found['tag']} “{found['name'][:40]}”"
        if not found["main"] and found["outline"] < 2:
            self.wrong.append(f"{where}: the focus does not show")
        if not found["inside"]:
            self.wrong.append(f"{where}: the focus is outside the window")
        elif not found["seen"]:
            self.wrong.append(f"{where}: something lies over the focus")
        return found

    def tab_to(self, name: str, tag: str = "", *, back: bool = False) -> None:
        """Go on with Tab (or back with Shift) until what is called so has the focus."""
        wanted = re.compile(name)
        passed = []
        for _ in range(_MOST_STEPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            found = self.focused()
            assert found is not None, f"{name} was not reached: {passed}"
            if wanted.search(found["name"]) and (not tag or found["tag"] == tag):
                return
            passed.append(found["name"][:30])
        raise AssertionError(f"{name} was not reached: {passed}")

    def round(self, *, back: bool = False) -> int:
        """Once through the page, in the order of its text, out at its end: how many stops there were."""
        self.page.evaluate(
            "window.__before = null; document.activeElement.blur(); getSelection().removeAllRanges()"
        )
        stops = 0
        while stops < _MOST_STEPS:
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            found = self.focused()
            if found is None or (stops and found["name"] == "Skip to the text"):
                return stops
            if stops and found["goesOn"] == back and found["tag"] != "input":
                self.wrong.append(f"{self.page.url}: “{found['name'][:40]}” is out of order")
            stops += 1
        self.wrong.append(f"{self.page.url}: no way out after {stops} steps")
        return stops

    def keeps_focus(self) -> None:
        """What a swap left has not thrown the focus away."""
        assert self.page.evaluate("document.activeElement !== document.body"), "the focus is lost"

    def headline(self, words: str) -> None:
        """The page that has come is headed so."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(words))
