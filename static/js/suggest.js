// Suggestions while one types a query: a combobox with a list (WAI-ARIA Authoring Practices, "Combobox").
// Without this script the box is a plain search field.
(() => {
  const WAIT = 120;

  function attach(box) {
    if (!box?.form || box.getAttribute("role") === "combobox") return;
    const list = Object.assign(document.createElement("ul"), { id: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    const status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    status.setAttribute("role", "status");
    box.form.append(list, status);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", ["suggestions", box.getAttribute("aria-controls")].join(" ").trim());

    let active = -1;
    let timer = 0;
    let request = null;
    let accepting = false;

    function choose(index) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = index;
      const option = list.children[index];
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) box.setAttribute("aria-activedescendant", option.id);
      else box.removeAttribute("aria-activedescendant");
    }

    function close() {
      clearTimeout(timer);
      request?.abort();
      choose(-1);
      list.hidden = true;
      status.textContent = "";
      box.setAttribute("aria-expanded", "false");
    }

    function show(suggestions) {
      choose(-1);
      list.replaceChildren(...suggestions.map(optionOf));
      list.hidden = !suggestions.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      const count = suggestions.length;
      status.textContent = count ? `${count} suggestion${count === 1 ? "" : "s"}; arrow keys choose one.` : "";
    }

    async function ask() {
      const asked = box.value;
      request?.abort();
      request = new AbortController();
      try {
        const address = `/suggest.json?q=${encodeURIComponent(asked)}`;
        const answer = await fetch(address, { signal: request.signal });
        const found = answer.ok ? (await answer.json()).suggestions : [];
        // The answer may come after more was typed, or after the box was left.
        if (box.value === asked && document.activeElement === box) show(found);
      } catch (error) {
        // No answer is no suggestion; searching goes on without.
        if (error.name !== "AbortError") close();
      }
    }

    function later() {
      clearTimeout(timer);
      // Only what stands at the end is completed.
      if (box.value.trim() && box.selectionEnd === box.value.length) timer = setTimeout(ask, WAIT);
      else close();
    }

    function accept(option) {
      box.value = option.dataset.query;
      close();
      accepting = true;
      // Results that follow the typing follow this too.
      box.dispatchEvent(new Event("input", { bubbles: true }));
      accepting = false;
    }

    function onKey(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const count = list.children.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const down = event.key === "ArrowDown";
        if (!list.hidden) choose(down ? (active + 2) % (count + 1) - 1 : (active + count + 1) % (count + 1) - 1);
        else if (down) later();
        else return;
      } else if (event.key === "Enter" && !list.hidden && active >= 0) accept(list.children[active]);
      else if (event.key === "Escape" && !list.hidden) close();
      else {
        if (event.key === "Enter" || event.key === "Tab") close();
        return;
      }
      event.preventDefault();
    }

    box.addEventListener("input", (event) => event.isComposing || accepting || later());
    box.addEventListener("compositionend", later);
    box.addEventListener("keydown", onKey);
    box.addEventListener("blur", close);
    // The box keeps the focus while an option is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) accept(option);
    });
  }

  function optionOf({ kind, label, query, count }, index) {
    const option = Object.assign(document.createElement("li"), { id: `suggestion-${index}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.query = query;
    const name = document.createElement("span");
    name.textContent = label;
    const about = document.createElement("small");
    about.textContent = `${kind}, ${count.toLocaleString("en")} article${count === 1 ? "" : "s"}`;
    option.append(name, " ", about);
    return option;
  }

  attach(document.getElementById("q"));
  // Back may bring another box in the place of this one.
  document.addEventListener("focusin", (event) => event.target.id === "q" && attach(event.target));
})();
