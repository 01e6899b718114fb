// The keys of every page; /keys.json says what each does. One switch, kept in this browser, stops those that are
// single characters (WCAG 2.1.4). A page's own script takes a key first by answering the event "page-key".
(() => {
  const STORED = "parallax-keys";
  const ITEMS = ":is([data-list] > :not(.group), .pager a[rel=next])";
  const PAGES = { s: "/search", e: "/events", h: "/" };
  const PLACES = { everywhere: "body", list: "[data-list] > *", comparison: ".pair", suggestions: "#q" };
  const WAIT = 1500;
  let on = recall() !== "off";
  let went = 0;

  // A browser may refuse storage; then the choice holds for this page only.
  function recall() {
    try {
      return localStorage.getItem(STORED);
    } catch {
      return null;
    }
  }
  function remember() {
    try {
      localStorage.setItem(STORED, on ? "on" : "off");
    } catch {
      return;
    }
  }

  function showSwitches() {
    for (const button of document.querySelectorAll("[data-keys-switch]")) {
      button.hidden = false;
      button.closest(".keys")?.classList.add("ready");
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "Keys on" : "Keys off";
    }
  }

  // Where reading goes on in an entry: at its heading's link, else at the first thing in it that takes the focus.
  function targetOf(entry) {
    if (entry.matches("a")) return entry;
    const found = entry.querySelector(":is(h2, h3, h4) a[href]")
      ?? entry.querySelector("a[href], summary, button:not([hidden])");
    if (!found) entry.tabIndex = -1;
    return found ?? entry;
  }

  function entries() {
    return [...document.querySelectorAll(ITEMS)].filter((entry) => entry.checkVisibility());
  }

  // From the entry with the focus; without one, from what is in sight.
  function step(by) {
    const list = entries();
    const here = document.activeElement?.closest?.(ITEMS);
    let at = list.indexOf(here) + by;
    if (!here) {
      const below = list.findIndex((entry) => entry.getBoundingClientRect().top >= 0);
      at = by > 0 ? below : (below < 0 ? list.length : below) - 1;
    }
    const next = list[at];
    if (!next) return list.length > 0;
    // the whole entry comes into sight, below what sticks to the top
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    targetOf(next).focus({ preventScroll: true });
    return true;
  }

  function open() {
    const here = document.activeElement?.closest?.(ITEMS);
    const target = here && targetOf(here);
    if (!target?.matches("a, button, summary")) return false;
    target.click();
    return true;
  }

  function search() {
    const box = document.getElementById("q");
    if (!box) window.location.assign("/search#q");
    else {
      box.focus();
      box.select();
    }
    return true;
  }

  // What is open around the focus is closed, the innermost first; the focus stays at what opens it again.
  function close() {
    const told = document.querySelector(".told[role=status]:not(:empty)");
    const fold = document.activeElement?.closest?.("details[open]");
    if (told) told.textContent = "";
    else if (fold) {
      fold.open = false;
      fold.querySelector("summary").focus();
    } else return false;
    return true;
  }

  function make(name, properties, ...inside) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...inside);
    return element;
  }

  function entryOf({ keys, then, does }) {
    const term = make("dt", {});
    keys.forEach((key, index) => term.append(index ? " or " : "", make("kbd", {}, key)));
    for (const key of then) term.append(" then ", make("kbd", {}, key));
    return make("div", {}, term, make("dd", {}, does));
  }

  function dialogOf(groups) {
    const title = make("h2", { id: "keys-title" }, "Keys of this page");
    const dialog = make("dialog", { id: "keys" }, title);
    dialog.setAttribute("aria-labelledby", title.id);
    for (const group of groups.filter(({ place }) => document.querySelector(PLACES[place]))) {
      dialog.append(
        make("h3", { className: "label" }, group.where),
        make("dl", { className: "terms pressed" }, ...group.keys.map(entryOf)),
      );
    }
    const toggle = make("button", { type: "button", className: "quiet" });
    toggle.dataset.keysSwitch = "";
    const form = make("form", { method: "dialog", className: "send" }, make("button", {}, "Close"), toggle);
    form.append(make("a", { href: "/keys" }, "All keys"));
    dialog.append(form);
    dialog.addEventListener("close", () => dialog.remove());
    return dialog;
  }

  async function help() {
    try {
      const answer = await fetch("/keys.json");
      const dialog = dialogOf((await answer.json()).groups);
      if (document.getElementById("keys")) return;
      document.body.append(dialog);
      showSwitches();
      dialog.showModal();
    } catch {
      window.location.assign("/keys");
    }
  }

  function act(key) {
    if (performance.now() - went < WAIT && key in PAGES) {
      window.location.assign(PAGES[key]);
      return true;
    }
    went = key === "g" ? performance.now() : 0;
    if (key === "/") return search();
    if (key === "?") help();
    else if (key === "j") return step(1);
    else if (key === "k") return step(-1);
    else if (key === "o") return open();
    else return key === "g";
    return true;
  }

  // Whether the page's own script has taken the key.
  function taken(key) {
    return !document.dispatchEvent(new CustomEvent("page-key", { detail: key, cancelable: true }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    // with Shift an arrow selects
    if (event.shiftKey && event.key.length > 1) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const used = event.key === "Escape" ? close() : on && (taken(event.key) || act(event.key));
    if (used) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-keys-switch]")) return;
    on = !on;
    remember();
    showSwitches();
  });
  document.addEventListener("htmx:after:swap", showSwitches);
  showSwitches();
})();
