// The comparison works as links and :target alone. This shows a passage's counterparts under the pointer or the
// focus, and adds keys to go through the marks.
const pair = document.querySelector(".pair");

if (pair) {
  const bar = document.querySelector(".bar");
  const told = document.querySelector(".told");
  const marksOf = (passage) => [...passage.querySelectorAll("a[data-link]")];
  const sideOf = (element) => element.closest("[data-side]").dataset.side;
  const matched = (side) => [...pair.querySelectorAll(`[data-side="${side}"] .passage:has(a[data-link])`)];
  const answers = (side, number) => [
    ...pair.querySelectorAll(`[data-side]:not([data-side="${side}"]) a[data-link="${number}"]`),
  ];

  function show(passage, link) {
    for (const old of document.querySelectorAll(".linked")) old.classList.remove("linked");
    if (!passage) return;
    const wanted = link ? [link] : marksOf(passage).map((mark) => mark.dataset.link);
    if (wanted.length === 0) return;
    passage.classList.add("linked");
    for (const number of wanted) {
      for (const mark of answers(sideOf(passage), number)) {
        mark.classList.add("linked");
        mark.closest(".passage").classList.add("linked");
      }
    }
  }

  // What has the focus stays shown when the pointer leaves.
  function showFocused() {
    const mark = document.activeElement?.closest?.("a[data-link]");
    show(mark?.closest(".passage"), mark?.dataset.link);
    if (!mark) told.textContent = "";
  }

  // Says where one has stepped to, and what answers there when that is out of sight.
  function tell(passage, mark, place, total) {
    const side = sideOf(passage);
    const answer = answers(side, mark.dataset.link)[0]?.closest(".passage");
    const state = mark.closest(".sign").querySelector(".visually-hidden").textContent.trim().toLowerCase();
    const box = answer?.getBoundingClientRect();
    const inSight = box && box.bottom > bar.getBoundingClientRect().bottom && box.top < window.innerHeight;
    const words = [`${place} of ${total} matched in ${side}: ${state}.`];
    if (answer && !inSight) words.push(`In ${side === "A" ? "B" : "A"}: ${spoken(answer)}`);
    told.textContent = words.join(" ");
  }

  // The text of a passage without its marks.
  function spoken(passage) {
    const copy = passage.cloneNode(true);
    for (const marks of copy.querySelectorAll(".marks")) marks.remove();
    return copy.textContent.trim();
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
    const list = matched(here ? sideOf(here) : pair.dataset.lead);
    if (list.length === 0) return;
    const at = here ? list.indexOf(here) : -1;
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
    const mark = marksOf(list[next])[0];
    go(list[next], mark);
    tell(list[next], mark, next + 1, list.length);
  }

  // An address with the passage in it makes it the target, which also loosens a column that sticks.
  // A passage shown once more, beside what it answers, has no address of its own.
  function go(passage, mark) {
    if (passage.id) window.location.replace(`#${passage.id}`);
    mark.focus({ preventScroll: Boolean(passage.id) });
  }

  // Long headlines make the sticky head higher; jumps end two lines below it.
  const root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--head", `${bar.offsetHeight + 56}px`)).observe(bar);

  const forward = new Set(["j", "n"]);
  const back = new Set(["k", "p"]);
  const arrows = { ArrowRight: "A", ArrowLeft: "B" };
  // keys.js asks here first, and knows when keys are switched off or one is writing.
  document.addEventListener("page-key", (event) => {
    if (forward.has(event.detail)) step(1);
    else if (back.has(event.detail)) step(-1);
    else if (event.detail in arrows) {
      const mark = document.activeElement?.closest?.("a[data-link]");
      if (!mark || sideOf(mark) !== arrows[event.detail]) return;
      mark.click();
    } else return;
    event.preventDefault();
  });
}
