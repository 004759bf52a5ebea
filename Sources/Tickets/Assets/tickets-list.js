// The list of tickets by keys: j and k or the arrows walk through the rows, Enter opens, x ticks, Space previews. Links
// and boxes do the same, and the page works without this file.

const rows = [...document.querySelectorAll('[data-tickets] tbody tr')];
const links = rows.map((row) => row.querySelector('a'));
const boxes = [...document.querySelectorAll('[data-tickets] input[name="ticket"]')];
const all = document.querySelector('[data-all]');
const chosen = document.querySelector('[data-chosen]');
const preview = document.getElementById('ticket-preview');
const search = document.querySelector('[data-search]');

document.querySelector('[data-keys]')?.append(document.getElementById('tickets-keys').content);

// ticks

let lastBox = -1;

function countTicks() {
  const count = boxes.filter((box) => box.checked).length;
  if (chosen && count) chosen.textContent = `${count} ${chosen.dataset.chosen}`;
  const box = all?.querySelector('input');
  if (!box) return;
  box.checked = count > 0 && count === boxes.length;
  box.indeterminate = count > 0 && count < boxes.length;
}

boxes.forEach((box, at) => box.addEventListener('click', (event) => {
  if (event.shiftKey && lastBox >= 0) {
    for (let i = Math.min(at, lastBox); i <= Math.max(at, lastBox); i += 1) boxes[i].checked = box.checked;
  }
  lastBox = at;
  countTicks();
}));

if (all) {
  all.hidden = false;
  all.querySelector('input').addEventListener('change', (event) => {
    for (const box of boxes) box.checked = event.target.checked;
    countTicks();
  });
  addEventListener('pageshow', countTicks);
}

// preview: the head of the ticket's own page, and the last lines of its story

/** The address of what is shown; empty while nothing is. */
let shown = '';

function closePreview() {
  shown = '';
  preview.hidden = true;
  for (const row of rows) row.removeAttribute('aria-current');
}

async function openPreview(at) {
  const address = links[at].href;
  if (shown === address) return closePreview();
  shown = address;
  for (const row of rows) row.removeAttribute('aria-current');
  rows[at].setAttribute('aria-current', 'true');
  let parts = [];
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(8000) });
    if (response.status === 401) return location.reload();
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      parts = [page.querySelector('main .page-head'), page.querySelector('main .facts'),
        ...[...page.querySelectorAll('main [role="listitem"]')].slice(-3)];
    }
  } catch {
    parts = [];
  }
  if (shown !== address) return;
  preview.replaceChildren(...parts.filter(Boolean).map((part) => document.importNode(part, true)));
  preview.querySelector('.page-head a')?.remove();
  if (!preview.children.length) preview.textContent = preview.dataset.lost;
  preview.hidden = false;
}

// keys

const isTyping = (target) => target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]');
const here = () => rows.indexOf(document.activeElement?.closest?.('tr'));

function walk(by) {
  const at = here();
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
  if (next < 0) return search?.focus();
  links[Math.min(next, links.length - 1)].focus();
  if (shown && here() >= 0 && links[here()].href !== shown) openPreview(here());
}

function act(key) {
  const at = here();
  if (key === 'j' || key === 'ArrowDown') return walk(1);
  if (key === 'k' || key === 'ArrowUp') return walk(-1);
  if (at < 0) return false;
  if (key === 'x' && boxes[at]) return boxes[at].click();
  if (key === 'Enter' && document.activeElement.type === 'checkbox') return links[at].click();
  if (key === ' ' && document.activeElement === links[at]) return openPreview(at);
  return false;
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!rows.length || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape' && shown) return closePreview();
  if (isTyping(event.target)) {
    if (event.key !== 'ArrowDown' || event.target !== search) return;
  } else if (event.target.closest?.('details, nav, form:not(#ticket-bulk)') && event.key === ' ') return;
  if (act(event.key) !== false) event.preventDefault();
});
