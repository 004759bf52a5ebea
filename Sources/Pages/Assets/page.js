// What every page does: keys, menus, forms that are sent once. A page reads and submits without any of it.
import './live.js';

const isTyping = (target) =>
  target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

const shortcuts = document.getElementById('shortcuts');
const menu = document.querySelector('details.menu');

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && menu?.open) {
    menu.open = false;
    menu.querySelector('summary').focus();
    return;
  }
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
  if (event.key === '?') {
    event.preventDefault();
    shortcuts?.showModal();
  }
  const search = document.querySelector('[data-search]');
  if (event.key === '/' && search) {
    event.preventDefault();
    search.focus();
    search.select?.();
  }
});

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-shortcuts]')) shortcuts?.showModal();
  if (menu?.open && (!menu.contains(event.target) || event.target.closest('[data-shortcuts]'))) menu.open = false;
});

// On the window, so that a script which sends the form itself has said so by now.
addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  setTimeout(() => delete form.dataset.sent, 10_000);
});
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
