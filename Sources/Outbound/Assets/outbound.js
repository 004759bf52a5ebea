// Keys of the outbound agent: a button is pressed, an outcome is chosen by what stands in its data-key. On the day's
// page the next one is taken by itself, as long as the agent wants it and looks at the page.

const isTyping = (target) => target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select');

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector('dialog[open]')) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
});

// In this tab, until the agent gives one back or takes the tick away: when the next one was asked for last.
const asked = 'outbound-by-itself';
// So soon nobody is asked for again: what waits may be another agent's, or not to be rung yet.
const breath = 10_000;

const tick = document.querySelector('[name="by-itself"]');
let isAsking = false;
let later;

const takeNext = () => {
  clearTimeout(later);
  if (!tick.checked || isAsking || document.hidden || !document.querySelector('[data-due]')) return;
  const wait = Number(sessionStorage.getItem(asked)) + breath - Date.now();
  if (wait > 0) {
    later = setTimeout(takeNext, wait);
    return;
  }
  isAsking = true;
  sessionStorage.setItem(asked, Date.now());
  tick.form.requestSubmit();
};

if (tick) {
  tick.checked = sessionStorage.getItem(asked) !== null;
  tick.addEventListener('change', () => {
    if (tick.checked) sessionStorage.setItem(asked, 0);
    else sessionStorage.removeItem(asked);
    takeNext();
  });
  new MutationObserver(takeNext).observe(
    document.querySelector('[data-live="outbound-day-figures"]'), { childList: true, subtree: true, attributes: true });
  document.addEventListener('visibilitychange', takeNext);
  takeNext();
}

document.addEventListener('submit', (event) => {
  if (event.target.getAttribute('action')?.endsWith('/releases')) sessionStorage.removeItem(asked);
});
