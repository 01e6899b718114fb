// Files and folders can be dropped, and while they are sent one sees how far it is. Without this the form works as it is.
const form = document.getElementById("files-form");
const zone = document.getElementById("drop");
const inputs = [document.getElementById("files"), document.getElementById("folder")];
const list = document.getElementById("dropped");
const sending = document.getElementById("sending");
const SHOWN = 5;

// pairs of a file and the name it goes under, with its folders
let dropped = [];

function sized(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let place = 0;
  while (bytes >= 1000 && place < units.length - 1) {
    bytes /= 1000;
    place += 1;
  }
  return `${place ? bytes.toFixed(1) : bytes} ${units[place]}`;
}

function chosen() {
  const picked = inputs.flatMap((input) => [...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
  return [...picked, ...dropped];
}

function showDropped() {
  list.replaceChildren();
  list.hidden = dropped.length === 0;
  if (list.hidden) return;
  const names = dropped.slice(0, SHOWN).map(([file, name]) => `${name}, ${sized(file.size)}`);
  if (dropped.length > SHOWN) names.push(`and ${dropped.length - SHOWN} more`);
  for (const name of names) {
    const item = document.createElement("li");
    item.textContent = name;
    list.append(item);
  }
  const item = document.createElement("li");
  const none = document.createElement("button");
  none.type = "button";
  none.className = "quiet";
  none.textContent = dropped.length === 1 ? "Leave it out again" : "Leave these out again";
  none.addEventListener("click", () => {
    dropped = [];
    showDropped();
    inputs[0].focus();
  });
  item.append(none);
  list.append(item);
}

function read(entry, folder) {
  const name = folder + entry.name;
  if (entry.isFile) {
    return new Promise((resolve) => {
      entry.file(
        (file) => resolve([[file, name]]),
        () => resolve([]),
      );
    });
  }
  if (folder && entry.name.startsWith(".")) return Promise.resolve([]);
  const reader = entry.createReader();
  return new Promise((resolve) => {
    const found = [];
    // a folder hands up a part of its entries at a time
    const more = () => {
      reader.readEntries(
        async (entries) => {
          if (entries.length === 0) {
            resolve(found);
            return;
          }
          for (const child of entries) found.push(...(await read(child, `${name}/`)));
          more();
        },
        () => resolve(found),
      );
    };
    more();
  });
}

for (const kind of ["dragenter", "dragover"]) {
  zone.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
zone.addEventListener("dragleave", (event) => {
  if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
});
// a file that misses the place must not open in place of the page
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (event.dataTransfer && [...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
}
zone.addEventListener("drop", async (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  const files = [...event.dataTransfer.files];
  const taken = entries.some(Boolean)
    ? (await Promise.all(entries.filter(Boolean).map((entry) => read(entry, "")))).flat()
    : files.map((file) => [file, file.name]);
  dropped.push(...taken);
  sending.textContent = "";
  showDropped();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const files = chosen();
  const total = files.reduce((sum, [file]) => sum + file.size, 0);
  const most = Number(form.dataset.maxBytes);
  const mostFiles = Number(form.dataset.maxFiles);
  if (files.length === 0) {
    sending.textContent = "Choose at least one file first.";
    inputs[0].focus();
    return;
  }
  if (total > most || files.length > mostFiles) {
    sending.textContent = `These are ${files.length} files with ${sized(total)}; at most ${mostFiles} files and ${sized(most)} are taken at once.`;
    return;
  }
  const body = new FormData();
  for (const [file, name] of files) body.append("files", file, name);
  const button = form.querySelector(".send button");
  const request = new XMLHttpRequest();
  const failed = (words) => {
    sending.textContent = words;
    button.disabled = false;
  };
  request.upload.addEventListener("progress", (step) => {
    if (!step.lengthComputable) return;
    const part = Math.floor((100 * step.loaded) / step.total);
    sending.textContent = part < 100 ? `${part}% of ${sized(step.total)} sent` : "All is sent. It is being taken in.";
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      window.location.assign(request.responseURL);
      return;
    }
    const words = request.response?.querySelector("#files-trouble, main .standfirst");
    failed(words ? words.textContent : `The server refused it (${request.status}).`);
  });
  request.addEventListener("error", () => failed("The server did not answer, or refused so much at once. Nothing was added."));
  request.open("POST", form.action);
  request.responseType = "document";
  button.disabled = true;
  sending.textContent = `Sending ${files.length === 1 ? "1 file" : `${files.length} files`} …`;
  request.send(body);
});
