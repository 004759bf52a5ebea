// Arrow keys walk through what a search found; Enter opens, as it does for every link.
const links = [...document.querySelectorAll('[data-rows] tbody a')];
const box = document.querySelector('[data-search]');

document.addEventListener('keydown', (event) => {
  if (!links.length || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const at = links.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== box && document.activeElement !== document.body) return;
  event.preventDefault();
  const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
  if (next < 0) box?.focus();
  else links[Math.min(next, links.length - 1)].focus();
});
