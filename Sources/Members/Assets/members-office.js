// j, k and the arrow keys walk through a list; Enter opens, as it does for every link. Escape leads back to it.
const links = [...document.querySelectorAll('[data-rows] tbody a')];
const back = document.querySelector('[data-back]');

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.('input, select, textarea, dialog')) return;
  if (event.key === 'Escape' && back) return back.click();
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
});
