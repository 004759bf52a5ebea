// The record of a contact. It is bound to one contact by its address and is never exchanged for another's while it
// holds words that were typed and not saved; what was typed outlives a reload (in this tab, until saved or signed out).

import { send } from './ask.js';
import { enhanceChoices } from './choice.js';

const box = document.getElementById('desk-form');
const prefix = 'sahut.draft.';
let words = {};
let notice = () => {};
let wanted = '';
let caller = '';
let clean = '';
let saved = '';
/** An older contact that the agent opened from the list. */
let pinned = '';
let isSaving = false;

const form = () => box.querySelector('form.wrap-up');
const contents = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== '_csrf'));
const isTouched = () => form() !== null && form().dataset.contact !== saved && contents(form()) !== clean;

function keepDraft() {
  if (!form()) return;
  const key = prefix + form().dataset.contact;
  if (isTouched()) sessionStorage.setItem(key, contents(form()));
  else sessionStorage.removeItem(key);
}

function fill(form, entries) {
  for (const [name, value] of entries) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === 'radio') field.checked = field.value === value;
      else field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
}

/** Makes the form in the box usable: type-ahead, the draft of before. */
function adopt() {
  const current = form();
  if (!current) return;
  enhanceChoices(current);
  clean = contents(current);
  const draft = sessionStorage.getItem(prefix + current.dataset.contact);
  if (draft) fill(current, JSON.parse(draft));
}

/** Puts the form of a contact into the box, or the list of contacts not logged. Typed words are never replaced. */
async function exchange(contact) {
  const response = await fetch(`/desk/wrap-ups${contact ? `/${contact}` : ''}?part=record`);
  if (!response.ok) return notice(words.unsent);
  const html = await response.text();
  if (isTouched()) return;
  box.innerHTML = html;
  adopt();
}

const show = (contact) => exchange(contact).then(settle, () => notice(words.unsent));

/** Shows the record that belongs to the call, unless the one on the screen still holds words. */
function settle() {
  const shown = form()?.dataset.contact ?? '';
  const next = form()?.querySelector('[data-role="next"]');
  const other = wanted !== '' && wanted !== saved && wanted !== shown;
  if (isTouched()) {
    if (next) {
      next.hidden = !other;
      next.querySelector('span').textContent = words.next.replace('{caller}', caller);
    }
    return;
  }
  const isOver = shown !== '' && (shown === saved || (shown !== wanted && shown !== pinned));
  if (other) show(wanted);
  else if (isOver) show('');
}

function complain(errors) {
  const current = form();
  let first = null;
  for (const row of current.querySelectorAll('.row')) row.classList.remove('is-wrong');
  for (const place of current.querySelectorAll('.wrong')) {
    const text = errors[place.dataset.for];
    place.hidden = !text;
    if (!text) continue;
    place.textContent = text;
    place.closest('.row').classList.add('is-wrong');
    first ??= place.closest('.row').querySelector('input:not([tabindex="-1"]), textarea, select:not([tabindex="-1"])');
  }
  first?.focus();
}

async function keep(current) {
  const response = await send(current);
  if (response.status === 401) return notice(words.signedOut);
  const answer = await response.json();
  if (!response.ok) {
    if (answer.errors) complain(answer.errors);
    return notice(answer.message ?? '');
  }
  saved = current.dataset.contact;
  sessionStorage.removeItem(prefix + saved);
  notice(answer.message, 'green');
  settle();
}

export const record = {
  follow(contact, name) {
    [wanted, caller] = [contact, name];
    settle();
  },

  focus() { form()?.querySelector('#form-category')?.focus(); },

  async save() {
    const current = form();
    if (!current || isSaving) return;
    isSaving = true;
    current.querySelector('#form-save').setAttribute('aria-busy', 'true');
    // Type-ahead takes what it points at when it is left.
    if (current.contains(document.activeElement)) document.activeElement.dispatchEvent(new Event('blur'));
    try {
      await keep(current);
    } catch {
      notice(words.unsent);
    } finally {
      isSaving = false;
      form()?.querySelector('#form-save')?.removeAttribute('aria-busy');
    }
  },
};

/** The draft of this form stays; the contact is on the list of those not logged. */
function putAside() {
  keepDraft();
  clean = contents(form());
  settle();
}

export function startRecord(given) {
  ({ words, notice } = given);
  adopt();
  box.addEventListener('input', keepDraft);
  box.addEventListener('change', keepDraft);
  box.addEventListener('submit', (event) => {
    event.preventDefault();
    record.save();
  });
  box.addEventListener('click', (event) => { if (event.target.closest('[data-form="later"]')) putAside(); });
  box.addEventListener('keydown', (event) => {
    if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.target.type !== 'radio') return;
    const radio = event.target.closest('fieldset').querySelector(`[data-number="${event.key}"]`);
    if (!radio) return;
    event.preventDefault();
    radio.focus();
    radio.click();
  });
  box.addEventListener('click', (event) => {
    const contact = event.target.closest('a[data-record]')?.dataset.record;
    if (!contact || isTouched()) return;
    event.preventDefault();
    pinned = contact;
    show(contact);
  });
  document.addEventListener('click', (event) => {
    const member = event.target.closest('[data-pick-member]')?.dataset.pickMember;
    const field = document.getElementById('form-member');
    if (!member || !field) return;
    field.value = member;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    for (const card of document.querySelectorAll('.member')) {
      card.classList.toggle('is-picked', card.dataset.member === member);
    }
  });
  document.addEventListener('submit', (event) => {
    if (new URL(event.target.action).pathname !== '/sign-out') return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
  });
}
