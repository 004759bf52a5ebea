// Keys of the outbound agent: a button is pressed, an outcome is chosen by what stands in its data-key.

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
