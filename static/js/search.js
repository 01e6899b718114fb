// While one types: results that could not be fetched must not stand under the new words as if they were theirs.
document.addEventListener("htmx:error", () => {
  const status = document.getElementById("status");
  if (!status) return;
  status.textContent = "The server did not answer. These results are for an earlier query; press Enter to try again.";
});
