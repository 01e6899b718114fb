// The comparison works as links and :target alone. This shows a passage's counterparts under the pointer or the
// focus, and adds keys to go through the marks.
const pair = document.querySelector(".pair");

if (pair) {
  const marksOf = (passage) => [...passage.querySelectorAll("a[data-link]")];
  const matched = (column) => [...column.querySelectorAll(".passage:has(a[data-link])")];
  const otherColumn = (column) => document.getElementById(column.id === "A" ? "B" : "A");

  function show(passage, link) {
    for (const old of document.querySelectorAll(".linked")) old.classList.remove("linked");
    if (!passage) return;
    const wanted = link ? [link] : marksOf(passage).map((mark) => mark.dataset.link);
    if (wanted.length === 0) return;
    passage.classList.add("linked");
    for (const number of wanted) {
      const marks = otherColumn(passage.closest(".column")).querySelectorAll(`a[data-link="${number}"]`);
      for (const mark of marks) {
        mark.classList.add("linked");
        mark.closest(".passage").classList.add("linked");
      }
    }
  }

  // What has the focus stays shown when the pointer leaves.
  function showFocused() {
    const mark = document.activeElement?.closest?.("a[data-link]");
    show(mark?.closest(".passage"), mark?.dataset.link);
  }

  pair.addEventListener("mouseover", (event) => {
    const passage = event.target.closest(".passage");
    if (passage) show(passage, event.target.closest("a[data-link]")?.dataset.link);
    else showFocused();
  });
  pair.addEventListener("mouseleave", showFocused);
  pair.addEventListener("focusin", showFocused);
  pair.addEventListener("focusout", () => requestAnimationFrame(showFocused));

  // After a jump the focus goes on to the same number on the other side, so that Enter leads back.
  pair.addEventListener("click", (event) => {
    const mark = event.target.closest("a[data-link]");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    requestAnimationFrame(() => {
      const passage = document.getElementById(mark.hash.slice(1));
      passage?.querySelector(`a[data-link="${mark.dataset.link}"]`)?.focus({ preventScroll: true });
    });
  });

  // The passage to step from: the focused one, else the one an address points at, else none.
  function current() {
    const focused = document.activeElement?.closest?.(".passage");
    return focused ?? pair.querySelector(".passage:target");
  }

  function step(by) {
    const here = current();
    const list = matched(here?.closest(".column") ?? document.getElementById("A"));
    if (list.length === 0) return;
    const at = here ? list.indexOf(here) : -1;
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
    go(list[next], marksOf(list[next])[0]);
  }

  // An address with the passage in it makes it the target, which also loosens a column that sticks.
  function go(passage, mark) {
    window.location.replace(`#${passage.id}`);
    mark.focus({ preventScroll: true });
  }

  // Long headlines make the sticky head higher; jumps end two lines below it.
  const bar = document.querySelector(".bar");
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--head", `${bar.offsetHeight + 56}px`)).observe(bar);

  const forward = new Set(["j", "n"]);
  const back = new Set(["k", "p"]);
  const arrows = { ArrowRight: "A", ArrowLeft: "B" };
  const hint = document.querySelector(".keys");
  const toggle = hint.querySelector("button");
  const stored = "parallax-compare-keys";
  let keys = recall() !== "off";

  // A browser may refuse storage; then the choice holds for this page only.
  function recall() {
    try {
      return localStorage.getItem(stored);
    } catch {
      return null;
    }
  }
  function remember(value) {
    try {
      localStorage.setItem(stored, value);
    } catch {
      return;
    }
  }

  function showKeys() {
    toggle.setAttribute("aria-pressed", String(keys));
    toggle.textContent = keys ? "Keys on" : "Keys off";
  }
  toggle.addEventListener("click", () => {
    keys = !keys;
    remember(keys ? "on" : "off");
    showKeys();
  });
  hint.hidden = false;
  showKeys();

  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (forward.has(event.key)) step(1);
    else if (back.has(event.key)) step(-1);
    else if (event.key in arrows) {
      const mark = document.activeElement?.closest?.("a[data-link]");
      if (mark?.closest(".column").id !== arrows[event.key]) return;
      mark.click();
    } else return;
    event.preventDefault();
  });
}
