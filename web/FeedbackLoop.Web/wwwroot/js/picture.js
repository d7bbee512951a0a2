// A picture chosen, dropped or pasted becomes a search. It is made small here, so that a photo of any size goes quickly.
const maxSide = 640;
const quality = 0.88;
const maxBytes = 40 * 1024 * 1024;

export function startPicture(goTo) {
  const panel = document.getElementById("picture-panel");
  if (!panel) return;
  const form = panel.querySelector("[data-picture-form]");
  const file = panel.querySelector("[data-picture-file]");
  const drop = panel.querySelector("[data-drop]");
  const title = panel.querySelector("[data-drop-title]");
  const preview = panel.querySelector("[data-picture-preview]");
  const error = panel.querySelector("[data-picture-error]");
  const veil = document.querySelector("[data-drop-veil]");
  const calmTitle = title.textContent;

  file.addEventListener("change", () => file.files[0] && search(file.files[0]));
  form.addEventListener("submit", event => event.preventDefault());

  document.addEventListener("paste", event => {
    const picture = [...(event.clipboardData?.files ?? [])].find(isPicture);
    if (!picture) return;
    event.preventDefault();
    search(picture);
  });

  let depth = 0;
  const dragsFile = event => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", event => {
    if (!dragsFile(event)) return;
    depth++;
    veil.hidden = false;
  });
  addEventListener("dragleave", event => {
    if (dragsFile(event) && --depth <= 0) hideVeil();
  });
  addEventListener("dragover", event => dragsFile(event) && event.preventDefault());
  addEventListener("drop", event => {
    if (!dragsFile(event)) return;
    event.preventDefault();
    hideVeil();
    const [dropped] = event.dataTransfer.files;
    if (dropped) search(dropped);
  });

  function hideVeil() {
    depth = 0;
    veil.hidden = true;
  }

  async function search(picture) {
    panel.showPopover();
    error.textContent = "";
    drop.classList.add("busy");
    title.textContent = "Looking at the picture…";
    try {
      if (picture.size > maxBytes) throw new Error("That file is too large for a picture.");
      const small = await shrink(picture);
      preview.src = URL.createObjectURL(small);
      preview.hidden = false;
      const body = new FormData();
      body.append("picture", small, "picture.jpg");
      body.append("q", document.getElementById("q")?.value ?? "");
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(answer.detail ?? answer.title ?? "The picture could not be sent. Please try again.");
      goTo(answer.url);
    } catch (failure) {
      error.textContent = failure instanceof TypeError ? "The picture could not be sent. Please try again." : failure.message;
      title.textContent = calmTitle;
      drop.classList.remove("busy");
      preview.hidden = true;
      file.value = "";
    }
  }

  addEventListener("pageshow", () => {
    title.textContent = calmTitle;
    drop.classList.remove("busy");
    preview.hidden = true;
  });
}

const isPicture = file => file.type.startsWith("image/");

async function shrink(picture) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    throw new Error("This file cannot be read as a picture. Choose a JPEG, PNG or WebP.");
  }
  const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#fff"; // see-through pictures stand on white, as the catalogue's do
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((done, fail) => canvas.toBlob(blob => (blob ? done(blob) : fail(new Error("The picture cannot be read."))), "image/jpeg", quality));
}
