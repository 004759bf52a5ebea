// What opens beside the floor. Each is a page that works by itself; here it is taken in as a drawer, which follows the
// floor while it is open. Escape closes it, and focus returns to what opened it.

import { startClock } from './clock.js';
import { morph } from './morph.js';

const drawer = document.getElementById('floor-drawer');
const content = document.getElementById('drawer-content');

/** The address of what is shown; empty while the drawer is shut. */
let shown = '';
let isAsking = false;
let isStale = false;

const opener = () => document.querySelector(`[data-drawer][href="${CSS.escape(shown)}"]`);
const part = (address) => fetch(`${address}?part=drawer`, { signal: AbortSignal.timeout(8000) });

function mark() {
  for (const link of document.querySelectorAll('[data-drawer][aria-current]')) link.removeAttribute('aria-current');
  opener()?.setAttribute('aria-current', 'true');
}

/** Asks once more when the floor changed meanwhile, never twice at a time. */
async function refresh() {
  if (!shown) return;
  if (isAsking) {
    isStale = true;
    return;
  }
  isAsking = true;
  const address = shown;
  try {
    const response = await part(address);
    if (response.status === 401) return location.reload();
    const html = response.ok ? await response.text() : null;
    if (address !== shown) return;
    document.getElementById('drawer-wrong').hidden = html !== null;
    if (html !== null) morph(content, html);
  } catch {
    document.getElementById('drawer-wrong').hidden = false;
  } finally {
    isAsking = false;
    if (isStale || address !== shown) {
      isStale = false;
      refresh();
    }
  }
}

async function open(link) {
  shown = link.getAttribute('href');
  content.replaceChildren();
  drawer.hidden = false;
  mark();
  await refresh();
  content.querySelector('h1')?.focus();
}

function close() {
  const back = opener();
  shown = '';
  drawer.hidden = true;
  mark();
  back?.focus();
}

async function send(form) {
  const response = await fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(8000),
  });
  if (response.status === 401) return location.reload();
  document.getElementById('drawer-wrong').hidden = response.ok;
  return refresh();
}

function listen() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-drawer]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (shown === link.getAttribute('href')) close();
    else open(link);
  });
  document.getElementById('drawer-close').addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !shown || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    close();
  });
  drawer.addEventListener('submit', (event) => {
    if (!event.target.closest('[data-drawer-form]')) return;
    event.preventDefault();
    send(event.target).catch(() => { document.getElementById('drawer-wrong').hidden = false; });
  });
  document.addEventListener('live', (event) => {
    if (['floor-agents', 'floor-figures', 'floor-queues'].includes(event.detail.name)) refresh();
    if (shown) mark();
  });
}

if (drawer) listen();
else startClock();
