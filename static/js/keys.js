// "/" puts the cursor into the search box, as on many sites; HTML's accesskey needs a chord per browser.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("q");
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  } else {
    event.preventDefault();
    window.location.assign("/search#q");
  }
});
