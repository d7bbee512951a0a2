// Keeps the loop's page current: asks for the page again every two seconds and changes only what is different, so that nothing flickers,
// what is open stays open and the keyboard stays where it is.
import { morph } from "./morph.js";

const everyMs = 2_000;
const patienceMs = 8_000;
let timer = 0;
let refreshing = false;

async function refresh() {
  clearTimeout(timer);
  if (refreshing) return;
  refreshing = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(patienceMs) });
    if (response.redirected) return location.reload(); // the sign-in is over
    if (!response.ok) throw new Error();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const said = document.querySelector("[data-said]").textContent;
    const fresh = page.querySelector("[data-live]");
    fresh.querySelector("[data-said]").textContent = said;
    morph(document.querySelector("[data-live]"), fresh);
    document.querySelector("[data-live-state]").classList.remove("stale");
  } catch {
    const state = document.querySelector("[data-live-state]");
    state.classList.add("stale");
    state.textContent = "No connection, trying again";
  } finally {
    refreshing = false;
    schedule();
  }
}

function schedule() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(refresh, everyMs);
}

document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? refresh() : clearTimeout(timer)));

document.addEventListener("change", event => {
  const form = event.target.closest("[data-choices]");
  if (!form) return;
  history.replaceState(null, "", "/loop?" + new URLSearchParams(new FormData(form)));
  refresh();
});

document.addEventListener("submit", async event => {
  const form = event.target.closest("[data-operation]");
  if (!form) return;
  event.preventDefault();
  const error = form.querySelector("[data-operation-error]");
  const buttons = form.querySelectorAll("button");
  buttons.forEach(button => { button.disabled = true; });
  error.textContent = "";
  try {
    const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" } });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error([answer.title, answer.detail].filter(Boolean).join(" ") || "That did not work.");
    form.closest("[popover]").hidePopover();
    say(answer.message);
    refresh();
  } catch (failure) {
    error.textContent = failure instanceof TypeError ? "The shop cannot be reached. Nothing was changed." : failure.message;
  }
  buttons.forEach(button => { button.disabled = false; });
});

let saidTimer = 0;
function say(text) {
  clearTimeout(saidTimer);
  document.querySelector("[data-said]").textContent = text;
  saidTimer = setTimeout(() => { document.querySelector("[data-said]").textContent = ""; }, 12_000);
}

if (document.querySelector("[data-live]")) schedule();
