import { startBasket } from "./basket.js";
import { startFeedback } from "./feedback.js";
import { startKeyboard } from "./keyboard.js";
import { startPicture } from "./picture.js";
import { startRatings } from "./ratings.js";
import { startVoice } from "./voice.js";

const skeletonMs = 150; // quicker answers come without a flicker

document.documentElement.classList.add("scripted");
const live = document.createElement("p");
live.className = "hidden";
live.setAttribute("role", "status");
document.body.append(live);
const announce = text => { live.textContent = text; };

startFeedback();
startRatings(announce);
startBasket();
startKeyboard();
startPicture(goTo);
startVoice(goTo);
startLoading();
startBack();

// A page that is loaded anew is not "live": its count is said once it stands.
const count = document.querySelector("[data-results-count]");
if (count) setTimeout(() => announce(count.textContent), 300);

function goTo(url) {
  showLoading();
  location.assign(url);
}

/** Searches answer in milliseconds; when one does not, the page says that it is at work. */
function startLoading() {
  let timer = 0;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(showLoading, skeletonMs);
  };
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches("[data-search-form]") || event.defaultPrevented) return;
    const text = form.querySelector("#q");
    if (text && !text.value.trim() && !form.querySelector("[name=picture]")) {
      event.preventDefault();
      text.focus();
      return;
    }
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true; // keeps addresses short
    start();
  });
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[data-loads], a[data-retry]");
    if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) start();
  });
  addEventListener("pagehide", () => clearTimeout(timer));
  addEventListener("pageshow", event => {
    clearTimeout(timer);
    document.querySelectorAll("[data-search-form] :disabled").forEach(field => { field.disabled = false; });
    if (event.persisted) hideLoading();
  });
}

function showLoading() {
  const main = document.getElementById("main");
  if (!main || main.classList.contains("loading")) return;
  main.classList.add("loading");
  main.setAttribute("aria-busy", "true");
  const skeleton = document.createElement("div");
  skeleton.className = "skeleton wide";
  skeleton.dataset.skeleton = "";
  skeleton.append(...Array.from({ length: 12 }, () => Object.assign(document.createElement("div"), { className: "skeleton-card" })));
  main.after(skeleton);
  announce("Searching");
}

function hideLoading() {
  document.querySelector("[data-skeleton]")?.remove();
  const main = document.getElementById("main");
  main.classList.remove("loading");
  main.removeAttribute("aria-busy");
}

/** "Back to the results" goes back in history, so that the very same results are shown. */
function startBack() {
  const back = document.querySelector("[data-back]");
  if (!back || !document.referrer) return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin || from.pathname !== "/" || !from.search) return;
  back.href = from.href;
  back.hidden = false;
  back.addEventListener("click", event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  });
}
