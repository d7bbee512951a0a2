// What people do on a page, told to the collector in Segment's wire format. Names and properties: FeedbackLoop.Contracts, EventNames.
import { adopt, enqueue, flushByBeacon } from "./queue.js";

const seenShare = 0.5; // of a result's area
const seenMs = 500;
const batchMs = 400;

const idCookie = "fl_id";
const anonymousId = restoreAnonymousId();
const root = document.documentElement;

export function track(event, properties, messageId = crypto.randomUUID()) {
  enqueue({
    type: "track",
    event,
    messageId,
    anonymousId,
    timestamp: new Date().toISOString(),
    properties: clean(properties),
    context: {
      library: { name: "feedbackloop-web", version: "1" },
      page: { path: location.pathname, url: location.href, referrer: document.referrer, title: document.title },
      locale: navigator.language,
      userAgent: navigator.userAgent,
      screen: { width: screen.width, height: screen.height },
      device: { type: root.dataset.cohort },
      traceparent: document.querySelector("meta[name=traceparent]")?.content,
    },
  });
}

/** The join key and the place of a result: its card, or the item's page. */
export function placeOf(element) {
  const item = element.closest("[data-item]");
  return {
    search_id: item.dataset.searchId ?? item.closest("[data-search-id]")?.dataset.searchId,
    product_id: item.dataset.item,
    position: item.dataset.position ? Number(item.dataset.position) : undefined,
  };
}

export function startFeedback() {
  adopt();
  const results = document.querySelector(".results[data-search-id]");
  const itemPage = document.querySelector("[data-item-page]");
  if (results) tellSearched(results.dataset);
  watchImpressions();
  watchClicks();
  const dwell = visibleTime();
  let left = null;
  if (results) {
    left = () => track("Results Dwelled", { search_id: results.dataset.searchId, dwell_ms: dwell() });
  } else if (itemPage) {
    const place = placeOf(itemPage);
    track("Product Viewed", place);
    left = () => track("Product Viewed", { ...place, dwell_ms: dwell() });
  }
  // Hidden is the last that a page on a phone hears of; pagehide comes too late there and never after a crash.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave(left);
  });
  addEventListener("pagehide", () => leave(left));
}

const lastWords = [];

/** What else has to be told before the page goes. */
export function beforeLeaving(tell) {
  lastWords.push(tell);
}

let told = false; // of this leaving: a page may be hidden and then closed
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") told = false; });
addEventListener("pageshow", () => { told = false; });

function leave(left) {
  if (told) return;
  told = true;
  lastWords.forEach(tell => tell());
  left?.();
  tellSeen();
  flushByBeacon();
}

function tellSearched({ searchId, query, modality }) {
  // The id makes it one event, however often the page is loaded from the browser's cache.
  track("Products Searched", { search_id: searchId, query: query || undefined, modality }, "searched-" + searchId);
}

const seen = new Map(); // search id -> products not yet told
let seenTimer = 0;

function watchImpressions() {
  const waiting = new Map();
  const observer = new IntersectionObserver(entries => {
    for (const { target, intersectionRatio } of entries) {
      clearTimeout(waiting.get(target));
      waiting.delete(target);
      if (intersectionRatio >= seenShare) waiting.set(target, setTimeout(() => see(target), seenMs));
    }
  }, { threshold: seenShare });

  function see(card) {
    waiting.delete(card);
    if (document.visibilityState !== "visible") return; // the observer is asked again when the page comes back
    observer.unobserve(card);
    const { search_id, ...product } = placeOf(card);
    if (!search_id) return;
    if (!seen.has(search_id)) seen.set(search_id, []);
    seen.get(search_id).push(product);
    seenTimer ||= setTimeout(tellSeen, batchMs);
  }

  const cards = [...document.querySelectorAll("[data-grid] [data-item]")];
  cards.forEach(card => observer.observe(card));
  document.addEventListener("visibilitychange", () => {
    for (const [card, timer] of waiting) {
      clearTimeout(timer);
      observer.unobserve(card);
      observer.observe(card);
    }
    waiting.clear();
  });
}

function tellSeen() {
  clearTimeout(seenTimer);
  seenTimer = 0;
  for (const [search_id, products] of seen) track("Product List Viewed", { search_id, products });
  seen.clear();
}

function watchClicks() {
  const tell = event => {
    const link = event.target.closest?.(".card-link");
    if (!link || event.button > 1) return; // 1: opened in another tab
    tellSeen(); // what was clicked was seen, even within the first half second
    track("Product Clicked", placeOf(link));
  };
  document.addEventListener("click", tell);
  document.addEventListener("auxclick", tell);
}

/** A clock in milliseconds that runs only while the page can be seen. */
function visibleTime() {
  let total = 0;
  let since = document.visibilityState === "visible" ? performance.now() : null;
  const stop = () => {
    if (since !== null) total += performance.now() - since;
    since = null;
  };
  const go = () => {
    if (document.visibilityState === "visible") since ??= performance.now();
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? go() : stop()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", go);
  return () => Math.round(total + (since === null ? 0 : performance.now() - since));
}

/** The server gives the id in a cookie; localStorage brings it back when the cookie was lost. */
function restoreAnonymousId() {
  const cookie = document.cookie.split("; ").find(part => part.startsWith(idCookie + "="))?.slice(idCookie.length + 1);
  let kept = null;
  try {
    kept = localStorage.getItem("fl.id");
    if (!kept && cookie) localStorage.setItem("fl.id", cookie);
  } catch {
    // Storage is forbidden: the cookie alone has to do.
  }
  const id = kept ?? cookie ?? crypto.randomUUID();
  if (id !== cookie) document.cookie = `${idCookie}=${id}; path=/; max-age=34560000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  return id;
}

const clean = properties => Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined && value !== null));
