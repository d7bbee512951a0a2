// Keeps events until the collector has acknowledged them. Each page has its own entry in localStorage, so that pages of other tabs cannot overwrite it;
// a page adopts what earlier pages could not deliver. An event may so be sent twice, but it keeps its messageId, and the collector counts it once.
const prefix = "fl.events.";
const endpoint = "/v1/batch";
const maxEvents = 500; // per batch; the collector takes 2,500
const maxBeaconBytes = 60_000; // browsers refuse beacons over 64 KB
const firstDelay = 1_000;
const maxDelay = 60_000;
const afterBeacon = 5_000;

const own = prefix + crypto.randomUUID();
let events = [];
let sending = false;
let timer = 0;
let failures = 0;

export function enqueue(event) {
  events.push(event);
  keep();
  if (!timer || events.length >= 20) schedule(events.length >= 20 ? 0 : firstDelay);
}

/** Sends what is left when the page goes away. Nothing tells whether a beacon arrived, so the events stay for the next page. */
export function flushByBeacon() {
  for (const part of parts(events)) {
    navigator.sendBeacon(endpoint, new Blob([body(part)], { type: "text/plain" }));
  }
  if (events.length > 0) schedule(afterBeacon); // in case the page was only hidden
}

export function adopt() {
  for (const key of storageKeys()) {
    if (key === own) continue;
    try {
      const known = new Set(events.map(event => event.messageId));
      events.push(...JSON.parse(localStorage.getItem(key)).filter(event => !known.has(event.messageId)));
    } catch {
      // Not ours, or damaged: nothing to deliver.
    }
    localStorage.removeItem(key);
  }
  if (events.length > 0) {
    keep();
    schedule(0);
  }
}

function schedule(delay) {
  if (sending) return; // its end looks again
  clearTimeout(timer);
  timer = setTimeout(flush, delay);
}

async function flush() {
  timer = 0;
  if (sending || events.length === 0) return;
  sending = true;
  const batch = events.slice(0, maxEvents);
  let done = false;
  try {
    const payload = body(batch);
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: payload,
      keepalive: payload.length < maxBeaconBytes,
    });
    // 400: no later attempt will be understood better. Anything else may be mended.
    done = response.ok || response.status === 400;
  } catch {
    // Offline, or the page is going: the events stay.
  }
  sending = false;
  if (done) {
    const sent = new Set(batch.map(event => event.messageId));
    events = events.filter(event => !sent.has(event.messageId));
    failures = 0;
    keep();
    if (events.length > 0) schedule(firstDelay);
  } else {
    failures++;
    schedule(Math.min(maxDelay, firstDelay * 2 ** failures));
  }
}

function keep() {
  try {
    if (events.length > 0) localStorage.setItem(own, JSON.stringify(events));
    else localStorage.removeItem(own);
  } catch {
    // Storage is full or forbidden: memory and the beacon remain.
  }
}

function storageKeys() {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function* parts(all) {
  let part = [];
  let bytes = 0;
  for (const event of all) {
    const size = new Blob([JSON.stringify(event)]).size + 1;
    if (part.length > 0 && bytes + size > maxBeaconBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

const body = batch => JSON.stringify({ batch, sentAt: new Date().toISOString() });

addEventListener("online", () => schedule(0));
addEventListener("pageshow", event => event.persisted && schedule(0));
