// Timers tick here against the server's clock: <time data-since="ms"> counts up, <time data-until="ms"> down.

let offset = null;

/** Milliseconds since 1970 by the server's clock. */
export const serverNow = () => Date.now() + (offset ?? 0);

/**
 * Learns the server's clock from a moment that it has just written. What comes late seems earlier than it is, so the
 * greatest difference is the truest, unless a clock was set.
 */
export function learnClock(milliseconds) {
  if (!Number.isFinite(milliseconds)) return;
  const seen = milliseconds - Date.now();
  if (offset === null || seen > offset || seen < offset - 5000) offset = seen;
}

/** 2:05, 1:02:05: as the server writes it. */
export function spell(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

function write(element, text) {
  // The text node is changed, not replaced, so that a tick is no change of the page's tree.
  if (!element.firstChild) element.append(text);
  else if (element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text;
}

function tick() {
  const now = serverNow();
  for (const element of document.querySelectorAll('time[data-since]')) {
    write(element, spell((now - element.dataset.since) / 1000));
  }
  for (const element of document.querySelectorAll('time[data-until]')) {
    write(element, spell(Math.ceil((element.dataset.until - now) / 1000)));
  }
}

function again() {
  tick();
  setTimeout(again, 1000 - (serverNow() % 1000) + 5);
}

export function startClock() {
  learnClock(Number(document.querySelector('[data-now]')?.dataset.now ?? NaN));
  new MutationObserver(tick).observe(document.body, { childList: true, subtree: true });
  again();
}
