// Buttons that copy: a text (data-copy), what an element says (data-copy-of), an address of this site
// (data-copy-link, that of this page when empty), or the words selected in a text with their source (data-quote).
(() => {
  const BUTTONS = "[data-copy], [data-copy-of], [data-copy-link], [data-quote]";
  const SHOWN_FOR = 2500;
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  status.setAttribute("role", "status");
  // a screen reader says what changes in a region that it knows already
  const KNOWN_AFTER = 100;

  function show() {
    for (const button of document.querySelectorAll(BUTTONS)) button.hidden = false;
  }

  const textOf = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const here = () => window.location.href.split("#")[0];

  // The words selected in the text that the button names, the source after them, and where they stand.
  function quoted(button) {
    const selection = document.getSelection();
    const words = selection.toString().replace(/\s+/g, " ").trim();
    const text = document.querySelector(button.dataset.quote);
    if (!words || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return "";
    const range = selection.getRangeAt(0).startContainer;
    const block = (range.nodeType === Node.TEXT_NODE ? range.parentElement : range).closest("[id]");
    const source = textOf(document.getElementById("citation"));
    return `“${words}” ${source} ${here().split("?")[0]}${block && block !== text ? `#${block.id}` : ""}`;
  }

  function wanted(button) {
    const { copy, copyOf, copyLink, quote } = button.dataset;
    if (quote !== undefined) return quoted(button);
    if (copyOf !== undefined) return textOf(document.querySelector(copyOf));
    const link = copyLink === undefined ? "" : copyLink ? new URL(copyLink, window.location).href : here();
    return [copy, link].filter(Boolean).join(" ");
  }

  // Says it in the label and to screen readers; the label comes back.
  function say(button, label, words) {
    button.dataset.label ??= button.textContent;
    button.textContent = label;
    if (!status.isConnected) document.body.append(status);
    setTimeout(() => (status.textContent = words), KNOWN_AFTER);
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = setTimeout(() => {
      button.textContent = button.dataset.label;
      status.textContent = "";
    }, SHOWN_FOR);
  }

  // Where the clipboard is closed to scripts, the text is laid out, selected, for the reader's own keys.
  function layOut(button, text) {
    document.getElementById("to-copy")?.remove();
    const field = Object.assign(document.createElement("textarea"), { id: "to-copy", readOnly: true, value: text });
    field.setAttribute("aria-label", "Text to copy");
    field.addEventListener("blur", () => field.remove());
    button.after(field);
    field.select();
  }

  async function copy(button) {
    const text = wanted(button);
    if (!text) return say(button, "Nothing is selected", "Select words of the text first.");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      layOut(button, text);
      return say(button, "Not copied", "The browser did not allow it. The text is selected: copy it with its own keys.");
    }
    return say(button, "Copied", "Copied.");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(BUTTONS);
    if (button) copy(button);
  });
  // A click on the button must not take the selection away that it copies.
  document.addEventListener("mousedown", (event) => event.target.closest?.("[data-quote]") && event.preventDefault());
  document.addEventListener("htmx:after:swap", show);
  show();
})();
