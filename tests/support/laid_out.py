"""How a page lies on the screen: what is cut, what runs over something else, what moves."""
# ruff: noqa: E501 - scripts stay on their lines

from playwright.sync_api import Page

# Text as it is drawn, line by line, with the box that shows it: what lies outside that box cannot be read.
_READ = """(overlaps) => {
  const wrong = new Set();
  const say = (kind, element, words) =>
    wrong.add(`${kind}: ${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} “${words.trim().slice(0, 50)}”`);
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > window.innerWidth) wrong.add("the page scrolls sideways");
  // what only a screen reader has, what lies over the page on purpose, and headlines in the head that stays,
  // which stand whole in the text below
  const hidden = (element) => {
    if (element.closest(".skip-link, [hidden], #suggestions, .heads")) return true;
    for (let one = element; one; one = one.parentElement)
      if (getComputedStyle(one).clipPath === "inset(50%)") return true;
    return false;
  };
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || hidden(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
    range.selectNodeContents(node);
    // the letters without the room above and below them
    const boxes = [...range.getClientRects()]
      .filter((box) => box.width > 1 && box.height > 1)
      .map(({ left, width, top, height }) => new DOMRect(left, top + height * 0.2, width, height * 0.6));
    const shown = shows(element);
    for (const box of boxes) {
      if (!shown.scrolls && (box.right > Math.min(width, shown.right) + 1 || box.left < Math.max(0, shown.left) - 1
          || box.bottom > shown.bottom + 2 || box.top < shown.top - 2)) say("cut", element, node.data);
      if (overlaps && box.right <= shown.right + 1 && box.left >= shown.left - 1
          && box.bottom <= shown.bottom + 2 && box.top >= shown.top - 2) lines.push({ box, element, words: node.data });
    }
  }
  // by their tops: only lines that begin before one ends can lie on it
  lines.sort((a, b) => a.box.top - b.box.top);
  for (let at = 0; at < lines.length; at += 1) {
    const { box, element, words } = lines[at];
    for (let next = at + 1; next < lines.length && lines[next].box.top < box.bottom - 2; next += 1) {
      const other = lines[next];
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - other.box.top;
      if (wide > 2 && high > 2 && element !== other.element && !sticks(element) && !sticks(other.element))
        say(`on “${other.words.trim().slice(0, 30)}”`, element, words);
    }
  }
  for (const field of document.querySelectorAll("button, select, summary, th, td, label"))
    if (field.checkVisibility() && !hidden(field) && field.scrollWidth > field.clientWidth + 1 && field.clientWidth > 1
        && getComputedStyle(field).display !== "inline") say("runs over", field, field.textContent);
  return [...wrong];

  function sticks(element) {
    for (let one = element; one; one = one.parentElement)
      if (["sticky", "fixed"].includes(getComputedStyle(one).position)) return true;
    return false;
  }
  // the box that cuts what is in it, if it cannot be scrolled there
  function shows(element) {
    const shown = { left: -1e6, right: 1e6, top: -1e6, bottom: 1e6, scrolls: false };
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX + style.overflowY))
        return { left: box.left, right: box.right, top: box.top, bottom: box.bottom, scrolls: true };
      if (/hidden|clip/.test(style.overflowX)) {
        shown.left = Math.max(shown.left, box.left);
        shown.right = Math.min(shown.right, box.right);
        shown.top = Math.max(shown.top, box.top);
        shown.bottom = Math.min(shown.bottom, box.bottom);
      }
    }
    return shown;
  }
}"""
# WCAG 1.4.12: what a reader may set without losing anything
_SPACED = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""
_MOVES = """() => {
  const moving = document.getAnimations().map((one) => `${one.constructor.name} of ${one.effect?.target?.className}`);
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const name = `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
    if (style.scrollBehavior === "smooth") moving.push(`${name} scrolls smoothly`);
    if (style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)) moving.push(`${name} has a transition`);
    if (style.animationName !== "none") moving.push(`${name} is animated`);
  }
  return [...new Set(moving)];
}"""


def cut_or_covered(page: Page, width: int, *, spaced: bool = False) -> list[str]:
    """Texts that are cut or lie on others at this width; ``spaced`` as far apart as a reader may set them."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 900})
    if spaced:
        page.evaluate(
            """css => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(css);
              document.adoptedStyleSheets = [sheet];
            }""",
            _SPACED,
        )
    found: list[str] = page.evaluate(_READ, True)
    if spaced:
        page.evaluate("document.adoptedStyleSheets = []")
    if before:
        page.set_viewport_size(before)
    kind = f"{width} px{', spaced' if spaced else ''}"
    return [f"{kind}: {one}" for one in found]


def moving(page: Page) -> list[str]:
    """What moves by itself or would, on a page of somebody who has asked for less motion."""
    found: list[str] = page.evaluate(_MOVES)
    return found
