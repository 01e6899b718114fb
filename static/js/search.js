// While one types: results that could not be fetched must not stand under the new words as if they were theirs.
document.addEventListener("htmx:error", () => {
  const status = document.getElementById("status");
  if (!status) return;
  status.textContent = "The server did not answer. These results are for an earlier query; press Enter to try again.";
});

// What a person opened stays open while the results change.
document.addEventListener("htmx:before:morph:attr", (event) => {
  if (event.detail.attrName === "open") event.preventDefault();
});

// A link to the help opens it, in browsers that do not by themselves.
function openHelp() {
  const help = window.location.hash === "#help" && document.getElementById("help")?.closest("details");
  if (help) help.open = true;
}
openHelp();
window.addEventListener("hashchange", openHelp);

// After "More results" reading goes on at the first of them.
document.addEventListener("htmx:before:request", (event) => {
  if (!event.target.closest("#pager")) return;
  const shown = document.querySelectorAll("#hits > li").length;
  document.addEventListener("htmx:after:swap", () => {
    document.querySelectorAll("#hits > li")[shown]?.querySelector("h2 a")?.focus();
  }, { once: true });
});

// The months are brushed: what is dragged over becomes the days from and to. Those fields do the same by keyboard.
(() => {
  const FEWEST_PIXELS = 5;
  let brush = null;

  const months = (event) => event.target.closest?.("svg.months");
  const place = (event) => {
    const box = brush.svg.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * brush.count);
    return Math.min(Math.max(at, 0), brush.count - 1);
  };
  const span = () => [Math.min(brush.start, brush.end), Math.max(brush.start, brush.end)];

  function draw() {
    const [first, last] = span();
    brush.rect.setAttribute("x", `${(100 * first) / brush.count}%`);
    brush.rect.setAttribute("width", `${(100 * (last - first + 1)) / brush.count}%`);
  }

  function begin(event) {
    brush.rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    brush.rect.setAttribute("class", "brush");
    brush.rect.setAttribute("y", "0");
    brush.rect.setAttribute("height", "60");
    brush.svg.prepend(brush.rect);
    brush.svg.setPointerCapture(event.pointerId);
  }

  function cancel() {
    brush?.rect?.remove();
    brush = null;
  }

  function choose() {
    const day = (month, number) => new Date(Date.UTC(brush.firstYear, month, number)).toISOString().slice(0, 10);
    const [first, last] = span();
    const field = (name) => document.querySelector(`#narrow [name=${name}]`);
    field("from").value = day(first, 1);
    field("to").value = day(last + 1, 0);
    document.getElementById("search").requestSubmit();
  }

  document.addEventListener("pointerdown", (event) => {
    const svg = months(event);
    if (!svg || event.button !== 0) return;
    const { months: count, firstYear } = svg.dataset;
    brush = { svg, count: Number(count), firstYear: Number(firstYear), x: event.clientX };
    brush.start = brush.end = place(event);
  });
  document.addEventListener("pointermove", (event) => {
    if (!brush) return;
    if (!brush.rect && Math.abs(event.clientX - brush.x) < FEWEST_PIXELS) return;
    if (!brush.rect) begin(event);
    brush.end = place(event);
    draw();
  });
  document.addEventListener("pointerup", () => {
    if (brush?.rect) choose();
    brush = null;
  });
  document.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", (event) => event.key === "Escape" && cancel());
  // A bar is a link: it must neither be dragged away nor followed at the end of a drag.
  document.addEventListener("dragstart", (event) => months(event) && event.preventDefault());
  document.addEventListener("click", (event) => {
    if (months(event)?.querySelector(".brush")) event.preventDefault();
  });
})();
