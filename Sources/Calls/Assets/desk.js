// The desk: keys, actions without loading a page, the record that is never lost. The parts of the page themselves come
// from the server (live.js).

import { send } from './ask.js';
import { learnClock, startClock } from './clock.js';
import { callChanged, phone, phoneAudio, redrawPhone, setMuted, setServerLink, start, startPhone } from './phone.js';
import { ringOnce, setRinging } from './ring.js';
import { startRecord, record } from './record.js';

const byId = (id) => document.getElementById(id);
const words = JSON.parse(byId('desk-words').value);

// what the server says

let signal = {};
const title = document.title;

function readSignal() {
  const text = byId('desk-signal')?.value;
  if (!text) return;
  const before = signal;
  signal = JSON.parse(text);
  learnClock(signal.now);
  setServerLink(signal.link, signal.page);
  if (signal.call !== before.call) callChanged();
  if (signal.call && signal.call !== before.call) byId('desk-notice').hidden = true;
  setRinging(signal.state === 'offered' && !signal.auto);
  document.title = signal.state === 'offered' ? `${words.ringing} · ${title}` : title;
  const auto = byId('auto-answer');
  if (document.activeElement !== auto) auto.checked = signal.auto;
  record.follow(signal.record, signal.caller);
}

function notice(text, tone = 'amber') {
  const place = byId('desk-notice');
  place.textContent = text;
  place.dataset.tone = tone;
  place.hidden = !text;
}

// actions

async function act(form, button) {
  const buttons = [...form.querySelectorAll('button')];
  for (const each of buttons) each.setAttribute('aria-disabled', 'true');
  try {
    const response = await send(form, button);
    if (response.status === 401) return location.reload();
    if (response.ok) {
      notice('');
      const menu = form.closest('[popover]');
      if (menu?.id === 'dial-menu') {
        menu.hidePopover();
        form.reset();
      }
    } else notice((await response.json()).message ?? words.unsent);
  } catch {
    notice(words.unsent);
  } finally {
    for (const each of buttons) each.removeAttribute('aria-disabled');
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-act]');
  if (!form) return;
  event.preventDefault();
  if (event.submitter?.getAttribute('aria-disabled')) return;
  byId('aux-menu').hidePopover();
  act(form, event.submitter);
});

document.addEventListener('click', (event) => {
  const wish = event.target.closest('[data-phone]')?.dataset.phone;
  if (wish === 'mute') setMuted(!phone.muted);
  if (wish === 'connect') start({ steal: true });
  if (wish === 'sound') phoneAudio.play().then(() => { byId('phone-sound').hidden = true; });
  if (wish === 'try-ring') ringOnce();
});

byId('auto-answer').addEventListener('change', (event) => event.target.form.requestSubmit());

// keys

const typingPlaces = 'input:not([type="radio"]):not([type="checkbox"]), textarea, select';
const isTyping = (target) => target.closest?.(typingPlaces);

function combination(event) {
  const held = { Ctrl: event.ctrlKey || event.metaKey, Alt: event.altKey, Shift: event.shiftKey };
  const key = event.altKey ? event.code.replace('Key', '') : event.key;
  return [...Object.keys(held).filter((name) => held[name]), key].join('+');
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.repeat || document.querySelector('dialog[open]')) return;
  const keys = combination(event);
  if (keys === 'Ctrl+Enter') {
    event.preventDefault();
    return record.save();
  }
  if (keys === 'Alt+K') {
    event.preventDefault();
    return record.focus();
  }
  const menu = byId('aux-menu');
  if (menu.matches(':popover-open') && /^[0-9]$/.test(event.key) && !isTyping(event.target)) {
    event.preventDefault();
    return menu.querySelector(`[data-aux-key="${event.key}"]`)?.click();
  }
  const button = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
  if (button.id === 'act-dial-menu') byId('dial-number').focus();
  if (button.id === 'act-aux') menu.querySelector('button')?.focus();
});

// the beginning

document.querySelector('[data-keys]')?.append(byId('desk-keys').content);
startClock();
startRecord({ words, notice });
const changes = { childList: true, subtree: true, attributes: true };
new MutationObserver(readSignal).observe(byId('desk-signal').parentElement, changes);
new MutationObserver(redrawPhone).observe(byId('desk-line'), { childList: true, subtree: true });
readSignal();
startPhone();
