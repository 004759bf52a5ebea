// Live parts: one stream of events a page, its HTML put in place without taking focus, place or half-typed words.
//
// <body data-live-source="/floor/live"> names the stream; <div data-live="floor-queues"> is a part. After each
// change the
// part hears a "live" event. The server sends every part anew when the page comes back.

import { morph } from './morph.js';

const body = document.body;
const source = body.dataset.liveSource;
/** The server is heard at least every 15 s; after this the line is dead, whatever the browser thinks. */
const silence = 40_000;

let stream = null;
let lastHeard = Date.now();
let lostAt = null;
let tries = 0;
let again = 0;
const known = new Set();

function open() {
  clearTimeout(again);
  stream?.close();
  known.clear();
  stream = new EventSource(source);
  stream.addEventListener('open', heard);
  stream.addEventListener('beat', heard);
  stream.addEventListener('error', lost);
  listen();
}

/** Listens for the parts that the page has now; a part may bring others. */
function listen() {
  for (const part of document.querySelectorAll('[data-live]')) {
    const name = part.dataset.live;
    if (known.has(name)) continue;
    known.add(name);
    stream.addEventListener(name, (event) => {
      heard();
      show(name, event.data);
    });
  }
}

function show(name, html) {
  for (const part of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) {
    morph(part, html);
    part.dispatchEvent(new CustomEvent('live', { bubbles: true, detail: { name } }));
  }
  listen();
}

function heard() {
  lastHeard = Date.now();
  tries = 0;
  if (lostAt === null) return;
  lostAt = null;
  tell();
}

function lost() {
  if (lostAt === null) lostAt = Math.max(lastHeard, Date.now() - silence);
  tell();
  // The browser tries again by itself after a broken line, but not after a refusal.
  if (stream.readyState === EventSource.CLOSED) retry();
}

function retry() {
  clearTimeout(again);
  const wait = Math.min(1_000 * 2 ** tries, 10_000) * (0.75 + Math.random() / 2);
  tries += 1;
  again = setTimeout(async () => ((await isSignedOut()) ? end() : open()), wait);
}

async function isSignedOut() {
  const stop = new AbortController();
  try {
    const answer = await fetch(source, { headers: { Accept: 'application/json' }, signal: stop.signal });
    return answer.status === 401 || answer.status === 403;
  } catch {
    return false;
  } finally {
    stop.abort();
  }
}

function end() {
  stream.close();
  clearInterval(watch);
  const place = connection();
  place.dataset.state = 'ended';
  place.textContent = body.dataset.wordsEnded;
  place.hidden = false;
  body.dataset.link = 'lost';
}

function connection() {
  let place = document.querySelector('[data-connection]');
  if (!place) {
    place = document.createElement('p');
    place.className = 'connection floats';
    place.dataset.connection = '';
    place.setAttribute('role', 'status');
    body.append(place);
  }
  return place;
}

/** Says how long the line has been dead, and how old the figures are. */
function tell() {
  const place = connection();
  if (lostAt === null) {
    place.hidden = true;
    delete body.dataset.link;
    for (const part of document.querySelectorAll('[data-age]')) delete part.dataset.age;
    return;
  }
  const seconds = Math.max(1, Math.round((Date.now() - lostAt) / 1_000));
  // A blink is not worth a word.
  if (seconds < 2) return;
  place.textContent = body.dataset.wordsLost.replace('{seconds}', seconds);
  place.hidden = false;
  body.dataset.link = 'lost';
  const age = body.dataset.wordsStale.replace('{seconds}', Math.round((Date.now() - lastHeard) / 1_000));
  for (const part of document.querySelectorAll('[data-live][data-figures]')) part.dataset.age = age;
}

let watch = 0;
if (source) {
  open();
  watch = setInterval(() => {
    if (lostAt === null && Date.now() - lastHeard > silence) {
      lostAt = lastHeard;
      open();
    }
    if (lostAt !== null) tell();
  }, 1_000);
  addEventListener('pagehide', () => stream.close());
  addEventListener('pageshow', (event) => event.persisted && open());
  addEventListener('online', () => lostAt !== null && open());
}
