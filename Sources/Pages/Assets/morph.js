// Changes a part of the page into new HTML by touching only what differs. Elements keep their identity by id or
// data-row, so that focus, scroll, selection and what a person is typing stay.
//
// Left alone: what is marked data-keep; a field that a person has changed since it came (until its form is sent);
// whether a <details>, <dialog> or popover is open.

const touched = new WeakSet();
for (const kind of ['input', 'change']) document.addEventListener(kind, (event) => touched.add(event.target), true);
for (const kind of ['submit', 'reset']) {
  document.addEventListener(kind, (event) => {
    for (const field of event.target.elements ?? []) touched.delete(field);
  }, true);
}

export function morph(part, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  children(part, template.content);
}

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.row || '' : '');

const alike = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh)
  && (old.nodeName !== 'INPUT' || old.type === fresh.type);

function children(parent, freshParent) {
  const keyed = new Map();
  for (const child of parent.children) if (keyOf(child)) keyed.set(keyOf(child), child);
  const wanted = new Set([...freshParent.children].map(keyOf).filter(Boolean));
  let old = parent.firstChild;
  for (const fresh of [...freshParent.childNodes]) {
    while (old && keyOf(old) && !wanted.has(keyOf(old))) old = drop(old);
    const match = keyOf(fresh) ? keyed.get(keyOf(fresh)) : old;
    if (match && alike(match, fresh)) {
      if (match === old) old = old.nextSibling;
      else move(parent, match, old);
      node(match, fresh);
    } else {
      parent.insertBefore(document.importNode(fresh, true), old);
    }
  }
  while (old) old = drop(old);
}

function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** moveBefore keeps focus and state where the browser has it. */
function move(parent, node, before) {
  if (parent.moveBefore) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

function node(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if ('keep' in old.dataset || touched.has(old) || old.isEqualNode(fresh)) return;
  attributes(old, fresh);
  children(old, fresh);
}

function attributes(old, fresh) {
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    if (fresh.hasAttribute(name) || (name === 'open' && /^(DETAILS|DIALOG)$/.test(old.nodeName))) continue;
    old.removeAttribute(name);
  }
}
