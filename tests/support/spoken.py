"""A page as a screen reader has it: Chromium's accessibility tree, and what is wrong with its names."""
# ruff: noqa: E501 - scripts stay on their lines

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

_INTERACTIVE = {
    *("link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "listbox", "option"),
    *("switch", "slider", "spinbutton", "DisclosureTriangle", "Date", "ListBox", "dialog", "progressbar"),
}
_ONCE = ("main", "banner", "contentinfo")
_LANDMARKS = ("navigation", "complementary", "region", "form", "search")
# within one of these two links of one name may lead to two places, if what stands there tells them apart
_AROUND = {"listitem", "row", "paragraph", "term", "definition", "figcaption", "caption", "LayoutTableRow"}
_VAGUE = re.compile(r"(click )?here|this|more|read more|link|details|continue|go|open|", re.IGNORECASE)

# two copies of one text, in one outlet, are told apart by nothing that anybody sees
_COPIED = re.compile(r"Orna floods Velim|^(The Orna river|Engineers|Shop owners|The next meeting)")


@dataclass(eq=False)
class Node:
    """One thing that a screen reader tells of."""

    role: str
    name: str
    properties: dict[str, Any]
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)

    def all(self) -> "Iterator[Node]":
        """It and what is in it, in the order of reading."""
        yield self
        for child in self.children:
            yield from child.all()

    def text(self) -> str:
        """What is read out of it."""
        return " ".join(node.name for node in self.all() if node.role == "StaticText")

    def around(self) -> str:
        """What is read of the list item, row or paragraph that it stands in. A cell of a table is told by its
        place, for its headers are read with it; a heading by its level and its list item."""
        place = ""
        node = self.parent
        while node is not None and node.role not in _AROUND:
            if node.role == "heading":
                place = f"heading {node.properties.get('level')}: "
            if node.role in ("cell", "gridcell") and node.parent is not None:
                place = f"cell {node.parent.children.index(node)}: "
            node = node.parent
        return place if node is None else place + node.text()


def tree(page: Page, session: CDPSession) -> Node:
    """The accessibility tree of the page. ``session`` is one of the page's own."""
    raw = session.send("Accessibility.getFullAXTree")["nodes"]
    nodes = {
        one["nodeId"]: Node(
            role=one.get("role", {}).get("value", "") if not one.get("ignored") else "",
            name=" ".join(str(one.get("name", {}).get("value", "")).split()),
            properties={each["name"]: each["value"].get("value") for each in one.get("properties", ())},
        )
        for one in raw
    }
    for one in raw:
        node = nodes[one["nodeId"]]
        node.children = [nodes[child] for child in one.get("childIds", ()) if child in nodes]
        for child in node.children:
            child.parent = node
    return nodes[raw[0]["nodeId"]]


def wrong_names(root: Node) -> list[str]:
    """What a person who hears the page would stumble over."""
    nodes = list(root.all())
    if any(node.role == "dialog" for node in nodes):
        # all else is out of reach while one stands open
        return [*_without_names(nodes), *_links(nodes)]
    return [
        *_without_names(nodes),
        *_links(nodes),
        *_headings(nodes),
        *_landmarks(nodes),
        *_tables(nodes),
    ]


def _without_names(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if (node.role in _INTERACTIVE or node.role in ("image", "img")) and not node.name:
            yield f"{node.role} without a name in “{node.around()[:60]}”"


def _links(nodes: Sequence[Node]) -> Iterator[str]:
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in nodes:
        if node.role != "link":
            continue
        if _VAGUE.fullmatch(node.name):
            yield f"a link called “{node.name}”"
        places[node.name, node.around()].add(str(node.properties.get("url", "")))
    for (name, around), targets in places.items():
        if len(targets) > 1 and not _COPIED.search(name):
            yield f"links called “{name}” to {len(targets)} places in “{around[:80]}”"


def _headings(nodes: Sequence[Node]) -> Iterator[str]:
    levels = [
        (int(node.properties["level"]), node.name)
        for node in nodes
        if node.role == "heading" and "level" in node.properties
    ]
    if sum(level == 1 for level, _ in levels) != 1:
        yield f"{sum(level == 1 for level, _ in levels)} headings of the first level"
    before = 0
    for level, name in levels:
        if not name:
            yield f"an empty heading of level {level}"
        if level > before + 1:
            yield f"“{name}” is a heading of level {level} after one of level {before}"
        before = level


def _landmarks(nodes: Sequence[Node]) -> Iterator[str]:
    for role in _ONCE:
        count = sum(node.role == role for node in nodes)
        if count != 1:
            yield f"{count} landmarks {role}"
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for node in nodes:
        if node.role in _LANDMARKS:
            seen[node.role, node.name] += 1
    # a form without a name is no landmark
    seen.pop(("form", ""), None)
    for (role, name), count in seen.items():
        if count > 1:
            yield f"{count} landmarks {role} called “{name}”"
        if not name and role != "search":
            yield f"a landmark {role} without a name"


def _tables(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.role not in ("table", "grid"):
            continue
        heads = [inner for inner in node.all() if inner.role in ("columnheader", "rowheader")]
        # a frame that moves sideways may have the name
        framed = node.parent is not None and node.parent.role == "group" and node.parent.name
        if not node.name and not framed:
            yield f"a table without a name: “{node.text()[:60]}”"
        if not heads:
            yield f"a table without headers: “{node.name or node.text()[:60]}”"


_BUTTONS = """() => {
  const does = new Map();
  for (const button of (document.querySelector("dialog[open]") ?? document).querySelectorAll("button")) {
    if (!button.checkVisibility()) continue;
    const name = (button.getAttribute("aria-label") ?? button.textContent).trim().replace(/\\s+/g, " ");
    const what = [button.formAction, button.value, button.form && [...new FormData(button.form)].filter(([, v]) => typeof v === "string").join(), button.type === "button" && button.outerHTML].join(" ");
    does.set(name, new Set([...(does.get(name) ?? []), what]));
  }
  return [...does].filter(([name, all]) => !name || all.size > 1).map(([name, all]) => `${all.size} buttons called “${name}” do different things`);
}"""


def alike_buttons(page: Page) -> list[str]:
    """Buttons of one name that do different things."""
    found: list[str] = page.evaluate(_BUTTONS)
    return found


# phrases of the articles in other languages of ``lived_in``, and the language that each has there
_PHRASES = {"Le pont du port": "fr", "Die Brücke am Hafen": "fr", "สะพานท่าเรือ": "th"}
_OTHERWISE = """(phrases) => {
  const wrong = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    for (const [phrase, language] of Object.entries(phrases)) {
      // a reference is put together of names and titles in its style; what was done is kept as an English sentence
      if (!node.data.includes(phrase) || element.closest("option, script, #citation, .edits, [id^=edit-]")) continue;
      const said = element.closest("[lang]").lang;
      if (said !== language) wrong.push(`“${node.data.trim().slice(0, 60)}” in ${element.closest("[class], [id]").outerHTML.slice(0, 60)} is said in ${said}`);
    }
  }
  return [...new Set(wrong)];
}"""


def other_languages(page: Page) -> list[str]:
    """Texts of articles in another language than the page that are not marked as such."""
    found: list[str] = page.evaluate(_OTHERWISE, _PHRASES)
    return found
