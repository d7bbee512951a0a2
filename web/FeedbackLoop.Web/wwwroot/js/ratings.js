// Thumbs and stars. What a person said stays visible in this browser; each statement is one event.
import { beforeLeaving, placeOf, track } from "./feedback.js";

const storageKey = "fl.ratings";
const maxKept = 500;
const starsMs = 700; // arrow keys pass over stars that are not meant

export function startRatings(announce) {
  const kept = read();
  for (const rating of document.querySelectorAll("[data-rating]")) {
    const item = placeOf(rating).product_id;
    show(rating, kept[item] ?? {});
    let timer = 0;
    let stars = null; // chosen, not yet told

    rating.addEventListener("click", event => {
      const thumb = event.target.closest("[data-thumb]");
      if (!thumb || thumb.getAttribute("aria-pressed") === "true") return;
      const value = Number(thumb.dataset.thumb);
      tell("thumbs", value);
      announce(value > 0 ? "Thank you: it fits." : "Thank you: it does not fit.");
    });

    rating.addEventListener("change", event => {
      stars = Number(event.target.value);
      clearTimeout(timer);
      timer = setTimeout(tellStars, starsMs);
    });
    beforeLeaving(tellStars);

    function tellStars() {
      if (stars === null) return;
      clearTimeout(timer);
      tell("stars", stars);
      announce(`Thank you: ${stars} of 5 stars.`);
      stars = null;
    }

    function tell(type, value) {
      track("Result Rated", { ...placeOf(rating), rating_type: type, rating: value });
      show(rating, keep(item, { [type]: value }));
    }
  }
}

function show(rating, { thumbs, stars }) {
  for (const thumb of rating.querySelectorAll("[data-thumb]")) thumb.setAttribute("aria-pressed", String(Number(thumb.dataset.thumb) === thumbs));
  const star = stars && rating.querySelector(`input[value="${stars}"]`);
  if (star) star.checked = true;
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(storageKey)) ?? {};
  } catch {
    return {};
  }
}

function keep(item, change) {
  const { [item]: before, ...others } = read();
  const now = { ...before, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries([...Object.entries(others), [item, now]].slice(-maxKept))));
  } catch {
    // Storage is full or forbidden: the rating is sent all the same.
  }
  return now;
}
